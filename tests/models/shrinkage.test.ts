/** How much of a forecast the validation block supports. */
import { describe, expect, test } from 'vitest';
import type { Panel } from '../../src/data/panel.ts';
import { Random } from '../../src/math/random.ts';
import { modelNamed } from '../../src/models/index.ts';
import type { Forecaster, ModelOptions } from '../../src/models/model.ts';
import { learnShrinkage, shrunk } from '../../src/models/shrinkage.ts';
import { optionsOf, panelOf, walk } from '../helpers/panels.ts';

const rowsFrom = (count: number, first = 0): Int32Array =>
  Int32Array.from({ length: count }, (_, i) => first + i);
const factorOf = (row: Int32Array, x: readonly number[], y: readonly number[]): number =>
  learnShrinkage({ row, x: Float64Array.from(x), y: Float64Array.from(y) }, 1)[0];

describe('the factor', () => {
  test('is the slope times 1 less the critical value over t²', () => {
    // x = 1 everywhere, so the slope is the mean of y, 0.75, and each residual is 0.25 or -0.25. 10 blocks of one row: the
    // variance of the slope is 10 · 0.0625 / 10² · 10 / 9 = 0.0069…, t² = 81, and 4 is 4 · 9 / 7.
    const y = Array.from({ length: 10 }, (_, i) => (i % 2 === 0 ? 1 : 0.5));
    expect(factorOf(rowsFrom(10), Array(10).fill(1), y)).toBeCloseTo(0.75 * (1 - 36 / 7 / 81), 12);
  });

  test('counts windows of one origin, and of overlapping targets, as one observation', () => {
    const y = Array.from({ length: 10 }, (_, i) => (i % 2 === 0 ? 1 : 0.5));
    const once = factorOf(rowsFrom(10), Array(10).fill(1), y);
    // The same series twice says nothing new.
    const twice = Int32Array.from({ length: 20 }, (_, i) => i >> 1);
    expect(
      factorOf(
        twice,
        Array(20).fill(1),
        y.flatMap((value) => [value, value]),
      ),
    ).toBeCloseTo(once, 12);
  });

  test('counts two rows times the step as one observation, and the targets that overlap with them', () => {
    const y = Array.from({ length: 10 }, (_, i) => (i % 2 === 0 ? 1 : 0.5));
    const once = factorOf(rowsFrom(10), Array(10).fill(1), y);
    // Two steps ahead, 40 rows in which four neighbours are equal; one step ahead nothing is forecast.
    const second = y.flatMap((value) => Array.from({ length: 8 }, (_, i) => (i % 2 === 0 ? 0 : value)));
    const evidence = {
      row: rowsFrom(40),
      x: Float64Array.from(second, (_, i) => i % 2),
      y: Float64Array.from(second),
    };
    expect(learnShrinkage(evidence, 2)[0]).toBe(0);
    expect(learnShrinkage(evidence, 2)[1]).toBeCloseTo(once, 12);
  });

  test('is 1 if the forecast was right or too timid, and 0 if it was the wrong way round or says nothing', () => {
    const x = Array.from({ length: 20 }, (_, i) => (i % 5) - 2);
    expect(factorOf(rowsFrom(20), x, x)).toBe(1);
    expect(
      factorOf(
        rowsFrom(20),
        x,
        x.map((value) => 2 * value),
      ),
    ).toBe(1);
    expect(
      factorOf(
        rowsFrom(20),
        x,
        x.map((value) => -value),
      ),
    ).toBe(0);
    expect(factorOf(rowsFrom(20), Array(20).fill(0), x)).toBe(0);
    expect(factorOf(new Int32Array(0), [], [])).toBe(0);
  });

  test('is 0 with three blocks, which cannot tell', () => {
    expect(factorOf(rowsFrom(3), [1, -1, 1], [0.9, -1, 1.1])).toBe(0);
  });

  test('is at least half of that of the step before, and the same with fewer than eight blocks', () => {
    // 40 rows in blocks of 1, 4, 6 and 8: 40, 10, 7 and 5 of them. The far steps alone would say 0.
    const x = Array.from({ length: 40 }, (_, i) => Array(4).fill((i % 3) - 1.2) as number[]).flat();
    const y = x.map((value, i) => (i % 4 === 0 ? 0.5 * value : -value));
    const factors = learnShrinkage(
      { row: rowsFrom(40), x: Float64Array.from(x), y: Float64Array.from(y) },
      4,
    );
    [0.5, 0.25, 0.25, 0.25].forEach((factor, k) => expect(factors[k]).toBeCloseTo(factor, 9));
  });

  test('is 0 for forecasts without a signal in 19 of 20 cases, and is then small', () => {
    const random = new Random(5);
    const factors = Array.from({ length: 2000 }, () => {
      const [x, y] = [0, 0].map(() => Array.from({ length: 60 }, () => random.normal()));
      return factorOf(rowsFrom(60), x, y);
    });
    // One side of two standard errors is 2.3 %; t has wider tails than the normal distribution.
    expect(factors.filter((factor) => factor > 0).length / 2000).toBeLessThan(0.035);
    expect(Math.max(...factors)).toBeLessThan(0.5);
  });

  test('keeps a forecast at 1 and leaves exactly no change at 0', () => {
    expect(shrunk(0.3, 0.1, 1)).toBeCloseTo(0.3, 15);
    expect(shrunk(0.3, 0.1, 0)).toBe(0.1);
    expect(shrunk(0.3, 0.1, 0.5)).toBeCloseTo(0.2, 15);
  });
});

const shrinking = ['linear', 'dlinear', 'nlinear', 'mlp', 'rnn', 'lstm', 'gru'];
const rows = { fold: 0, start: 0, cutoff: 299 };
const origins = { series: Int32Array.of(0, 0, 0), row: Int32Array.of(299, 310, 330) };
const walks = panelOf([walk(340, 6)]);
const momentum = panelOf([persistent(340, 1)]);

/** Every move repeats most of the one before. */
function persistent(count: number, seed: number): number[] {
  const random = new Random(seed);
  let [move, price] = [0, 100];
  return Array.from({ length: count }, () => {
    move = 0.01 * random.normal() + 0.8 * move;
    return (price *= 1 + move);
  });
}

const small = { inputSize: 3, horizon: 2, validation: 0.3, epochs: 20, learningRate: 0.02 } as const;
const fit = (name: string, panel: Panel, options: Partial<ModelOptions> = {}): Promise<Forecaster> =>
  modelNamed(name).fit(panel, rows, optionsOf({ ...small, ...options }));
const factors = (forecaster: Forecaster): number[] => [
  ...forecaster.state().find(({ name }) => name === 'shrinkage')!.values,
];

describe.each(shrinking)('%s', (name) => {
  test('forecasts exactly no change on a random walk, whatever the target', async () => {
    const naive = (await fit('naive', walks)).forecast(walks, origins);
    for (const target of ['log-return', 'diff', 'price'] as const) {
      const forecaster = await fit(name, walks, { target });
      expect(factors(forecaster)).toEqual([0, 0]);
      expect(forecaster.forecast(walks, origins)).toEqual(naive);
    }
  });

  test('keeps nearly all of a forecast with a signal, and none of it is lost with `none` or without a block', async () => {
    const kept = await fit(name, momentum);
    expect(Math.min(...factors(kept))).toBeGreaterThan(0.8);
    for (const options of [{ shrink: 'none' }, { validation: 0 }] as const) {
      const other = await fit(name, momentum, options);
      expect(other.state().map((tensor) => tensor.name)).not.toContain('shrinkage');
      expect(other.forecast(momentum, origins)).not.toEqual(kept.forecast(momentum, origins));
    }
  });

  test('learns nothing from rows after the cutoff', async () => {
    const values = momentum.series[0].values;
    const after = (of: (row: number) => number): Panel =>
      panelOf([Array.from(values, (value, row) => (row > rows.cutoff ? of(row) : value))]);
    const state = (await fit(name, momentum)).state();
    for (const panel of [after(() => NaN), after((row) => 50 + 7 * (row % 5))])
      expect((await fit(name, panel)).state()).toEqual(state);
  });

  test('is restored with its factors, and without any from a state of before they existed', async () => {
    const options = optionsOf(small);
    const model = modelNamed(name);
    const fitted = await fit(name, momentum);
    const restored = model.restore(momentum, { state: fitted.state(), cutoff: rows.cutoff }, options);
    expect(restored.forecast(momentum, origins)).toEqual(fitted.forecast(momentum, origins));
    expect(restored.state()).toEqual(fitted.state());
    const old = fitted.state().filter((tensor) => tensor.name !== 'shrinkage');
    const whole = model.restore(momentum, { state: old, cutoff: rows.cutoff }, options);
    const plain = await fit(name, momentum, { shrink: 'none' });
    expect(whole.forecast(momentum, origins)).toEqual(plain.forecast(momentum, origins));
  });
});

test('the median and its bounds move together, so that intervals keep their width and order', async () => {
  const options = { loss: 'quantile', level: [50, 80] } as const;
  const [kept, plain] = [
    await fit('mlp', walks, options),
    await fit('mlp', walks, { ...options, shrink: 'none' }),
  ];
  const naive = (await fit('naive', walks)).forecast(walks, origins);
  const median = kept.forecast(walks, origins);
  expect(median).toEqual(naive);
  const [ofKept, ofPlain] = [kept, plain].map((one) => one.intervals!(walks, origins));
  ofKept.forEach(({ lo, hi }, level) =>
    median.forEach((value, i) => {
      expect(lo[i]).toBeLessThanOrEqual(value);
      expect(hi[i]).toBeGreaterThanOrEqual(value);
      // Widths are of logarithms of prices.
      expect(Math.log(hi[i] / lo[i])).toBeCloseTo(Math.log(ofPlain[level].hi[i] / ofPlain[level].lo[i]), 6);
    }),
  );
});

test('classes are not shrunk', async () => {
  const { state } = await fit('mlp', walks, { target: 'direction', loss: 'cross-entropy' });
  expect(state().map((tensor) => tensor.name)).not.toContain('shrinkage');
});
