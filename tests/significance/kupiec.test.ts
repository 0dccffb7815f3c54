import { describe, expect, test } from 'vitest';
import { quantile } from '../../src/math/statistics.ts';
import { kupiecTest } from '../../src/significance/kupiec.ts';
import { errorsOf, recordedTests } from '../helpers/statistics.ts';

const misses = (x: number, n: number) => Array.from({ length: n }, (_, i) => i < x);

describe('kupiecTest', () => {
  test('has the values of R', () => {
    const recorded = recordedTests('kupiec');
    expect(recorded.length).toBeGreaterThan(3);
    for (const { name, statistic, p } of recorded) {
      const { e1 } = errorsOf(name);
      const limit = quantile(e1.map(Math.abs), 0.75);
      const outcome = kupiecTest(
        Array.from(e1, (error) => Math.abs(error) > limit),
        80,
      );
      expect([outcome.statistic, outcome.p]).toBeAllClose([statistic, p], { rtol: 1e-10 });
    }
  });

  test('has the non-rejection region of the published table: 255 days, 5 % test', () => {
    // Kupiec (1995), table 3: misses that do not reject are < 7 at 1 %, and 7 to 20 at 5 %
    const rejects = (x: number, level: number) => kupiecTest(misses(x, 255), level).p < 0.05;
    expect([6, 7].map((x) => rejects(x, 99))).toEqual([false, true]);
    expect([6, 7, 20, 21].map((x) => rejects(x, 95))).toEqual([true, false, false, true]);
  });

  test('is 0 if the share of misses matches the level exactly, and defined for no miss and only misses', () => {
    expect(kupiecTest(misses(20, 100), 80).statistic).toBeCloseTo(0, 12);
    expect(kupiecTest(misses(0, 50), 80).statistic).toBeCloseTo(-100 * Math.log(0.8), 10);
    expect(kupiecTest(misses(50, 50), 80).statistic).toBeCloseTo(-100 * Math.log(0.2), 10);
  });

  test('is undefined without intervals', () => {
    expect(kupiecTest([], 80)).toMatchObject({ n: 0, p: NaN });
  });
});
