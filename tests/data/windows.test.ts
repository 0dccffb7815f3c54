import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { runLengths, trainingOrigins, truthAt } from '../../src/data/windows.ts';
import { panelOf } from '../helpers/panels.ts';

type Pair = Parameters<typeof truthAt>[0];

/** Columns of a series whose rows are present (`x`), absent (`.`) or filled (`f`); row i holds i. */
function seriesOf(pattern: string): Pair {
  const rows = Array.from(pattern);
  return {
    values: Float64Array.from(rows, (row, i) => (row === '.' ? NaN : i)),
    observed: Float64Array.from(rows, (row, i) => (row === 'x' ? i : NaN)),
  };
}
const origins = (
  pattern: string,
  lookback: number,
  horizon: number,
  start = 0,
  cutoff = pattern.length - 1,
) => [...trainingOrigins(seriesOf(pattern), { start, cutoff }, lookback, horizon)];

const anyPattern = fc
  .array(fc.constantFrom('x', 'x', 'x', 'x', '.', 'f'), { minLength: 1, maxLength: 40 })
  .map((rows) => rows.join(''));

describe('run lengths', () => {
  test('count the rows without a gap up to each row', () => {
    expect([...runLengths(seriesOf('xx.xfx..x').values)]).toEqual([1, 2, 0, 1, 2, 3, 0, 0, 1]);
    expect([...runLengths(new Float64Array(0))]).toEqual([]);
  });
});

describe('training origins', () => {
  test('have their window before and their targets after, all of it up to the cutoff', () => {
    expect(origins('xxxxxxxx', 3, 2)).toEqual([2, 3, 4, 5]);
    expect(origins('xxxxxxxx', 3, 2, 2, 6)).toEqual([4]);
    expect(origins('xxxx', 3, 2)).toEqual([]);
  });

  test('span no gap', () => {
    expect(origins('xxxxx.xxxxx', 2, 1)).toEqual([1, 2, 3, 7, 8, 9]);
    expect(origins('xx.xx.xx', 2, 1)).toEqual([]);
  });

  test('look at filled rows and never aim at one', () => {
    expect(origins('xxxfxxx', 2, 1)).toEqual([1, 3, 4, 5]); // row 3 is filled: no target for origin 2
    expect(origins('xxxfxxx', 2, 2)).toEqual([3, 4]);
  });

  test('are those that a search over every row finds', () => {
    const oracle = (pattern: string, lookback: number, horizon: number, start: number, cutoff: number) =>
      Array.from(pattern).flatMap((_, origin) => {
        const window = pattern.slice(Math.max(0, origin - lookback + 1), origin + 1);
        const ahead = pattern.slice(origin + 1, origin + 1 + horizon);
        const isInside = origin - lookback + 1 >= start && origin + horizon <= cutoff;
        return isInside && !window.includes('.') && /^x+$/.test(ahead) ? [origin] : [];
      });
    fc.assert(
      fc.property(
        anyPattern,
        fc.integer({ min: 1, max: 5 }),
        fc.integer({ min: 1, max: 4 }),
        fc.nat(39),
        fc.nat(39),
        (pattern, lookback, horizon, a, b) => {
          const cutoff = Math.min(Math.max(a, b), pattern.length - 1);
          const start = Math.min(a, b, cutoff);
          expect(origins(pattern, lookback, horizon, start, cutoff)).toEqual(
            oracle(pattern, lookback, horizon, start, cutoff),
          );
        },
      ),
      { numRuns: 1000 },
    );
  });

  test('do not change with what comes before the start or after the cutoff', () => {
    fc.assert(
      fc.property(anyPattern, anyPattern, anyPattern, (before, inside, after) => {
        const start = before.length;
        const cutoff = start + inside.length - 1;
        expect(origins(before + inside + after, 3, 2, start, cutoff)).toEqual(
          origins(inside, 3, 2).map((row) => row + start),
        );
      }),
    );
  });
});

describe('the truth', () => {
  test('is the observed value so many rows later', () => {
    const series = seriesOf('xxxx');
    expect(truthAt(series, 0, 1)).toBe(1);
    expect(truthAt(series, 1, 2)).toBe(3);
  });

  test('is unknown past the end, where nothing was observed, and beyond a gap', () => {
    expect(truthAt(seriesOf('xxxx'), 2, 2)).toBeNaN();
    expect(truthAt(seriesOf('xxx.'), 2, 1)).toBeNaN();
    expect(truthAt(seriesOf('xx.x'), 1, 2)).toBeNaN();
  });

  test('is known beyond a filled row and unknown on it', () => {
    expect(truthAt(seriesOf('xxfx'), 1, 1)).toBeNaN();
    expect(truthAt(seriesOf('xxfx'), 1, 2)).toBe(3);
  });

  test('is what a look at the rows between says', () => {
    fc.assert(
      fc.property(anyPattern, fc.nat(39), fc.integer({ min: 1, max: 5 }), (pattern, origin, step) => {
        const isKnown =
          !pattern.slice(origin + 1, origin + step).includes('.') && pattern[origin + step] === 'x';
        expect(truthAt(seriesOf(pattern), origin, step)).toBe(isKnown ? origin + step : NaN);
      }),
      { numRuns: 1000 },
    );
  });

  test('reads a panel with gaps as it is', () => {
    const [series] = panelOf([[1, 2, NaN, 4]]).series;
    expect(truthAt(series, 0, 1)).toBe(2);
    expect(truthAt(series, 1, 2)).toBeNaN();
  });
});
