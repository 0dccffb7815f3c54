/** The models that volatility is measured by; see fixtures/r/README.md. */
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { modelNamed } from '../../src/models/index.ts';
import { optionsOf, panelOf } from '../helpers/panels.ts';

const {
  series: { pulse },
} = JSON.parse(readFileSync(new URL('../../fixtures/r/statistical.json', import.meta.url), 'utf8')) as {
  readonly series: {
    readonly pulse: { readonly y: readonly number[]; readonly har: { readonly forecast: readonly number[] } };
  };
};

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
