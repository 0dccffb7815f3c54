/** What a producer takes from a queue that anybody may write to. */
import { describe, expect, test } from 'vitest';
import type { FitResult, Task } from '../../src/backtest/tasks.ts';
import { mostBytes, packOutcome, readOutcome } from '../../src/queue/outcome.ts';
import { unpack } from '../../src/queue/packing.ts';
import { optionsOf } from '../helpers/panels.ts';

const options = optionsOf({ horizon: 2, level: [80] });
const origins = { series: Int32Array.of(0, 0), row: Int32Array.of(15, 17) };
const task: Task = {
  model: 'mlp',
  member: 1,
  fits: [0, 1].map((fold) => ({ fold, start: 0, cutoff: 14, origins })),
};
const result: FitResult = {
  model: 'mlp',
  member: 1,
  fold: 0,
  yhat: Float64Array.of(1, -0, 3, 4),
  intervals: [{ level: 80, lo: Float64Array.of(0, -1, 2, NaN), hi: Float64Array.of(2, 1, 4, NaN) }],
  probabilities: [],
  parameters: 5,
  epochs: 3,
  curve: { training: Float32Array.of(1, 2, 3), validation: new Float32Array() },
  seconds: 0.5,
  state: undefined,
};
const results = [result, { ...result, fold: 1 }];
const read = (value: unknown, of = task) => readOutcome(value, of, options);

test('an outcome comes as it was, to the bit', () => {
  expect(read(unpack(packOutcome({ results })))).toEqual({ results });
  const failed = { results: [result], failure: { model: 'mlp', fold: 1, message: 'no', hint: 'try' } };
  expect(read(unpack(packOutcome(failed)))).toEqual(failed);
  const state = [{ name: 'w', shape: [2, 1], values: Float32Array.of(1, 2) }];
  const withState = results.map((one) => ({ ...one, state }));
  expect(read(unpack(packOutcome({ results: withState })), { ...task, keepsState: true })).toEqual({
    results: withState,
  });
});

describe('an outcome', () => {
  test.each<[string, unknown]>([
    ['is text', 'x'],
    ['has no results', {}],
    ['lacks a result', { results: [result] }],
    ['has a result too many', { results: [...results, result] }],
    ['has as many results as fits, and a failure', { results, failure: { message: 'x' } }],
    ['is of another model', { results: results.map((one) => ({ ...one, model: 'gru' })) }],
    ['is of another member', { results: results.map((one) => ({ ...one, member: 0 })) }],
    ['is of other folds', { results: results.toReversed() }],
    ['lacks forecasts', { results: results.map((one) => ({ ...one, yhat: one.yhat.slice(1) })) }],
    [
      'has a forecast that is no number',
      { results: results.map((one) => ({ ...one, yhat: one.yhat.with(0, NaN) })) },
    ],
    ['has a list of forecasts', { results: results.map((one) => ({ ...one, yhat: [1, 2, 3, 4] })) }],
    [
      'has intervals of another level',
      { results: results.map((one) => ({ ...one, intervals: [{ ...one.intervals[0], level: 95 }] })) },
    ],
    ['has parameters that are no count', { results: results.map((one) => ({ ...one, parameters: -1 })) }],
    ['has no duration', { results: results.map((one) => ({ ...one, seconds: NaN })) }],
    ['has a state that nobody asked for', { results: results.map((one) => ({ ...one, state: [] })) }],
    ['fails with no message', { results: [], failure: {} }],
  ])('that %s is rejected', (_, value) => {
    expect(() => read(value)).toThrow(/^expected /);
  });

  test('with a state of another shape is rejected', () => {
    const shapes = [[3], [-1, -2], [2, 2]];
    for (const shape of shapes) {
      const state = [{ name: 'w', shape, values: Float32Array.of(1, 2) }];
      const value = { results: results.map((one) => ({ ...one, state })) };
      expect(() => read(value, { ...task, keepsState: true })).toThrow('expected what was learnt');
    }
  });

  test('has a most number of bytes, which all that are right are below', () => {
    expect(packOutcome({ results }).length).toBeLessThan(mostBytes(task, options));
    expect(mostBytes(task, options)).toBeLessThan(2 ** 27);
  });
});
