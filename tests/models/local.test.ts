import { describe, expect, test } from 'vitest';
import { estimateCost } from '../../src/backtest/estimate-cost.ts';
import { planBacktest } from '../../src/backtest/plan.ts';
import { Random } from '../../src/math/random.ts';
import { builtIn, models } from '../../src/models/index.ts';
import type { Forecaster, Model, ModelOptions } from '../../src/models/model.ts';
import { optionsOf, panelOf, walk } from '../helpers/panels.ts';

const global = models.filter(({ isGlobal }) => isGlobal);
const panel = panelOf([walk(60, 1), walk(60, 2), walk(60, 3)]);
const rows = { fold: 0, start: 0, cutoff: 49 };
/** From the last series to the first, two origins each. */
const origins = { series: Int32Array.of(2, 1, 0, 2, 1, 0), row: Int32Array.of(49, 50, 52, 51, 55, 57) };

const optionsFor = ({ quantities }: Model): ModelOptions =>
  quantities.includes('price')
    ? optionsOf({ local: true, horizon: 2, validation: 0.2, shrink: 'none' })
    : optionsOf({ local: true, horizon: 2, validation: 0.2, target: 'direction', loss: 'cross-entropy' });

/** Everything that a forecaster says. */
const saysOf = (forecaster: Forecaster, of = panel, from = origins) => [
  forecaster.forecast(of, from),
  ...(forecaster.probabilities?.(of, from) ?? []),
  ...(forecaster.intervals?.(of, from) ?? []).flatMap(({ lo, hi }) => [lo, hi]),
];

describe.each(global.map((model) => [model.name, model] as const))('a local %s', (_, model) => {
  const options = optionsFor(model);

  test('forecasts each series as if it were alone, with a seed of its own', async () => {
    const joined = saysOf(await model.fit(panel, rows, options));
    for (const [s, series] of panel.series.entries()) {
      const alone = { ...panel, series: [series] };
      const places = [...origins.series.keys()].filter((i) => origins.series[i] === s);
      const own = { series: new Int32Array(2), row: Int32Array.from(places, (i) => origins.row[i]) };
      const said = saysOf(await model.fit(alone, rows, options), alone, own);
      said.forEach((column, c) =>
        expect([...column]).toEqual(places.flatMap((i) => [...joined[c].subarray(2 * i, 2 * i + 2)])),
      );
      const seed = Random.from(options.seed, 'local', series.id).uint32();
      const plain = await model.fit(alone, rows, { ...options, local: false, seed });
      expect(saysOf(plain, alone, own)).toEqual(said);
    }
  });

  test('is restored from its state to the bit', async () => {
    const fitted = await model.fit(panel, rows, options);
    const restored = model.restore(panel, { state: fitted.state(), cutoff: 49 }, options);
    expect(saysOf(restored)).toEqual(saysOf(fitted));
    expect(restored.parameters).toBe(fitted.parameters);
    expect(fitted.parameters).toBe(3 * model.estimate(options).parameters);
  });

  test('forecasts all but a series without a training window', async () => {
    const late = panelOf([walk(60, 1), [...Array.from({ length: 48 }, () => NaN), ...walk(12, 2)]]);
    const fitted = await model.fit(late, rows, options);
    const [forecasts] = saysOf(fitted, late, { series: Int32Array.of(0, 1), row: Int32Array.of(55, 55) });
    expect([...forecasts].map(Number.isNaN)).toEqual([false, false, true, true]);
    const again = model.restore(late, { state: fitted.state(), cutoff: 49 }, options);
    expect(again.forecast(late, { series: Int32Array.of(0), row: Int32Array.of(55) })).toEqual(
      forecasts.subarray(0, 2),
    );
  });
});

describe('a local network', () => {
  const gru = models.find(({ name }) => name === 'gru')!;
  const options = optionsFor(gru);

  test('starts from the weights of the same series, and from new ones where there are none', async () => {
    const fitted = await gru.fit(panel, rows, options);
    expect(fitted.weights).toHaveLength(fitted.parameters);
    const stopped = { ...options, learningRate: 1e-30, validation: 0 };
    const warm = await gru.fit(panel, rows, stopped, { start: fitted.weights });
    expect(warm.weights).toEqual(fitted.weights);
    const third = fitted.weights!.length / 3;
    const missing = fitted.weights!.slice().fill(NaN, third, 2 * third);
    const mixed = await gru.fit(panel, rows, stopped, { start: missing });
    const fresh = await gru.fit(panel, rows, stopped);
    expect(mixed.weights!.subarray(0, third)).toEqual(fitted.weights!.subarray(0, third));
    expect(mixed.weights!.subarray(third, 2 * third)).toEqual(fresh.weights!.subarray(third, 2 * third));
  });

  test('reports one progress over all series, and the mean of their curves', async () => {
    const seen: number[][] = [];
    const fitted = await gru.fit(panel, rows, options, {
      onEpoch: ({ epoch, epochs }) => seen.push([epoch, epochs]),
    });
    expect(seen).toEqual([1, 2, 3, 4, 5, 6].map((epoch) => [epoch, 6]));
    expect(fitted.epochs).toBe(2);
    const alone = await Promise.all(
      panel.series.map((series) => gru.fit({ ...panel, series: [series] }, rows, options)),
    );
    const last = alone.map(({ curve }) => curve!.validation[1]).reduce((sum, loss) => sum + loss, 0) / 3;
    expect(fitted.curve!.validation[1]).toBeCloseTo(last, 6);
  });

  test('reads the returns of another series as a feature', async () => {
    const told = { ...options, withSeries: ['A'] };
    const before = (await gru.fit(panel, rows, told)).forecast(panel, origins);
    const [a, ...others] = panel.series;
    const other = panelOf([walk(60, 9)]).series[0];
    const moved = { ...panel, series: [{ ...a, values: other.values, observed: other.observed }, ...others] };
    const after = (await gru.fit(moved, rows, told)).forecast(moved, origins);
    expect(after).not.toEqual(before);
    // Series B and C see it: they are first and second.
    expect(after.subarray(0, 4)).not.toEqual(before.subarray(0, 4));
  });

  test('costs as many fits as there are series', () => {
    const backtest = optionsOf({ models: ['gru', 'theta'], test: '10', refit: 5, members: 2 });
    const plan = planBacktest(panel, backtest);
    const unknown = { rateOf: () => undefined, find: () => undefined, earlier: () => undefined };
    const costOf = (local: boolean) =>
      estimateCost(panel, plan, { ...backtest, local }, { registry: builtIn, ...unknown }).models;
    const shared = costOf(false).find((one) => one.model === 'gru')!;
    const [local, theta] = costOf(true).filter((one) => one.model !== 'naive');
    expect(local.fits).toBe(3 * shared.fits);
    expect(local.tasks).toBe(shared.tasks);
    expect(local.parameters).toBe(3 * shared.parameters);
    expect(theta.fits).toBe(2);
  });
});

test.each([
  ['an array of another series', 'series.3.intercept'],
  ['an array of no series', 'intercept'],
])('a state with %s is rejected', async (_, name) => {
  const linear = models.find((model) => model.name === 'linear')!;
  const options = optionsFor(linear);
  const [first, ...others] = (await linear.fit(panel, rows, options)).state();
  const state = [{ ...first, name }, ...others];
  expect(() => linear.restore(panel, { state, cutoff: 49 }, options)).toThrow(
    /expected .*saved local linear/,
  );
});
