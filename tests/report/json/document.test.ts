import { expect, test } from 'vitest';
import { toText } from '../../../src/report/json/document.ts';

test('writes lists of numbers in one line, and everything else over several', () => {
  const value = {
    losses: [1.05, -0.5, 1e-7, null, 3],
    text: ['a', '[\n  1,\n  2\n]'],
    none: [],
    nested: [[1, 2], { n: [3] }],
  };
  const text = toText(value);
  expect(text).toContain('"losses": [1.05, -0.5, 1e-7, null, 3]');
  expect(text).toContain('"n": [3]');
  expect(text).toContain('"text": [\n    "a",');
  expect(JSON.parse(text)).toEqual(value);
});
