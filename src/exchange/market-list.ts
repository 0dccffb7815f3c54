/**
 * The list of an exchange's markets, which can be megabytes. It is kept in a file for a day, so that fetching again asks
 * for candles only. A file that is old or damaged counts as missing, and one that cannot be written does no harm.
 */

import { readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import type { Exchange } from 'ccxt';
import { makeFolder } from '../data/make-folder.ts';
import { unlessRefused } from './page-reader.ts';
import { MARKETS_BOUND } from './read-body.ts';
import type { Requests } from './requests.ts';
import { isNamed } from './spot-only.ts';
import type { ListedMarket } from './symbols.ts';

export interface MarketList {
  /** Every market of the exchange: from the file if there is one, else the exchange is asked. */
  readonly load: () => Promise<readonly ListedMarket[]>;
  /** Asks the exchange. */
  readonly reload: () => Promise<readonly ListedMarket[]>;
  /** Whether the list is from the file, so that what is new today may be missing. */
  readonly isKept: () => boolean;
  /** Whether the exchange calls a market otherwise than the list from the file says. Asks for a new list then. */
  readonly isRenamed: (symbol: string) => Promise<boolean>;
}

export interface KeepingOptions {
  /** The file; `undefined` to keep nothing. */
  readonly file: string | undefined;
  /** The local clock, milliseconds since 1970 UTC. */
  readonly now: () => number;
}

const DAY = 86_400_000;
/** Decompressed bytes at most. The longest list of any exchange is about a tenth of it. */
const MOST_BYTES = 256 * 2 ** 20;

export function createMarketList(
  exchange: Exchange,
  requests: Requests,
  keeping: KeepingOptions,
): MarketList {
  let loading: Promise<readonly ListedMarket[]> | undefined;
  let isKept = false;
  const reload = (): Promise<readonly ListedMarket[]> => {
    isKept = false;
    const before = loading;
    const asked = ask(exchange, requests).then((listed) => {
      keep(exchange, keeping);
      return listed;
    });
    loading = before === undefined ? asked : asked.catch(() => before);
    return asked;
  };
  return {
    load() {
      if (loading !== undefined) return loading; // also one that failed: every market of the exchange needs it
      const kept = restore(exchange, keeping);
      if (kept === undefined) return reload();
      isKept = true;
      loading = Promise.resolve(kept);
      return loading;
    },
    reload,
    isKept: () => isKept,
    async isRenamed(symbol) {
      if (loading === undefined || !isKept) return false;
      const idIn = (listed: readonly ListedMarket[] | undefined) =>
        listed?.find((market) => market.symbol === symbol)?.id;
      const before = idIn(await loading);
      const now = idIn(await unlessRefused(reload));
      return now !== undefined && now !== before;
    },
  };
}

async function ask(exchange: Exchange, requests: Requests): Promise<readonly ListedMarket[]> {
  const loaded = await requests.send(
    'loading its markets',
    // ccxt remembers a first failure and repeats it, unless it is told to load again.
    () => exchange.loadMarkets(true),
    (all) => Object.keys(all).length > 0,
    MARKETS_BOUND,
  );
  return Object.values(loaded) as readonly ListedMarket[];
}

/** The list in the file, which `exchange` uses from now on; `undefined` if it is missing, old or damaged. */
function restore(exchange: Exchange, { file, now }: KeepingOptions): readonly ListedMarket[] | undefined {
  if (file === undefined) return undefined;
  try {
    // The checksum in the file shows damage.
    const kept: unknown = JSON.parse(
      gunzipSync(readFileSync(file), { maxOutputLength: MOST_BYTES }).toString(),
    );
    if (!isKeptList(kept) || !(now() >= kept.at && now() - kept.at < DAY)) return undefined;
    exchange.setMarkets(kept.markets.filter(isNamed));
    return Object.values(exchange.markets ?? {}) as readonly ListedMarket[];
  } catch {
    return undefined;
  }
}

interface KeptList {
  readonly at: number;
  readonly markets: readonly object[];
}

const isKeptList = (kept: unknown): kept is KeptList =>
  typeof kept === 'object' &&
  kept !== null &&
  'at' in kept &&
  typeof kept.at === 'number' &&
  'markets' in kept &&
  Array.isArray(kept.markets) &&
  kept.markets.length > 0;

/** Writes the list that `exchange` uses, and removes those that are too old to be used. */
function keep(exchange: Exchange, { file, now }: KeepingOptions): void {
  if (file === undefined) return;
  const folder = path.dirname(file);
  const temporary = `${file}.${process.pid}.tmp`;
  const kept: KeptList = { at: now(), markets: Object.values(exchange.markets ?? {}) };
  if (
    !isDone(() => {
      makeFolder(folder);
      writeFileSync(temporary, gzipSync(JSON.stringify(kept)));
      renameSync(temporary, file);
    })
  )
    isDone(() => rmSync(temporary, { force: true }));
  isDone(() => {
    for (const name of readdirSync(folder)) removeIfOld(path.join(folder, name));
  });
}

/** Whether `work` could be done. Nothing depends on it: the next command asks the exchange. */
function isDone(work: () => void): boolean {
  try {
    work();
    return true;
  } catch {
    return false;
  }
}

/** By the clock of the file system. Only files that are written here. */
function removeIfOld(file: string): void {
  if (/\.json\.gz(?:\.\d+\.tmp)?$/.test(file) && Date.now() - statSync(file).mtimeMs > DAY)
    rmSync(file, { force: true });
}
