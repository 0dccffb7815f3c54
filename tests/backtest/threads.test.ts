/** Threads that stay ready: several runs at the same time and one after the other, with different data. */
import path from 'node:path';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import { runInPlace } from '../../src/backtest/in-place.ts';
import { expectFits } from '../../src/backtest/pool.ts';
import { SharedValues } from '../../src/backtest/shared-data.ts';
import type { RunOptions, TaskRunner } from '../../src/backtest/task-runner.ts';
import type { FitFailure, FitResult, Task, TaskData } from '../../src/backtest/tasks.ts';
import { builtIn } from '../../src/models/index.ts';
import { completeModel } from '../../src/models/own-model.ts';
import { optionsOf, panelOf, walk } from '../helpers/panels.ts';
import type { OptionOverrides } from '../helpers/panels.ts';
import { ROOT, run as runProgram } from '../helpers/run.ts';
import { onThreads } from '../helpers/threads.ts';

const counting = completeModel({
  name: 'counting',
  fit() {
    throw new Error('was fitted on the calling thread');
  },
  source: { module: new URL('../helpers/counting-model.mjs', import.meta.url).href },
});
const registry = builtIn.with([counting]);

const dataOf = (seed: number, overrides: OptionOverrides = {}): TaskData => ({
  panel: panelOf([walk(80, seed)]),
  options: optionsOf({ horizon: 2, epochs: 2, ...overrides }),
  registry,
});
const tasksOf = (model: string, cutoffs: readonly number[]): Task[] =>
  cutoffs.map((cutoff, fold) => ({
    model,
    member: 0,
    fits: [{ fold, start: 0, cutoff, origins: { series: Int32Array.of(0), row: Int32Array.of(cutoff) } }],
  }));

interface Outcome {
  readonly results: FitResult[];
  readonly failures: FitFailure[];
}

async function run(
  runner: TaskRunner,
  data: TaskData,
  tasks: readonly Task[],
  events: Partial<RunOptions> = {},
): Promise<Outcome> {
  const outcome: Outcome = { results: [], failures: [] };
  await runner.run(data, tasks, {
    signal: undefined,
    onEpoch() {},
    onText() {},
    onFitted: (result) => outcome.results.push(result),
    onFailed: (failure) => outcome.failures.push(failure),
    ...events,
  });
  return outcome;
}

const forecasts = ({ results }: Outcome): unknown[] =>
  results.toSorted((a, b) => a.fold - b.fold).map(({ fold, yhat }) => [fold, yhat]);

describe('threads', () => {
  test('give runs of different data and options at the same time what each gives alone', async () => {
    const tasks = tasksOf('mlp', [60, 65, 70]);
    const many = [1, 2, 3].flatMap((seed) => [dataOf(seed), dataOf(seed, { seed: 9 })]);
    const alone = await Promise.all(many.map((data) => run({ run: runInPlace }, data, tasks)));
    const together = await onThreads(2, (threads) =>
      Promise.all(many.map((data) => run(threads, data, tasks))),
    );
    expect(together.map(forecasts)).toEqual(alone.map(forecasts));
    expect(new Set(alone.map((one) => JSON.stringify(forecasts(one)))).size).toBe(many.length);
  });

  test('are the same in the next run, also with other data', async () => {
    await onThreads(1, async (threads) => {
      const counts: number[] = [];
      for (const data of [dataOf(1), dataOf(1), dataOf(2)])
        counts.push((await run(threads, data, tasksOf('counting', [60]))).results[0].yhat[0]);
      expect(counts).toEqual([1, 2, 3]);
    });
  });

  test('go on with another run when one is stopped', async () => {
    await onThreads(2, async (threads) => {
      const controller = new AbortController();
      const endless = run(threads, dataOf(1, { epochs: 1e9 }), tasksOf('mlp', [60, 61, 62]), {
        signal: controller.signal,
        onEpoch: () => controller.abort(),
      });
      const other = run(threads, dataOf(2), tasksOf('mlp', [60, 61, 62]));
      expect(await endless).toEqual({ results: [], failures: [] });
      expect(forecasts(await other)).toHaveLength(3);
    });
  });

  test('that end in a fit fail it by name, and others take the rest of this run and of the next', async () => {
    await onThreads(1, async (threads) => {
      const { results, failures } = await run(threads, dataOf(1), tasksOf('counting', [60, 0, 61]));
      expect(results.map(({ fold, yhat }) => [fold, yhat[0]])).toEqual([
        [0, 1],
        [2, 1],
      ]);
      expect(failures).toMatchObject([
        {
          model: 'counting',
          fold: 1,
          message: expect.stringMatching(/^the worker that fitted counting in fold 1 died/),
          isDeath: true,
        },
      ]);
      expect((await run(threads, dataOf(1), tasksOf('counting', [60]))).results[0].yhat[0]).toBe(2);
    });
  });

  test('reject a run whose listener throws, and serve the next', async () => {
    await onThreads(1, async (threads) => {
      const full = run(threads, dataOf(1), tasksOf('naive', [60, 61]), {
        onFitted() {
          throw new Error('the disk is full');
        },
      });
      await expect(full).rejects.toThrow('the disk is full');
      expect((await run(threads, dataOf(1), tasksOf('naive', [60]))).results).toHaveLength(1);
    });
  });

  test('do not keep a program alive, although nobody closes them', async () => {
    const code = `
      import { createPool } from ${JSON.stringify(path.join(ROOT, 'dist/backtest/pool.js'))};
      import { Threads } from ${JSON.stringify(path.join(ROOT, 'dist/backtest/threads.js'))};
      import { builtIn } from ${JSON.stringify(path.join(ROOT, 'dist/models/index.js'))};
      const time = Float64Array.from({ length: 20 }, (_, row) => row);
      const panel = { time, timeframe: null, series: [{ id: 'A', source: 'A', values: time, observed: time, first: 0, last: 19, rows: 20, digest: '' }] };
      const origins = { series: Int32Array.of(0), row: Int32Array.of(15) };
      const tasks = [{ model: 'naive', member: 0, fits: [{ fold: 0, start: 0, cutoff: 15, origins }] }];
      const options = { horizon: 2, level: [], target: 'log-return' };
      await new Threads(2).run({ panel, options, registry: builtIn }, tasks, {
        onFitted: ({ yhat }) => process.stdout.write(String([...yhat])),
        onFailed: ({ message }) => process.stdout.write(message),
      });
    `;
    const {
      code: exit,
      stdout,
      stderr,
    } = await runProgram(process.execPath, ['--input-type=module', '-e', code]);
    expect({ exit, stdout, stderr }).toEqual({ exit: 0, stdout: '15,15', stderr: '' });
  });
});

test('threads for fits that are expected to take long start before the data are there, and the next run takes them', async () => {
  let started = 0;
  const count = () => started++;
  process.on('worker', count);
  try {
    expectFits(optionsOf({ models: ['naive', 'linear'] }), registry, 2);
    await nextTurn();
    expect(started).toBe(0);
    for (let again = 0; again < 2; again++)
      expectFits(optionsOf({ models: ['lstm'], epochs: 1e6 }), registry, 2);
    await nextTurn();
    expect(started).toBe(2);
    await onThreads(2, (threads) => run(threads, dataOf(1), tasksOf('mlp', [60, 61, 62])));
    expect(started).toBe(2);
  } finally {
    process.off('worker', count);
  }
});

describe('what threads share', () => {
  test('is known by the same number while a run uses it, and in memory that every thread reads', () => {
    const values = new SharedValues();
    const made = dataOf(1);
    const series = made.panel.series.map((one) => ({ ...one, observed: one.values }));
    const data = { ...made, panel: { ...made.panel, series } };
    const [first, second] = [values.take(data), values.take(data)];
    expect(second).toEqual(first);
    const { panel } = first.panel as { readonly panel: TaskData['panel'] };
    expect(panel).toEqual(data.panel);
    expect(panel.series[0].values.buffer).toBeInstanceOf(SharedArrayBuffer);
    expect(panel.series[0].observed).toBe(panel.series[0].values);
    expect(values.take(dataOf(1)).panel.id).not.toBe(first.panel.id);
  });

  test('is forgotten if no run uses it and others were used since', () => {
    const values = new SharedValues();
    const kept = dataOf(0);
    const keptIds = Object.values(values.take(kept)).map(({ id }) => id);
    const forgotten: number[] = [];
    const ids: number[] = [];
    for (let seed = 1; seed <= 8; seed++) {
      const data = dataOf(seed);
      ids.push(values.take(data).panel.id);
      forgotten.push(...values.release(data));
    }
    expect(forgotten.filter((id) => ids.includes(id))).toEqual(ids.slice(0, 5));
    expect(forgotten).not.toContain(keptIds[0]);
    expect(values.take(kept).panel.id).toBe(keptIds[0]);
  });
});
