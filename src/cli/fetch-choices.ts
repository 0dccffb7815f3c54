/** What `fetch --all` and `fetch --top` choose from, by their options. */

import type { Market } from '../data/market.ts';
import { formatMarket } from '../data/market.ts';
import { HindcastError, NotFoundError, UsageError } from '../errors.ts';
import type { NotFetchable } from '../report/inputs.ts';
import type { StoreReader } from '../store/store.ts';
import type { FetchNames } from './options/fetch-names.ts';
import { integer } from '../options/parse.ts';

export interface ChoiceFlags {
  readonly all?: true;
  readonly top?: string;
  readonly quote?: string;
  readonly timeframe?: string;
  readonly with?: string;
}

/** The largest number that `--top` takes: no exchange has more markets. */
export const topCount = integer(1, 10_000);

/** @throws UsageError for options that contradict each other, or want another one */
export function checkChoice(flags: ChoiceFlags, { exchanges, markets }: FetchNames): void {
  const { all, top, quote } = flags;
  if (all === true && top !== undefined)
    throw new UsageError('expected `--all` or `--top`, got both', { hint: 'fetch one after the other' });
  if (quote !== undefined && all !== true && top === undefined)
    throw new UsageError('`--quote` is for `--top` and `--all`, and neither is given', {
      hint: `for example \`hindcast fetch binance --top 20 --quote ${quote}\``,
    });
  const chooses = all === true ? '--all' : top === undefined ? undefined : '--top';
  if (flags.with !== undefined && chooses !== undefined)
    throw new UsageError(`expected markets by name for \`--with\`, got \`${chooses}\``, {
      hint:
        chooses === '--all'
          ? '`--all` updates the columns that are stored; add new ones with `hindcast fetch binance BTC/USDT:USDT --with funding`'
          : '`--top` chooses spot markets, and only contracts have such columns',
    });
  if (top === undefined) return;
  if (quote === undefined)
    throw new UsageError(
      'expected `--quote` with `--top`: volumes in different currencies cannot be compared',
      {
        hint: 'for example `--quote USDT`',
      },
    );
  if (exchanges.length + markets.length === 0)
    throw new UsageError('expected exchanges that `--top` chooses from, got none', {
      hint: `for example \`hindcast fetch binance kraken --top ${top} --quote ${quote}\``,
    });
}

export interface StoredChoice {
  readonly markets: readonly Market[];
  readonly leftOut: readonly NotFetchable[];
}

/**
 * The markets in the store that `--all` means: of these exchanges, or of all if none is named, and with this quote and
 * timeframe, if those are given.
 * @throws NotFoundError if there are none
 */
export async function storedMarkets(
  store: StoreReader,
  exchanges: readonly string[],
  { quote, timeframe }: ChoiceFlags,
): Promise<StoredChoice> {
  const stored = store.list();
  const wanted = stored.filter(
    (market) =>
      (exchanges.length === 0 || exchanges.includes(market.exchange)) &&
      (quote === undefined || quoteOf(market) === quote.toUpperCase()) &&
      (timeframe === undefined || market.timeframe === timeframe),
  );
  if (wanted.length === 0) throw noneStored(store.file, stored.length, exchanges, { quote, timeframe });
  const markets: Market[] = [];
  const leftOut: NotFetchable[] = [];
  for (const series of wanted) {
    const market = { exchange: series.exchange, symbol: series.symbol, timeframe: series.timeframe };
    const why = await obstacle(market);
    if (why === undefined) markets.push(market);
    else leftOut.push({ market, why });
  }
  if (markets.length === 0)
    throw new NotFoundError(`no market in the store \`${store.file}\` can be fetched: ${leftOut[0].why}`, {
      hint: 'its markets were imported; `hindcast exchanges` lists what can be fetched',
    });
  return { markets, leftOut };
}

/** `USDT` of `BTC/USDT` and of `BTC/USDT:USDT`. */
const quoteOf = ({ symbol }: Market): string | undefined =>
  symbol.split('/').at(1)?.split(':').at(0)?.toUpperCase();

/** Why a market, which may be imported, can never be fetched; `undefined` if it can. */
async function obstacle({ exchange, timeframe }: Market): Promise<string | undefined> {
  const { findVenue } = await import('../exchange/venues.ts');
  try {
    const { timeframes } = await findVenue(exchange);
    return timeframes.includes(timeframe) ? undefined : `${exchange} has no candles of ${timeframe}`;
  } catch (error) {
    if (error instanceof HindcastError) return error.message;
    throw error;
  }
}

function noneStored(
  file: string,
  count: number,
  exchanges: readonly string[],
  { quote, timeframe }: ChoiceFlags,
): NotFoundError {
  if (count === 0)
    return new NotFoundError(`the store \`${file}\` has no markets that \`--all\` could fetch`, {
      hint: 'fetch one first, for example `hindcast fetch binance BTC/USDT --since 2017-08-17`',
    });
  const filters = [
    ...(exchanges.length > 0 ? [exchanges.join(' or ')] : []),
    ...(quote === undefined ? [] : [`\`--quote ${quote}\``]),
    ...(timeframe === undefined ? [] : [`\`--timeframe ${timeframe}\``]),
  ];
  return new NotFoundError(`no market in the store \`${file}\` fits ${filters.join(', ')}`, {
    hint: '`hindcast data` lists what is stored',
  });
}

/** Named markets, and those of `others` that are not among them. */
export function withOthers(named: readonly Market[], others: readonly Market[]): readonly Market[] {
  const names = new Set(named.map(formatMarket));
  return [...named, ...others.filter((market) => !names.has(formatMarket(market)))];
}
