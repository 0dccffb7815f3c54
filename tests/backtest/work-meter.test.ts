import { expect, test } from 'vitest';
import { operationsOf } from '../../src/backtest/cost.ts';
import type { BacktestOptions } from '../../src/backtest/options.ts';
import type { Task, TaskData } from '../../src/backtest/tasks.ts';
import { workMeter } from '../../src/backtest/work-meter.ts';
import { builtIn } from '../../src/models/index.ts';
import { optionsOf, panelOf, walk } from '../helpers/panels.ts';

const panel = panelOf([walk(400, 1)]);
const dataOf = (options: BacktestOptions): TaskData => ({ panel, options, registry: builtIn });
const taskOf = (model: string, fold: number, cutoff: number): Task => ({
  model,
  member: 0,
  fits: [{ fold, start: 0, cutoff, origins: { series: Int32Array.of(0), row: Int32Array.of(cutoff) } }],
});

/** The meter of these tasks on a clock that is moved by hand, and their operations. */
function newMeter(tasks: readonly Task[], options = optionsOf({})) {
  const clock = { ms: 0 };
  const meter = workMeter(dataOf(options), tasks, () => clock.ms);
  return { clock, meter, weights: tasks.map((task) => operationsOf(task, dataOf(options))) };
}

test('a fit on more rows weighs more', () => {
  const { meter, weights } = newMeter([taskOf('linear', 0, 99), taskOf('linear', 1, 299)]);
  const share = meter.onFitted({ model: 'linear', fold: 0, seconds: 1 });
  expect(share).toBeCloseTo(weights[0] / (weights[0] + weights[1]));
  expect(share).toBeLessThan(0.4);
  expect(meter.onFitted({ model: 'linear', fold: 1, seconds: 3 })).toBe(1);
});

test('finished fits correct what others of their model are expected to take', () => {
  const tasks = [0, 1, 2, 3].flatMap((fold) => [taskOf('theta', fold, 300), taskOf('linear', fold, 300)]);
  const { meter } = newMeter(tasks);
  // By operations alone the models would be far apart, but both take a second.
  let share = 0;
  for (const fold of [0, 1, 2])
    for (const model of ['theta', 'linear']) share = meter.onFitted({ model, fold, seconds: 1 });
  expect(share).toBeGreaterThan(0.6);
  expect(share).toBeLessThan(0.85);
});

test('one odd fit does not set the time of all others', () => {
  const tasks = Array.from({ length: 11 }, (_, fold) => taskOf('linear', fold, 300));
  const { meter } = newMeter(tasks);
  for (let fold = 0; fold < 4; fold++) meter.onFitted({ model: 'linear', fold, seconds: 1 });
  // 5 s of fits are done; of 6 to come, each takes 1 to 2 s.
  const share = meter.onFitted({ model: 'linear', fold: 4, seconds: 4 });
  expect(share).toBeGreaterThan(8 / (8 + 6 * 2));
  expect(share).toBeLessThan(8 / (8 + 6));
});

test('the epochs of the first fit say how long all take, before it is finished', () => {
  const options = optionsOf({ epochs: 100, validation: 0 });
  const { clock, meter } = newMeter([taskOf('gru', 0, 300), taskOf('gru', 1, 300)], options);
  for (let epoch = 1; epoch <= 50; epoch++) {
    clock.ms += 100;
    const share = meter.onEpoch('gru', 0, { epoch, epochs: 100, loss: 1 });
    // Half of half of it, and never a jump.
    expect(share).toBeCloseTo(epoch / 200);
  }
});

test('with early stopping a fit is not expected to run all its epochs', () => {
  const options = optionsOf({ epochs: 100, validation: 0.2, patience: 5 });
  const { clock, meter } = newMeter([taskOf('gru', 0, 300)], options);
  clock.ms = 1000;
  const share = meter.onEpoch('gru', 0, { epoch: 4, epochs: 100, loss: 1 });
  expect(share).toBeGreaterThan(0.25);
  // However long it runs, it is finished when it says so.
  for (let epoch = 5; epoch <= 90; epoch++) {
    clock.ms += 250;
    expect(meter.onEpoch('gru', 0, { epoch, epochs: 100, loss: 1 })).toBeLessThan(1);
  }
  expect(meter.onFitted({ model: 'gru', fold: 0, seconds: 23 })).toBe(1);
});

test('nothing is said while most of the work is of a model that has shown nothing', () => {
  const options = optionsOf({ epochs: 100, validation: 0 });
  const { clock, meter } = newMeter([taskOf('theta', 0, 300), taskOf('gru', 0, 300)], options);
  expect(meter.onFitted({ model: 'theta', fold: 0, seconds: 0.01 })).toBe(0);
  clock.ms = 1000;
  const share = meter.onEpoch('gru', 0, { epoch: 10, epochs: 100, loss: 1 });
  expect(share).toBeCloseTo(0.1, 1);
});

test('a failed fit is not waited for', () => {
  const { meter } = newMeter([taskOf('linear', 0, 300), taskOf('linear', 1, 300)]);
  meter.onFailed({ model: 'linear', fold: 1 });
  expect(meter.onFitted({ model: 'linear', fold: 0, seconds: 1 })).toBe(1);
});

test('members of a fit count one by one', () => {
  const task = taskOf('gru', 0, 300);
  const { meter } = newMeter([task, { ...task, member: 1 }], optionsOf({ members: 2 }));
  expect(meter.onFitted({ model: 'gru', fold: 0, seconds: 1 })).toBeCloseTo(0.5);
  expect(meter.onFitted({ model: 'gru', fold: 0, seconds: 1 })).toBe(1);
});
