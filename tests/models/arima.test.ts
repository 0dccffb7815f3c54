/** ARIMA beside R's forecast package; see fixtures/r/README.md. */
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { DataError } from '../../src/errors.ts';
import { exp, log, sin } from '../../src/math/elementary.ts';
import { Random } from '../../src/math/random.ts';
import { fitArima, kpss, seasonalStrength } from '../../src/models/arima-order.ts';
import { deltaOf, filterOf, startOf, systemOf } from '../../src/models/arima-filter.ts';
import { conditionalVariance, exactLikelihood } from '../../src/models/arma-likelihood.ts';
import { armaOf, parametersOf, variablesOf } from '../../src/models/arma.ts';
import { fitOrder } from '../../src/models/fit-arima.ts';
import { modelNamed } from '../../src/models/index.ts';
import type { ModelOptions } from '../../src/models/model.ts';
import { optionsOf, panelOf, walk } from '../helpers/panels.ts';

interface Entry {
  /** null is an absent row. */
  readonly y: readonly (number | null)[];
  readonly m: readonly [number];
  /** p, d, q, P, D, Q */
  readonly order: readonly number[];
  readonly constant: readonly [number] | null;
  /** φ, θ, Φ, Θ */
  readonly coefficients: readonly number[];
  readonly aicc: readonly [number];
  /** R's strength of the season. */
  readonly strength: readonly [number] | null;
  readonly forecast: readonly number[];
  /** AICc of ORDERS with d = 1, or 0 if nothing is differenced: exact, and by conditional sums of squares; null is no fit. */
  readonly likelihoods: readonly (number | null)[];
  readonly sums: readonly (number | null)[];
}

/** p and q */
const ORDERS = [
  [0, 0],
  [1, 0],
  [0, 1],
  [1, 1],
  [2, 2],
  [3, 1],
] as const;

const { series } = JSON.parse(
  readFileSync(new URL('../../fixtures/r/arima.json', import.meta.url), 'utf8'),
) as { readonly series: Readonly<Record<string, Entry>> };
const entries = Object.entries(series).map(
  ([name, entry]) => [name, entry, entry.y.map((value) => value ?? NaN)] as const,
);

/** Forecasts of a fit on everything but the last rows, made at the last row. */
async function forecast(
  y: readonly number[],
  overrides: Partial<ModelOptions> = {},
  after = 0,
): Promise<Float64Array> {
  const panel = panelOf([y]);
  const last = y.length - 1;
  const options = optionsOf({ target: 'price', horizon: 30, ...overrides });
  const forecaster = await modelNamed('arima').fit(
    panel,
    { fold: 0, start: 0, cutoff: last - after },
    options,
  );
  return forecaster.forecast(panel, { series: Int32Array.of(0), row: Int32Array.of(last) });
}

describe.each(entries)('arima on `%s`', (_, entry, y) => {
  const [m] = entry.m;

  test('chooses the order that R `auto.arima` chooses, and forecasts the same', async () => {
    const fit = fitArima(Float64Array.from(y), m);
    const { p, d, q, P, D, Q, hasConstant } = fit.order;
    expect([p, d, q, P, D, Q, hasConstant]).toEqual([...entry.order, entry.constant !== null]);
    // R starts from a variance of 10^6 where hindcast conditions on the first values, which is the limit of it.
    expect([fit.aicc]).toBeAllClose(entry.aicc, { rtol: 2e-5 });
    // Forecasts of `noise` and `twice` pass through 0, so a share of the largest is allowed.
    const largest = Math.max(...entry.forecast.map((value) => Math.abs(value)));
    expect(await forecast(y, { seasonality: m })).toBeAllClose(entry.forecast, {
      rtol: 0,
      atol: 1e-4 * largest,
    });
  });

  test.each(ORDERS.map((order, i) => [...order, i] as const))(
    'fits p %i and q %i with a constant as R does',
    (p, q, i) => {
      const d = Math.min(1, entry.order[1] + entry.order[4]);
      const order = { p, d, q, P: 0, D: 0, Q: 0, m: 1, hasConstant: true };
      const exact = fitOrder(Float64Array.from(y), order, false);
      expect(exact === undefined).toBe(entry.likelihoods[i] === null);
      if (exact) expect([exact.aicc]).toBeAllClose([entry.likelihoods[i]!], { rtol: 2e-5, atol: 1e-3 });
      // After an absent row R has no more errors to sum where there is a moving average.
      if (y.some((value) => Number.isNaN(value))) return;
      const approximate = fitOrder(Float64Array.from(y), order, true);
      expect(approximate === undefined).toBe(entry.sums[i] === null);
      if (approximate) expect([approximate.aicc]).toBeAllClose([entry.sums[i]!], { rtol: 2e-5, atol: 1e-3 });
    },
  );

  test('finds the season as strong as R does', () => {
    if (entry.strength === null) expect(m).toBe(1);
    else expect(seasonalStrength(Float64Array.from(y), m)).toBeCloseTo(entry.strength[0], 10);
  });
});

/** Values of an autoregressive moving average, and its polynomials. */
const order = { p: 2, d: 0, q: 1, P: 1, D: 0, Q: 1, m: 4, hasConstant: false };
const arma = armaOf(Float64Array.of(0.5, -0.2, 0.6, 0.3, -0.4), order);
const noise = (n: number): Float64Array => {
  const random = new Random(7);
  return Float64Array.from({ length: n }, () => random.normal());
};

test('the products of the polynomials are those written out', () => {
  expect(arma.phi).toBeAllClose([0.5, -0.2, 0, 0.3, -0.15, 0.06]);
  expect(arma.theta).toBeAllClose([0.6, 0, 0, -0.4, -0.24]);
  const x = Float64Array.of(0.5, -0.2, 0.6, 0.3, -0.4);
  expect(parametersOf(variablesOf(x, order), order)).toBeAllClose(x, { rtol: 1e-14 });
  expect(deltaOf({ d: 1, D: 1, m: 4 })).toBeAllClose([1, 0, 0, 1, -1], { rtol: 0 });
});

test('the likelihood by differences of the covariance is that of the filter', () => {
  const w = noise(60);
  const { state, row } = startOf(arma, new Float64Array(0), w)!;
  const filter = filterOf(systemOf(arma, new Float64Array(0)), state);
  expect(row).toBe(0);
  for (const value of w) filter.next(value);
  expect(exactLikelihood(w, arma)).toBeCloseTo(filter.likelihood(), 12);
});

test('a moving average has the likelihood of the normal distribution with its covariance', () => {
  // Two values with variance 1.25 and covariance .5: |V| = 1.3125, wᵀ V⁻¹ w = 1.25 (1 + 4) - 2 × .5 × 2 over it.
  const likelihood = exactLikelihood(Float64Array.of(1, 2), {
    phi: new Float64Array(0),
    theta: Float64Array.of(0.5),
  });
  expect(likelihood).toBeCloseTo(0.5 * (log((6.25 - 2) / 1.3125 / 2) + log(1.3125) / 2), 14);
});

test('the conditional variance leaves out the rows that the autoregression needs, and absent ones', () => {
  const ar = { phi: Float64Array.of(0.5), theta: new Float64Array(0) };
  expect(conditionalVariance(Float64Array.of(2, 2, 5, NaN, 1, 1.5), ar)).toBeCloseTo((1 + 16 + 1) / 3, 14);
});

test('the KPSS statistic is the one written out', () => {
  // Means of 0: sums 1, 0, 1, 0 of 4 values with variance 1, no lag.
  expect(kpss(Float64Array.of(1, -1, 1, -1))).toBeCloseTo(2 / 16, 14);
});

describe('an absent row', () => {
  const y = walk(300, 4);

  test('of a walk with drift leaves the last value, moved by the drift', async () => {
    const options = { horizon: 2 };
    const cut = [...y.slice(0, 298), NaN, NaN];
    const [one] = await forecast(y.slice(0, 298), options);
    const yhat = await forecast(cut, options, 2);
    const drift = one - y[297];
    expect(yhat).toBeAllClose([y[297] + 3 * drift, y[297] + 4 * drift], { rtol: 1e-9 });
  });

  test('is predicted whether it is filled or not', async () => {
    const gaps = y.map((value, t) => (t === 120 || t === 280 ? NaN : value));
    const options = optionsOf({ target: 'log-return', horizon: 3 });
    const yhat = [false, true].map(async (filled) => {
      const panel = panelOf([gaps], { filled });
      const fit = await modelNamed('arima').fit(panel, { fold: 0, start: 0, cutoff: 250 }, options);
      return fit.forecast(panel, { series: Int32Array.of(0), row: Int32Array.of(299) });
    });
    const [absent, filled] = await Promise.all(yhat);
    expect(filled).toEqual(absent);
    expect(absent.every((value) => value > 0)).toBe(true);
  });
});

test('forecasts from later origins are those of a fit that ends there, with the same parameters', async () => {
  // A first-order autoregression: every forecast follows from the value at the origin.
  const y = [50];
  for (const e of noise(400)) y.push(50 + 0.7 * (y[y.length - 1] - 50) + e);
  const panel = panelOf([y]);
  const options = optionsOf({ target: 'price', horizon: 2 });
  const fit = await modelNamed('arima').fit(panel, { fold: 0, start: 0, cutoff: 300 }, options);
  const state = fit.state()[0].values;
  const { order: chosen } = fitArima(Float64Array.from(y.slice(0, 301)), 1);
  expect([chosen.p, chosen.d, chosen.q]).toEqual([1, 0, 0]);
  const [mean, phi] = [state[7], state[8]];
  const yhat = fit.forecast(panel, { series: Int32Array.of(0, 0), row: Int32Array.of(300, 371) });
  const expected = [300, 371].flatMap((row) => [1, 2].map((k) => mean + phi ** k * (y[row] - mean)));
  expect(yhat).toBeAllClose(expected, { rtol: 1e-12 });
});

describe.each([1, 4, 30])('with a season of %i', (seasonality) => {
  const y = Array.from(walk(260, 9), (value, t) => value * exp(0.2 * ((t % seasonality) % 4)));

  test('a saved fit forecasts from later origins as the fit does', async () => {
    const panel = panelOf([y]);
    const options = optionsOf({ target: 'log-return', horizon: 5, seasonality });
    const model = modelNamed('arima');
    const fit = await model.fit(panel, { fold: 0, start: 0, cutoff: 200 }, options);
    const at = (row: number) => ({ series: Int32Array.of(0), row: Int32Array.of(row) });
    const restored = model.restore(panelOf([y.slice(7)]), { state: fit.state(), cutoff: 193 }, options);
    for (const row of [200, 217, 250])
      expect(restored.forecast(panelOf([y.slice(7)]), at(row - 7))).toEqual(fit.forecast(panel, at(row)));
    const most = model.estimate(options).parameters;
    expect(fit.parameters).toBeLessThanOrEqual(most);
  });
});

test('with a season and an absent row, the fit by conditional sums of squares is used', () => {
  const e = noise(900);
  const y = e.map((value, t) => value + 0.8 * (e[t - 24] ?? 0) + 5 * sin((2 * Math.PI * t) / 24));
  y[400] = NaN;
  const fit = fitArima(y, 24);
  expect(fit.order.P + fit.order.Q).toBeGreaterThan(0);
  expect(fit).toEqual(fitOrder(y, fit.order, true));
});

test('a season of more than 24 rows is adjusted for, in a saved fit too', async () => {
  const e = noise(330);
  const y = Array.from(e, (value, t) => 80 + 10 * sin((2 * Math.PI * t) / 30) + value);
  const panel = panelOf([y]);
  const options = optionsOf({ target: 'price', horizon: 30, seasonality: 30 });
  const model = modelNamed('arima');
  const fit = await model.fit(panel, { fold: 0, start: 0, cutoff: 299 }, options);
  const at = { series: Int32Array.of(0), row: Int32Array.of(299) };
  const yhat = fit.forecast(panel, at);
  const size = (errors: readonly number[]): number => errors.reduce((sum, one) => sum + Math.abs(one), 0);
  expect(size(Array.from(yhat, (value, k) => value - y[300 + k]))).toBeLessThan(
    0.3 * size(Array.from(yhat, (_, k) => y[299] - y[300 + k])),
  );
  const saved = { state: fit.state(), cutoff: 299 };
  expect(model.restore(panel, saved, options).forecast(panel, at)).toEqual(yhat);
  // The head of a model that there is not.
  const [{ values, ...numbers }] = fit.state();
  const wrong = [{ ...numbers, values: values.map((value, i) => (i === 0 ? 0.5 : value)) }];
  expect(() => model.restore(panel, { state: wrong, cutoff: 299 }, options)).toThrow(DataError);
});

test('a straight line is continued, a constant repeated, and few values are a walk', async () => {
  const line = Array.from({ length: 40 }, (_, t) => 10 + 2 * t);
  expect(await forecast(line, { horizon: 2 })).toBeAllClose([90, 92], { rtol: 1e-12 });
  expect(
    await forecast(
      line.map(() => 7),
      { horizon: 2 },
    ),
  ).toEqual(Float64Array.of(7, 7));
  expect(await forecast([3, 5], { horizon: 2 })).toEqual(Float64Array.of(5, 5));
  expect(await forecast([3], { horizon: 2 })).toEqual(Float64Array.of(3, 3));
});

test('logarithms move k steps no further than they ever did in k rows', async () => {
  // Growth that doubles every row: two differences continue it.
  const y = Array.from({ length: 40 }, (_, t) => exp(0.01 * t * t));
  const yhat = await forecast(y, { target: 'log-return', horizon: 3 });
  const moves = Array.from(yhat, (value) => log(value / y[39]));
  expect(moves).toBeAllClose(
    [1, 2, 3].map((k) => 0.01 * (39 * 39 - (39 - k) * (39 - k))),
    { rtol: 1e-9 },
  );
});

test('a fit uses the latest 4,000 rows, or 1,000 with a season', async () => {
  const y = Array.from(noise(1100), (value) => 50 + value);
  const other = y.map((value, row) => (row < 100 ? value + 1 : value));
  expect(await forecast(other, { seasonality: 4 })).toEqual(await forecast(y, { seasonality: 4 }));
  expect(await forecast(other)).not.toEqual(await forecast(y));
});
