import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { sparkline } from '../../../src/report/text/sparkline.ts';

test('the least is the lowest bar, the greatest the highest, and the rest between', () => {
  expect(sparkline([0, 1, 2, 3, 4, 5, 6, 7], 8)).toBe('▁▂▃▄▅▆▇█');
  expect(sparkline([1.002, 0.998], 8)).toBe('█▁');
});

test('values that are all the same are level, and one that is undefined leaves a hole', () => {
  expect(sparkline([3, 3, 3], 8)).toBe('▄▄▄');
  expect(sparkline([1, NaN, 2], 8)).toBe('▁ █');
  expect(sparkline([NaN], 8)).toBe(' ');
  expect(sparkline([], 8)).toBe('');
});

test('more values than bars are means of shares', () => {
  expect(sparkline([0, 2, NaN, 9, 3, 5], 3)).toBe('▁█▄');
  expect(
    sparkline(
      Array.from({ length: 365 }, (_, i) => i),
      8,
    ),
  ).toBe('▁▂▃▄▅▆▇█');
});

test('is never longer than its width, and made of bars and holes alone', () => {
  fc.assert(
    fc.property(
      fc.array(fc.double({ noNaN: false, min: -1e9, max: 1e9 })),
      fc.integer({ min: 1, max: 40 }),
      (values, width) => {
        const bars = sparkline(values, width);
        expect(bars.length).toBe(Math.min(values.length, width));
        expect(bars).toMatch(/^[▁-█ ]*$/);
      },
    ),
  );
});
