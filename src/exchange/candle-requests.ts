/** Requests candles in the way that the exchange supports: from a start, up to an end, or only the latest. */

import type { Exchange } from 'ccxt';
import { formatMarket } from '../data/market.ts';
import { NotFoundError } from '../errors.ts';
import type { CandleSource } from './candle-source.ts';
import type { ExchangeRow } from './check-rows.ts';
import type { ExchangeClock } from './clock.ts';
import type { PriceColumn } from './column-rules.ts';
import { RefusedRequest } from './failure.ts';
import { unlessRefused } from './page-reader.ts';
import type { Requests } from './requests.ts';
import { longerTimeframe, stepMs, timeframeMs } from './timeframes.ts';
import type { Asking, MarketKind, Parameters, VenueRules } from './venue-rules.ts';
import { limitsOf, rulesOf } from './venue-rules.ts';
import { pageSizeByCcxt } from './venues.ts';
import { scaledVolumes, volumeScale } from './volume.ts';

/** What is known of an exchange; fetching finds out more. */
export interface Conduct {
  readonly kind: MarketKind;
  readonly exchange: Exchange;
  readonly requests: Requests;
  readonly clock: ExchangeClock;
  readonly rules: VenueRules;
  asks: Asking;
  /** Whether the exchange has given a market another name since its list was kept. Loads the list again once. */
  readonly isRenamed: (symbol: string) => Promise<boolean>;
  /** What ccxt took for the candles in the last answer: null if there was nothing, `undefined` if it did not look. */
  candles: unknown;
}

/** @param other - rules that replace those of its kind of markets */
export function createConduct(
  kind: MarketKind,
  exchange: Exchange,
  requests: Requests,
  clock: ExchangeClock,
  other: VenueRules = {},
  isRenamed: Conduct['isRenamed'] = () => Promise.resolve(false),
): Conduct {
  const rules = { ...rulesOf(exchange.id, kind), ...other };
  const conduct: Conduct = {
    kind,
    exchange,
    requests,
    clock,
    rules,
    asks: rules.asks ?? 'start',
    isRenamed,
    candles: undefined,
  };
  // ccxt copies lists with it, so that one could not see which was meant.
  exchange.toArray = (value) => (Array.isArray(value) ? value : Object.values(value ?? {}));
  const parse = exchange.parseOHLCVs.bind(exchange);
  exchange.parseOHLCVs = (candles, market, timeframe, since) => {
    conduct.candles = candles ?? null;
    return parse(candles, market, timeframe, since); // without the limit: duplicates would push out others
  };
  return conduct;
}

/** Extra candles at both ends of a request, because exchanges count the ends differently. */
const MARGIN = 2;

/**
 * The candles of a market.
 * @param price - those of the mark or index price, and not of trades
 * @throws UsageError if the exchange does not have the timeframe
 */
export function candleSource(
  conduct: Conduct,
  symbol: string,
  timeframe: string,
  price?: PriceColumn,
): CandleSource {
  const { exchange } = conduct;
  const offered = timeframesOf(conduct);
  const ms = timeframeMs(exchange.id, timeframe, offered, conduct.rules.dayBegins);
  const name = longerTimeframe(timeframe, offered);
  const longer =
    name === undefined ? undefined : sourceOf(conduct, { symbol, timeframe: name, price }, stepMs(name));
  return sourceOf(conduct, { symbol, timeframe, price }, ms, longer);
}

/** Timeframes that markets of this kind have. */
function timeframesOf({ exchange, rules: { wrongTimeframes = [] } }: Conduct): readonly string[] {
  return Object.keys(exchange.timeframes).filter((name) => !wrongTimeframes.includes(name));
}

/** Which candles are asked for. */
interface AskedCandles {
  readonly symbol: string;
  readonly timeframe: string;
  readonly price: PriceColumn | undefined;
}

function sourceOf(conduct: Conduct, asked: AskedCandles, ms: number, longer?: CandleSource): CandleSource {
  const { symbol, timeframe, price } = asked;
  const { exchange, rules, clock } = conduct;
  const limits = limitsOf(exchange.id, conduct.kind, pageSizeByCcxt(exchange, conduct.kind));
  const { history } = limits;
  const most = rules.pageSize ?? limits.pageSize;
  const pageSize = Math.max(1, Math.min(most, Math.floor((rules.longestSpan ?? Infinity) / ms)));
  const scale = price === undefined ? volumeScale(conduct, symbol) : NaN; // prices have no volume
  const page = { ...asked, conduct, ms, most: pageSize, scale };
  const earliest = (): number =>
    rules.refusesOlder === true && typeof history === 'number'
      ? Math.floor(clock.now() / ms) * ms - (history - 1) * ms
      : -Infinity;
  const rowsFrom = (since: number, limit: number) =>
    askers[rules.files === undefined ? conduct.asks : 'files'](page, since, limit);
  const canEnd = rules.files === undefined && (rules.end !== undefined || typeof history !== 'number');
  return {
    name: `${price === undefined ? '' : `${price} of `}${formatMarket({ exchange: exchange.id, symbol, timeframe })}`,
    ms,
    history,
    longer,
    timeframes: timeframesOf(conduct),
    sendsAll: rules.sendsAll === true,
    hasVolume: !Number.isNaN(scale),
    now: clock.now,
    get pageSize() {
      if (rules.files !== undefined) return fileSteps(rules.files, ms);
      return conduct.asks === 'end' ? pageSize - MARGIN : pageSize;
    },
    earliest,
    async fetchRows(since, limit) {
      if (since > earliest()) return rowsFrom(since, limit);
      // The next candle may open while a request is on its way: then the first of the history is already too old.
      const rows = await unlessRefused(() => rowsFrom(earliest(), limit));
      return rows ?? rowsFrom(earliest() + MARGIN * ms, limit);
    },
    ...(canEnd && {
      fetchBefore: (end: number, since = -Infinity) =>
        ask(page, Math.max(since, end - page.most * ms), page.most, endOf(rules, end - 1)),
    }),
    get askByEnd() {
      return canEnd && conduct.asks !== 'end' ? () => void (conduct.asks = 'end') : undefined;
    },
  };
}

interface PageOf extends AskedCandles {
  readonly conduct: Conduct;
  readonly ms: number;
  /** Candles per request at most. */
  readonly most: number;
  /** What makes a volume one in units of the base currency. */
  readonly scale: number;
}

type Ask = (page: PageOf, since: number, limit: number) => Promise<readonly ExchangeRow[]>;

/** A function for each way of asking. */
const askers: Readonly<Record<Asking | 'files', Ask>> = {
  start: (page, since, limit) => ask(page, since, limit),
  end(page, since, limit) {
    const until = Math.min(since + (limit + MARGIN / 2) * page.ms - 1, page.conduct.clock.now());
    return ask(page, since, Math.min(page.most, limit + MARGIN), endOf(page.conduct.rules, until));
  },
  latest: (page) => ask(page, undefined, page.most),
  async files(page, since, limit) {
    const { files } = page.conduct.rules;
    const rows: ExchangeRow[] = [];
    const end = Math.min(since + limit * page.ms, page.conduct.clock.now());
    for (let start = since; start < end;) {
      const file = fileAt(files!, page.ms, start);
      rows.push(...(await ask(page, start, undefined, { [files!.parameter]: file.name })));
      start = file.end;
    }
    return rows;
  },
};

/**
 * One request; `since` and `limit` are those of ccxt. If it is refused and the market has another name at the exchange since
 * the list of markets was kept, it is sent again.
 */
async function ask(page: PageOf, ...asked: Asked): Promise<readonly ExchangeRow[]> {
  try {
    return await askOnce(page, ...asked);
  } catch (error) {
    const isRefused = error instanceof NotFoundError || error instanceof RefusedRequest;
    if (!isRefused || !(await page.conduct.isRenamed(page.symbol))) throw error;
    return askOnce(page, ...asked);
  }
}

type Asked = [since: number | undefined, limit: number | undefined, parameters?: Parameters];

function askOnce(
  { conduct, symbol, timeframe, price, scale }: PageOf,
  ...[since, limit, parameters = {}]: Asked
): Promise<readonly ExchangeRow[]> {
  const { exchange, requests, rules } = conduct;
  conduct.candles = undefined;
  const count = rules.sendsAll === true ? undefined : limit;
  const accepted = rules.pageSizes?.find((size) => size >= (count ?? Infinity)) ?? count;
  const all = { ...rules.parameters, ...parameters, ...(price !== undefined && { price }) };
  const noFile: readonly ExchangeRow[] = [];
  const call = async () => {
    try {
      const rows = await exchange.fetchOHLCV(symbol, timeframe, since, accepted, all);
      return scaledVolumes(rows, scale);
    } catch (error) {
      if (rules.files !== undefined && requests.status() === 404) return noFile;
      throw error;
    }
  };
  return requests.send(
    price === undefined ? `fetching ${symbol}` : `fetching ${price} of ${symbol}`,
    call,
    // ccxt returns an empty list for HTML, for incomplete JSON and for an empty object.
    (rows) =>
      rows.length > 0 ||
      rows === noFile ||
      (isEmptyAnswer(exchange.last_json_response) &&
        isWhereCandlesAre(exchange.last_json_response, conduct.candles)),
  );
}

const endOf = ({ end }: VenueRules, until: number): Parameters => end?.(until) ?? { until };

const DAY = 86_400_000;

/** Candles of the shortest file: of a day, or of a year of 365 days. */
function fileSteps({ yearsFrom }: NonNullable<VenueRules['files']>, ms: number): number {
  return (ms < yearsFrom ? DAY : 365 * DAY) / ms;
}

/** Name and end of the file that contains `time`. */
function fileAt(
  { yearsFrom }: NonNullable<VenueRules['files']>,
  ms: number,
  time: number,
): { readonly name: string; readonly end: number } {
  const date = new Date(time);
  const [year, month, day] = [date.getUTCFullYear(), date.getUTCMonth(), date.getUTCDate()];
  return ms < yearsFrom
    ? { name: date.toISOString().slice(0, 10).replaceAll('-', ''), end: Date.UTC(year, month, day + 1) }
    : { name: String(year), end: Date.UTC(year + 1, 0) };
}

/** Whether ccxt looked for candles where there could be some: not in a list where it wants an object, nor the reverse. */
function isWhereCandlesAre(json: unknown, candles: unknown): boolean {
  if (candles === undefined) return true;
  if (!Array.isArray(candles)) return false;
  if (Array.isArray(json)) return candles === json;
  const fields: readonly unknown[] = Object.values(json ?? {});
  return candles.length === 0 || candles[0] !== fields[0];
}

/** Whether JSON means "no candles": it contains a list, or a `null` that is not in a field for errors. */
export function isEmptyAnswer(json: unknown): boolean {
  if (json === null) return true;
  if (typeof json !== 'object') return false;
  if (Array.isArray(json)) return true;
  return Object.entries(json).some(([key, value]) => !/^errors?$/i.test(key) && isEmptyAnswer(value));
}
