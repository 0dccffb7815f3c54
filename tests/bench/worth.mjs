/**
 * How often a backtest claims that following a model of random walks is worth something, without costs, where nothing can be earned. With
 * `--phi`, returns are an AR(1), where something can. Of walks, at most about 5 % should have a claim.
 *
 *     node tests/bench/worth.mjs [--walks 100] [--phi 0] [--cost 0] [--position long-flat] [--horizon 1] [--step-size H] [--drift 0] [--test 250]
 *
 * Built first. About a minute.
 */

import { parseArgs } from 'node:util';
import { defaults } from '../../dist/options/flags.js';
import { plannedWorth, worthOfBacktest } from '../../dist/cli/worth.js';
import { TestSpan } from '../../dist/backtest/test-span.js';
import { backtest } from '../../dist/evaluation/backtest.js';
import { Random } from '../../dist/math/random.js';
import { candlesOf, singlePanel } from './simulations.mjs';

const text = (value) => ({ type: 'string', default: value });
const { values: flags } = parseArgs({
  options: {
    walks: text('100'),
    phi: text('0'),
    cost: text('0'),
    position: text('long-flat'),
    horizon: text('1'),
    'step-size': { type: 'string' },
    drift: text('0'),
    test: text('250'),
  },
});
const [walks, phi, horizon, drift] = [flags.walks, flags.phi, flags.horizon, flags.drift].map(Number);
const { cost, position } = flags;
const stepSize = Number(flags['step-size'] ?? horizon);
const ROWS = 500;

function panelOf(seed) {
  const random = Random.from(seed, 'worth');
  let [price, change] = [100, 0];
  const values = Float64Array.from({ length: ROWS }, () => {
    change = phi * change + 0.03 * random.normal();
    return (price *= 1 + drift + change);
  });
  return singlePanel(values, seed);
}

const options = {
  ...defaults,
  models: ['ar', 'linear', 'mlp', 'ses'],
  horizon,
  stepSize,
  inputSize: 10,
  hidden: [4],
  epochs: 5,
  refit: 0,
  test: TestSpan.parse(flags.test),
};
const counts = { worth: 0, unclear: 0, nothing: 0 };
let [inside, all] = [0, 0];
for (let seed = 1; seed <= walks; seed++) {
  const panel = panelOf(seed);
  const candles = panel.series.map(({ id, values }) => candlesOf(id, { close: values }, { start: 0 }));
  const asked = { ...options, seed };
  const planned = plannedWorth({ cost, position }, { panel, candles, options: asked });
  const { models } = worthOfBacktest(planned, await backtest(panel, asked));
  const words = new Set(models.map(({ word }) => word));
  counts[['worth', 'unclear', 'nothing'].find((word) => words.has(word))]++;
  // The mean of a walk without drift and costs is 0.
  for (const { annual } of models.filter(({ annual: { lo } }) => !Number.isNaN(lo))) {
    all++;
    if (annual.lo <= 0 && annual.hi >= 0) inside++;
  }
}
process.stdout.write(
  `${walks} series of ${ROWS} rows, phi ${phi}, drift ${drift}, cost ${String(cost)}, ${String(position)}, horizon ${horizon}, step size ${stepSize}\n`,
);
for (const [word, count] of Object.entries(counts))
  process.stdout.write(`best model ${word}: ${count} (${((100 * count) / walks).toFixed(1)} %)\n`);
process.stdout.write(`0 in the 95 % interval of the mean: ${((100 * inside) / all).toFixed(1)} %\n`);
