import { describe, expect, test } from 'vitest';
import type { RunOptions } from '../../src/backtest/task-runner.ts';
import { ownService } from '../../src/queue/service.ts';
import type { Order } from '../../src/queue/orders.ts';
import { Orders, Wait } from '../../src/queue/orders.ts';
import { optionsOf } from '../helpers/panels.ts';

const ref = { digest: '', bytes: 0 };
const orderOf = (id: string): Order => ({
  id,
  kind: 'fits',
  job: { ...ownService(), panel: ref, options: ref, fits: '', model: 'mlp', member: 0, keepsState: false },
  task: { model: 'mlp', member: 0, fits: [] },
  options: optionsOf({}),
  inputs: [],
});

/** A wait with what it was told. */
function waitOf(signal?: AbortSignal) {
  const told: string[] = [];
  const options: RunOptions = {
    signal,
    onEpoch: () => {},
    onText: (line) => void told.push(line),
    onFitted: () => {},
    onFailed: () => {},
  };
  return { told, wait: new Wait(options) };
}

describe('a job that two runs want', () => {
  test('is placed once, told to both, and taken back when neither wants it', async () => {
    const orders = new Orders();
    const [one, two] = [waitOf(), waitOf()];
    const placed = [one, two].map(({ wait }) => {
      wait.expect(['a', 'b']);
      return orders.add([orderOf('a'), orderOf('b')], wait, 0).map(({ id }) => id);
    });
    expect(placed).toEqual([['a', 'b'], []]);
    orders.settle('a', (run) => run.onText('a is done'));
    expect([one.told, two.told]).toEqual([['a is done'], ['a is done']]);
    expect(orders.leave(one.wait)).toEqual([]);
    expect(orders.leave(two.wait).map(({ id }) => id)).toEqual(['b']);
    expect(orders.size).toBe(0);
  });
});

describe('a wait', () => {
  test('is over when all is settled and nothing more will be expected', async () => {
    const { wait } = waitOf();
    wait.expect(['a']);
    wait.settle('a', () => {});
    expect(wait.isOver).toBe(false);
    wait.complete();
    await expect(wait.over()).resolves.toBeUndefined();
  });

  test('is over at an abort, and hears nothing afterwards', async () => {
    const stop = new AbortController();
    const { wait, told } = waitOf(stop.signal);
    wait.expect(['a']);
    const over = wait.over();
    stop.abort();
    await expect(over).resolves.toBeUndefined();
    wait.settle('a', (run) => run.onText('late'));
    expect(told).toEqual([]);
  });

  test('fails with what its run throws, such as a full disk', async () => {
    const { wait } = waitOf();
    wait.expect(['a']);
    wait.settle('a', () => {
      throw new Error('no space left');
    });
    await expect(wait.over()).rejects.toThrow('no space left');
  });
});

test('orders are looked at in turns, and not while their results are read', () => {
  const orders = new Orders();
  const { wait } = waitOf();
  orders.add(['a', 'b', 'c'].map(orderOf), wait, 0);
  orders.get('a')!.isTaken = true;
  const due = (since: number, most: number, now: number) =>
    orders.due('fits', since, most, now).map(({ id }) => id);
  expect(due(0, 1, 10)).toEqual(['b']);
  expect(due(0, 5, 20)).toEqual(['c']);
  expect(due(0, 5, 30)).toEqual([]);
  expect(due(Infinity, Infinity, 40)).toEqual(['b', 'c']);
});
