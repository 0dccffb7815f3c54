/** What dlinear and nlinear add to the ridge regression of linear.test.ts. */
import { describe, expect, test } from 'vitest';
import { cholesky, choleskySolve } from '../../src/math/linalg.ts';
import { mean } from '../../src/math/statistics.ts';
import { dlinear, movingAverage } from '../../src/models/dlinear.ts';
import { modelNamed } from '../../src/models/index.ts';
import { nlinear } from '../../src/models/nlinear.ts';
import { optionsOf, panelOf, walk } from '../helpers/panels.ts';

const L = 30;
const ROWS = 200;
const y = walk(ROWS, 12);
const panel = panelOf([y]);
const rows = { fold: 0, start: 0, cutoff: ROWS - 1 };
const last = { series: Int32Array.of(0), row: Int32Array.of(ROWS - 1) };

/** Ridge regression of the next price on `features` of the window, without shortcuts: the forecast of the last row. */
function plainRidge(
  features: (window: readonly number[]) => number[],
  penalty: number,
  anchored: boolean,
): number {
  const base = (window: readonly number[]): number => (anchored ? window[L - 1] : 0);
  const windows = Array.from({ length: ROWS - L }, (_, i) => y.slice(i, i + L));
  const X = windows.map((window) => features(window));
  const target = windows.map((window, i) => y[i + L] - base(window));
  const D = X[0].length;
  const centre = Array.from({ length: D }, (_, d) => mean(X.map((x) => x[d])));
  const middle = mean(target);
  const a = new Float64Array(D * D);
  const b = new Float64Array(D);
  X.forEach((x, n) => {
    for (let i = 0; i < D; i++) {
      b[i] += (x[i] - centre[i]) * (target[n] - middle);
      for (let j = 0; j < D; j++) a[i * D + j] += (x[i] - centre[i]) * (x[j] - centre[j]);
    }
  });
  for (let i = 0; i < D; i++) a[i * D + i] += penalty * X.length;
  const w = choleskySolve(cholesky(a, D), D, b);
  const window = y.slice(ROWS - L);
  const x = features(window);
  return middle + w.reduce((sum, weight, i) => sum + weight * (x[i] - centre[i]), 0) + base(window);
}

const options = optionsOf({ inputSize: L, target: 'price', scaler: 'none', ridge: [0.3] });

test('dlinear is the ridge regression on moving average and remainder, each with its own weights', async () => {
  const T = movingAverage(L);
  const features = (window: readonly number[]): number[] => {
    const trend = window.map((_, row) => window.reduce((sum, value, i) => sum + T[row * L + i] * value, 0));
    return [...trend, ...window.map((value, row) => value - trend[row])];
  };
  const fit = await dlinear.fit(panel, rows, options);
  // Sixty features that lie in thirty dimensions, without the change of basis.
  expect(fit.forecast(panel, last)[0]).toBeCloseTo(plainRidge(features, 0.3, false), 6);
});

test('nlinear is the ridge regression of the next change on the window minus its last value', async () => {
  const features = (window: readonly number[]): number[] => window.map((value) => value - window[L - 1]);
  const fit = await nlinear.fit(panel, rows, options);
  expect(fit.forecast(panel, last)[0]).toBeCloseTo(plainRidge(features, 0.3, true), 6);
});

test('the moving average of dlinear is the mean of 25 rows, ends repeated', () => {
  const T = movingAverage(L);
  const row = (r: number): Float64Array => T.subarray(r * L, (r + 1) * L);
  for (let r = 0; r < L; r++) expect(row(r).reduce((a, b) => a + b, 0)).toBeCloseTo(1, 12);
  expect(row(14).filter((share) => share > 0).length).toBe(25);
  expect(row(0)[0]).toBeCloseTo(13 / 25, 12);
});

test('a large penalty leaves nlinear the mean change, as weights of zero do', async () => {
  const fit = await nlinear.fit(panel, rows, { ...options, ridge: [1e12] });
  const changes = y.slice(L).map((price, i) => price - y[L + i - 1]);
  expect(fit.forecast(panel, last)[0]).toBeCloseTo(y[ROWS - 1] + mean(changes), 5);
});

describe.each(['dlinear', 'nlinear'])('%s', (name) => {
  test('uses logarithms with log-return', async () => {
    const logs = panelOf([y.map((price) => Math.log(price))]);
    const ofLogs = await modelNamed(name).fit(logs, rows, { ...options, target: 'diff' });
    const ofPrices = await modelNamed(name).fit(panel, rows, { ...options, target: 'log-return' });
    const [expected] = ofLogs.forecast(logs, last);
    expect(ofPrices.forecast(panel, last)[0]).toBeCloseTo(Math.exp(expected), 8);
  });

  test('moves with the level of the prices', async () => {
    const shifted = panelOf([y.map((price) => price + 1000)]);
    const fit = await modelNamed(name).fit(panel, rows, options);
    const other = await modelNamed(name).fit(shifted, rows, options);
    expect(other.forecast(shifted, last)[0] - 1000).toBeCloseTo(fit.forecast(panel, last)[0], 6);
  });
});
