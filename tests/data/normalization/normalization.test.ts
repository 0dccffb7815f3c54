import { describe, expect, test } from 'vitest';
import { normalizationNames, normalizationOf } from '../../../src/data/normalization/index.ts';
import type { NormalizationName } from '../../../src/data/normalization/index.ts';
import { RANGE_OF_NORMAL } from '../../../src/data/normalization/robust.ts';

/** Centre and spread of the middle five of these levels. */
function of(normalize: NormalizationName, levels: readonly number[]): number[] {
  const out = new Float64Array(2);
  normalizationOf({ normalize }).statistics!(out, Float64Array.of(1e9, ...levels, NaN), 1, levels.length);
  return [...out];
}

test.each<[NormalizationName, number, number]>([
  ['last', 6, 0],
  ['standard', 4, Math.sqrt(8)],
  ['revin', 4, Math.sqrt(8)],
  // Quartiles 2 and 6.
  ['robust', 4, 4 / RANGE_OF_NORMAL],
])('%s reads its window and nothing beside it', (name, center, spread) => {
  const [c, s] = of(name, [8, 0, 2, 4, 6]);
  expect(c).toBe(center);
  expect(s).toBeCloseTo(spread, 12);
});

const perWindow = normalizationNames.filter((normalize) => normalizationOf({ normalize }).statistics);

describe.each(perWindow)('%s', (name) => {
  test.each([0, 0.1, 1e6 / 3])('has no spread where every level is %f', (level) => {
    const [center, spread] = of(name, Array<number>(7).fill(level));
    expect(center).toBeCloseTo(level, 9);
    expect(spread).toBe(0);
  });

  test('takes a window of one row', () => {
    expect(of(name, [3])).toEqual([3, 0]);
  });
});

test('robust has the deviation where more than half of the levels are equal', () => {
  expect(of('robust', [1, 1, 1, 1, 6])).toEqual([1, 2]);
});
