/**
 * What `--normalize` and `--deseasonalize` are worth on simulations with a known best forecast. Printed are the RMSE of log prices over all
 * steps, relative to the best forecast, and the seconds of a backtest.
 *
 *     node tests/bench/normalize.mjs [--panel seasonal,walks] [--model linear,mlp,gru] [--normalize all] [--deseasonalize all] [--set '{"epochs":30}']
 *
 * - seasonal: 20 series of 700 hours with a season of 24, and noise that is an autoregression of 0.7. Levels, trends, amplitudes and
 *   phases are their own.
 * - walking: the same with a random walk instead of trend and noise.
 * - walks: random walks without a season, one step to 24 ahead.
 *
 * Built first.
 */

import { parseArgs } from 'node:util';
import { makeForecasts } from '../../dist/backtest/make-forecasts.js';
import { TestSpan } from '../../dist/backtest/test-span.js';
import { defaults } from '../../dist/options/flags.js';
import { deseasonalizationNames } from '../../dist/models/deseasonalization/names.js';
import { normalizationNames } from '../../dist/data/normalization/index.js';
import { Random } from '../../dist/math/random.js';
import { HOUR, candlesOf, errorOfBest, panelOf } from './simulations.mjs';

const { values: flags } = parseArgs({
  options: {
    panel: { type: 'string', default: 'seasonal,walks' },
    model: { type: 'string', default: 'linear,mlp,gru' },
    normalize: { type: 'string', default: 'all' },
    deseasonalize: { type: 'string', default: 'all' },
    set: { type: 'string', default: '{}' },
  },
});
const [SERIES, ROWS, HORIZON, M] = [20, 700, 24, 24];
const models = flags.model.split(',');
const chosen = (text, names) => (text === 'all' ? names : text.split(','));

/** A shape that repeats every 24 rows, of mean 0. */
const shape = (row) =>
  Math.sin((2 * Math.PI * row) / M) +
  0.5 * Math.sin((4 * Math.PI * row) / M + 1) +
  0.25 * Math.cos((6 * Math.PI * row) / M);

/** Log prices of one series, the best forecast of the one `k` rows after `origin`, and what errors are in units of: the noise from row to row. */
const panels = {
  seasonal(random) {
    const [a, b, A, phase, sigma] = [
      2 + 6 * random.uniform(),
      0.001 * (random.uniform() - 0.3),
      0.05 + 0.2 * random.uniform(),
      Math.floor(M * random.uniform()),
      0.01 + 0.02 * random.uniform(),
    ];
    let last = 0;
    const noise = Array.from({ length: ROWS }, () => (last = 0.7 * last + sigma * random.normal()));
    const course = (row) => a + b * row + A * shape(row + phase);
    return {
      logs: noise.map((value, row) => course(row) + value),
      best: (origin, k) => course(origin + k) + 0.7 ** k * noise[origin],
      unit: sigma,
    };
  },
  walking(random) {
    const [A, phase, sigma] = [0.05 + 0.2 * random.uniform(), Math.floor(M * random.uniform()), 0.01];
    let level = 2 + 6 * random.uniform();
    const walk = Array.from({ length: ROWS }, () => (level += sigma * random.normal()));
    const season = (row) => A * shape(row + phase);
    return {
      logs: walk.map((value, row) => value + season(row)),
      best: (origin, k) => walk[origin] + season(origin + k),
      unit: sigma,
    };
  },
  walks(random) {
    let level = 2 + 6 * random.uniform();
    const logs = Array.from({ length: ROWS }, () => (level += 0.01 * random.normal()));
    return { logs, best: (origin) => logs[origin], unit: 0.01 };
  },
};

function simulate(name) {
  const random = new Random(1);
  const simulated = Array.from({ length: SERIES }, () => panels[name](random));
  const candles = simulated.map(({ logs }, s) =>
    candlesOf(`S${s}`, { close: Float64Array.from(logs, Math.exp) }, { stepMs: HOUR }),
  );
  return { panel: panelOf(candles), simulated };
}

process.stdout.write(
  '| panel | deseasonalize | normalize | model | of the best | seconds |\n| --- | --- | --- | --- | ---: | ---: |\n',
);
for (const name of flags.panel.split(',')) {
  const { panel, simulated } = simulate(name);
  for (const deseasonalize of chosen(flags.deseasonalize, deseasonalizationNames))
    for (const normalize of chosen(flags.normalize, normalizationNames))
      for (const model of models) {
        const options = {
          ...defaults,
          models: [model],
          horizon: HORIZON,
          stepSize: HORIZON,
          inputSize: 2 * M,
          seasonality: M,
          test: TestSpan.parse('0.2'),
          refit: 0,
          epochs: 15,
          patience: 5,
          learningRate: 0.003,
          batchSize: 64,
          normalize,
          deseasonalize,
          ...JSON.parse(flags.set),
        };
        const started = performance.now();
        const made = await makeForecasts(panel, options, { workers: 1 });
        if (made.failures.length > 0) throw new Error(made.failures[0].message);
        const error = errorOfBest(made, model, simulated);
        const seconds = (performance.now() - started) / 1000;
        process.stdout.write(
          `| ${name} | ${deseasonalize} | ${normalize} | ${model} | ${error.toFixed(3)} | ${seconds.toFixed(1)} |\n`,
        );
      }
}
