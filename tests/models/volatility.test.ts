/** The models that volatility is measured by; see fixtures/r/README.md. */
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import type { Panel } from '../../src/data/panel.ts';
import { DataError } from '../../src/errors.ts';
import { modelNamed } from '../../src/models/index.ts';
import { optionsOf, panelOf, START, walk } from '../helpers/panels.ts';

const {
  series: { pulse },
} = JSON.parse(readFileSync(new URL('../../fixtures/r/statistical.json', import.meta.url), 'utf8')) as {
  readonly series: {
    readonly pulse: { readonly y: readonly number[]; readonly har: { readonly forecast: readonly number[] } };
  };
};

const { har: hourly } = JSON.parse(
  readFileSync(new URL('../../fixtures/r/seasonal.json', import.meta.url), 'utf8'),
) as {
  readonly har: Readonly<Record<'y' | 'forecast' | 'jumps' | 'leverage' | 'extended', readonly number[]>>;
};

const HOUR = 3_600_000;
/** A panel of rows of an hour. */
function hoursOf(y: readonly number[]): Panel {
  const panel = panelOf([y]);
  return {
    ...panel,
    time: panel.time.map((_, row) => START + row * HOUR),
    timeframe: { name: '1h', ms: HOUR, months: 0 },
  };
}

const options = optionsOf({ target: 'volatility', horizon: 5, inputSize: 30 });
const at = (row: number) => ({ series: Int32Array.of(0), row: Int32Array.of(row) });

test('har forecasts what R `lm` on the last value and the means of 7 and 30 does', async () => {
  const panel = panelOf([pulse.y]);
  const last = pulse.y.length - 1;
  const fit = await modelNamed('har').fit(panel, { fold: 0, start: 0, cutoff: last }, options);
  expect(fit.forecast(panel, at(last))).toBeAllClose(pulse.har.forecast, { rtol: 1e-8 });
});

test('ewma is the weighted mean of the variances so far, .94 as heavy with every row back', async () => {
  const y = [-3, -4, -3.5, NaN, -2];
  const panel = panelOf([y]);
  const fit = await modelNamed('ewma').fit(panel, { fold: 0, start: 0, cutoff: 1 }, options);
  const variance = (v: number): number => Math.exp(2 * v);
  const two = 0.94 * variance(-3) + 0.06 * variance(-4);
  expect(fit.forecast(panel, at(1))).toBeAllClose(Array.from({ length: 5 }, () => Math.log(two) / 2));
  // Carried on: the absent row leaves the mean as it is.
  const four = 0.94 * (0.94 * two + 0.06 * variance(-3.5)) + 0.06 * variance(-2);
  expect(fit.forecast(panel, at(4))).toBeAllClose(Array.from({ length: 5 }, () => Math.log(four) / 2));
});

test('ewma of prices is a mean of prices', async () => {
  const panel = panelOf([[100, 200]]);
  const prices = { ...options, target: 'log-return' } as const;
  const fit = await modelNamed('ewma').fit(panel, { fold: 0, start: 0, cutoff: 1 }, prices);
  expect(fit.forecast(panel, at(1))[0]).toBeCloseTo(106, 10);
});

test('har repeats the last value of a series shorter than a month', async () => {
  // Cut off after 31 rows: a window, and nothing that came after it.
  const panel = panelOf([pulse.y.slice(0, 40)]);
  for (const target of ['volatility', 'log-return'] as const) {
    const prices = panelOf([pulse.y.slice(0, 40).map((value) => 10 + value)]);
    const of = target === 'volatility' ? panel : prices;
    const fit = await modelNamed('har').fit(of, { fold: 0, start: 0, cutoff: 31 }, { ...options, target });
    const last = of.series[0].values[39];
    expect(fit.forecast(of, at(39))).toBeAllClose([last, last, last, last, last], { rtol: 1e-12 });
  }
});

test('har of hours forecasts what R `lm` on the last value and the means of a quarter, a day, a week and a month does', async () => {
  const panel = hoursOf(hourly.y);
  const last = hourly.y.length - 1;
  const rows = { fold: 0, start: 0, cutoff: last };
  const fit = await modelNamed('har').fit(panel, rows, { ...options, horizon: 3 });
  expect(fit.forecast(panel, at(last))).toBeAllClose(hourly.forecast, { rtol: 1e-8 });
});

test.each([['jumps', 'leverage'] as const, ['leverage', 'jumps'] as const])(
  'har with %s and %s forecasts what R `lm` does, in any order',
  async (...regressors) => {
    const plain = hoursOf(hourly.y);
    const others = Object.fromEntries(regressors.map((name) => [name, Float64Array.from(hourly[name])]));
    const panel = { ...plain, series: plain.series.map((series) => ({ ...series, others })) };
    const last = hourly.y.length - 1;
    const extended = { ...options, horizon: 3, har: regressors };
    const fit = await modelNamed('har').fit(panel, { fold: 0, start: 0, cutoff: last }, extended);
    expect(fit.forecast(panel, at(last))).toBeAllClose(hourly.extended, { rtol: 1e-7 });
    expect(fit.parameters).toBe(3 * (1 + 5 + 4));
  },
);

test('har counts rows that are kept as consecutive by the commonest step of its training rows', async () => {
  const panel = hoursOf(hourly.y);
  const rows = { fold: 0, start: 0, cutoff: 800 };
  const fit = await modelNamed('har').fit(panel, rows, options);
  // A day is cut out of the time, and the rows after the cutoff are days.
  const time = panel.time.map(
    (ms, row) => ms + (row > 400 ? 24 * HOUR : 0) + (row > 800 ? row * 24 * HOUR : 0),
  );
  const kept = await modelNamed('har').fit({ ...panel, time, timeframe: null }, rows, options);
  expect(kept.forecast(panel, at(850))).toEqual(fit.forecast(panel, at(850)));
});

test('har of hours forecasts beside a gap in its day, week and month', async () => {
  const panel = hoursOf(hourly.y.map((value, row) => (row >= 600 && row < 620 ? NaN : value)));
  const fit = await modelNamed('har').fit(panel, { fold: 0, start: 0, cutoff: 595 }, options);
  const isKnown = (row: number) => fit.forecast(panel, at(row)).every((value) => Number.isFinite(value));
  expect([599, 610, 620, 630, 700].map(isKnown)).toEqual([true, false, true, true, true]);
});

test('har with a sliding window learns from nothing before it', async () => {
  const rows = { fold: 0, start: 300, cutoff: 700 };
  const fitted = async (y: readonly number[]) =>
    (await modelNamed('har').fit(hoursOf(y), rows, options)).state();
  const other = hourly.y.map((value, row) => (row < 300 ? -9 : value));
  expect(await fitted(other)).toEqual(await fitted(hourly.y));
});

test('a saved har of hours needs the rows of its month again', async () => {
  const model = modelNamed('har');
  const fit = await model.fit(hoursOf(hourly.y), { fold: 0, start: 0, cutoff: 850 }, options);
  const forecastFrom = (first: number) => {
    const panel = hoursOf(hourly.y.slice(first));
    return model
      .restore(panel, { state: fit.state(), cutoff: 850 - first }, options)
      .forecast(panel, at(880 - first));
  };
  const whole = fit.forecast(hoursOf(hourly.y), at(880));
  expect(forecastFrom(100)).toBeAllClose(whole, { rtol: 1e-12 });
  expect(() => forecastFrom(400)).toThrow(DataError);
  expect(() => forecastFrom(400)).toThrow('expected 720 rows up to the origin');
});

test('a har that was saved when means were of 1, 7 and 30 rows forecasts as then', async () => {
  const model = modelNamed('har');
  const panel = panelOf([walk(200, 5).map((price) => Math.log(price))]);
  const fit = await model.fit(panel, { fold: 0, start: 0, cutoff: 150 }, options);
  const [{ name, values }] = fit.state();
  const old = values.slice(2, 2 + 4 * options.horizon);
  const state = [{ name, values: old, shape: [old.length] }];
  const restored = model.restore(panel, { state, cutoff: 150 }, options);
  expect(restored.forecast(panel, at(180))).toEqual(fit.forecast(panel, at(180)));
});
