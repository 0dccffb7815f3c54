/** Smoothing, Theta and autoregression beside R's forecast package; see fixtures/r/README.md. */
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { targets } from '../../src/data/targets.ts';
import { fitAutoregression } from '../../src/models/ar.ts';
import { modelNamed } from '../../src/models/index.ts';
import type { ModelOptions } from '../../src/models/model.ts';
import { carry, fitSmoothing, smooth } from '../../src/models/smoothing.ts';
import type { Levels, Trend } from '../../src/models/smoothing.ts';
import { optionsOf, panelOf, walk } from '../helpers/panels.ts';

interface Smoothed {
  /** α, then β and φ where there are any. */
  readonly parameters: readonly number[];
  readonly first: readonly number[];
  readonly last: readonly number[];
  readonly sse: readonly [number];
  readonly forecast: readonly number[];
}

interface Entry extends Readonly<Record<'ses' | 'holt' | 'damped', Smoothed>> {
  readonly y: readonly number[];
  readonly theta: { readonly alpha: readonly [number]; readonly forecast: readonly number[] };
  readonly ar: {
    readonly mean: readonly [number];
    readonly coefficients: readonly number[];
    readonly forecast: readonly number[];
  };
}

const { series } = JSON.parse(
  readFileSync(new URL('../../fixtures/r/statistical.json', import.meta.url), 'utf8'),
) as { readonly series: Readonly<Record<string, Entry>> };
const entries = Object.entries(series);
const trends = { ses: 'none', holt: 'linear', damped: 'damped' } as const satisfies Record<string, Trend>;
const smoothings = (Object.keys(trends) as (keyof typeof trends)[]).flatMap((name) =>
  entries.map(([id, entry]) => ({ name, id, entry })),
);

const levels = (y: readonly number[]): Levels => ({
  y: Float64Array.from(y),
  counts: Uint8Array.from(y, (value) => (Number.isNaN(value) ? 0 : 1)),
});

const parametersOf = ([alpha, beta = 0, phi = 1]: readonly number[]) => ({ alpha, beta, phi });

/** Forecasts of a fit on everything, made at the last row. */
async function forecast(
  name: string,
  y: readonly number[],
  overrides: Partial<ModelOptions> = {},
): Promise<Float64Array> {
  const panel = panelOf([y]);
  const last = y.length - 1;
  const options = optionsOf({ target: 'price', horizon: 5, inputSize: 60, ...overrides });
  const forecaster = await modelNamed(name).fit(panel, { fold: 0, start: 0, cutoff: last }, options);
  return forecaster.forecast(panel, { series: Int32Array.of(0), row: Int32Array.of(last) });
}

describe.each(smoothings)('$name on `$id`', ({ name, entry }) => {
  const theirs = entry[name];
  const trend = trends[name];

  test("carries R's first state to R's last one", () => {
    const [level, slope = 0] = theirs.first;
    const start = {
      ...smooth(levels([0, 0]), trend, parametersOf(theirs.parameters)),
      last: { level, trend: slope },
    };
    const state = carry(start, Float64Array.from(entry.y), -1, targets.price)(entry.y.length - 1);
    const got = trend === 'none' ? [state.level] : [state.level, state.trend];
    // R printed 15 digits of what it started from.
    expect(got).toBeAllClose(theirs.last, { rtol: 1e-9, atol: 1e-12 });
  });

  test("finds a first state for R's parameters that is no worse than R's own", () => {
    const { sse } = smooth(levels(entry.y), trend, parametersOf(theirs.parameters));
    expect(sse).toBeLessThanOrEqual(theirs.sse[0] * (1 + 1e-12));
    // R searches for what is solved here, and comes close, unless it stopped elsewhere.
    expect(sse).toBeGreaterThan(theirs.sse[0] * 0.9);
  });

  test("errs no more than R's fit, and forecasts the same where R found the same", async () => {
    const ours = fitSmoothing(levels(entry.y), trend);
    expect(ours.sse).toBeLessThanOrEqual(theirs.sse[0] * (1 + 1e-7));
    if (!isSame(ours.sse, theirs)) return;
    // Near its bottom the sum of squares is flat: 1e-5 of it leaves parameters and states loose.
    expect(await forecast(name, entry.y)).toBeAllClose(theirs.forecast, { rtol: 1e-3 });
  });
});

/** Whether R stopped at our minimum; on some of the series it stops at a worse one. */
const isSame = (sse: number, theirs: Smoothed): boolean => sse > theirs.sse[0] * (1 - 1e-5);

test('R found the same minimum in half of the cases, so that forecasts were compared', () => {
  const same = smoothings.filter(({ name, entry }) =>
    isSame(fitSmoothing(levels(entry.y), trends[name]).sse, entry[name]),
  );
  expect(same.length).toBeGreaterThanOrEqual(7);
});

describe.each(entries)('on `%s`', (_, entry) => {
  test('theta forecasts what R `thetaf` does', async () => {
    expect(await forecast('theta', entry.y)).toBeAllClose(entry.theta.forecast, { rtol: 1e-4 });
  });

  test('ar has the order and the coefficients of R `ar(method = "burg")`, and its forecasts', async () => {
    const { mean, coefficients } = fitAutoregression([Float64Array.from(entry.y)], 60);
    expect(mean).toBeCloseTo(entry.ar.mean[0], 10);
    expect(coefficients).toBeAllClose(entry.ar.coefficients, { rtol: 1e-9, atol: 1e-12 });
    expect(await forecast('ar', entry.y)).toBeAllClose(entry.ar.forecast, { rtol: 1e-10 });
  });
});

const names = ['ses', 'holt', 'damped', 'theta', 'ar', 'har'];

describe.each(names)('%s', (name) => {
  const options = optionsOf({ target: 'price', horizon: 3, inputSize: 8 });
  const prices = walk(160, 5, [40, 41, 90]);

  test('forecasts logarithms under log-return, and the column itself under diff', async () => {
    const whole = walk(100, 3);
    // Changes of logarithms are log returns: what diff makes of logarithms is what log-return makes of prices.
    const ofLogs = await forecast(
      name,
      whole.map((price) => Math.log(price)),
      { target: 'diff' },
    );
    const ofPrices = await forecast(name, whole, { target: 'log-return' });
    expect(ofPrices).toBeAllClose(
      ofLogs.map((value) => Math.exp(value)),
      { rtol: 1e-9 },
    );
  });

  test('updates its state along the rows, and forecasts the same after any earlier origins', async () => {
    const panel = panelOf([prices]);
    const fit = await modelNamed(name).fit(panel, { fold: 0, start: 0, cutoff: 100 }, options);
    const rows = [159, 100, 130, 121];
    const together = fit.forecast(panel, { series: new Int32Array(4), row: Int32Array.from(rows) });
    rows.forEach((row, i) => {
      const alone = fit.forecast(panel, { series: Int32Array.of(0), row: Int32Array.of(row) });
      expect(together.subarray(3 * i, 3 * i + 3)).toEqual(alone);
    });
  });

  test('fits each series separately, and accepts one that has not begun', async () => {
    const late = prices.map((price, row) => (row < 120 ? NaN : 1000 * price));
    const rows = { fold: 0, start: 0, cutoff: 110 };
    const both = panelOf([late, prices]);
    const fit = await modelNamed(name).fit(both, rows, options);
    const alone = await modelNamed(name).fit(panelOf([prices]), rows, options);
    const at = (s: number) => ({ series: Int32Array.of(s), row: Int32Array.of(110) });
    expect(fit.forecast(both, at(1))).toEqual(alone.forecast(panelOf([prices]), at(0)));
  });

  test('repeats a constant series', async () => {
    expect(
      await forecast(
        name,
        Array.from({ length: 80 }, () => 7),
      ),
    ).toBeAllClose([7, 7, 7, 7, 7], {
      rtol: 1e-12,
    });
  });

  test('forecasts from any number of rows with a complete window', async () => {
    const least = modelNamed(name).lookback(options);
    for (let rows = least; rows < least + 10; rows++) {
      const yhat = await forecast(name, walk(rows, rows), { inputSize: 8 });
      expect(yhat.every((value) => Number.isFinite(value))).toBe(true);
    }
  });
});

test('smoothing continues over absent rows without an error: the trend continues', () => {
  // The line 1, 2, 3, … is forecast without error, and stays so across a gap.
  const y = [1, 2, 3, NaN, NaN, 6, 7, 8, 9, 10];
  const { sse, last, n } = fitSmoothing(levels(y), 'linear');
  expect(n).toBe(8);
  expect(sse).toBeLessThan(1e-20);
  expect([last.level, last.trend]).toBeAllClose([10, 1], { rtol: 1e-9 });
});

test('rows that were filled move the state and are not errors', async () => {
  const y = walk(60, 9, [20, 21]);
  const panel = panelOf([y], { filled: true });
  const options = optionsOf({ target: 'price', horizon: 1 });
  const rows = { fold: 0, start: 0, cutoff: 59 };
  const fit = await modelNamed('ses').fit(panel, rows, options);
  const [{ values }] = panel.series;
  const filled = { y: values, counts: Uint8Array.from(y, (value) => (Number.isNaN(value) ? 0 : 1)) };
  expect(fitSmoothing(filled, 'none').n).toBe(58);
  const [got] = fit.forecast(panel, { series: Int32Array.of(0), row: Int32Array.of(59) });
  expect(got).toBe(fitSmoothing(filled, 'none').last.level);
});

test('ar combines segments between gaps, and finds the coefficients of its process', () => {
  const x = [0, 0];
  const noise = walk(6001, 4);
  for (let t = 2; t < 6000; t++) x.push(0.6 * x[t - 1] - 0.3 * x[t - 2] + Math.log(noise[t + 1] / noise[t]));
  const segments = [x.slice(0, 2000), x.slice(2001, 2004), x.slice(2005, 6000)];
  const { coefficients } = fitAutoregression(
    segments.map((segment) => Float64Array.from(segment)),
    2,
  );
  // Standard errors are about 1/√6000 = .013.
  expect(coefficients).toBeAllClose([0.6, -0.3], { rtol: 0, atol: 0.04 });
  // Two halves of one series say almost what the whole says.
  const whole = fitAutoregression([Float64Array.from(x)], 2).coefficients;
  expect(coefficients).toBeAllClose(whole, { rtol: 0, atol: 0.005 });
});
