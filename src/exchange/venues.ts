/** Lists the exchanges of ccxt that have candles, and creates an instance of one. Loading ccxt takes half a second. */

import type ccxtModule from 'ccxt';
import type { Exchange } from 'ccxt';
import type { MarketColumn } from '../data/market-columns.ts';
import { columnsOf, historyOfColumn, reasonAgainstColumn } from './column-rules.ts';
import { formerName } from './former-names.ts';
import type { ListedMarket } from './symbols.ts';
import { quoted } from '../text/escape.ts';
import { suggestion } from '../text/suggest.ts';
import { UsageError } from '../errors.ts';
import { leaveOutUnreadable, loadNoOptions, loadSpotOnly } from './spot-only.ts';
import { usableTimeframes } from './timeframes.ts';
import { baseVolume } from './base-volume.ts';
import type { HistoryLength, MarketKind } from './venue-rules.ts';
import { limitsOf, marketKinds, rulesOf } from './venue-rules.ts';

type Ccxt = typeof ccxtModule;

export async function loadCcxt(): Promise<Ccxt> {
  return (await import('ccxt')).default;
}

/** What an exchange offers, as far as is known without a request. */
export interface Venue {
  /** Name for `fetch`. */
  readonly name: string;
  /** Its own name. */
  readonly title: string;
  /** What it has. The numbers are those of spot markets, if it has any. */
  readonly markets: readonly MarketKind[];
  /** Timeframes that can be fetched, shortest first. */
  readonly timeframes: readonly string[];
  /** The timeframe that `fetch` takes by default: a day, or the longest from which days can be built. */
  readonly defaultTimeframe: string;
  /** Candles per request. */
  readonly pageSize: number;
  readonly history: HistoryLength;
  /** What it has of its contracts besides candles, for `fetch --with`. */
  readonly columns: readonly MarketColumn[];
  /** How many milliseconds back it has them, if that is less than candles and known. */
  readonly columnHistoryMs: Readonly<Partial<Record<MarketColumn, number>>>;
  /** The currency of a candle's volume. In BTC/USDT the base is BTC, the quote is USDT. */
  readonly volume: 'base' | 'quote';
  /** Minimum milliseconds between requests. */
  readonly rateLimitMs: number;
}

/** An exchange that cannot be fetched. */
export interface UnusableVenue extends Pick<Venue, 'name' | 'title'> {
  readonly reason: string;
}

/** Every exchange of ccxt, sorted by name: those that can be fetched, and the others. */
export async function listVenues(): Promise<{
  readonly usable: readonly Venue[];
  readonly unusable: readonly UnusableVenue[];
}> {
  const ccxt = await loadCcxt();
  const all = ccxt.exchanges.map((name) => create(ccxt, name));
  return {
    usable: all.filter((exchange) => reasonAgainst(exchange) === undefined).map(toVenue),
    unusable: all.flatMap((exchange) => {
      const reason = reasonAgainst(exchange);
      return reason === undefined ? [] : [{ name: exchange.id, title: String(exchange.name), reason }];
    }),
  };
}

/** Why an exchange cannot be fetched; `undefined` if it can. */
function reasonAgainst(exchange: Exchange): string | undefined {
  const { id, has } = exchange;
  if (has.fetchOHLCV !== true) return 'ccxt has no candles of it';
  if (kindsOf(exchange).length > 0) return undefined;
  return rulesOf(id, 'spot').unusable ?? rulesOf(id, 'contract').unusable ?? 'ccxt has no markets of it';
}

/** What can be fetched of an exchange. What speaks against its spot markets also speaks against its contracts. */
function kindsOf({ id, has }: Exchange): readonly MarketKind[] {
  const kinds: Readonly<Record<MarketKind, boolean>> = {
    spot: has.spot === true,
    contract: (has.swap === true || has.future === true) && rulesOf(id, 'contract').unusable === undefined,
  };
  return rulesOf(id, 'spot').unusable === undefined ? marketKinds.filter((kind) => kinds[kind]) : [];
}

/** One exchange; throws like `createExchange`. */
export async function findVenue(name: string): Promise<Venue> {
  return toVenue(createExchange(await loadCcxt(), name));
}

/**
 * @throws UsageError if a market of an exchange is not a contract, or the exchange has no such column; the hint names some that have
 */
export function checkColumn(ccxt: Ccxt, exchange: Exchange, listed: ListedMarket, name: MarketColumn): void {
  const { id } = exchange;
  if (listed.swap !== true && listed.future !== true)
    throw new UsageError(`\`${id}:${listed.symbol}\` is a spot market, and only contracts have ${name}`, {
      hint: `name a contract, for example \`hindcast fetch binance BTC/USDT:USDT --with ${name}\``,
    });
  const reason = reasonAgainstColumn(exchange, name);
  if (reason === undefined) return;
  const others = ccxt.exchanges.filter((other) => toVenue(create(ccxt, other)).columns.includes(name));
  throw new UsageError(`${name} cannot be fetched from ${id}: ${reason}`, {
    hint: `these exchanges have it: ${others.join(', ')}`,
  });
}

interface InstanceOptions {
  /** Whether its contracts are listed too, not only its spot markets. */
  readonly withContracts?: boolean;
  readonly userAgent?: string;
  readonly timeout?: number;
  readonly enableRateLimit?: boolean;
}

/**
 * An instance of an exchange with its spot markets, or if it has none, its contracts.
 * @throws UsageError for a name that ccxt does not know, and for an exchange that cannot be fetched
 */
export function createExchange(ccxt: Ccxt, name: string, options: InstanceOptions = {}): Exchange {
  if (!ccxt.exchanges.includes(name)) {
    const former = formerName(name);
    if (former !== undefined) throw new UsageError(former.message, { hint: former.hint });
    const near = suggestion(name, ccxt.exchanges);
    throw new UsageError(`unknown exchange ${quoted(name)}`, {
      hint: near.startsWith('did you') ? near : 'see `hindcast exchanges`',
    });
  }
  const exchange = create(ccxt, name, options);
  const reason = reasonAgainst(exchange);
  if (reason !== undefined) {
    throw new UsageError(`${name} cannot be fetched: ${reason}`, {
      hint: 'see `hindcast exchanges` for those with candles',
    });
  }
  return exchange;
}

function create(
  ccxt: Ccxt,
  name: string,
  { withContracts = false, ...options }: InstanceOptions = {},
): Exchange {
  const Class = (ccxt as unknown as Record<string, new (options: object) => Exchange>)[name];
  const exchange = new Class({ enableLastJsonResponse: true, ...options });
  // ccxt's class for BitoPro fills outages, and the time before the listing, with candles that it invents.
  if ('insertMissingCandles' in exchange)
    Object.assign(exchange, { insertMissingCandles: <T>(candles: T): T => candles });
  leaveOutUnreadable(exchange);
  if (withContracts || exchange.has.spot !== true) loadNoOptions(exchange);
  else loadSpotOnly(exchange);
  const { volumes, wrongTimeframes = [] } = rulesOf(name, 'spot');
  exchange.timeframes = Object.fromEntries(
    Object.entries(exchange.timeframes ?? {}).filter(([timeframe]) => !wrongTimeframes.includes(timeframe)),
  );
  if (volumes !== undefined) takeBaseVolume(exchange, volumes);
  return exchange;
}

/** Makes ccxt take the volume in the base currency, of the two that a candle has. */
function takeBaseVolume(exchange: Exchange, [one, other]: readonly [string, string]): void {
  const parse = exchange.parseOHLCV.bind(exchange);
  exchange.parseOHLCV = (candle: unknown, ...rest) => {
    const [time, open, high, low, close, volume] = parse(candle, ...rest);
    const fields = candle as Readonly<Record<string, unknown>>;
    const [a, b] = [Number(fields[one]), Number(fields[other])];
    const isKnown = !Number.isNaN(a + b) && close !== undefined;
    return [time, open, high, low, close, isKnown ? baseVolume(a, b, close) : volume];
  };
}

/** Candles per request, if ccxt knows. */
export function pageSizeByCcxt({ features }: Exchange, kind: MarketKind): number | undefined {
  type Limits = { readonly fetchOHLCV?: { readonly limit?: number } } | undefined;
  type Contracts = { readonly linear?: Limits; readonly inverse?: Limits } | undefined;
  const known = features as { spot?: Limits; swap?: Contracts; future?: Contracts } | undefined;
  const limits =
    kind === 'spot'
      ? [known?.spot]
      : [known?.swap, known?.future].flatMap((contracts) => [contracts?.linear, contracts?.inverse]);
  return limits.find((each) => each?.fetchOHLCV?.limit !== undefined)?.fetchOHLCV?.limit;
}

function toVenue(exchange: Exchange): Venue {
  const { id, name, rateLimit } = exchange;
  const kinds = kindsOf(exchange);
  const [kind = 'spot'] = kinds;
  const { dayBegins, wrongTimeframes = [] } = rulesOf(id, kind);
  const offered = Object.keys(exchange.timeframes).filter((one) => !wrongTimeframes.includes(one));
  const timeframes = usableTimeframes(offered, dayBegins);
  const columns = kinds.includes('contract') ? columnsOf(exchange) : [];
  return {
    name: id,
    title: String(name),
    timeframes,
    defaultTimeframe: timeframes[timeframes.length - 1],
    markets: kinds,
    columns,
    columnHistoryMs: Object.fromEntries(
      columns.flatMap((column) => {
        const history = historyOfColumn(id, column);
        return history === undefined ? [] : [[column, history]];
      }),
    ),
    ...limitsOf(id, kind, pageSizeByCcxt(exchange, kind)),
    volume: rulesOf(id, kind).isVolumeInQuote === true ? 'quote' : 'base',
    rateLimitMs: rateLimit ?? 0,
  };
}
