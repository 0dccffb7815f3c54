/**
 * What weights and local models are worth, on simulated panels with a known best forecast. Printed is the RMSE of log prices one step ahead,
 * relative to that of the best forecast, as the mean and the worst over draws.
 *
 *     node tests/bench/panels.mjs [--draws 8] [--model linear,mlp,gru]
 *
 * - shared: 20 series of 120 rows with the same coefficients.
 * - uneven: one series of 1,500 rows and 19 of 120 with other coefficients, scored on the 19.
 * - change: a series of 900 rows whose coefficients change their sign at row 600, scored from row 721 on.
 *
 * Build first.
 */

import { parseArgs } from 'node:util';
import { makeForecasts } from '../../dist/backtest/make-forecasts.js';
import { TestSpan } from '../../dist/backtest/test-span.js';
import { Random } from '../../dist/math/random.js';
import { defaults } from '../../dist/options/flags.js';
import { DAY, START, candlesOf, panelOf, printDraws } from './simulations.mjs';

const { values: flags } = parseArgs({
  options: {
    draws: { type: 'string', default: '8' },
    model: { type: 'string', default: 'linear,mlp,gru' },
  },
});
const draws = Number(flags.draws);
const models = flags.model.split(',');
const A = [0.5, -0.3, 0.1];
const B = A.map((coefficient) => -coefficient);

/** Series of `rows` rows, all of which end at the same time; `coefficientsAt` says those of a row. */
const simulations = {
  shared: { test: '30', from: 0, series: Array.from({ length: 20 }, () => ({ rows: 120, at: () => A })) },
  uneven: {
    test: '30',
    from: 1,
    series: [{ rows: 1500, at: () => B }, ...Array.from({ length: 19 }, () => ({ rows: 120, at: () => A }))],
  },
  change: { test: '179', from: 0, series: [{ rows: 900, at: (row) => (row < 600 ? A : B) }] },
};
const cases = [
  { simulation: 'shared', label: 'one model', options: {} },
  { simulation: 'shared', label: '--local', options: { local: true } },
  { simulation: 'uneven', label: '--balance rows', options: {} },
  { simulation: 'uneven', label: '--balance series', options: { balance: 'series' } },
  { simulation: 'uneven', label: '--local', options: { local: true } },
  { simulation: 'change', label: 'no half-life', options: {} },
  { simulation: 'change', label: '--half-life 120', options: { halfLife: 120 } },
  { simulation: 'change', label: '--half-life 30', options: { halfLife: 30 } },
];

/** Candles, and by series and row the best forecast of the next log return. */
function simulate({ series }, random) {
  const longest = Math.max(...series.map(({ rows }) => rows));
  const best = [];
  const candles = series.map(({ rows, at }, s) => {
    const returns = [0, 0, 0];
    const forecasts = new Float64Array(longest);
    const mean = (row) => at(row).reduce((sum, value, lag) => sum + value * returns.at(-1 - lag), 0);
    let price = 100;
    const close = Float64Array.from({ length: rows }, (_, row) => {
      returns.push(mean(row) + 0.02 * random.normal());
      forecasts[longest - rows + row] = mean(row + 1);
      return (price *= Math.exp(returns.at(-1)));
    });
    best.push(forecasts);
    return candlesOf(`S${s}`, { close }, { start: START + (longest - rows) * DAY });
  });
  return { panel: panelOf(candles), best };
}

/** RMSE relative to that of the best forecast, by model. */
async function errors({ test, from }, { panel, best }, given) {
  const options = {
    ...defaults,
    stepSize: 1,
    test: TestSpan.parse(test),
    inputSize: 6,
    refit: 0,
    models,
    ...given,
  };
  const { table } = await makeForecasts(panel, options, { workers: 1 });
  const rmse = (forecastOf) => {
    const squares = Array.from(table.y.keys())
      .filter((i) => table.series[i] >= from)
      .map((i) => (forecastOf(i) - Math.log(table.y[i] / table.last[i])) ** 2);
    return Math.sqrt(squares.reduce((sum, value) => sum + value, 0) / squares.length);
  };
  const least = rmse((i) => best[table.series[i]][table.origin[i]]);
  return models.map((model) => rmse((i) => Math.log(table.yhat.get(model)[i] / table.last[i])) / least);
}

await printDraws(cases, { title: 'options', models, draws }, ({ simulation, options }, seed) =>
  errors(simulations[simulation], simulate(simulations[simulation], new Random(seed)), options),
);
