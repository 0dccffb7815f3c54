import { quantities } from '../../src/data/quantities.ts';
import type { ForecastTable } from '../../src/backtest/forecast-table.ts';
import { describe, expect, test } from 'vitest';
import { testAgainstBenchmark } from '../../src/evaluation/benchmark-tests.ts';
import type { Trial } from '../../src/evaluation/trial.ts';
import { Random } from '../../src/math/random.ts';
import { relativeSquaredError } from '../../src/metrics/squared-errors.ts';
import { clarkWest } from '../../src/significance/clark-west.ts';
import { dieboldMariano } from '../../src/significance/diebold-mariano.ts';
import { holm } from '../../src/significance/holm.ts';
import { pesaranTimmermann } from '../../src/significance/pesaran-timmermann.ts';

interface Shape {
  /** One price level per series. */
  readonly prices: readonly number[];
  readonly origins: number;
  readonly horizon?: number;
  readonly stepSize?: number;
  /** By model: the forecast of a change. */
  readonly models: Readonly<Record<string, (change: number, random: Random) => number>>;
}

/** Series of independent changes; every stepSize-th row is an origin. */
function trialOf({ prices, origins, horizon = 1, stepSize = 1, models }: Shape, seed = 1): Trial {
  const random = new Random(seed);
  const length = origins * stepSize + horizon;
  const values = prices.map((price) => {
    let value = price;
    return Float64Array.from({ length }, () => (value += 0.02 * price * random.normal()));
  });
  const rows = prices.flatMap((_, s) =>
    Array.from({ length: origins }, (__, i) =>
      Array.from({ length: horizon }, (___, k) => ({ s, origin: i * stepSize, step: k + 1 })),
    ).flat(),
  );
  const y = Float64Array.from(rows, ({ s, origin, step }) => values[s][origin + step]);
  const last = Float64Array.from(rows, ({ s, origin }) => values[s][origin]);
  const table: ForecastTable = {
    series: Int32Array.from(rows, ({ s }) => s),
    fold: new Int32Array(rows.length),
    cutoff: new Int32Array(rows.length),
    origin: Int32Array.from(rows, ({ origin }) => origin),
    step: Int32Array.from(rows, ({ step }) => step),
    y,
    last,
    yhat: new Map([
      ['naive', last],
      ...Object.entries(models).map(
        ([name, forecast]) => [name, last.map((value, i) => value + forecast(y[i] - value, random))] as const,
      ),
    ]),
    spread: new Map(),
    intervals: new Map(),
    crps: new Map(),
    probabilities: new Map(),
  };
  return {
    table,
    ids: prices.map((price) => `at ${price}`),
    cutoffs: [0],
    horizon,
    stepSize,
    seed: 1,
    insample: { absolute: () => NaN, squared: () => NaN },
    volatility: null,
    valueBefore: () => NaN,
    noGiacominiWhiteReason: null,
    quantity: quantities.price,
    column: 'close',
  };
}

const good = (change: number) => 0.3 * change;
const noise = (_: number, random: Random) => 0.5 * random.normal();
const testsOf = (trial: Trial) => testAgainstBenchmark(trial, [...trial.table.yhat.keys()]);

describe('testAgainstBenchmark', () => {
  test('tests the plain squared errors of a single series', () => {
    const trial = trialOf({ prices: [100], origins: 50, models: { good, noise } });
    const { y, last, yhat } = trial.table;
    const noisy = yhat.get('noise')!;
    const d = y.map((value, i) => (noisy[i] - value) ** 2 - (last[i] - value) ** 2);
    const f = y.map(
      (value, i) => (last[i] - value) ** 2 - ((noisy[i] - value) ** 2 - (last[i] - noisy[i]) ** 2),
    );
    const { dm, cw, pt } = testsOf(trial).get('noise')!;
    for (const [mine, expected] of [
      [dm[0], dieboldMariano(d, 0)],
      [cw[0], clarkWest(f, 0)],
    ] as const)
      // Divided by naive's mean squared error, which only changes the last bits.
      expect([mine.statistic, mine.p]).toBeAllClose([expected.statistic, expected.p], { rtol: 1e-9 });
    const sides = {
      forecast: Array.from(y, (_, i) => noisy[i] > last[i]),
      actual: Array.from(y, (value, i) => value > last[i]),
    };
    expect(pt[0]).toMatchObject(pesaranTimmermann(sides));
  });

  test('uses one number per origin for any number of series', () => {
    const trial = trialOf({ prices: [100, 1, 60_000], origins: 40, models: { good } });
    expect(testsOf(trial).get('good')!.dm[0].n).toBe(40);
  });

  test('weights series equally, independent of their price', () => {
    const shape = { origins: 40, models: { good: (change: number) => 0.1 * change } };
    const [cheap, dear] = [
      trialOf({ ...shape, prices: [100, 1] }),
      trialOf({ ...shape, prices: [100, 1e6] }),
    ];
    const of = (trial: Trial) => testsOf(trial).get('good')!.dm[0].statistic;
    expect([of(cheap)]).toBeAllClose([of(dear)], { rtol: 1e-9 });
  });

  test('tests the mean U2² - 1 at every step, so that both have the same sign on any panel', () => {
    const random = new Random(8);
    for (let seed = 0; seed < 20; seed++) {
      const shares = [random.normal(), random.normal(), random.normal()].map((share) => 0.2 * share);
      const shape = { prices: [100, 1, 5000], origins: 40, horizon: 2, stepSize: 2 };
      const trial = trialOf({ ...shape, models: { good } }, seed);
      const { series, step, last, y, yhat } = trial.table;
      // Series of different skill; the third starts later.
      yhat.get('good')!.set(y.map((value, i) => last[i] + shares[series[i]] * (value - last[i])));
      y.forEach((_, i) => {
        if (series[i] === 2 && trial.table.origin[i] < 50) y[i] = NaN;
      });
      const { dm } = testsOf(trial).get('good')!;
      for (const { step: at, statistic } of dm) {
        const rows = [...step.keys()].filter((i) => step[i] === at && !Number.isNaN(y[i]));
        const column = (values: Float64Array) => Float64Array.from(rows, (i) => values[i]);
        const points = { y: column(y), yhat: column(yhat.get('good')!), last: column(last) };
        const ratio = relativeSquaredError({ ...points, series: Int32Array.from(rows, (i) => series[i]) });
        expect(Math.sign(statistic)).toBe(Math.sign(ratio - 1));
      }
    }
  });

  test('tests each step with the lags of overlapping targets, and never pools steps', () => {
    const trial = trialOf({ prices: [100], origins: 60, horizon: 3, models: { good } });
    const { dm, comparisons } = testsOf(trial).get('good')!;
    expect(dm.map(({ step, n, effective }) => [step, n, effective])).toEqual([
      [1, 60, 60],
      [2, 60, 30],
      [3, 60, 20],
    ]);
    expect(comparisons).toEqual({ dm: 3, cw: 3, gw: 3, pt: 3 });
    const { y, last, yhat, step } = trial.table;
    const rows = [...step.keys()].filter((i) => step[i] === 3);
    const d = Float64Array.from(rows, (i) => (yhat.get('good')![i] - y[i]) ** 2 - (last[i] - y[i]) ** 2);
    expect([dm[2].statistic]).toBeAllClose([dieboldMariano(d, 2).statistic], { rtol: 1e-9 });
  });

  test('adjusts each test for all models and steps', () => {
    const trial = trialOf({ prices: [100], origins: 60, horizon: 2, models: { noise, good: noise } });
    const results = testsOf(trial);
    const of = (key: 'p' | 'adjusted') =>
      ['noise', 'good'].flatMap((model) => results.get(model)!.dm.map((outcome) => outcome[key]));
    expect(of('adjusted')).toEqual(holm(of('p')));
    expect(results.get('good')!.comparisons.dm).toBe(4);
  });

  test('finds the better model, and includes naive in the confidence set', () => {
    const results = testsOf(trialOf({ prices: [100, 50], origins: 150, models: { good, noise } }));
    expect(results.get('good')!.dm[0].statistic).toBeLessThan(0);
    expect(results.get('good')!.dm[0].adjusted).toBeLessThan(0.001);
    expect(results.get('good')!.pt[0].p).toBeLessThan(0.001);
    expect(results.get('noise')!.cw[0].p).toBeGreaterThan(0.01);
    expect([...results].map(([model, { mcs }]) => [model, mcs[0].isIn])).toEqual([
      ['naive', false],
      ['good', true],
      ['noise', false],
    ]);
    expect(results.get('naive')!.dm).toEqual([]);
  });

  test('does not make the test of Giacomini and White if the window expands, with the reason', () => {
    const trial = {
      ...trialOf({ prices: [100], origins: 30, models: { good } }),
      noGiacominiWhiteReason: 'it expands',
    };
    expect(testsOf(trial).get('good')!.gw[0]).toMatchObject({ p: NaN, note: 'it expands' });
  });

  test('makes no test with fewer than ten origins without overlap', () => {
    const nine = testsOf(trialOf({ prices: [100, 2], origins: 9, models: { good } })).get('good')!;
    expect(nine.dm[0]).toMatchObject({ p: NaN, n: 9, note: '9 origins, fewer than 10' });
    expect(nine.mcs[0]).toMatchObject({ p: NaN, isIn: null });
    const overlapping = trialOf({ prices: [100], origins: 20, horizon: 3, models: { good } });
    expect(
      testsOf(overlapping)
        .get('good')!
        .dm.map(({ note }) => note),
    ).toEqual([null, null, '7 origins without overlapping targets, fewer than 10']);
  });

  test('has no confidence set with fewer than twenty origins without overlap', () => {
    const of = (origins: number) =>
      testsOf(trialOf({ prices: [100], origins, models: { good } })).get('good')!;
    expect(of(19).mcs[0]).toMatchObject({ p: NaN, isIn: null, effective: 19 });
    expect(of(19).dm[0].p).not.toBeNaN();
    expect(of(20).mcs[0].p).not.toBeNaN();
  });

  test('adjusts the confidence set for the number of steps', () => {
    const trial = trialOf({ prices: [100], origins: 120, horizon: 3, stepSize: 3, models: { noise } });
    for (const { mcs } of testsOf(trial).values())
      for (const { p, adjusted, isIn } of mcs) {
        expect(adjusted).toBe(Math.min(1, 3 * p));
        expect(isIn).toBe(adjusted >= 0.1);
      }
  });

  test('says that naive has no error if it has none, and not that origins are missing', () => {
    const trial = trialOf({ prices: [100], origins: 30, models: { noise } });
    trial.table.y.set(trial.table.last);
    expect(testsOf(trial).get('noise')!.dm[0]).toMatchObject({ p: NaN, note: 'naive has no error there' });
  });

  test('leaves out rows without a known actual value', () => {
    const trial = trialOf({ prices: [100], origins: 30, models: { good } });
    trial.table.y[3] = NaN;
    expect(testsOf(trial).get('good')!.dm[0].n).toBe(29);
  });

  test('rejects about 5 % of the time on a panel of noise', () => {
    const trials = 300;
    let rejected = 0;
    for (let seed = 0; seed < trials; seed++) {
      // Clark and West's null: the model is naive plus noise.
      const trial = trialOf({ prices: [100, 5], origins: 40, models: { noise } }, 1000 + seed);
      if (testsOf(trial).get('noise')!.cw[0].p < 0.05) rejected++;
    }
    // Three binomial standard errors are 0.038.
    expect(rejected / trials).toBeLessThan(0.05 + 0.038);
  });
});
