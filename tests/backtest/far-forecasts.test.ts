/** Forecasts that run away are never shown without a warning. */
import { describe, expect, test } from 'vitest';
import { farForecasts, rangeUpTo } from '../../src/backtest/far-forecasts.ts';
import { forecastNext } from '../../src/backtest/forecast-next.ts';
import { targetNames, targets } from '../../src/data/targets.ts';
import { backtest } from '../../src/evaluation/backtest.ts';
import { optionsOf, panelOf, walk } from '../helpers/panels.ts';

const textsOf = (range: { least: number; most: number }, ...forecasts: number[]): string[] =>
  farForecasts(new Map([['holt', Float64Array.from(forecasts)]]), () => range).map(({ text }) => text);

describe('a forecast is far away', () => {
  const range = { least: 10, most: 30 };

  test.each([
    { forecast: 50, isFar: false },
    { forecast: 50.1, isFar: true },
    { forecast: 5, isFar: false },
    { forecast: 4.9, isFar: true },
    { forecast: -1, isFar: true },
    { forecast: Infinity, isFar: true },
    { forecast: NaN, isFar: false },
  ])('$forecast where values are 10 to 30: $isFar', ({ forecast, isFar }) => {
    expect(textsOf(range, forecast).length).toBe(isFar ? 1 : 0);
  });

  test('from values of both signs as soon as it is further than their range', () => {
    expect(textsOf({ least: -10, most: 10 }, -30, 30)).toEqual([]);
    expect(textsOf({ least: -10, most: 10 }, -31).length).toBe(1);
  });

  test('from values close to each other as soon as it is further than their range', () => {
    expect(textsOf({ least: 90, most: 100 }, 80, 110)).toEqual([]);
    expect(textsOf({ least: 90, most: 100 }, 79).length).toBe(1);
  });

  test('from a constant if it is more than twice as large, or less than half', () => {
    expect(textsOf({ least: 7, most: 7 }, 7, 14, 3.5)).toEqual([]);
    expect(textsOf({ least: 7, most: 7 }, 3.4).length).toBe(1);
    expect(textsOf({ least: 7, most: 7 }, 15).length).toBe(1);
  });

  test('and the warning counts them and shows the farthest', () => {
    expect(textsOf(range, 20, 60, 4.1e12, NaN)).toEqual([
      'holt: 2 of 3 forecasts are far from all values before their origin, the farthest 4.1e+12 where values were 10 to 30; ' +
        'check its options (`--seasonality`, `--target`), or leave it out',
    ]);
  });
});

test('a range needs 20 values, and knows no row after its own', () => {
  const values = Float64Array.from({ length: 40 }, (_, row) => (row === 5 ? NaN : row));
  expect(rangeUpTo(values, 19)).toEqual({ least: NaN, most: NaN });
  expect(rangeUpTo(values, 20)).toEqual({ least: 0, most: 20 });
  expect(rangeUpTo(new Float64Array(0))).toEqual({ least: NaN, most: NaN });
});

/** A day of 24 rows, with a factor of 20 from night to noon: holt takes its slope for a trend. */
const noise = walk(401, 8);
const daily = Array.from(
  { length: 400 },
  (_, t) => 100 * Math.exp(1.5 * Math.sin((2 * Math.PI * t) / 24)) * (noise[t + 1] / noise[t]),
);
const run = { models: ['holt'], horizon: 48, stepSize: 5, test: '120', inputSize: 20 };
const far = /^holt: \d+ of \d+ forecasts are far from all values before their origin/;

test('a backtest warns of them, and not if the season is given', async () => {
  const warned = (await backtest(panelOf([daily]), optionsOf(run))).warnings;
  expect(warned.filter(({ text }) => far.test(text)).map(({ level }) => level)).toEqual(['warning']);
  const { warnings } = await backtest(panelOf([daily]), optionsOf({ ...run, seasonality: 24 }));
  expect(warnings.filter(({ text }) => far.test(text))).toEqual([]);
});

test('a forecast warns of them, and not if the season is given', async () => {
  const panel = panelOf([daily.slice(0, 384)]);
  const warned = (await forecastNext(panel, optionsOf(run))).warnings;
  expect(warned.filter(({ text }) => far.test(text)).length).toBe(1);
  const { warnings } = await forecastNext(panel, optionsOf({ ...run, seasonality: 24 }));
  expect(warnings.filter(({ text }) => far.test(text))).toEqual([]);
});

test.each(targetNames.filter((name) => targets[name].quantity.classes === undefined))(
  'models of an ordinary walk are not warned of: %s',
  async (target) => {
    const values = walk(200, 4).map((price) => (target === 'volatility' ? Math.log(price / 1000) : price));
    const { warnings } = await backtest(
      panelOf([values]),
      optionsOf({
        ...run,
        horizon: 5,
        target,
        models: ['ses', 'holt', 'damped', 'ets', 'theta', 'ar', 'arima', 'linear'],
      }),
    );
    expect(warnings.filter(({ text }) => text.includes('far from'))).toEqual([]);
  },
);
