/** Series whose best forecast is known: the networks find what is there, and nothing where nothing is. */

import { backtest } from '../../src/evaluation/backtest.ts';
import type { BacktestResult } from '../../src/evaluation/backtest.ts';
import { describe, expect, test } from 'vitest';
import { buildPanel } from '../../src/data/panel.ts';
import { processes } from '../../src/data/simulate.ts';
import { optionsOf } from '../helpers/panels.ts';
import type { OptionOverrides } from '../helpers/panels.ts';

const networks = ['mlp', 'rnn', 'lstm', 'gru'];

function simulated(name: string, rows: number, parameters: Record<string, number> = {}) {
  const process = processes.find((one) => one.name === name)!;
  const options = { rows, seed: 4, parameters };
  const { panel } = buildPanel([process.simulate(options)], 'close', 'error');
  return { panel, bestU2: process.bestU2(options) };
}

const common: OptionOverrides = {
  models: [...networks, 'linear'],
  inputSize: 12,
  test: '400',
  refit: 200,
  hidden: [16],
  epochs: 30,
  patience: 5,
};

const u2Of = (result: BacktestResult, model: string): number =>
  result.models.find((one) => one.model === model)!.scores.u2;

describe('if theory gives the best possible error', () => {
  test('on an AR(1) every network gets close to the best possible error', async () => {
    const { panel, bestU2 } = simulated('ar', 1600);
    expect(bestU2).toBeCloseTo(0.8, 3); // √(1 - φ²) with φ = .6
    const result = await backtest(panel, optionsOf({ ...common, learningRate: 0.003 }));
    for (const model of [...networks, 'linear']) {
      const u2 = u2Of(result, model);
      // 400 targets: the standard error of a ratio of RMSEs is about 1/√800 = .035 of it.
      expect(u2).toBeLessThan(bestU2 + 0.06);
      expect(u2).toBeGreaterThan(bestU2 - 0.1);
    }
  });

  test('on a sine with noise every network finds most of the signal', async () => {
    const { panel, bestU2 } = simulated('sine', 1600);
    expect(bestU2).toBeLessThan(0.4);
    const result = await backtest(panel, optionsOf({ ...common, inputSize: 30, learningRate: 0.003 }));
    for (const model of networks) {
      expect(u2Of(result, model)).toBeLessThan(bestU2 + 0.15);
      expect(u2Of(result, model)).toBeGreaterThan(bestU2 - 0.05);
    }
  });
});

test('on a random walk none shows skill beyond chance', async () => {
  const { panel } = simulated('random-walk', 1600);
  const { forecasts, models } = await backtest(panel, optionsOf(common));
  for (const { model, scores, direction } of models) {
    if (model === 'naive') continue;
    const yhat = forecasts.yhat.get(model)!;
    const gains = Float64Array.from(forecasts.y, (y, i) => (forecasts.last[i] - y) ** 2 - (yhat[i] - y) ** 2);
    const mean = gains.reduce((sum, gain) => sum + gain, 0) / gains.length;
    const deviation = Math.sqrt(
      gains.reduce((sum, gain) => sum + (gain - mean) ** 2, 0) / (gains.length - 1),
    );
    // One-sided: three standard errors above zero would happen once in seven hundred.
    expect(mean / (deviation / Math.sqrt(gains.length))).toBeLessThan(3);
    expect(scores.u2).toBeGreaterThan(0.98);
    expect(scores.u2).toBeLessThan(1.1);
    expect(direction.lo).toBeLessThan(0.5);
  }
});
