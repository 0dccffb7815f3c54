import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { Task } from '../../src/backtest/tasks.ts';
import { ProgressSender, reportProgress } from '../../src/queue/progress.ts';
import type { JobProgress } from '../../src/queue/progress.ts';

const origins = { series: Int32Array.of(0), row: Int32Array.of(9) };
const task: Task = {
  model: 'gru',
  member: 0,
  fits: [3, 4].map((fold) => ({ fold, start: 0, cutoff: 8, origins })),
};

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

describe('the progress of a job', () => {
  const epoch = { fit: 1, epoch: 2, epochs: 9, loss: 0.5 };

  test('is sent once a second: the last epoch, and every line', async () => {
    const sent: JobProgress[] = [];
    const sender = new ProgressSender((progress) => {
      sent.push(progress);
      return Promise.resolve();
    });
    for (let number = 1; number <= 5; number++) sender.epoch({ ...epoch, epoch: number });
    sender.line('one');
    sender.line('two');
    expect(sent).toEqual([]);
    await vi.advanceTimersByTimeAsync(1000);
    expect(sent).toEqual([{ epoch: { ...epoch, epoch: 5 }, lines: ['one', 'two'] }]);
    sender.epoch(epoch);
    sender.line('three');
    await sender.end();
    expect(sent.slice(1)).toEqual([{ epoch: undefined, lines: ['three'] }]);
    await vi.advanceTimersByTimeAsync(5000);
    expect(sent.length).toBe(2);
  });

  test('that cannot be sent harms no fit', async () => {
    const sender = new ProgressSender(() => Promise.reject(new Error('away')));
    sender.line('one');
    await expect(sender.end()).resolves.toBeUndefined();
  });

  test('is bounded', async () => {
    const sent: JobProgress[] = [];
    const sender = new ProgressSender((progress) => Promise.resolve(void sent.push(progress)));
    for (let i = 0; i < 1000; i++) sender.line('x'.repeat(5000));
    await sender.end();
    expect(sent[0].lines).toHaveLength(100);
    expect(sent[0].lines!.every((line) => line.length === 1000)).toBe(true);
  });

  test('is reported with the fold of this command, and anything else is ignored', () => {
    const heard: unknown[] = [];
    const run = {
      signal: undefined,
      onEpoch: (...all: unknown[]) => void heard.push(all),
      onText: (line: string) => void heard.push(line),
      onFitted: () => {},
      onFailed: () => {},
    };
    reportProgress({ epoch, lines: ['hello'] }, task, run);
    expect(heard).toEqual([['gru', 4, { epoch: 2, epochs: 9, loss: 0.5 }], 'hello']);
    for (const said of [null, 7, 'x', { epoch: { ...epoch, fit: 2 } }, { epoch: 'x' }, { lines: [1] }])
      reportProgress(said, task, run);
    expect(heard.length).toBe(2);
  });
});
