/**
 * How often a backtest claims something of random walks, where nothing can be forecast: a model beats the benchmark at some step, a
 * network beats the strongest other model, or a direction is better than chance. Of each kind, at most about 5 % of the
 * walks should have a claim.
 *
 *     node tests/bench/claims.mjs [--walks 200] [--horizon 1] [--step-size 1] [--seasonality 1]
 *
 * Built first. A minute or two.
 */

import { parseArgs } from 'node:util';
import { defaults } from '../../dist/options/flags.js';
import { TestSpan } from '../../dist/backtest/test-span.js';
import { backtest } from '../../dist/evaluation/backtest.js';
import { Random } from '../../dist/math/random.js';
import { singlePanel } from './simulations.mjs';

const { values: flags } = parseArgs({
  options: {
    walks: { type: 'string', default: '200' },
    horizon: { type: 'string', default: '1' },
    'step-size': { type: 'string', default: '1' },
    seasonality: { type: 'string', default: '1' },
  },
});
const [walks, horizon, stepSize, seasonality] = [
  flags.walks,
  flags.horizon,
  flags['step-size'],
  flags.seasonality,
].map(Number);
const ROWS = 400;

function panelOf(seed) {
  const random = Random.from(seed, 'claims');
  let price = 100;
  const values = Float64Array.from({ length: ROWS }, () => (price *= 1 + 0.03 * random.normal()));
  return singlePanel(values, seed);
}

const options = {
  ...defaults,
  models: ['drift', 'ar', 'linear', 'mlp'],
  horizon,
  stepSize,
  seasonality,
  inputSize: 10,
  hidden: [4],
  epochs: 5,
  refit: 0,
  test: TestSpan.parse('150'),
};
const counts = { beats: 0, worse: 0, beatsStrongest: 0, worseThanStrongest: 0, direction: 0, leak: 0 };
for (let seed = 1; seed <= walks; seed++) {
  const { models, answer } = await backtest(panelOf(seed), { ...options, seed });
  const asked = answer.models.filter(({ model }) => options.models.includes(model));
  counts.beats += asked.some(({ better }) => better.length > 0);
  counts.worse += asked.some(({ worse }) => worse.length > 0);
  counts.beatsStrongest += asked.some(({ strongest }) => strongest?.better.length > 0);
  counts.worseThanStrongest += asked.some(({ strongest }) => strongest?.worse.length > 0);
  counts.direction += models.some(
    ({ model, tests }) => options.models.includes(model) && tests.pt.some(({ adjusted }) => adjusted < 0.05),
  );
  counts.leak += answer.isAlarm;
}
process.stdout.write(
  `${walks} random walks of ${ROWS} rows, horizon ${horizon}, step size ${stepSize}, seasonality ${seasonality}\n`,
);
for (const [kind, count] of Object.entries(counts))
  process.stdout.write(`${kind}: ${count} (${((100 * count) / walks).toFixed(1)} %)\n`);
