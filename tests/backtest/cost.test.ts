import { expect, test } from 'vitest';
import { longestFirst, operationsOf } from '../../src/backtest/cost.ts';
import type { Task } from '../../src/backtest/tasks.ts';
import { builtIn } from '../../src/models/index.ts';
import { optionsOf, panelOf, walk } from '../helpers/panels.ts';

const taskOf = (model: string, cutoff: number, member = 0): Task => ({
  model,
  member,
  fits: [{ fold: 0, start: 0, cutoff, origins: { series: Int32Array.of(0), row: Int32Array.of(cutoff) } }],
});

test('a task costs what its rows, its fits and its epochs cost, and no more for the members that others fit', () => {
  const cost = (task: Task, overrides = {}) =>
    operationsOf(task, { panel: panelOf([walk(1000, 1)]), options: optionsOf(overrides), registry: builtIn });
  const lstm = taskOf('lstm', 499);
  expect(cost(taskOf('lstm', 999)) / cost(lstm)).toBeCloseTo(2, 2);
  expect(cost({ ...lstm, fits: [...lstm.fits, ...lstm.fits] })).toBe(2 * cost(lstm));
  expect(cost(lstm, { epochs: 60 }) / cost(lstm, { epochs: 20 })).toBeCloseTo(3, 1);
  expect(cost(lstm, { members: 5 })).toBe(cost(lstm));
  expect(cost(taskOf('gru', 499))).toBeLessThan(cost(lstm));
  expect(cost(taskOf('naive', 499))).toBeGreaterThan(0);
});

test('tasks of a moment go first, in their order, and then the longest of whatever model', () => {
  const options = optionsOf({ epochs: 100, hidden: [64] });
  const data = { panel: panelOf([walk(1000, 1)]), options, registry: builtIn };
  const [gru, long, naive, lstm, drift] = [
    taskOf('gru', 499),
    taskOf('gru', 999),
    taskOf('naive', 99),
    taskOf('lstm', 499),
    taskOf('drift', 999),
  ];
  expect(longestFirst([gru, long, naive, lstm, drift], data)).toEqual([naive, drift, long, lstm, gru]);
});
