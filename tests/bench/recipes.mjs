/**
 * What recipes are worth on simulations with a known best forecast. Printed are the RMSE of log prices (or log volatility) over all steps,
 * relative to the best forecast, and the seconds of a backtest. `auto` is shown with what it chose.
 *
 *     node tests/bench/recipes.mjs [--panel seasonal,weekly,…] [--recipe default,auto] [--model linear,mlp,gru] [--series 12] [--set '{"epochs":5}']
 *
 * - seasonal: hours with levels from 10 to 100,000, trends and a multiplicative season of 24 with weekends, 48 ahead. Noise is an
 *   autoregression of 0.7.
 * - weekly: a season of 52 weeks on a random walk, 13 ahead.
 * - ar: returns that repeat 30 % of the last one.
 * - follower: coins that follow half of the return of the first a day later, given `--with-series`.
 * - volume: volatility by the volume of the row before.
 * - walks: random walks, 5 ahead.
 *
 * Built first.
 */

import { parseArgs } from 'node:util';
import { makeForecasts } from '../../dist/backtest/make-forecasts.js';
import { Random } from '../../dist/math/random.js';
import { models } from '../../dist/models/index.js';
import { recipes } from '../../dist/models/recipes.js';
import { givenOptions, resolveOptions } from '../../dist/options/resolve.js';
import { completedPanel } from '../../dist/recipes/complete.js';
import { HOUR, candlesOf, errorOfBest } from './simulations.mjs';

const { values: flags } = parseArgs({
  options: {
    panel: { type: 'string', default: 'seasonal,weekly,ar,follower,volume,walks' },
    recipe: { type: 'string', default: 'default,auto' },
    model: { type: 'string', default: 'linear,mlp,gru' },
    series: { type: 'string', default: '12' },
    set: { type: 'string', default: '{}' },
  },
});
const series = Number(flags.series);

/** Values of one series, the best forecast of the logarithm `k` rows after `origin`, and what forecasts are in units of. */
const panels = {
  seasonal: {
    rows: 700,
    stepMs: HOUR,
    flags: { horizon: '48', test: '144' },
    simulate(random) {
      const [level, trend, height, phase, weekend, sigma] = [
        Math.log(10) + Math.log(10_000) * random.uniform(),
        0.0005 * (random.uniform() - 0.5),
        0.1 + 0.4 * random.uniform(),
        Math.floor(24 * random.uniform()),
        0.2 * random.uniform(),
        0.02 + 0.03 * random.uniform(),
      ];
      const course = (row) =>
        level +
        trend * row +
        height * (Math.sin((2 * Math.PI * (row + phase)) / 24) + 0.4 * Math.cos((4 * Math.PI * row) / 24)) -
        (row % 168 >= 120 ? weekend : 0);
      return withNoise(random, this.rows, course, 0.7, sigma);
    },
  },
  weekly: {
    rows: 600,
    stepMs: 168 * HOUR,
    flags: { horizon: '13', test: '104' },
    simulate(random) {
      const [height, phase] = [0.05 + 0.1 * random.uniform(), Math.floor(52 * random.uniform())];
      const season = (row) => height * Math.sin((2 * Math.PI * (row + phase)) / 52);
      return walk(random, this.rows, 0.02, season);
    },
  },
  ar: {
    rows: 1500,
    stepMs: 24 * HOUR,
    flags: { horizon: '1' },
    simulate(random) {
      let [last, level] = [0, 4];
      const returns = [];
      const logs = Array.from({ length: this.rows }, () => {
        last = 0.3 * last + 0.02 * random.normal();
        returns.push(last);
        return (level += last);
      });
      return { logs, best: (origin) => logs[origin] + 0.3 * returns[origin], unit: 0.02 };
    },
  },
  follower: {
    rows: 1500,
    stepMs: 24 * HOUR,
    flags: { horizon: '1', withSeries: 'S0' },
    simulate(random, all) {
      const leader = all[0]?.logs;
      let level = 4;
      const expected = (row) => (leader === undefined || row < 1 ? 0 : 0.5 * (leader[row] - leader[row - 1]));
      const logs = Array.from(
        { length: this.rows },
        (_, row) => (level += expected(row - 1) + 0.02 * random.normal()),
      );
      return { logs, best: (origin) => logs[origin] + expected(origin), unit: 0.02 };
    },
  },
  volume: {
    rows: 2500,
    stepMs: 24 * HOUR,
    flags: { horizon: '1', target: 'volatility' },
    simulate(random) {
      let x = 0;
      const volumes = Array.from({ length: this.rows }, () => (x = 0.8 * x + 0.6 * random.normal()));
      const mean = (row) => -3.5 + 0.5 * (volumes[row - 1] ?? 0);
      const logs = volumes.map((_, row) => mean(row) + 0.3 * random.normal());
      return {
        logs,
        volumes: volumes.map((v) => Math.exp(v)),
        best: (origin) => mean(origin + 1),
        unit: 0.3,
      };
    },
  },
  walks: {
    rows: 1500,
    stepMs: 24 * HOUR,
    flags: { horizon: '5' },
    simulate(random) {
      return walk(random, this.rows, 0.02, () => 0);
    },
  },
};

function withNoise(random, rows, course, phi, sigma) {
  let last = 0;
  const noise = Array.from({ length: rows }, () => (last = phi * last + sigma * random.normal()));
  return {
    logs: noise.map((value, row) => course(row) + value),
    best: (origin, k) => course(origin + k) + phi ** k * noise[origin],
    unit: sigma,
  };
}

function walk(random, rows, sigma, season) {
  let level = 3 + 4 * random.uniform();
  const levels = Array.from({ length: rows }, () => (level += sigma * random.normal()));
  return {
    logs: levels.map((value, row) => value + season(row)),
    best: (origin, k) => levels[origin] + season(origin + k),
    unit: sigma,
  };
}

/** Candles whose close is the value, or whose range is the volatility. */
function marketOf({ logs, volumes }, s, { stepMs, flags: { target } }) {
  const close = Float64Array.from(logs, (value) => (target === undefined ? Math.exp(value) : 100));
  const half = (row) => Math.exp(logs[row]) * Math.sqrt(Math.LN2);
  const range = target !== undefined && {
    open: close,
    high: close.map((value, row) => value * Math.exp(half(row))),
    low: close.map((value, row) => value * Math.exp(-half(row))),
    volume: Float64Array.from(volumes),
  };
  return candlesOf(`S${s}`, { close, ...range }, { stepMs, start: Date.UTC(2000, 0, 1) });
}

const names = { models, recipes };
process.stdout.write(
  '| panel | recipe | model | of the best | seconds |\n| --- | --- | --- | ---: | ---: |\n',
);
for (const name of flags.panel.split(',')) {
  const panel = panels[name];
  const random = new Random(1);
  const simulated = [];
  for (let s = 0; s < series; s++) simulated.push(panel.simulate(random, simulated));
  const candles = simulated.map((one, s) => marketOf(one, s, panel));
  for (const recipe of flags.recipe.split(','))
    for (const model of flags.model.split(',')) {
      const given = { test: '0.2', refit: '0', ...panel.flags, recipe, model };
      const resolve = (computed) => ({
        ...resolveOptions(given, names, computed),
        ...JSON.parse(flags.set),
      });
      const started = performance.now();
      const built = await completedPanel(candles, 'close', resolve(), {
        given: givenOptions(given),
        resolve,
      });
      const made = await makeForecasts(built.panel, built.options, { workers: 1 });
      if (made.failures.length > 0) throw new Error(made.failures[0].message);
      const logOf = panel.flags.target === undefined ? Math.log : (yhat) => yhat;
      const error = errorOfBest(made, model, simulated, logOf);
      const seconds = (performance.now() - started) / 1000;
      const chosen = recipe === 'auto' ? ` (${built.options.recipe} ${built.options.seasonality})` : '';
      process.stdout.write(
        `| ${name} | ${recipe}${chosen} | ${model} | ${error.toFixed(3)} | ${seconds.toFixed(1)} |\n`,
      );
    }
}
