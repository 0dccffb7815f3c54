/** What features do for the models that take them. */
import { describe, expect, test } from 'vitest';
import { makeForecasts } from '../../src/backtest/make-forecasts.ts';
import type { Panel } from '../../src/data/panel.ts';
import { Random } from '../../src/math/random.ts';
import { fitFeatures } from '../../src/models/feature-inputs.ts';
import { models } from '../../src/models/index.ts';
import { learnFeatures, restoreLearntFeatures } from '../../src/models/learnt-features.ts';
import { readState } from '../../src/models/state.ts';
import { optionsOf, panelOf, walk } from '../helpers/panels.ts';
import type { OptionOverrides } from '../helpers/panels.ts';

/** A leader, A, and a follower, B, whose return is the leader's of the row before plus noise. */
function leaderAndFollower(rows: number, seed: number): Panel {
  const random = new Random(seed);
  const moves = Array.from({ length: rows }, () => 0.02 * random.normal());
  const own = moves.map(() => 0.01 * random.normal());
  const pathOf = (returns: readonly number[]): number[] => {
    let price = 100;
    return returns.map((move) => (price *= Math.exp(move)));
  };
  return panelOf([pathOf(moves), pathOf(own.map((noise, row) => noise + (row > 0 ? moves[row - 1] : 0)))]);
}

/** RMSE relative to naive of each model, of one series. */
async function u2(panel: Panel, series: number, options: OptionOverrides): Promise<Map<string, number>> {
  const all = optionsOf({
    inputSize: 3,
    test: '150',
    refit: 0,
    hidden: [8],
    epochs: 30,
    validation: 0.1,
    learningRate: 0.005,
    ...options,
  });
  const { table } = await makeForecasts(panel, all, { workers: 1 });
  const { values } = panel.series[series];
  const squares = (yhat: Float64Array): number =>
    yhat.reduce((sum, forecast, i) => {
      const error = Math.log(forecast / values[table.origin[i] + table.step[i]]);
      return table.series[i] === series ? sum + error ** 2 : sum;
    }, 0);
  const naive = squares(table.yhat.get('naive')!);
  return new Map([...table.yhat].map(([name, yhat]) => [name, Math.sqrt(squares(yhat) / naive)]));
}

describe('a series that repeats the return of another one row later', () => {
  const panel = leaderAndFollower(700, 1);
  const takers = ['linear', 'mlp', 'gru'];

  test('is forecast with the other series, and is a random walk without', async () => {
    // One after the other: networks of one thread share its memory.
    const led = await u2(panel, 1, { models: takers, withSeries: ['A'] });
    const without = await u2(panel, 1, { models: takers });
    // The best forecast has √(0.01² / (0.02² + 0.01²)) = 0.447 of the error of naive.
    for (const model of takers) {
      expect(led.get(model)).toBeLessThan(0.6);
      expect(without.get(model)).toBeGreaterThan(0.95);
    }
  });
});

test('features without a signal cost linear less than 2 % on random walks', async () => {
  const panel = panelOf([walk(700, 5), walk(700, 6)]);
  const noise = {
    models: ['linear'],
    features: ['return-7', 'volatility-10', 'drawdown-20', 'moving-average-10', 'weekday'],
    withSeries: ['B'],
  };
  for (const series of [0, 1]) expect((await u2(panel, series, noise)).get('linear')).toBeLessThan(1.02);
});

describe('scaling', () => {
  const panel = panelOf([walk(60, 1), walk(60, 2)]);
  const rows = { fold: 0, start: 0, cutoff: 49 };

  test('gives mean 0 and standard deviation 1 on the training rows of each series', () => {
    const inputs = fitFeatures(panel, rows, optionsOf({ features: ['return-3'] }));
    for (const series of [0, 1]) {
      const values = new Float64Array(47);
      for (let row = 3; row <= 49; row++) inputs.write(values, row - 3, series, row);
      const mean = values.reduce((sum, value) => sum + value, 0) / 47;
      const square = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / 47;
      expect(mean).toBeCloseTo(0, 12);
      expect([Math.sqrt(square)]).toBeAllClose([1], { rtol: 0.02 }); // whatever it divides by, 46 or 47
    }
  });

  test('sets what is unknown to the mean, 0, and what never changes too', () => {
    const others = {
      fee: panel.time.map((_, row) => (row === 5 ? NaN : row)),
      fixed: panel.time.map(() => 0.1),
    };
    const withColumns = { ...panel, series: panel.series.map((one) => ({ ...one, others })) };
    const options = optionsOf({ features: ['column:fee', 'column:fixed'] });
    const inputs = fitFeatures(withColumns, rows, options);
    const out = new Float64Array(4);
    inputs.write(out, 0, 0, 5);
    inputs.write(out, 2, 1, 6);
    expect([...out]).toEqual([0, 0, expect.any(Number), 0]);
    expect(out[2]).toBeLessThan(-1);
  });
});

test('every model that takes features has as many inputs as they are, the others none', () => {
  const options = optionsOf({ features: ['return-2', 'hour'], inputSize: 5, target: 'log-return' });
  for (const model of models) {
    const grows = model.estimate(options).parameters > model.estimate(optionsOf({ inputSize: 5 })).parameters;
    expect([model.name, grows]).toEqual([model.name, model.takesFeatures === true]);
    const longer = model.lookback(options) - model.lookback(optionsOf({ inputSize: 5 }));
    expect([model.name, longer]).toEqual([model.name, model.takesFeatures === true ? 1 : 0]);
  }
});

describe('scale', () => {
  const quiet = walk(60, 1);
  const wild = walk(60, 2).map((price) => 50 * (price / 100) ** 4);
  const late = walk(
    60,
    3,
    Array.from({ length: 45 }, (_, row) => row),
  );
  const panel = panelOf([quiet, wild, late]);
  const rows = { fold: 0, start: 0, cutoff: 39 };
  const options = optionsOf({ features: ['scale', 'return-2'] });
  const at = (inputs: ReturnType<typeof learnFeatures>, series: number, row: number): number[] => {
    const out = new Float64Array(inputs.width);
    inputs.write(out, 0, series, row);
    return [...out];
  };

  test('is scaled over the series with training rows, and 0 for a series without any', () => {
    const inputs = learnFeatures(panel, rows, options);
    expect(inputs.width).toBe(3);
    // Of two different numbers, the greater is √½ standard deviations above the mean.
    expect(at(inputs, 1, 20).slice(0, 2).map(Math.abs)).toBeAllClose([Math.SQRT1_2, Math.SQRT1_2], {
      rtol: 1e-12,
    });
    expect(at(inputs, 1, 20)[1]).toBeGreaterThan(0);
    expect(at(inputs, 0, 33)[1]).toBeCloseTo(-at(inputs, 1, 50)[1], 12);
    expect(at(inputs, 2, 50).slice(0, 2)).toEqual([0, 0]);
  });

  test('stays what the fit has learnt, on another panel and from a state', () => {
    const inputs = learnFeatures(panel, rows, options);
    const other = panelOf([quiet.map((price) => 7 * price), wild, late]);
    expect(at(inputs.on(other), 0, 20).slice(0, 2)).toEqual(at(inputs, 0, 20).slice(0, 2));
    const restored = restoreLearntFeatures(other, readState('mlp', inputs.state()), options);
    expect(at(restored, 0, 20).slice(0, 2)).toEqual(at(inputs, 0, 20).slice(0, 2));
    expect(learnFeatures(other, rows, options).state()).not.toEqual(inputs.state());
  });
});
