import { describe, expect, test } from 'vitest';
import { elapsedSeconds, estimateCost, totalSeconds } from '../../src/backtest/estimate-cost.ts';
import type { Experience } from '../../src/backtest/estimate-cost.ts';
import { fitSeconds, windowsIn } from '../../src/backtest/fit-rate.ts';
import { planBacktest } from '../../src/backtest/plan.ts';
import type { FitResult } from '../../src/backtest/tasks.ts';
import { builtIn } from '../../src/models/index.ts';
import { optionsOf, panelOf, walk } from '../helpers/panels.ts';
import type { OptionOverrides } from '../helpers/panels.ts';

const NOTHING: Experience = { rateOf: () => undefined, find: () => undefined, earlier: () => undefined };
const panel = panelOf([walk(120, 1), walk(120, 2)]);

/** Costs of the models of the options, and of the whole. */
function costOf(overrides: OptionOverrides, experience: Partial<Experience> = {}, of = panel) {
  const options = optionsOf({ test: '20', refit: 10, ...overrides });
  const plan = planBacktest(of, options);
  const cost = estimateCost(of, plan, options, { registry: builtIn, ...NOTHING, ...experience });
  return { plan, cost, asked: cost.models.filter(({ model }) => options.models.includes(model)) };
}

const fitted = (values: Partial<FitResult>): FitResult => ({
  model: 'gru',
  member: 0,
  fold: 0,
  yhat: new Float64Array(0),
  intervals: [],
  probabilities: [],
  parameters: 1,
  epochs: 1,
  seconds: 1,
  ...values,
});

test('a model that uses the latest rows only costs no more on a longer history', () => {
  const windows = [1300, 2600].map((rows) =>
    costOf({ models: ['ets', 'ses'], test: '100', refit: 0 }, {}, panelOf([walk(rows, 1)])).asked.map(
      (one) => one.windows,
    ),
  );
  expect(windows.map(([ets]) => ets)).toEqual([1000, 1000]);
  expect(windows[1][1]).toBe(windows[0][1] + 1300);
});

test('a fit takes its parts times their sizes', () => {
  const rate = { fit: 1, window: 0.1, epoch: 0.01, origin: 0.001, start: 50 };
  expect(fitSeconds(rate, { fits: 2, windows: 10, epochs: 5, origins: 4 })).toBeCloseTo(2 + 1 + 0.5 + 0.004);
});

test('windows of a fit lie within its rows with their targets', () => {
  expect(windowsIn({ start: 0, cutoff: 9 }, { lookback: 5, horizon: 2 })).toBe(4);
  expect(windowsIn({ start: 0, cutoff: 9 }, { lookback: 5, horizon: 2, most: 3 })).toBe(3);
  expect(windowsIn({ start: 0, cutoff: 3 }, { lookback: 5, horizon: 2 })).toBe(0);
});

describe('the cost of a network', () => {
  const rateOf = (): { fit: number; window: number; epoch: number; origin: number; start: number } => ({
    fit: 0,
    window: 0,
    epoch: 1,
    origin: 0,
    start: 0,
  });

  test('is that of all epochs if nothing stops a fit early', () => {
    const { asked } = costOf({ models: ['gru'], epochs: 7 }, { rateOf });
    expect(asked[0].epochs).toEqual({ value: 7, most: 7, of: 'all' });
    expect(asked[0].seconds).toBe(7 * asked[0].windows);
  });

  test('with early stopping is that of a few epochs more than the patience, at most all', () => {
    const { asked } = costOf({ models: ['gru'], epochs: 100, validation: 0.2, patience: 5 }, { rateOf });
    const [{ epochs, seconds, secondsAtMost, windows }] = asked;
    expect(epochs).toMatchObject({ most: 100, of: 'usual' });
    expect(epochs!.value).toBeGreaterThan(5);
    expect(epochs!.value).toBeLessThan(20);
    expect([seconds, secondsAtMost]).toEqual([epochs!.value * windows, 100 * windows]);
    const few = costOf({ models: ['gru'], epochs: 3, validation: 0.2, patience: 5 }, { rateOf });
    expect(few.asked[0].epochs!.value).toBe(3);
  });

  test('follows the epochs of earlier runs, and rather those of kept fits of its own', () => {
    const options = { models: ['gru'], epochs: 100, validation: 0.2 };
    const earlier = () => ({ epochs: [20, 40], epochsOf: 'runs' as const, seconds: [] });
    expect(costOf(options, { rateOf, earlier }).asked[0].epochs).toMatchObject({ value: 30, of: 'runs' });
    const { asked } = costOf(options, {
      rateOf,
      earlier,
      find: ({ model, fits }) =>
        model === 'gru' && fits[0].fold === 0 ? [fitted({ epochs: 12 })] : undefined,
    });
    expect(asked[0]).toMatchObject({ fits: 2, kept: 1, epochs: { value: 12, of: 'fits' } });
    // Only the second fit is left, which has ten rows more.
    expect(asked[0].seconds).toBe(12 * (asked[0].windows / 2 + 10));
  });

  test('is nothing if all fits are kept', () => {
    const { asked, cost } = costOf({ models: ['gru'] }, { rateOf, find: () => [fitted({})] });
    expect(asked[0]).toMatchObject({ fits: 2, kept: 2, seconds: 0 });
    expect(cost.tasks).toEqual([]);
  });

  test('counts members, and one chain of each under --warm', () => {
    const { asked, cost } = costOf({ models: ['gru'], members: 3, warm: true, epochs: 1 }, { rateOf });
    expect(asked[0]).toMatchObject({ fits: 6, tasks: 3, members: 3 });
    expect(asked[0].seconds).toBe(3 * asked[0].windows);
    expect(cost.tasks.filter((seconds) => seconds > 0)).toEqual(
      Array.from({ length: 3 }, () => asked[0].windows),
    );
  });

  test('counts the fits before the test span that intervals need', () => {
    const [plain, levels] = [[], [80]].map((level) => costOf({ models: ['gru'], level }, { rateOf }));
    expect(levels.asked[0].fits).toBe(plain.asked[0].fits + levels.plan.calibration.length);
    expect(levels.plan.calibration.length).toBeGreaterThan(0);
    expect(levels.cost.forecasts).toBe(plain.cost.forecasts);
  });
});

test('one fit per series costs as many fixed parts as there are series', () => {
  const rateOf = () => ({ fit: 1, window: 0, epoch: 0, origin: 0, start: 0 });
  const seconds = (models: string[], local: boolean) =>
    costOf({ models, local }, { rateOf }).asked[0].seconds;
  expect(seconds(['linear'], false)).toBe(2);
  expect(seconds(['linear'], true)).toBe(4);
  expect(seconds(['theta'], false)).toBe(4);
});

test('the time of a model without a rate is unknown, until fits of it are kept', () => {
  const { asked, cost } = costOf({ models: ['theta'] });
  expect(asked[0]).toMatchObject({ seconds: null, secondsAtMost: null });
  expect(cost.tasks.every((seconds) => seconds === 0)).toBe(true);
  const earlier = () => ({ epochs: [], epochsOf: 'runs' as const, seconds: [2, 4] });
  expect(costOf({ models: ['theta'] }, { earlier }).asked[0].seconds).toBe(6);
});

test('elapsed time is that of the longest task, or of all on the threads there are', () => {
  expect(elapsedSeconds([], 2)).toBe(0);
  expect(elapsedSeconds([1, 1, 10], 2)).toBe(10);
  expect(elapsedSeconds([3, 3, 2, 2, 2], 2)).toBe(7);
  expect(elapsedSeconds([3, 3], 1)).toBe(6);
  const cost = { models: [], forecasts: 0, tasks: [4, 4], tasksAtMost: [9, 9], otherSeconds: 1 };
  expect(totalSeconds(cost, 2)).toEqual({ seconds: 5, atMost: 10 });
});
