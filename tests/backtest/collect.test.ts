import { setImmediate as nextTurn } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { collector } from '../../src/backtest/collect.ts';
import type { FitResult } from '../../src/backtest/tasks.ts';

const fitted = (fold: number): FitResult => ({
  model: 'mlp',
  member: 0,
  fold,
  yhat: Float64Array.of(1),
  intervals: [],
  probabilities: [],
  parameters: 1,
  epochs: 1,
  seconds: 1,
});

test('results that come at the same time are kept in one write, and reported after it', async () => {
  const seen: unknown[] = [];
  const { take, flush } = collector({
    keep: (results) => seen.push(results.map(({ fold }) => fold)),
    onKept: ({ fold }) => seen.push(fold),
    onError: (error) => seen.push(error),
  });
  take(fitted(0));
  take(fitted(1));
  expect(seen).toEqual([]);
  await nextTurn();
  expect(seen).toEqual([[0, 1], 0, 1]);
  take(fitted(2));
  flush();
  await nextTurn();
  expect(seen.slice(3)).toEqual([[2], 2]);
});

test('an error of keeping is handed on, and the next results are taken', () => {
  const errors: unknown[] = [];
  const kept: number[] = [];
  const { take, flush } = collector({
    keep([{ fold }]) {
      if (fold === 0) throw new Error('the disk is full');
    },
    onKept: ({ fold }) => kept.push(fold),
    onError: (error) => errors.push(error),
  });
  for (const fold of [0, 1]) {
    take(fitted(fold));
    flush();
  }
  expect(errors).toEqual([new Error('the disk is full')]);
  expect(kept).toEqual([1]);
});
