/** Target direction from prices to verdicts: what comes true, what is said of it, and what the tests compare. */

import { quantities } from '../../src/data/quantities.ts';
import { backtest } from '../../src/evaluation/backtest.ts';
import type { BacktestResult } from '../../src/evaluation/backtest.ts';
import { describe, expect, test } from 'vitest';
import { scoreForecastFile } from '../../src/evaluation/forecast-file.ts';
import { lossesOf } from '../../src/evaluation/losses.ts';
import { testAgainstBenchmark } from '../../src/evaluation/benchmark-tests.ts';
import type { Trial } from '../../src/evaluation/trial.ts';
import { summary } from '../../src/evaluation/summary.ts';
import { readForecasts } from '../../src/data/csv/read-forecasts.ts';
import { buildPanel } from '../../src/data/panel.ts';
import { processes } from '../../src/data/simulate.ts';
import { clarkWest } from '../../src/significance/clark-west.ts';
import { dieboldMariano } from '../../src/significance/diebold-mariano.ts';
import { forecastsCsv } from '../../src/report/csv/forecasts.ts';
import { optionsOf, panelOf, walk } from '../helpers/panels.ts';
import type { OptionOverrides } from '../helpers/panels.ts';
import { textsOf } from '../../src/text/warning.ts';

const classes: OptionOverrides = { target: 'direction', loss: 'cross-entropy' };
const small: OptionOverrides = {
  ...classes,
  models: ['logistic', 'perceptron', 'mlp'],
  test: '60',
  refit: 20,
};
const panel = panelOf([walk(200, 1), walk(200, 2, [150])]);

const of = ({ models }: BacktestResult, model: string) => models.find((one) => one.model === model)!;

test('the actual value is the class of the change from the origin, with its flat band', async () => {
  const { forecasts } = await backtest(panel, optionsOf({ ...small, models: [], horizon: 2, flat: 0.02 }));
  const { series, origin, step, y, last } = forecasts;
  const seen = new Set<number>();
  y.forEach((value, i) => {
    const { values } = panel.series[series[i]];
    const change = values[origin[i] + step[i]] / values[origin[i]] - 1;
    expect(last[i]).toBe(0);
    seen.add(value);
    // Across the candle that is missing nothing is known.
    if (!Number.isNaN(value)) expect(value).toBe(change > 0.02 ? 1 : change < -0.02 ? -1 : 0);
  });
  expect([-1, 0, 1, NaN].every((value) => seen.has(value))).toBe(true);
});

describe('models of classes in a backtest', () => {
  test('are compared with frequencies, best Brier score first, those without probabilities last', async () => {
    const { models, failures } = await backtest(panel, optionsOf(small));
    expect(failures).toEqual([]);
    const names = models.map(({ model }) => model);
    expect(names.toSorted()).toEqual(['frequencies', 'logistic', 'mlp', 'perceptron']);
    expect(names.at(-1)).toBe('perceptron');
    const scores = models.slice(0, -1).map(({ scores: { brier } }) => brier);
    expect(scores).toEqual(scores.toSorted((a, b) => a - b));
    for (const { scores: ofModel } of models) {
      expect(Object.keys(ofModel).toSorted()).toEqual(
        ['accuracy', 'brier', 'direction', 'ece', 'logLoss', 'n', 'skill'].toSorted(),
      );
      expect(ofModel.accuracy).toBeGreaterThan(0);
    }
  });

  test('give the mean probabilities of their members, and the likeliest class', async () => {
    const run = (members: number, model: string) =>
      backtest(panel, optionsOf({ ...small, models: [model], members }));
    const [one, three] = [await run(1, 'mlp'), await run(3, 'mlp')];
    const [first, mean] = [one, three].map(({ forecasts }) => forecasts.probabilities.get('mlp')!);
    expect(mean).not.toEqual(first);
    const { yhat, spread } = three.forecasts;
    mean[0].forEach((_, i) => {
      const said = mean.map((column) => column[i]);
      expect(said[0] + said[1] + said[2]).toBeCloseTo(1, 12);
      expect(said[yhat.get('mlp')![i] + 1]).toBe(Math.max(...said));
    });
    expect(spread.get('mlp')!.every((value) => value > 0 && value < 0.5)).toBe(true);
    // Without probabilities there are votes.
    const votes = await run(3, 'perceptron');
    expect(votes.forecasts.probabilities.has('perceptron')).toBe(false);
    for (const value of votes.forecasts.yhat.get('perceptron')!) expect([-1, 0, 1]).toContain(value);
  });

  test('are the same for any number of workers', async () => {
    const options = optionsOf({ ...small, members: 2 });
    const [one, two] = [await backtest(panel, options), await backtest(panel, options, { workers: 2 })];
    expect(two.forecasts).toEqual(one.forecasts);
  });
});

describe('tests of classes', () => {
  /** The trial of one series one step ahead, as `score` makes it of the file. */
  async function trialOf(): Promise<Trial> {
    const result = await backtest(panelOf([walk(260, 5)]), optionsOf({ ...small, test: '120' }));
    return scoreForecastFile(readForecasts([...forecastsCsv(result)].join(''), 'forecasts.csv'), undefined, 1)
      .trial;
  }

  test('compare Brier scores with those of frequencies, and take the distance of the two for Clark-West', async () => {
    const trial = await trialOf();
    const { y, probabilities } = trial.table;
    const [own, other] = ['mlp', 'frequencies'].map((name) => probabilities.get(name)!);
    const brier = (said: readonly Float64Array[], i: number) =>
      [-1, 0, 1].reduce((sum, value, c) => sum + (said[c][i] - (y[i] === value ? 1 : 0)) ** 2, 0);
    const d = y.map((_, i) => brier(own, i) - brier(other, i));
    const f = y.map(
      (_, i) =>
        2 *
        [-1, 0, 1].reduce(
          (sum, value, c) => sum + ((y[i] === value ? 1 : 0) - other[c][i]) * (own[c][i] - other[c][i]),
          0,
        ),
    );
    const { dm, cw } = testAgainstBenchmark(trial, ['frequencies', 'mlp']).get('mlp')!;
    // Both are divided by the mean score of frequencies, which leaves statistics as they are but for rounding.
    expect(dm[0].statistic).toBeCloseTo(dieboldMariano(d, 0).statistic, 9);
    expect(cw[0].statistic).toBeCloseTo(clarkWest(f, 0).statistic, 9);
  });

  test('compare misses if a model gives no probabilities, with a note, and leave it out of the confidence set', async () => {
    const trial = await trialOf();
    const losses = lossesOf(trial, 'perceptron');
    const { y, yhat } = trial.table;
    y.forEach((value, i) => {
      expect(losses.own(i)).toBe(yhat.get('perceptron')![i] === value ? 0 : 1);
      expect(losses.benchmark(i)).toBe(yhat.get('frequencies')![i] === value ? 0 : 1);
    });
    const tests = testAgainstBenchmark(trial, ['frequencies', 'mlp', 'perceptron']);
    const { dm, cw, mcs } = tests.get('perceptron')!;
    expect(dm[0].p).toBeGreaterThan(0);
    expect(dm[0].note).toBe('computed from misses, since the model gives no probabilities');
    expect(cw[0]).toMatchObject({
      p: NaN,
      note: 'computed from misses, since the model gives no probabilities',
    });
    expect(mcs[0].p).toBe(NaN);
    expect(tests.get('mlp')!.mcs[0].p).toBeGreaterThan(0);
    expect(tests.get('frequencies')!.dm).toEqual([]);
  });
});

describe('a file of classes', () => {
  test('is scored as the backtest that wrote it', async () => {
    const result = await backtest(panel, optionsOf({ ...small, horizon: 2, stepSize: 1 }));
    const { models, warnings, trial } = scoreForecastFile(
      readForecasts([...forecastsCsv(result)].join(''), 'forecasts.csv'),
      undefined,
      1,
    );
    expect(warnings).toEqual([]);
    expect([trial.quantity.name, trial.quantity.benchmarks[0]]).toEqual(['class', 'frequencies']);
    expect(models.map(({ model }) => model)).toEqual(result.models.map(({ model }) => model));
    for (const one of models) {
      const { scores, calibration, tests, bySteps } = of(result, one.model);
      expect([one.scores, one.calibration, one.tests.dm, one.bySteps]).toEqual([
        scores,
        calibration,
        tests.dm,
        bySteps,
      ]);
    }
  });

  const file = (lines: readonly string[], header = 'ds,cutoff,y,mine,mine-p-down,mine-p-flat,mine-p-up') =>
    [header, ...lines, ''].join('\n');
  const lines = Array.from({ length: 30 }, (_, i) => {
    const [day, before] = [i + 2, i + 1].map((one) =>
      new Date(Date.UTC(2024, 0, one)).toISOString().slice(0, 10),
    );
    return `${day},${before},${(i % 3) - 1},1,0.3,0.2,0.5`;
  });

  test('of another tool has scores without a benchmark, and with the one that is named', () => {
    const alone = scoreForecastFile(readForecasts(file(lines), 'f.csv'), undefined, 1);
    expect(alone.models[0].scores.accuracy).toBeCloseTo(1 / 3, 12);
    expect(alone.models[0].scores.skill).toBe(NaN);
    expect(textsOf(alone.warnings).join()).toContain('`--naive`');
    expect(summary(alone.models, quantities.class)).toContain('The probabilities of frequencies are unknown');
    const beside = scoreForecastFile(readForecasts(file(lines), 'f.csv'), 'mine', 1);
    expect(beside.models.map(({ model, scores }) => [model, scores.skill])).toEqual([['frequencies', 0]]);
    expect(() => scoreForecastFile(readForecasts(file(lines), 'f.csv'), 'other', 1)).toThrow(
      'expected `--naive` to be a column of f.csv, got `other`',
    );
  });

  test('may omit the class, which is then the likeliest', () => {
    const rows = readForecasts(
      file(
        lines.map((line) => line.replace(',1,0.3', ',0.3')),
        'ds,cutoff,y,mine-p-down,mine-p-flat,mine-p-up',
      ),
      'f.csv',
    );
    expect([...new Set(rows.models.get('mine'))]).toEqual([1]);
  });

  test.each([
    ['0.3,0.2,0.5', '0.3,0.2,0.7', 'to be from 0 to 1 with a sum of 1, got 0.3, 0.2, 0.7'],
    ['0.3,0.2,0.5', '-0.1,0.6,0.5', 'to be from 0 to 1 with a sum of 1'],
    [',1,0.3', ',2,0.3', 'a class'],
    [',-1,1', ',down,1', 'a number'],
  ])('is refused if %s is %s', (before, after, message) => {
    expect(() => readForecasts(file(lines.map((line) => line.replace(before, after))), 'f.csv')).toThrow(
      message,
    );
  });

  test('is refused if a class has no column', () => {
    const text = file(lines, 'ds,cutoff,y,mine,mine-p-down,mine-p-level,mine-p-up');
    expect(() => readForecasts(text, 'f.csv')).toThrow(
      'expected all of the columns `mine-p-down`, `mine-p-flat`, `mine-p-up`, got no `mine-p-flat`',
    );
  });
});

describe('verdicts on classes', () => {
  const simulated = (name: string, rows: number) => {
    const process = processes.find((one) => one.name === name)!;
    return buildPanel([process.simulate({ rows, seed: 4, parameters: {} })], 'close', 'error').panel;
  };
  const options = optionsOf({
    ...classes,
    models: ['logistic', 'mlp', 'gru'],
    inputSize: 12,
    test: '400',
    refit: 200,
    hidden: [16],
    epochs: 30,
    patience: 5,
    validation: 0.1,
    learningRate: 0.003,
  });

  test('are significantly better on an AR(1), with calibrated probabilities', async () => {
    const result = await backtest(simulated('ar', 1600), options);
    for (const model of ['logistic', 'mlp', 'gru']) {
      const { scores, tests, verdict, direction } = of(result, model);
      // The last change tells the side of the next in about 70 % with φ = .6.
      expect(scores.skill).toBeGreaterThan(0.1);
      expect(scores.accuracy).toBeGreaterThan(of(result, 'frequencies').scores.accuracy + 0.1);
      expect(tests.dm[0]).toMatchObject({ step: 1 });
      expect([tests.dm[0].adjusted < 0.001, tests.dm[0].statistic < 0, tests.pt[0].adjusted < 0.001]).toEqual(
        [true, true, true],
      );
      expect(direction.lo).toBeGreaterThan(0.55);
      expect(scores.ece).toBeLessThan(0.1);
      expect(verdict).toMatch(
        new RegExp(
          `^${model} is significantly better than frequencies: Brier score \\d+\\.\\d % lower.* \\(Diebold-Mariano p <0\\.001\\)\\. It forecasts the right class in \\d\\d\\.\\d %, frequencies in \\d\\d\\.\\d %\\. `,
        ),
      );
    }
    expect(of(result, 'frequencies').verdict).toMatch(
      /^frequencies always forecasts the class shares of the training rows\./,
    );
    expect(summary(result.models, quantities.class)).toMatch(
      /^On Brier score, .* are significantly better than frequencies\./,
    );
    expect(result.warnings).toEqual([]);
  });

  test('find nothing on a random walk', async () => {
    const result = await backtest(simulated('random-walk', 1600), options);
    for (const model of ['logistic', 'mlp', 'gru']) {
      const { scores, tests, verdict } = of(result, model);
      expect(scores.skill).toBeLessThan(0.03);
      // One-sided at .001: adjusted, once in a thousand runs would a model be better by so much.
      expect(tests.dm[0].statistic > 0 || tests.dm[0].adjusted > 0.001).toBe(true);
      expect(verdict).toContain('frequencies');
    }
  });
});
