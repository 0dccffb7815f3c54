/** Waiting and asking again, with a sleep that only remembers. */
import { describe, expect, test } from 'vitest';
import { NetworkError } from '../../src/errors.ts';
import { ExchangeFailure } from '../../src/exchange/failure.ts';
import { backOff, sleepUnless, withRetries } from '../../src/exchange/retry.ts';
import { Random } from '../../src/math/random.ts';

const failure = (isWorthRetrying: boolean, retryAfterMs?: number) =>
  new ExchangeFailure(new NetworkError('no luck'), isWorthRetrying, retryAfterMs);

/** What comes of work that fails with these, one after the other, and then succeeds; and the waits in between. */
async function tried(failures: readonly Error[], retries = 5) {
  const waits: number[] = [];
  let calls = 0;
  const work = () => {
    const error = failures[calls++];
    return error === undefined ? Promise.resolve('done') : Promise.reject(error);
  };
  const patience = {
    retries,
    random: new Random(1),
    onWait: () => {},
    sleep: (ms: number) => {
      waits.push(ms);
      return Promise.resolve();
    },
  };
  const value = await withRetries(work, patience).catch((error: unknown) => error);
  return { value, waits, calls };
}

describe('withRetries', () => {
  test('waits longer each time, between half and all of 0.5 s · 2^n', async () => {
    const { value, waits } = await tried(Array.from({ length: 5 }, () => failure(true)));
    expect(value).toBe('done');
    for (const [n, wait] of waits.entries()) {
      expect(wait).toBeLessThanOrEqual(500 * 2 ** n);
      expect(wait).toBeGreaterThanOrEqual(250 * 2 ** n);
    }
    expect(waits.length).toBe(5);
  });

  test('waits exactly as long as the exchange asks', async () => {
    expect((await tried([failure(true, 7000), failure(true, 0)])).waits).toEqual([7000, 0]);
  });

  test('gives up after so many tries with the last error', async () => {
    const { value, calls } = await tried(
      Array.from({ length: 9 }, () => failure(true)),
      2,
    );
    expect(value).toBeInstanceOf(NetworkError);
    expect(value).toMatchObject({ message: 'no luck', exit: 20 });
    expect(calls).toBe(3);
  });

  test('does not ask again after what is final, nor after a bug', async () => {
    expect(await tried([failure(false)])).toMatchObject({ calls: 1, waits: [] });
    const bug = new TypeError('ours');
    expect(await tried([bug])).toMatchObject({ calls: 1, value: bug });
  });

  test('says how long the exchange asks to wait when nothing is tried again', async () => {
    const { value, waits } = await tried([failure(true, 6500)], 0);
    expect(waits).toEqual([]);
    expect(value).toMatchObject({ exit: 20, message: 'no luck; it asks to wait 7 s' });
  });

  test('does not wait for an exchange that asks for more than five minutes', async () => {
    const { value, waits } = await tried([failure(true, 3_600_000)]);
    expect(waits).toEqual([]);
    expect(String(value)).toContain('it asks to wait 3600 s');
  });
});

test('backOff is at most 60 s, and differs from draw to draw', () => {
  const random = new Random(2);
  const waits = Array.from({ length: 50 }, () => backOff(40, random));
  expect(Math.max(...waits)).toBeLessThanOrEqual(60_000);
  expect(Math.min(...waits)).toBeGreaterThanOrEqual(30_000);
  expect(new Set(waits).size).toBeGreaterThan(40);
});

test('sleepUnless ends with the reason when it is aborted, before or during the wait', async () => {
  const controller = new AbortController();
  const sleep = sleepUnless(controller.signal);
  const waiting = sleep(60_000);
  controller.abort(new Error('stop'));
  await expect(waiting).rejects.toThrow('stop');
  await expect(sleep(60_000)).rejects.toThrow('stop');
  await sleepUnless(new AbortController().signal)(1);
});
