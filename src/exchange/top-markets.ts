/** The largest markets of an exchange by what was traded in the last 24 hours, in the quote currency. */

import { NotFoundError, UsageError } from '../errors.ts';
import { isPrintable, quoted } from '../text/escape.ts';
import type { ListedMarket } from './symbols.ts';

/** What ccxt tells of the last 24 hours of a market. */
export interface Ticker {
  readonly symbol?: string | undefined;
  readonly quoteVolume?: number | undefined;
  readonly baseVolume?: number | undefined;
  readonly vwap?: number | undefined;
  readonly last?: number | undefined;
}

export interface TopOptions {
  readonly quote: string;
  readonly count: number;
}

export interface MarketVolume {
  readonly symbol: string;
  /** Traded in the last 24 hours, in the quote currency. */
  readonly volume: number;
}

export interface LeftOutMarket extends MarketVolume {
  readonly why: 'stable' | 'leveraged';
}

export interface TopMarkets {
  readonly quote: string;
  /** The largest first. */
  readonly markets: readonly MarketVolume[];
  /** Markets that they were chosen from. */
  readonly of: number;
  /** Those that would be among the largest, but are no price of a coin of its own. */
  readonly leftOut: readonly LeftOutMarket[];
}

/** Coins that follow a currency, and currencies. Those with USD at either end of their name are found by that. */
const STABLE = new Set(
  'DAI SUSDE FRAX PAX MIM EURC EURI EURR EURT EURS AEUR EUROC XSGD BIDR IDRT TRYB GYEN EUR GBP AUD CAD CHF JPY BRL TRY RUB UAH MXN ZAR NGN'.split(
    ' ',
  ),
);

/**
 * The markets with the most trade among the active spot markets in `quote`.
 * @throws NotFoundError if there is no such market, UsageError if the exchange tells no volumes
 */
export function topMarkets(
  exchange: string,
  listed: readonly ListedMarket[],
  tickers: readonly Ticker[],
  { quote, count }: TopOptions,
): TopMarkets {
  const spot = listed.filter((market) => market.spot === true && market.active !== false);
  const inQuote = spot.filter((market) => sameCode(market.quote, quote) && isPrintable(market.symbol));
  if (inQuote.length === 0) throw noSuchQuote(exchange, quote, spot);
  const volumes = new Map(tickers.map((ticker) => [ticker.symbol, volumeOf(ticker)]));
  const bases = new Set(spot.map(({ base }) => base));
  const traded = inQuote
    .map(({ symbol, base }) => ({
      symbol,
      volume: volumes.get(symbol) ?? 0,
      why: reasonAgainst(base, bases),
    }))
    .filter(({ volume }) => volume > 0)
    .toSorted((a, b) => b.volume - a.volume || (a.symbol < b.symbol ? -1 : 1));
  if (traded.length === 0) throw noVolumes(exchange);
  const markets = traded.filter(({ why }) => why === undefined).slice(0, count);
  const least = markets.at(count - 1)?.volume ?? 0;
  return {
    quote: inQuote[0].quote,
    markets: markets.map(({ symbol, volume }) => ({ symbol, volume })),
    of: inQuote.length,
    leftOut: traded.flatMap(({ symbol, volume, why }) =>
      why !== undefined && volume >= least ? { symbol, volume, why } : [],
    ),
  };
}

/** The error for an exchange that does not say how much is traded. */
export function noVolumes(exchange: string): UsageError {
  return new UsageError(`\`--top\` cannot choose: ${exchange} publishes no volumes of its markets`, {
    hint: `name the markets: \`hindcast fetch ${exchange} SYMBOL…\``,
  });
}

const sameCode = (a: string | undefined, b: string): boolean => a?.toUpperCase() === b.toUpperCase();

/** Traded in the quote currency; 0 if it is not known. */
function volumeOf({ quoteVolume, baseVolume, vwap, last }: Ticker): number {
  const volume = quoteVolume ?? (baseVolume ?? NaN) * (vwap ?? last ?? NaN);
  return Number.isFinite(volume) ? volume : 0;
}

/** Why a base is no coin of its own: it follows a currency, or another coin of the exchange with a lever. */
function reasonAgainst(base: string, bases: ReadonlySet<string>): LeftOutMarket['why'] | undefined {
  const code = base.toUpperCase();
  if (STABLE.has(code) || /^(?:USD.{0,2}|.{1,3}USD)$/.test(code)) return 'stable';
  const of = /^(.+?)(?:UP|DOWN|BULL|BEAR|[2-5][LS])$/.exec(base)?.[1];
  return of !== undefined && bases.has(of) ? 'leveraged' : undefined;
}

function noSuchQuote(exchange: string, quote: string, spot: readonly ListedMarket[]): NotFoundError {
  const counts = new Map<string, number>();
  for (const market of spot) counts.set(market.quote, (counts.get(market.quote) ?? 0) + 1);
  const most = [...counts].toSorted((a, b) => b[1] - a[1]).map(([code]) => code);
  return new NotFoundError(`${exchange} has no spot market with the quote ${quoted(quote)}`, {
    hint: `most of its markets are in ${most.filter(isPrintable).slice(0, 4).join(', ')}`,
  });
}
