/**
 * What the shapes of networks are worth where there is a season. Printed is the RMSE of log prices over all steps, relative to naive and to
 * the best possible forecast, on a simulated panel.
 *
 *     node tests/bench/seasons.mjs [--draws 1] [--series 4] [--rows 700] [--horizon 24] [--input 48] [--epochs 60] [--only text]
 *
 * A series has a season of 24 rows at a phase of its own, plus an AR(1) with coefficient .7. The season is a mixture of two shapes that the
 * panel shares. The best forecast knows all of that. Build first.
 *
 *     node tests/bench/seasons.mjs --speed
 *
 * prints windows trained per second at input size 336 and horizon 96, for each shape.
 */

import { parseArgs } from 'node:util';
import { makeForecasts } from '../../dist/backtest/make-forecasts.js';
import { TestSpan } from '../../dist/backtest/test-span.js';
import { Random } from '../../dist/math/random.js';
import { modelNamed } from '../../dist/models/index.js';
import { defaults } from '../../dist/options/flags.js';
import { HOUR, candlesOf, panelOf } from './simulations.mjs';

const text = (value) => ({ type: 'string', default: value });
const { values: flags } = parseArgs({
  options: {
    draws: text('1'),
    series: text('4'),
    rows: text('700'),
    horizon: text('24'),
    input: text('48'),
    epochs: text('60'),
    only: text(''),
    speed: { type: 'boolean', default: false },
  },
});
const number = (name) => Number(flags[name]);
const [SEASON, PHI, NOISE] = [24, 0.7, 0.02];

const SHAPES = [
  { model: 'seasonal-naive', seasonality: SEASON },
  { model: 'linear' },
  { model: 'mlp' },
  { model: 'mlp', skip: true },
  { model: 'gru' },
  { model: 'gru', skip: true },
  { model: 'gru', segment: SEASON },
  { model: 'gru', segment: SEASON, skip: true },
  { model: 'gru', segment: SEASON, head: 'steps' },
  { model: 'gru', segment: SEASON, head: 'steps', skip: true },
  { model: 'gru', segment: SEASON, hidden: [32, 32], cells: ['dense', 'gru'] },
  { model: 'lstm', segment: SEASON },
  { model: 'lstm', segment: SEASON, skip: true },
  { model: 'rnn', segment: SEASON },
  { model: 'rnn', segment: SEASON, skip: true },
  { model: 'tcn', segment: SEASON },
];

/** Log prices of a series, and the part of each that is known ahead. */
function simulate(random, rows, shapes) {
  const phase = Math.floor(random.uniform() * SEASON);
  const weights = shapes.map(() => 0.05 * (0.5 + random.uniform()));
  const season = Array.from({ length: rows }, (_, row) =>
    shapes.reduce((sum, shape, i) => sum + weights[i] * shape[(row + phase) % SEASON], 0),
  );
  let rest = 0;
  const rests = season.map(() => (rest = PHI * rest + NOISE * random.normal()));
  return { season, rests };
}

function simulatedPanel(seed, count, rows) {
  const random = new Random(seed);
  const shapes = [0, 1].map(() => Array.from({ length: SEASON }, () => random.normal()));
  const simulated = Array.from({ length: count }, () => simulate(random, rows, shapes));
  const candles = simulated.map(({ season, rests }, s) => {
    const close = Float64Array.from(season, (value, row) => 100 * Math.exp(value + rests[row]));
    return candlesOf(`S${s}`, { close }, { stepMs: HOUR });
  });
  return { panel: panelOf(candles), simulated };
}

const optionsOf = (model, shape) => ({
  ...defaults,
  test: TestSpan.parse('0.2'),
  refit: 0,
  horizon: number('horizon'),
  inputSize: number('input'),
  epochs: number('epochs'),
  stepSize: 1,
  models: [model],
  ...shape,
});

/** Root mean squared errors of log prices: of the model, naive and the best forecast. */
async function errorsOf({ panel, simulated }, options) {
  const { table } = await makeForecasts(panel, options, { workers: 1 });
  const rmse = (logOf) => {
    const squares = table.y.map((_, i) => {
      const row = table.origin[i] + table.step[i];
      return (logOf(i, table.series[i], table.origin[i], row) - logAt(panel, table.series[i], row)) ** 2;
    });
    const known = squares.filter((value) => Number.isFinite(value));
    return Math.sqrt(known.reduce((sum, value) => sum + value, 0) / known.length);
  };
  const named = (name) => rmse((i) => Math.log(table.yhat.get(name)[i]));
  const best = rmse(
    (i, s, origin, row) =>
      Math.log(100) + simulated[s].season[row] + simulated[s].rests[origin] * PHI ** table.step[i],
  );
  return { model: named(options.models[0]), naive: named('naive'), best };
}

const logAt = (panel, s, row) => Math.log(panel.series[s].values[row]);
const labelOf = (shape) =>
  Object.entries(shape)
    .map(([key, value]) => (value === true ? `--${key}` : `--${key} ${value}`))
    .join(' ');

async function accuracy() {
  process.stdout.write('| model | shape | of naive | of the best |\n| --- | --- | ---: | ---: |\n');
  for (const { model, ...shape } of SHAPES) {
    const label = [model, labelOf(shape)].join(' | ');
    if (!label.includes(flags.only)) continue;
    const sums = [0, 0];
    for (let seed = 1; seed <= number('draws'); seed++) {
      const errors = await errorsOf(
        simulatedPanel(seed, number('series'), number('rows')),
        optionsOf(model, shape),
      );
      sums[0] += errors.model / errors.naive / number('draws');
      sums[1] += errors.model / errors.best / number('draws');
    }
    process.stdout.write(`| ${label} | ${sums.map((value) => value.toFixed(3)).join(' | ')} |\n`);
  }
}

async function speed() {
  const { panel } = simulatedPanel(1, 1, 2000);
  process.stdout.write('| model | shape | windows per second | of plain |\n| --- | --- | ---: | ---: |\n');
  for (const model of ['gru', 'lstm', 'rnn']) {
    let plain;
    for (const shape of [{}, { segment: SEASON }, { segment: SEASON, skip: true, head: 'steps' }]) {
      const options = {
        ...optionsOf(model, shape),
        horizon: 96,
        inputSize: 336,
        epochs: 1,
        validation: 0,
      };
      const rows = { fold: 0, start: 0, cutoff: 1999 };
      const windows = 2000 - 336 - 96;
      let best = Infinity;
      for (let attempt = 0; attempt < 3; attempt++) {
        const started = performance.now();
        await modelNamed(model).fit(panel, rows, options);
        best = Math.min(best, performance.now() - started);
      }
      const rate = (1000 * windows) / best;
      plain ??= rate;
      process.stdout.write(
        `| ${model} | ${labelOf(shape)} | ${rate.toFixed(0)} | ${(rate / plain).toFixed(1)} |\n`,
      );
    }
  }
}

await (flags.speed ? speed() : accuracy());
