import { describe, expect, test } from 'vitest';
import { Random } from '../../src/math/random.ts';
import { score } from '../../src/metrics/score.ts';

const of = (level: number, y: number, lo: number, hi: number) =>
  score.compute({ level, y: Float64Array.of(y), lo: Float64Array.of(lo), hi: Float64Array.of(hi) });

describe('score', () => {
  test('is the width where y is inside, and 2/α of the distance more where it is not', () => {
    expect(of(80, 5, 4, 7)).toBe(3);
    expect(of(80, 9, 4, 7)).toBe(3 + 10 * 2);
    expect(of(95, 3, 4, 7)).toBe(3 + 40 * 1);
  });

  test('is lowest for the true quantiles', () => {
    const random = new Random(3);
    const y = Float64Array.from({ length: 20_000 }, () => random.normal());
    const at = (z: number) => score.compute({ level: 80, y, lo: y.map(() => -z), hi: y.map(() => z) });
    const truth = at(1.2816);
    for (const z of [0.9, 1.1, 1.5, 2]) expect(truth).toBeLessThan(at(z));
  });

  test('is NaN without points', () => {
    const none = new Float64Array();
    expect(score.compute({ level: 80, y: none, lo: none, hi: none })).toBeNaN();
  });
});
