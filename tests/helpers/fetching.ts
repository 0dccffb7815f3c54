/** The program against a local exchange, each test with a store of its own. No connection leaves the machine. */

import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, onTestFinished } from 'vitest';
import type { Market } from '../../src/data/market.ts';
import { openStore } from '../../src/store/store.ts';
import type { Store } from '../../src/store/store.ts';
import type { LocalExchange } from '../exchange/exchange.mjs';
import { startExchange } from '../exchange/exchange.mjs';
import { temporaryFolder } from './files.ts';
import { takeLeaks } from '../exchange/loopback-only.mjs';
import type { Finished, HereOptions, ProcessOptions } from './run.ts';
import { guarded, hindcast, hindcastProcess } from './run.ts';

export interface Bench {
  readonly exchange: LocalExchange;
  readonly folder: string;
  readonly store: string;
  /** `hindcast` with these words; `fetch` asks the local exchange. No connection may leave the machine. */
  readonly run: (words: string, options?: HereOptions) => Promise<Finished>;
  /** The same in a process of its own. */
  readonly runProcess: (words: string, options?: ProcessOptions) => Promise<Finished>;
  /** `run` with --json, and its markets. */
  readonly runJson: (
    words: string,
  ) => Promise<{ readonly code: number | null; readonly markets: readonly FetchedJson[] }>;
  /** What is in the store. */
  readonly opened: <T>(look: (store: Store) => T) => T;
}

export interface FetchedJson {
  readonly exchange: string;
  readonly timeframe: string;
  readonly symbol: string;
  readonly inserted: number;
  readonly unchanged: number;
  readonly revisions: readonly { readonly time: string; readonly usedBy: readonly string[] }[];
  readonly missing: number;
  readonly duplicates: number;
  readonly rows: number;
  readonly from: string | null;
  readonly to: string | null;
  readonly historyLimit: { readonly candles: number; readonly from: string } | null;
  readonly error: { readonly code: string; readonly exit: number } | null;
}

export async function newBench(options?: Parameters<typeof startExchange>[0]): Promise<Bench> {
  const exchange = await startExchange(options);
  onTestFinished(() => exchange.close());
  const folder = await temporaryFolder();
  const store = path.join(folder, 'store.sqlite');
  const leaks = path.join(folder, 'leaks');
  const cache = path.join(folder, 'cache');
  const argsOf = (words: string): readonly string[] => {
    const asks = words.startsWith('fetch ') || words.includes('--repair');
    return [
      ...words.split(' '),
      ...(asks && !words.includes('--base-url') ? ['--base-url', exchange.url] : []),
    ];
  };
  const run: Bench['run'] = async (words, { env = {}, ...rest } = {}) => {
    const finished = await hindcast(argsOf(words), {
      ...rest,
      env: { HINDCAST_STORE: store, XDG_CACHE_HOME: cache, ...env },
    });
    expect(takeLeaks()).toEqual([]);
    return finished;
  };
  const runProcess: Bench['runProcess'] = async (words, { env = {}, ...rest } = {}) => {
    const own = { HINDCAST_STORE: store, XDG_CACHE_HOME: cache, ...guarded(leaks), ...env };
    const finished = await hindcastProcess(argsOf(words), { ...rest, env: own });
    expect(existsSync(leaks) ? readFileSync(leaks, 'utf8') : '').toBe('');
    return finished;
  };
  return {
    exchange,
    folder,
    store,
    run,
    runProcess,
    async runJson(words) {
      const { code, stdout } = await run(`${words} --json`);
      const { markets } = JSON.parse(stdout) as { markets: readonly FetchedJson[] };
      return { code, markets };
    },
    opened(look) {
      const opened = openStore(store);
      try {
        return look(opened);
      } finally {
        opened.close();
      }
    },
  };
}

/** The `error:` and `hint:` lines. */
export function complaint({ stderr }: Finished): {
  readonly error: string | undefined;
  readonly hint: string | undefined;
} {
  const line = (kind: string) => new RegExp(`^${kind}: (.*)$`, 'm').exec(stderr)?.[1];
  return { error: line('error'), hint: line('hint') };
}

/** Times of the stored candles of a market. */
export const storedTimes = (bench: Bench, market: Market): readonly number[] =>
  bench.opened((store) => Array.from(store.read(market).time));

/** Every time from `from` to `to`, both included, an hour apart unless said. */
export const steps = (from: number, to: number, ms = 3_600_000): readonly number[] =>
  Array.from({ length: (to - from) / ms + 1 }, (_, i) => from + i * ms);
