/**
 * What features are worth, on simulations with a known best forecast. Printed is the RMSE of log prices one step ahead, relative to naive, as
 * the mean and the worst over draws, with and without features.
 *
 *     node tests/bench/features.mjs [--draws 12] [--rows 1000] [--model linear,mlp,gru] [--simulation event,kinds]
 *
 * - follower: a series that repeats the return of another one a row later, plus noise of half its size; best 0.447.
 * - walks: two random walks; best 1.
 * - event: two series that move by 0.05 on events that come at random, in 30 % of the rows, plus noise of 0.01. Best 0.343 if events are
 *   known ahead, and 0.857 if not, by the mean of all moves.
 * - kinds: two series whose return follows (0.8) or reverses (-0.8) the one before, with a window of one row. Best 0.6, and 1 for a model
 *   that cannot tell them apart. Without shrinkage.
 *
 * Built first.
 */

import { parseArgs } from 'node:util';
import { makeForecasts } from '../../dist/backtest/make-forecasts.js';
import { TestSpan } from '../../dist/backtest/test-span.js';
import { defaults } from '../../dist/options/flags.js';
import { Random } from '../../dist/math/random.js';
import { candlesOf, panelOf, printDraws } from './simulations.mjs';

const { values: flags } = parseArgs({
  options: {
    draws: { type: 'string', default: '12' },
    rows: { type: 'string', default: '1000' },
    model: { type: 'string', default: 'linear,mlp,gru' },
    simulation: { type: 'string', default: 'follower,walks,event,kinds' },
  },
});
const [draws, rows] = [Number(flags.draws), Number(flags.rows)];
const models = flags.model.split(',');
const NOISE = ['return-7', 'volatility-10', 'drawdown-20', 'moving-average-10', 'weekday'];

/** A window that does not show which series it is of. */
const ONE_ROW = { inputSize: 1, shrink: 'none' };

/** Log returns of two series, by the name of the simulation. */
const simulations = {
  follower(random) {
    const leader = Array.from({ length: rows }, () => 0.02 * random.normal());
    return [leader, leader.map((_, row) => 0.01 * random.normal() + (leader[row - 1] ?? 0))];
  },
  walks: (random) => [0, 1].map(() => Array.from({ length: rows }, () => 0.02 * random.normal())),
  event: (random) =>
    eventsOf(random).map((events) => Array.from(events, (event) => 0.05 * event + 0.01 * random.normal())),
  kinds: (random) =>
    [0.8, -0.8].map((share) => {
      let last = 0;
      return Array.from({ length: rows }, () => (last = share * last + 0.01 * random.normal()));
    }),
};

/** Two columns of events, the first numbers that are drawn. */
function eventsOf(random) {
  return [0, 1].map(() => Float64Array.from({ length: rows }, () => Number(random.uniform() < 0.3)));
}
const cases = [
  { simulation: 'follower', label: 'none', features: {} },
  { simulation: 'follower', label: 'the leader', features: { withSeries: ['A'] } },
  {
    simulation: 'follower',
    label: 'the leader and five others',
    features: { withSeries: ['A'], features: NOISE },
  },
  { simulation: 'walks', label: 'none', features: {} },
  { simulation: 'walks', label: 'six', features: { withSeries: ['A'], features: NOISE } },
  { simulation: 'walks', label: 'weekday known ahead', features: { knownAhead: ['weekday'] } },
  { simulation: 'walks', label: 'two numbers per series', features: { embed: 2 } },
  { simulation: 'event', label: 'none', features: {} },
  { simulation: 'event', label: 'event, not ahead', features: { features: ['column:event'] } },
  { simulation: 'event', label: 'event known ahead', features: { knownAhead: ['column:event'] } },
  { simulation: 'kinds', label: 'none', features: ONE_ROW },
  { simulation: 'kinds', label: 'a static column', features: { ...ONE_ROW, static: ['kind'] } },
  { simulation: 'kinds', label: 'two numbers per series', features: { ...ONE_ROW, embed: 2 } },
];

function panelWithEvents(returns, events) {
  const candles = returns.map((moves, s) => {
    let price = 100;
    const close = Float64Array.from(moves, (move) => (price *= Math.exp(move)));
    const constants = { kind: { text: String(s), number: s } };
    return { ...candlesOf('AB'[s], { close, event: events[s] }), constants };
  });
  return panelOf(candles, { others: ['event'], ahead: 1 });
}

/** Of the second series, by model. */
async function u2(panel, features) {
  const options = {
    ...defaults,
    stepSize: 1,
    test: TestSpan.parse('0.3'),
    inputSize: 5,
    refit: 0,
    models,
    ...features,
  };
  const { table } = await makeForecasts(panel, options, { workers: 1 });
  const { values } = panel.series[1];
  const squares = (yhat) =>
    yhat.reduce(
      (sum, value, i) =>
        table.series[i] === 1 ? sum + Math.log(value / values[table.origin[i] + table.step[i]]) ** 2 : sum,
      0,
    );
  return models.map((model) => Math.sqrt(squares(table.yhat.get(model)) / squares(table.yhat.get('naive'))));
}

const chosen = flags.simulation.split(',');
await printDraws(
  cases.filter(({ simulation }) => chosen.includes(simulation)),
  { title: 'features', models, draws },
  ({ simulation, features }, seed) =>
    u2(panelWithEvents(simulations[simulation](new Random(seed)), eventsOf(new Random(seed))), features),
);
