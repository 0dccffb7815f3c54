import { describe, expect, test } from 'vitest';
import { Random } from '../../src/math/random.ts';
import { superiorAbility } from '../../src/significance/superior-predictive-ability.ts';
import { recordedWorth } from '../helpers/worth.ts';

const returns = (random: Random, n: number, mean: number): Float64Array =>
  Float64Array.from({ length: n }, () => mean + 0.02 * random.normal());

describe('superiorAbility', () => {
  test.each(recordedWorth().tests.map((each, i) => ({ ...each, i })))(
    'of panel $i is that of a program in R with its own random numbers',
    ({ d, statistic, block, lower, p, upper, adjusted }) => {
      const own = superiorAbility(
        d.map((column) => Float64Array.from(column)),
        new Random(1),
      );
      expect([own.statistic, own.block]).toBeAllClose([statistic, block], { rtol: 1e-9, atol: 0 });
      // 2,000 resamples here and 4,000 there: four standard errors of the difference of two p near 0.5 are 0.055.
      expect([own.lower, own.p, own.upper, ...own.adjusted]).toBeAllClose([lower, p, upper, ...adjusted], {
        rtol: 0,
        atol: 0.055,
      });
    },
  );

  test('believes the best of five models of noise no more often than one in twenty times', () => {
    const random = new Random(4);
    let found = 0;
    for (let i = 0; i < 100; i++) {
      const models = Array.from({ length: 5 }, () => returns(random, 50, 0));
      if (superiorAbility(models, random).p < 0.05) found++;
    }
    // Three binomial standard errors above 5 are 11.5.
    expect(found).toBeLessThanOrEqual(11);
  });

  test('finds the one of ten that is better, and only that one', () => {
    const random = new Random(5);
    const models = Array.from({ length: 10 }, (_, k) => returns(random, 300, k === 3 ? 0.006 : 0));
    const { p, adjusted, lower, upper } = superiorAbility(models, random);
    expect(p).toBe(adjusted[3]);
    expect(p).toBeLessThan(0.01);
    expect(adjusted.filter((each) => each < 0.05)).toHaveLength(1);
    expect(lower).toBeLessThanOrEqual(p);
    expect(p).toBeLessThanOrEqual(upper);
  });

  test('is 1 for a model that is worse, and undefined for one that hardly differs', () => {
    const random = new Random(6);
    const rare = new Float64Array(200);
    rare.fill(0.05, 0, 19);
    const { p, adjusted } = superiorAbility([returns(random, 200, -0.01), rare], random);
    expect(p).toBe(1);
    expect(adjusted).toEqual([1, NaN]);
    expect(superiorAbility([rare, new Float64Array(200).fill(0.01)], random).p).toBeNaN();
  });

  test('is the same for the same seed', () => {
    const models = [returns(new Random(7), 100, 0), returns(new Random(8), 100, 0.001)];
    expect(superiorAbility(models, new Random(9))).toEqual(superiorAbility(models, new Random(9)));
  });
});
