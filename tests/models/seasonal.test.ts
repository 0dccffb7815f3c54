/** ETS, and models of seasonally adjusted values, beside R's forecast package; see fixtures/r/README.md. */
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { exp, log, sin } from '../../src/math/elementary.ts';
import { forecastEts, isStable } from '../../src/models/ets-filter.ts';
import type { EtsForm } from '../../src/models/ets-filter.ts';
import { fitEts, fitForm, withoutGaps } from '../../src/models/fit-ets.ts';
import { modelNamed } from '../../src/models/index.ts';
import type { ModelOptions } from '../../src/models/model.ts';
import { findSeason } from '../../src/models/seasonal-adjustment.ts';
import { fitSmoothing, reachOf } from '../../src/models/smoothing.ts';
import type { Levels } from '../../src/models/smoothing.ts';
import { optionsOf, panelOf, walk } from '../helpers/panels.ts';

interface Candidate {
  readonly aicc: readonly [number];
  /** α, β, γ, φ */
  readonly parameters: readonly number[];
  readonly forecast: readonly number[];
}

interface Entry {
  readonly y: readonly number[];
  readonly m: readonly [number];
  /** R's indices by place from the first row; null where its test finds no season. */
  readonly season: readonly number[] | null;
  /** R's `thetaf`; null for values that are not positive. */
  readonly theta: readonly number[] | null;
  /** Sums of squared errors on seasonally adjusted values. */
  readonly ses: readonly [number];
  readonly holt: readonly [number];
  /** Such as `M,Ad,N`. */
  readonly chosen: string;
  readonly candidates: Readonly<Record<string, Candidate>>;
}

const { series } = JSON.parse(
  readFileSync(new URL('../../fixtures/r/seasonal.json', import.meta.url), 'utf8'),
) as { readonly series: Readonly<Record<string, Entry>> };
const entries = Object.entries(series);
const inModel = entries.filter(([, { m }]) => m[0] <= 24);

const levels = (y: readonly number[]): Levels => ({
  y: Float64Array.from(y),
  counts: Uint8Array.from(y, (value) => (Number.isNaN(value) ? 0 : 1)),
});

/** Forecasts of a fit on everything, made at the last row. */
async function forecast(
  name: string,
  y: readonly number[],
  overrides: Partial<ModelOptions> = {},
): Promise<Float64Array> {
  const panel = panelOf([y]);
  const last = y.length - 1;
  const options = optionsOf({ target: 'price', horizon: 30, ...overrides });
  const forecaster = await modelNamed(name).fit(panel, { fold: 0, start: 0, cutoff: last }, options);
  return forecaster.forecast(panel, { series: Int32Array.of(0), row: Int32Array.of(last) });
}

/** `MAdN` as an object. */
function formOf(name: string): EtsForm {
  const { error, trend, season } = /^(?<error>.)(?<trend>N|Ad?)(?<season>.)$/.exec(name)!.groups!;
  return {
    error: error === 'A' ? 'additive' : 'multiplicative',
    trend: trend === 'N' ? 'none' : trend === 'A' ? 'additive' : 'damped',
    season: season === 'N' ? 'none' : season === 'A' ? 'additive' : 'multiplicative',
  };
}

describe.each(inModel)('ets on `%s`', (_, entry) => {
  const [m] = entry.m;

  test('chooses the model that R `ets` chooses, and forecasts the same', async () => {
    const name = entry.chosen.replaceAll(',', '');
    const fit = fitEts(levels(entry.y), m);
    expect(fit.form).toEqual(formOf(name));
    const theirs = entry.candidates[name];
    expect(fit.aicc).toBeCloseTo(theirs.aicc[0], 6);
    expect(await forecast('ets', entry.y, { seasonality: m })).toBeAllClose(theirs.forecast, { rtol: 1e-4 });
  });

  test.each(Object.entries(entry.candidates))('fits %s as R does', (name, theirs) => {
    const fit = fitForm(formOf(name), levels(entry.y), withoutGaps(Float64Array.from(entry.y)), m)!;
    // Where a search ends before its minimum, after 2,000 evaluations, a difference of one rounding can grow.
    expect([fit.aicc]).toBeAllClose(theirs.aicc, { rtol: 2e-6 });
    // R's mean of a multiplicative season accounts for the covariance of level and season from the second season on,
    // and does not damp its first step.
    if (name.endsWith('M')) return;
    const yhat = new Float64Array(30);
    forecastEts(fit.form, fit.parameters, fit.last, yhat);
    expect(yhat).toBeAllClose(theirs.forecast, { rtol: name === 'MAA' ? 2e-4 : 1e-4 });
  });
});

describe.each(entries.filter(([, { m }]) => m[0] > 1))('with the season of `%s`', (_, entry) => {
  const [seasonality] = entry.m;
  const rows = { fold: 0, start: 0, cutoff: entry.y.length - 1 };

  test('seasonal indices are those of R `decompose`, if R `thetaf` finds a season', () => {
    const { kind, indices } = findSeason(panelOf([entry.y]).series[0], rows, {
      seasonality,
      target: 'price',
    });
    if (entry.season === null) {
      expect(kind).toBe('none');
      return;
    }
    expect(kind).toBe(entry.y.every((value) => value > 0) ? 'multiplicative' : 'additive');
    const fromCutoff = indices.map((__, i) => entry.season![(entry.y.length + i) % seasonality]);
    expect(indices).toBeAllClose(fromCutoff, { rtol: 1e-10 });
  });
});

describe.each(entries)('on adjusted values of `%s`', (_, entry) => {
  const [seasonality] = entry.m;

  test('theta forecasts what R `thetaf` does', async () => {
    if (entry.theta === null) return;
    expect(await forecast('theta', entry.y, { seasonality })).toBeAllClose(entry.theta, { rtol: 1e-4 });
  });

  test('ses and holt of adjusted values err no more than in R', () => {
    const place = (t: number): number => entry.season?.[t % seasonality] ?? NaN;
    const isRatio = entry.y.every((value) => value > 0);
    const adjusted = entry.y.map((value, t) =>
      entry.season === null ? value : isRatio ? value / place(t) : value - place(t),
    );
    expect(fitSmoothing(levels(adjusted), 'none').sse).toBeLessThanOrEqual(entry.ses[0] * (1 + 1e-7));
    expect(fitSmoothing(levels(adjusted), 'linear').sse).toBeLessThanOrEqual(entry.holt[0] * (1 + 1e-7));
  });
});

test('ets adjusts a season of more than 24 rows first, and its rest gets the model that R chooses', async () => {
  const { y, season, chosen, candidates } = series.long;
  const { forecast: rest } = candidates[chosen.replaceAll(',', '')];
  expect(await forecast('ets', y, { seasonality: 30 })).toBeAllClose(
    rest.map((value, k) => value * season![(y.length + k) % 30]),
    { rtol: 1e-4 },
  );
});

/** Hours of a day: a steep morning and evening, a factor of 20 from night to noon. */
const hourly = (days: number): number[] => {
  const noise = walk(24 * days + 1, 8);
  return Array.from(
    { length: 24 * days },
    (_, t) => 100 * exp(1.5 * sin((2 * Math.PI * t) / 24) + 2 * log(noise[t + 1] / noise[t])),
  );
};

describe.each(['ses', 'holt', 'damped', 'theta', 'ets'])('%s', (name) => {
  const y = hourly(30);
  const seen = y.slice(0, -48);
  const actual = y.slice(-48);
  const errorOf = (yhat: Float64Array): number =>
    actual.reduce((sum, value, k) => sum + Math.abs(yhat[k] - value), 0);
  const naive = errorOf(new Float64Array(48).fill(seen[seen.length - 1]));

  test.each(['log-return', 'price', 'diff'] as const)(
    'follows a season of 24 under target %s',
    async (target) => {
      expect(errorOf(await forecast(name, seen, { target, horizon: 48, seasonality: 24 }))).toBeLessThan(
        0.2 * naive,
      );
    },
  );

  test('does not explode on logarithms where the season is not given', async () => {
    for (let back = 0; back < 24; back++) {
      const yhat = await forecast(name, seen.slice(0, seen.length - back), {
        target: 'log-return',
        horizon: 48,
      });
      // The range of the series is a factor of 22, and 48 hours bring every hour back.
      expect(Math.max(...yhat)).toBeLessThan(25 * Math.max(...seen));
      expect(Math.min(...yhat)).toBeGreaterThan(Math.min(...seen) / 25);
    }
  });

  test('forecasts from later origins as a saved fit does, with the season in its place', async () => {
    const panel = panelOf([y]);
    const options = optionsOf({ target: 'log-return', horizon: 5, seasonality: 24 });
    const model = modelNamed(name);
    const fit = await model.fit(panel, { fold: 0, start: 0, cutoff: 500 }, options);
    const at = (row: number) => ({ series: Int32Array.of(0), row: Int32Array.of(row) });
    // The panel of another day starts 7 rows later.
    const later = panelOf([y.slice(7)]);
    const restored = model.restore(later, { state: fit.state(), cutoff: 493 }, options);
    for (const row of [500, 517, 600])
      expect(restored.forecast(later, at(row - 7))).toEqual(fit.forecast(panel, at(row)));
  });

  test('has no season in fewer rows than two seasons and one', async () => {
    const few = walk(48, 3);
    const plain = await forecast(name, few, { horizon: 3 });
    const seasonal = await forecast(name, few, { horizon: 3, seasonality: 30 });
    expect(seasonal).toEqual(plain);
  });
});

test('a logarithm moves k steps no further than it ever did in k rows', () => {
  expect([...reachOf({ y: Float64Array.of(0, 1, 3, 2, NaN, 6) }, 2)]).toEqual([-1, 2, 0, 4]);
});

test('a season is not found in a constant series, nor in one with gaps at one of its places', () => {
  const rows = { fold: 0, start: 0, cutoff: 79 };
  const find = (y: readonly number[]) =>
    findSeason(panelOf([y]).series[0], rows, { seasonality: 4, target: 'price' }).kind;
  const wave = Array.from({ length: 80 }, (_, t) => 10 + [0, 2, 5, 1][t % 4]);
  expect(find(wave)).toBe('multiplicative');
  expect(find(wave.map((value, t) => (t === 30 ? NaN : value)))).toBe('multiplicative');
  expect(find(wave.map((value, t) => (t % 4 === 2 && t > 0 ? NaN : value)))).toBe('none');
  expect(find(wave.map(() => 7))).toBe('none');
});

test('seasonal models are stable where the roots of their characteristic polynomial are', () => {
  const form = { error: 'additive', trend: 'additive', season: 'additive' } as const;
  // R `polyroot`: the largest roots have moduli .9854, .9965 and 1.0021.
  expect(isStable(form, { alpha: 0.2, beta: 0.1, gamma: 0.05, phi: 1 }, 4)).toBe(true);
  expect(isStable(form, { alpha: 0.9, beta: 0.9, gamma: 0.05, phi: 1 }, 4)).toBe(true);
  expect(isStable(form, { alpha: 0.9, beta: 0.9, gamma: 0.05, phi: 1 }, 12)).toBe(false);
});

test('ets is fitted on the latest 1,000 rows', async () => {
  const y = walk(1300, 6);
  const other = y.map((value, row) => (row < 300 ? value * 3 : value));
  expect(await forecast('ets', other)).toEqual(await forecast('ets', y));
  expect(await forecast('ets', [...y.slice(0, 1299), 50])).not.toEqual(await forecast('ets', y));
});
