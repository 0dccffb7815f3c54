import { setTimeout as wait } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import type { Fit, FitFailure, FitResult, Task } from '../../src/backtest/tasks.ts';
import { runInPlace } from '../../src/backtest/in-place.ts';
import type { RunOptions } from '../../src/backtest/task-runner.ts';
import { builtIn } from '../../src/models/index.ts';
import { onThreads } from '../helpers/threads.ts';
import { optionsOf, panelOf, walk } from '../helpers/panels.ts';
import type { OptionOverrides } from '../helpers/panels.ts';

const panel = panelOf([walk(80, 1), walk(80, 2, [30])]);

/** Fitted on rows up to `50 + 5 fold`, forecasting from the three rows that follow, for both series. */
function fit(fold: number): Fit {
  const cutoff = 50 + 5 * fold;
  return {
    fold,
    start: 0,
    cutoff,
    origins: {
      series: Int32Array.of(0, 0, 0, 1, 1, 1),
      row: Int32Array.of(0, 1, 2, 0, 1, 2).map((row) => cutoff + row),
    },
  };
}
const tasksOf = (model: string, folds: number): Task[] =>
  Array.from({ length: folds }, (_, fold) => ({ model, member: 0, fits: [fit(fold)] }));

/** What is random in a fit is in here: first weights, order of windows, dropped units, members. */
const random: OptionOverrides = {
  horizon: 2,
  members: 2,
  dropout: [0.3],
  epochs: 3,
  validation: 0.2,
  shrink: 'none',
};

interface Outcome {
  readonly results: FitResult[];
  readonly failures: FitFailure[];
}

async function run(
  tasks: readonly Task[],
  workers: number,
  overrides: OptionOverrides = {},
  events: Partial<RunOptions> = {},
): Promise<Outcome> {
  const outcome: Outcome = { results: [], failures: [] };
  const data = { panel, options: optionsOf(overrides), registry: builtIn };
  const options: RunOptions = {
    signal: undefined,
    onEpoch() {},
    onText: () => {},
    onFailed: (failure) => outcome.failures.push(failure),
    ...events,
    onFitted(result) {
      outcome.results.push(result);
      events.onFitted?.(result);
    },
  };
  if (workers === 0) await runInPlace(data, tasks, options);
  else await onThreads(workers, (threads) => threads.run(data, tasks, options));
  return outcome;
}

/** Everything but the time it took, by model and fold. */
const numbers = ({ results }: Outcome): Map<string, unknown> =>
  new Map(
    results
      .map(
        (result) => [`${result.model} ${result.fold} ${result.member}`, { ...result, seconds: 0 }] as const,
      )
      .toSorted(([a], [b]) => (a < b ? -1 : 1)),
  );
const names = ({ results }: Outcome): string[] =>
  results.map(({ model, fold }) => `${model} ${fold}`).toSorted();

describe('tasks', () => {
  const others = tasksOf('gru', 3).map((task) => ({ ...task, member: 1 }));
  const tasks = [
    ...others,
    ...tasksOf('gru', 3),
    ...tasksOf('mlp', 3),
    ...tasksOf('linear', 1),
    ...tasksOf('naive', 2),
  ];

  test('give the same numbers to the last bit on this thread and on any number of workers, in any order', async () => {
    const inPlace = await run(tasks, 0, random);
    expect(inPlace.failures).toEqual([]);
    expect(names(inPlace)).toHaveLength(12);
    for (const workers of [1, 2, 3])
      expect(numbers(await run(tasks, workers, random))).toEqual(numbers(inPlace));
    expect(numbers(await run(tasks.toReversed(), 0, random))).toEqual(numbers(inPlace));
  });

  test('give different numbers for another seed, so that the test above can fail', async () => {
    const [one, two] = await Promise.all(
      [1, 2].map((seed) => run(tasksOf('mlp', 1), 0, { ...random, seed })),
    );
    expect(numbers(one)).not.toEqual(numbers(two));
  });

  test('need no more workers than there are tasks, and none without tasks', async () => {
    expect(names(await run(tasksOf('naive', 2), 64))).toEqual(['naive 0', 'naive 1']);
    for (const workers of [0, 1, 4]) expect(names(await run([], workers))).toEqual([]);
  });

  test.each([0, 1, 2])(
    'report every epoch on this thread, and at least the first on %d workers',
    async (workers) => {
      const epochs: number[] = [];
      await run(
        tasksOf('mlp', 2),
        workers,
        { epochs: 3 },
        { onEpoch: (_, __, { epoch }) => epochs.push(epoch) },
      );
      if (workers === 0) expect(epochs).toEqual([1, 2, 3, 1, 2, 3]);
      else expect(epochs).toContain(1);
    },
  );
});

describe('a chain of fits, as with `--warm`', () => {
  const chain: Task = { model: 'rnn', member: 0, fits: [fit(0), fit(1), fit(2)] };

  test('starts each fit from the weights of the one before', async () => {
    const warm = await run([chain], 0);
    const cold = await run(tasksOf('rnn', 3), 0);
    expect(warm.results.map(({ fold }) => fold)).toEqual([0, 1, 2]);
    expect(warm.results[0].yhat).toEqual(cold.results[0].yhat);
    for (const fold of [1, 2]) expect(warm.results[fold].yhat).not.toEqual(cold.results[fold].yhat);
  });

  test('stays on one worker', async () => {
    const other: Task = { ...chain, model: 'mlp', member: 1 };
    expect(numbers(await run([chain, other], 2, random))).toEqual(
      numbers(await run([chain, other], 0, random)),
    );
  });

  test.each([0, 2])('ends with the first fit that fails, on %d workers', async (workers) => {
    const few: Fit = { ...fit(1), cutoff: 3 };
    const chained = { model: 'mlp', member: 0, fits: [fit(0), few, fit(2)] };
    const outcome = await run([chained, ...tasksOf('naive', 1)], workers);
    expect(names(outcome)).toEqual(['mlp 0', 'naive 0']);
    expect(outcome.failures).toEqual([
      expect.objectContaining({
        model: 'mlp',
        fold: 1,
        message: expect.stringContaining('training windows'),
      }),
    ]);
  });
});

describe.each([0, 1, 2])('on %d workers', (workers) => {
  test('a fit that diverges fails with its fold and a hint, and the others continue', async () => {
    const outcome = await run([...tasksOf('mlp', 2), ...tasksOf('naive', 2)], workers, {
      learningRate: 1e38,
    });
    expect(names(outcome)).toEqual(['naive 0', 'naive 1']);
    expect(new Set(outcome.failures.map(({ fold }) => fold))).toEqual(new Set([0, 1]));
    expect(outcome.failures[0]).toMatchObject({
      model: 'mlp',
      message: expect.stringMatching(/loss of mlp is no longer a finite number in fold \d/),
      hint: expect.stringContaining('--learning-rate'),
    });
  });

  test('a network that is too large for memory fails, and the others continue', async () => {
    const hidden = [1_000_000, 1_000_000];
    const outcome = await run([...tasksOf('mlp', 1), ...tasksOf('naive', 2)], workers, { hidden });
    expect(names(outcome)).toEqual(['naive 0', 'naive 1']);
    expect(outcome.failures).toEqual([
      expect.objectContaining({
        model: 'mlp',
        message: expect.stringContaining('fits into memory'),
        hint: expect.stringContaining('--hidden'),
      }),
    ]);
  });

  test('an unexpected error rejects', async () => {
    await expect(run([...tasksOf('nonesuch', 3), ...tasksOf('naive', 2)], workers)).rejects.toThrow(
      'no model `nonesuch`',
    );
  });

  test('nothing is run once the signal is aborted', async () => {
    expect(await run(tasksOf('naive', 3), workers, {}, { signal: AbortSignal.abort() })).toEqual({
      results: [],
      failures: [],
    });
  });

  test('abort drops running and waiting fits, and keeps finished ones', async () => {
    const controller = new AbortController();
    let isNaiveDone = false;
    const outcome = await run(
      [...tasksOf('naive', 1), ...tasksOf('mlp', 6)],
      workers,
      { epochs: 1e9 }, // would run for days
      {
        signal: controller.signal,
        onFitted: () => (isNaiveDone = true),
        onEpoch: () => isNaiveDone && controller.abort(),
      },
    );
    expect(names(outcome)).toEqual(['naive 0']);
    expect(outcome.failures).toEqual([]);
  });

  test('abort is noticed between fits without epochs, and no result follows it', async () => {
    const controller = new AbortController();
    const outcome = await run(
      tasksOf('linear', 6).concat(tasksOf('naive', 6)),
      workers,
      {},
      { signal: controller.signal, onFitted: () => controller.abort() },
    );
    const finished = names(outcome).length;
    expect(finished).toBeGreaterThan(0);
    expect(finished).toBeLessThanOrEqual(2 * Math.max(1, workers));
    await wait(50);
    expect(names(outcome)).toHaveLength(finished);
  });
});
