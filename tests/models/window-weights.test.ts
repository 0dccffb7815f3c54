import { describe, expect, test } from 'vitest';
import { Random } from '../../src/math/random.ts';
import { modelNamed } from '../../src/models/index.ts';
import { windowWeights } from '../../src/models/window-weights.ts';
import { optionsOf, panelOf, walk } from '../helpers/panels.ts';

/** Series 0 in rows 0..3, series 1 in row 3. */
const windows = { series: Int32Array.of(0, 0, 0, 0, 1), row: Int32Array.of(0, 1, 2, 3, 3) };

describe('weights of windows', () => {
  test('are 1 by default, to the bit, also in stored options from before', () => {
    expect([...windowWeights(windows, 0, 5, { balance: 'rows', halfLife: null })]).toEqual([1, 1, 1, 1, 1]);
    expect([...windowWeights(windows, 1, 4, {})]).toEqual([1, 1, 1]);
  });

  test('have the same sum in every series with --balance series', () => {
    const weights = windowWeights(windows, 0, 5, { balance: 'series' });
    expect([...weights]).toEqual([5 / 8, 5 / 8, 5 / 8, 5 / 8, 5 / 2]);
  });

  test('are half as large every so many rows before the last one, with mean 1', () => {
    const weights = windowWeights(windows, 0, 5, { halfLife: 2 });
    expect(weights[2] / weights[0]).toBeCloseTo(2, 12);
    expect(weights[3]).toBe(weights[4]);
    expect(weights.reduce((sum, weight) => sum + weight, 0)).toBeCloseTo(5, 12);
  });

  test('are those of the windows asked for, and never all 0, however long ago a series ended', () => {
    const ended = { series: Int32Array.of(0, 0, 1), row: Int32Array.of(0, 1, 90_000) };
    const weights = windowWeights(ended, 0, 3, { balance: 'series', halfLife: 1 });
    expect(weights).toBeAllClose([0.5, 1, 1.5], { rtol: 1e-12 });
  });
});

describe('a fit with weights', () => {
  const names = ['linear', 'nlinear', 'logistic', 'mlp', 'gru', 'perceptron'];

  test.each(names)('%s with two series of equal length forecasts as without balance', async (name) => {
    const panel = panelOf([walk(60, 1), walk(60, 2)]);
    const forecasts = await Promise.all(
      (['rows', 'series'] as const).map((balance) => forecastOf(name, panel, { balance })),
    );
    expect(forecasts[1]).toEqual(forecasts[0]);
  });

  test.each(names)('%s depends on balance and on half-life', async (name) => {
    const panel = panelOf([walk(90, 1), [...Array.from({ length: 60 }, () => NaN), ...walk(30, 2)]]);
    const plain = await forecastOf(name, panel, {});
    expect(await forecastOf(name, panel, { balance: 'series' })).not.toEqual(plain);
    expect(await forecastOf(name, panel, { halfLife: 10 })).not.toEqual(plain);
  });

  test('linear with whole weights equals linear on as many copies of its series', async () => {
    // The short series has half of the windows of the long one, so that two copies of it balance the panel.
    const [long, short] = [walk(46, 3), walk(26, 4)];
    const late = [...Array.from({ length: 20 }, () => NaN), ...short];
    const options = { inputSize: 5, horizon: 1, ridge: [0.1] };
    const balanced = await forecastOf('linear', panelOf([long, late]), { ...options, balance: 'series' });
    const copied = await forecastOf('linear', panelOf([long, late, late]), options);
    expect(balanced.subarray(0, 2)).toBeAllClose(copied.subarray(0, 2), { rtol: 1e-12 });
  });

  test('forgets a coefficient that has changed', async () => {
    const random = new Random(6);
    let [price, change] = [100, 0];
    const values = Array.from({ length: 400 }, (_, row) => {
      change = (row < 300 ? 0.8 : -0.8) * change + 0.01 * random.normal();
      return (price *= 1 + change);
    });
    const panel = panelOf([values]);
    const row = 399;
    const truth = values[row] * (1 - 0.8 * Math.log(values[row] / values[row - 1]));
    const errorOf = async (halfLife: number | null) =>
      Math.abs((await forecastOf('linear', panel, { halfLife, ridge: [0.0001] }))[0] - truth);
    expect(await errorOf(20)).toBeLessThan((await errorOf(null)) / 2);
  });
});

async function forecastOf(name: string, panel: ReturnType<typeof panelOf>, overrides: object) {
  const target = ['logistic', 'perceptron'].includes(name) ? 'direction' : 'log-return';
  const loss = target === 'direction' ? 'cross-entropy' : 'mse';
  const options = optionsOf({ validation: 0.2, shrink: 'none', epochs: 3, target, loss, ...overrides });
  const cutoff = panel.time.length - 1;
  const fitted = await modelNamed(name).fit(panel, { fold: 0, start: 0, cutoff }, options);
  const origins = {
    series: Int32Array.from(panel.series.keys()),
    row: Int32Array.from(panel.series, () => cutoff),
  };
  if (name !== 'perceptron')
    return fitted.probabilities?.(panel, origins)[0] ?? fitted.forecast(panel, origins);
  return fitted.state().find((tensor) => tensor.name === 'weights')!.values as Float64Array;
}
