/**
 * What the default settings are worth, on simulations with a known best forecast. Printed are, beside those of the best possible forecast:
 * RMSE relative to naive (U2) at the first and the last step, as the mean over draws; the largest mean of any step; and how often a
 * model forecasts no change at all.
 *
 *     node tests/bench/shrinkage.mjs [--draws 10] [--case walks,ar] [--model mlp,gru] [--shrink auto,none] [--validation 0.2]
 *
 * - walks: a random walk; in a panel, nine that move together.
 * - ar: a panel of five series that follow AR(1) with φ = .3.
 * - follower: a series that repeats the return of another one a row later, with half as much noise.
 * - season: six series with a season of 24 rows.
 * - volatility: volatility that returns to its mean.
 *
 * Log prices, 6 rows in (48 for the season, 20 for volatility), the last 30 % forecast by one fit. Built first.
 */

import { parseArgs } from 'node:util';
import { makeForecasts } from '../../dist/backtest/make-forecasts.js';
import { TestSpan } from '../../dist/backtest/test-span.js';
import { defaults } from '../../dist/options/flags.js';
import { Random } from '../../dist/math/random.js';
import { candlesOf, panelOf } from './simulations.mjs';

const { values: flags } = parseArgs({
  options: {
    draws: { type: 'string', default: '10' },
    case: { type: 'string' },
    model: { type: 'string', default: 'linear,mlp,rnn,lstm,gru' },
    shrink: { type: 'string', default: 'auto,none' },
    validation: { type: 'string', default: '0.2' },
  },
});
const draws = Number(flags.draws);
const models = flags.model.split(',');
const ROWS = 1000;

const noise = (random, rows = ROWS) => Array.from({ length: rows }, () => random.normal());
/** Returns of series whose correlation with each other is .6. */
function together(random, count) {
  const market = noise(random);
  return Array.from({ length: count }, () =>
    market.map((x) => 0.04 * (Math.sqrt(0.6) * x + Math.sqrt(0.4) * random.normal())),
  );
}
const summed = (moves) => {
  let sum = Math.log(100);
  return moves.map((move) => (sum += move));
};
const walk = (moves) => {
  const level = summed(moves);
  return { level, best: (origin) => level[origin] };
};

/** Series with their values, logarithms unless the target is volatility, and the best forecast of an origin and a step. */
const cases = {
  walks: {
    options: { inputSize: 6, horizon: 5 },
    series: (random) => [walk(noise(random).map((x) => 0.03 * x))],
  },
  'walks in a panel': {
    options: { inputSize: 6, horizon: 5 },
    series: (random) => together(random, 9).map(walk),
  },
  ar: {
    options: { inputSize: 6, horizon: 5 },
    series: (random) =>
      together(random, 5).map((shocks) => {
        let last = 0;
        const moves = shocks.map((shock) => (last = 0.3 * last + shock));
        const level = summed(moves);
        return {
          level,
          best: (origin, step) =>
            level[origin] +
            Array.from({ length: step }, (_, k) => 0.3 ** (k + 1) * moves[origin]).reduce((a, b) => a + b),
        };
      }),
  },
  follower: {
    options: { inputSize: 6, horizon: 3, withSeries: ['A'] },
    scored: 1,
    series: (random) => {
      const leader = noise(random).map((x) => 0.02 * x);
      const level = summed(leader.map((_, row) => 0.01 * random.normal() + (leader[row - 1] ?? 0)));
      return [walk(leader), { level, best: (origin) => level[origin] + leader[origin] }];
    },
  },
  season: {
    options: { inputSize: 48, horizon: 12 },
    series: (random) =>
      Array.from({ length: 6 }, () => {
        const phase = 6 * random.normal();
        const season = (row) => 5 + 0.3 * Math.sin((2 * Math.PI * row) / 24 + phase);
        const level = noise(random).map((x, row) => season(row) + 0.05 * x);
        return { level, best: (origin, step) => season(origin + step) };
      }),
  },
  volatility: {
    options: { inputSize: 20, horizon: 5, target: 'volatility' },
    series: (random) =>
      Array.from({ length: 3 }, () => {
        let state = 0;
        const level = noise(random).map((x) => (state = 0.95 * state + 0.15 * random.normal()) + 0.3 * x);
        // The Kalman filter, from the state's variance on.
        let [mean, variance] = [0, 0.15 ** 2 / (1 - 0.95 ** 2)];
        const filtered = level.map((value) => {
          const gain = variance / (variance + 0.3 ** 2);
          const known = mean + gain * (value - mean);
          [mean, variance] = [0.95 * known, 0.95 ** 2 * (1 - gain) * variance + 0.15 ** 2];
          return known;
        });
        return {
          level: level.map((x) => x - 4),
          best: (origin, step) => 0.95 ** step * filtered[origin] - 4,
        };
      }),
  },
};

/** By model, the best forecast last: U2 by step, each series weighted by its own errors of naive, and whether all forecasts are naive's. */
async function scoresOf({ options: given, series: simulate, scored }, seed, shrink) {
  const series = simulate(new Random(seed));
  const isLogarithm = given.target !== 'volatility';
  const options = {
    ...defaults,
    ...given,
    stepSize: 1,
    test: TestSpan.parse('0.3'),
    refit: 0,
    models,
    seed,
    shrink,
    validation: Number(flags.validation),
  };
  const panel = panelOf(
    series.map(({ level }, s) =>
      candlesOf('ABCDEFGHI'[s], { close: Float64Array.from(level, (x) => (isLogarithm ? Math.exp(x) : x)) }),
    ),
  );
  const { table } = await makeForecasts(panel, options, { workers: 1 });
  const naive = table.yhat.get('naive');
  const columns = [
    ...models.map((model) => table.yhat.get(model)),
    Float64Array.from(table.step, (step, i) => {
      const level = series[table.series[i]].best(table.origin[i], step);
      return isLogarithm ? Math.exp(level) : level;
    }),
  ];
  const errors = (yhat, step) =>
    yhat.reduce((sum, value, i) => {
      if (table.step[i] !== step || (scored !== undefined && table.series[i] !== scored)) return sum;
      const { level } = series[table.series[i]];
      return sum + ((isLogarithm ? Math.log(value) : value) - level[table.origin[i] + step]) ** 2;
    }, 0);
  return columns.map((yhat) => ({
    u2: Array.from({ length: options.horizon }, (_, k) =>
      Math.sqrt(errors(yhat, k + 1) / errors(naive, k + 1)),
    ),
    isNaive: yhat.every((value, i) => value === naive[i]),
  }));
}

const mean = (values) => values.reduce((sum, value) => sum + value, 0) / values.length;
const shown = (value) => value.toFixed(4);

process.stdout.write(
  '| simulation | model | shrink | first step | last step | largest of any step | no change |\n| --- | --- | --- | ---: | ---: | ---: | ---: |\n',
);
for (const name of flags.case?.split(',') ?? Object.keys(cases)) {
  for (const shrink of flags.shrink.split(',')) {
    const byDraw = [];
    for (let seed = 1; seed <= draws; seed++) byDraw.push(await scoresOf(cases[name], seed, shrink));
    [...models, 'best possible'].forEach((model, m) => {
      const u2 = byDraw[0][m].u2.map((_, k) => mean(byDraw.map((scores) => scores[m].u2[k])));
      const still = mean(byDraw.map((scores) => (scores[m].isNaive ? 1 : 0)));
      process.stdout.write(
        `| ${name} | ${model} | ${shrink} | ${shown(u2[0])} | ${shown(u2.at(-1))} | ${shown(Math.max(...u2))} | ${(100 * still).toFixed(0)} % |\n`,
      );
    });
  }
}
