import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { toAscii } from '../../src/text/ascii.ts';

test('writes signs as ASCII does', () => {
  expect(toAscii('2020 – 2021 … × ≥ · →')).toBe('2020 - 2021 ... x >= - ->');
  expect(toAscii('▁▂▃▄▅▆▇█')).toBe('_.-=+*%#');
  expect(toAscii('1 - U2²')).toBe('1 - U2^2');
});

test('writes every other character as JSON does, so that names stay apart', () => {
  expect(toAscii('день')).toBe(String.raw`\u0434\u0435\u043d\u044c`);
  expect(toAscii('🚀')).toBe(String.raw`\ud83d\ude80`);
});

test('leaves ASCII as it is, and nothing else', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), (text) => {
      const shown = toAscii(text);
      // oxlint-disable-next-line no-control-regex -- ASCII
      expect(shown).toMatch(/^[\u0000-\u007F]*$/);
      expect(toAscii(shown)).toBe(shown);
    }),
  );
});
