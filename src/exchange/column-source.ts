/** One column of a contract at an exchange: how it is fetched, as points with the time at which each was known. */

import type { OpenInterest } from 'ccxt';
import { formatMarket } from '../data/market.ts';
import { pointProblem } from '../data/market-columns.ts';
import type { MarketColumn } from '../data/market-columns.ts';
import { formatTime, parseTimeframe } from '../data/timeframe.ts';
import { DataError, UsageError } from '../errors.ts';
import type { Conduct } from './candle-requests.ts';
import { candleSource, isEmptyAnswer } from './candle-requests.ts';
import type { CandleSource } from './candle-source.ts';
import type { PointColumn, PointRules, PriceColumn } from './column-rules.ts';
import { isPriceColumn, pointRulesOf } from './column-rules.ts';
import { fetchPages } from './fetch-pages.ts';
import type { Point, PointPage, PointRange, PointSource } from './fetch-points.ts';
import { fetchPoints, pagesOf } from './fetch-points.ts';
import { stepMs, usableTimeframes } from './timeframes.ts';
import type { ListedMarket } from './symbols.ts';

export interface ColumnSource {
  readonly name: MarketColumn;
  /** Its market in messages: `binance:BTC/USDT:USDT:1d`. */
  readonly market: string;
  /** How long before a candle opens a point can be that is still the last one, milliseconds. */
  readonly lead: number;
  /** The last points before the end of what is stored may have been published late: they are asked for again. */
  readonly overlap: number;
  /** How much later than the candles a column may start without being short, milliseconds. */
  readonly patience: number;
  /** Only the points of so many last milliseconds exist, as far as is known. */
  readonly history: number | undefined;
  /** Every point in the range. */
  readonly fetch: (range: PointRange) => AsyncGenerator<PointPage>;
  /** The exchange's time. */
  readonly now: () => number;
}

/** Points at both ends of a window that may come with it. */
const MARGIN = 2;
const HOUR = 3_600_000;
const DAY = 24 * HOUR;
/** Most exchanges settle funding three times a day; none does so less often than once. */
const FUNDING_STEP = 8 * HOUR;

/**
 * A column of a market.
 * @throws UsageError if the market has none
 */
export function columnSource(
  conduct: Conduct,
  listed: ListedMarket,
  timeframe: string,
  name: MarketColumn,
): ColumnSource {
  const { exchange, clock } = conduct;
  const market = formatMarket({ exchange: exchange.id, symbol: listed.symbol, timeframe });
  const common = { name, market, now: clock.now };
  if (isPriceColumn(name)) return { ...common, ...pricesOf(conduct, listed, timeframe, name) };
  const rules = pointRulesOf(exchange.id, name, listed.inverse === true);
  const ofMarket = rules.ofMarket?.(listed) ?? {};
  if (typeof ofMarket === 'string')
    throw new UsageError(`\`${market}\` has no ${name}: ${ofMarket}`, {
      hint: `leave \`${name}\` out of \`--with\``,
    });
  const step = rules.steps === undefined ? undefined : pointStep(rules.steps, timeframe);
  const usual = step === undefined ? FUNDING_STEP : stepMs(step);
  const source: PointSource = {
    asks: rules.asks,
    usual,
    span: Math.min(rules.longestSpan ?? Infinity, Math.max(1, rules.pageSize - MARGIN) * usual),
    pageSize: rules.pageSize,
    ask: asking(conduct, listed, name, rules, { step, ofMarket }),
  };
  return {
    ...common,
    lead: step === undefined ? DAY : 0,
    overlap: step === undefined ? DAY : 3 * usual,
    patience: Math.max(2 * DAY, 2 * usual),
    history: rules.history,
    fetch: (range) => fetchPoints(source, range),
  };
}

/** The step between points that fits candles: theirs, else the longest that divides it, else the shortest there is. */
function pointStep(steps: readonly string[], timeframe: string): string {
  const { ms } = parseTimeframe(timeframe)!;
  const ascending = usableTimeframes(steps);
  return ascending.findLast((step) => ms % stepMs(step) === 0) ?? ascending[0];
}

interface Asked {
  readonly step: string | undefined;
  readonly ofMarket: Readonly<Record<string, string | number>>;
}

/** One request for points; asks twice if one of them is impossible. */
function asking(
  conduct: Conduct,
  listed: ListedMarket,
  name: PointColumn,
  rules: PointRules,
  { step, ofMarket }: Asked,
): PointSource['ask'] {
  const { exchange, requests } = conduct;
  const scale = rules.countsContracts === true ? (listed.contractSize ?? NaN) : 1;
  const send = (since: number | undefined, parameters: object): Promise<readonly Point[]> =>
    requests.send(
      `fetching ${name} of ${listed.symbol}`,
      async () => {
        const all = { ...rules.parameters, ...ofMarket, ...parameters };
        const { symbol } = listed;
        if (name === 'open-interest') {
          const rows = await exchange.fetchOpenInterestHistory(symbol, step, since, rules.pageSize, all);
          return rows.map((row) => toPoint(row.timestamp, interestOf(row) * scale));
        }
        const rows = await exchange.fetchFundingRateHistory(symbol, since, rules.pageSize, all);
        return rows.map((row) => toPoint(row.timestamp, row.fundingRate));
      },
      (points) => points.length > 0 || isEmptyAnswer(exchange.last_json_response),
    );
  return async ({ from, to, page }) => {
    // Exchanges disagree whether the ends belong to a span, so it is a bit longer than what is wanted.
    const until = to + 1;
    const request = {
      between: () => send(from - 1, rules.end?.(until) ?? { until }),
      end: () => send(undefined, rules.end?.(until) ?? { until }),
      page: () => send(undefined, rules.page?.(page) ?? {}),
      once: () => send(undefined, {}),
    }[rules.asks];
    for (let tries = 0; ; tries++) {
      const points = await request();
      const problem = points.map((point) => problemOf(name, point)).find((one) => one !== undefined);
      if (problem === undefined) return points;
      if (tries > 0)
        throw new DataError(
          `expected the ${name} of \`${exchange.id}:${listed.symbol}\`, got ${problem}, twice`,
          {
            hint: 'all values before it are kept; try again later',
          },
        );
    }
  };
}

const toPoint = (time: number | undefined, value: number | undefined): Point => ({
  time: time ?? NaN,
  value: value ?? NaN,
});

/** Units of the base currency; of a contract that pays in it, of the quote currency. */
const interestOf = ({ openInterestAmount, openInterestValue }: OpenInterest): number =>
  openInterestAmount ?? openInterestValue ?? NaN;

function problemOf(name: MarketColumn, { time, value }: Point): string | undefined {
  if (!Number.isSafeInteger(time)) return 'a value without a time';
  const problem = pointProblem(name, value);
  return problem === undefined ? undefined : `${problem} at ${formatTime(time)}`;
}

/** The closes of candles of a price: each is known when its candle has closed. */
function pricesOf(
  conduct: Conduct,
  { symbol }: ListedMarket,
  timeframe: string,
  name: PriceColumn,
): Omit<ColumnSource, 'name' | 'market' | 'now'> {
  const source = candleSource(conduct, symbol, timeframe, name);
  return {
    lead: 0,
    overlap: 2 * source.ms,
    patience: Math.max(DAY, 2 * source.ms),
    history: undefined,
    fetch: (range) => fetchCloses(source, range),
  };
}

async function* fetchCloses(
  source: CandleSource,
  { from, to, isKnown }: PointRange,
): AsyncGenerator<PointPage> {
  const { ms } = source;
  // Candles that close from `from` on, before `to`.
  const since = Math.ceil(from / ms) * ms - ms;
  const until = Math.ceil(to / ms) * ms - ms;
  if (since >= until) return;
  let start = from;
  let isFollowing = isKnown;
  for await (const { candles, through } of fetchPages(source, { since, until })) {
    const points = Array.from(candles.time, (open, row) => ({ time: open + ms, value: candles.close[row] }));
    if (points.length === 0) continue;
    // Candles that open before `through` are done; they have closed by then.
    const end = Math.min(to, through + ms);
    const pages = pagesOf(points, { from: start, to: end, isKnown: isFollowing }, ms);
    yield* pages;
    isFollowing = pages.at(-1)?.to === end;
    start = end;
  }
}
