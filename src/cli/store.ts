/** The store that a command works on: which file it is, opened and closed. */

import type { Command } from 'commander';
import type { Journal } from '../backtest/journal.ts';
import type { Market } from '../data/market.ts';
import { formatMarket } from '../data/market.ts';
import type { HindcastError } from '../errors.ts';
import { DamagedError, NotFoundError } from '../errors.ts';
import { storeFile } from '../store/location.ts';
import type { Store, StoreReader } from '../store/store.ts';
import { place } from '../options/parse.ts';
import { asNotKept } from './not-kept.ts';
import { warn } from './terminal/print.ts';
import { nearest } from '../text/suggest.ts';
import type { Host } from './host.ts';

export interface StoreFlags {
  readonly store?: string;
}

export function addStoreOption(command: Command): Command {
  return command.option(
    '--store <file>',
    "the store's file (default: HINDCAST_STORE, else in your data directory)",
  );
}

/** The store's file: `--store`, else `HINDCAST_STORE`, else in the user's data directory. */
export function storeOf(host: Host, { store }: StoreFlags): string {
  return place(store ?? storeFile(host), '--store');
}

/** Runs `work` with the store and returns its result. The store is created if it is missing, and always closed. */
export async function withStore<T>(
  host: Host,
  flags: StoreFlags,
  work: (store: Store) => T | Promise<T>,
): Promise<T> {
  const { openStore } = await import('../store/store.ts');
  const store = openStore(storeOf(host, flags), host.now, (message) => warn(host, message));
  try {
    return await work(store);
  } finally {
    store.close();
  }
}

/**
 * The same for `work` that only reads, from one snapshot. The store may be read-only. If there is none, it returns `undefined`
 * and creates none.
 */
export async function withExistingStore<T>(
  host: Host,
  flags: StoreFlags,
  work: (store: StoreReader) => T | Promise<T>,
): Promise<T | undefined> {
  const file = storeOf(host, flags);
  const { openStoreToRead, storeExists } = await import('../store/store.ts');
  if (!storeExists(file)) return undefined;
  const store = openStoreToRead(file);
  try {
    return await work(store);
  } finally {
    store.close();
  }
}

/** Flags of what keeps its finished fits. */
export interface JournalFlags extends StoreFlags {
  readonly fresh?: true;
}

export interface Journaled<T> {
  readonly value: T;
  /** Whether the store could be opened; if not, there was a warning. */
  readonly isStoreOpen: boolean;
  /** Why fits are not kept, or the store could not be opened; thrown after the results are printed. */
  readonly unkept: HindcastError | undefined;
}

/**
 * The result of `work` with the journal of the store. If the store cannot be opened, the work is done without it, with a
 * warning; if a fit cannot be read or kept, the work continues without the journal.
 */
export async function withJournal<T>(
  host: Host,
  flags: JournalFlags,
  work: (journal: Journal | undefined) => Promise<T>,
): Promise<Journaled<T>> {
  const { openStore } = await import('../store/store.ts');
  let store: Store;
  try {
    store = openStore(storeOf(host, flags), host.now);
  } catch (error) {
    const unkept = asNotKept('the results are printed but not kept', error);
    warn(host, `finished fits and results are not kept: ${(error as HindcastError).message}`);
    return { value: await work(undefined), isStoreOpen: false, unkept };
  }
  const { journal } = store;
  let unkept: HindcastError | undefined;
  function attempt<V>(use: () => V): V | undefined {
    if (unkept !== undefined) return undefined;
    try {
      return use();
    } catch (error) {
      unkept ??= asNotKept('finished fits are not kept', error);
      return undefined;
    }
  }
  try {
    const find = findOrWarn(host, journal);
    const value = await work({
      find: (key) => (flags.fresh === true ? undefined : attempt(() => find(key))),
      keep: (key, result) => attempt(() => journal.keep(key, result)),
      atOnce: (keepAll) => attempt(() => store.atOnce(keepAll)),
    });
    return { value, isStoreOpen: true, unkept };
  } finally {
    store.close();
  }
}

/** Finds fits; a damaged one is not found, so that it is computed again and replaced. One warning says so. */
function findOrWarn(host: Host, journal: Journal): Journal['find'] {
  let hasWarned = false;
  return (key) => {
    try {
      return journal.find(key);
    } catch (error) {
      if (!(error instanceof DamagedError)) throw error;
      if (!hasWarned) warn(host, `${error.message}: damaged fits are computed again and replaced`);
      hasWarned = true;
      return undefined;
    }
  };
}

/** The error for a market that is not stored, with a similar one or how to fetch it. */
export function notStored(market: Market, file: string, stored: readonly Market[]): NotFoundError {
  const wanted = formatMarket(market);
  const near = nearest(wanted, stored.map(formatMarket));
  const { exchange, symbol, timeframe } = market;
  const fetch = `\`hindcast fetch ${exchange} ${symbol} --timeframe ${timeframe}\``;
  return new NotFoundError(`no market \`${wanted}\` in the store \`${file}\``, {
    hint:
      near === undefined
        ? `fetch it with ${fetch}; \`hindcast data\` lists what is stored`
        : `did you mean \`${near}\`? To fetch it: ${fetch}`,
  });
}
