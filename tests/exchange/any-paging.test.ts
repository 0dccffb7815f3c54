/** Any way to page that an exchange may have, drawn at random: nothing is lost silently, nothing is invented. */
import type { Exchange } from 'ccxt';
import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Hole } from '../../src/data/holes.ts';
import { candleSource, createConduct } from '../../src/exchange/candle-requests.ts';
import { fetchPages } from '../../src/exchange/fetch-pages.ts';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const T0 = Date.UTC(2024, 0, 1);

const rules = fc.record({
  /** Candles per request, as ccxt states, and as they come. */
  stated: fc.integer({ min: 8, max: 40 }),
  share: fc.constantFrom(1, 1, 1, 0.5),
  takesStart: fc.constantFrom(true, true, true, false),
  takesEnd: fc.boolean(),
  fromStart: fc.constantFrom('oldest', 'newest', 'window'),
  between: fc.constantFrom('oldest', 'newest'),
  startIn: fc.boolean(),
  endIn: fc.boolean(),
  last: fc.constantFrom(Infinity, Infinity, 50),
  hasDays: fc.constantFrom(true, true, false),
  hasRunning: fc.constantFrom(true, true, false),
});
type Rules = typeof rules extends fc.Arbitrary<infer T> ? T : never;

/** An exchange of ccxt with these rules, at hour `now` and a half. */
function exchangeOf(rule: Rules, hours: readonly number[], now: number): Exchange {
  const most = Math.max(5, Math.floor(rule.stated * rule.share));
  const opensOf = (timeframe: string): readonly number[] => {
    const step = timeframe === '1h' ? HOUR : DAY;
    const opens = new Set(
      hours.filter((n) => n <= now).map((n) => Math.floor((n * HOUR) / step) * step + T0),
    );
    const isThere = (open: number) => rule.hasRunning || open + step <= T0 + (now + 0.5) * HOUR;
    return [...opens].filter(isThere).slice(-Math.min(rule.last, 1e6));
  };
  let count = 0;
  const answer = (timeframe: string, since?: number, limit = 20, until?: number): readonly number[] => {
    const step = timeframe === '1h' ? HOUR : DAY;
    const [start, end] = [rule.takesStart ? since : undefined, rule.takesEnd ? until : undefined];
    const size = Math.min(limit, most);
    const fitting = opensOf(timeframe)
      .filter((open) => start === undefined || (rule.startIn ? open >= start : open > start - 1))
      .filter((open) => end === undefined || (rule.endIn ? open <= end : open < end));
    if (start === undefined) return fitting.slice(-size);
    const which = end === undefined ? rule.fromStart : rule.between;
    if (which === 'oldest') return fitting.slice(0, size);
    if (which === 'newest') return fitting.slice(-size);
    return fitting.filter((open) => open < start + limit * step).slice(0, size);
  };
  return {
    id: 'test',
    timeframes: { '1h': '1h', ...(rule.hasDays && { '1d': '1d' }) },
    features: { spot: { fetchOHLCV: { limit: rule.stated } } },
    last_json_response: [],
    parseOHLCVs: () => [], // never called: the rows come as they are
    // ccxt sorts, drops what opens before `since`, and cuts.
    fetchOHLCV(
      _: string,
      timeframe: string,
      since?: number,
      limit?: number,
      params: { until?: number } = {},
    ) {
      if (++count > 1000) throw new Error('it asks for ever');
      const opens = answer(timeframe, since, limit, params.until).filter((open) => open >= (since ?? 0));
      const cut = since === undefined ? opens.slice(-limit!) : opens.slice(0, limit);
      return Promise.resolve(cut.map((open) => [open, 1, 2, 1, 1, open / HOUR]));
    },
  } as unknown as Exchange;
}

/** What a fetch gives, in hours. */
async function fetched(exchange: Exchange, now: number, since: number, until: number) {
  const clock = { now: () => T0 + (now + 0.5) * HOUR, note: () => {}, aheadMs: () => undefined };
  const requests = {
    send: <T>(_: string, call: () => Promise<T>) => call(),
    replies: () => 0,
    status: () => 200,
  };
  const source = candleSource(createConduct('spot', exchange, requests, clock), 'BTC/USDT', '1h');
  const pages = fetchPages(source, { since: T0 + since * HOUR, until: T0 + until * HOUR });
  const hourOf = (time: number) => (time - T0) / HOUR;
  const got = new Set<number>();
  const gaps: Hole[] = [];
  for (;;) {
    const next = await pages.next();
    if (next.done === true) {
      const { historyLimit } = next.value;
      return { got, gaps, from: historyLimit === undefined ? -Infinity : hourOf(historyLimit.first) };
    }
    for (const time of next.value.candles.time) got.add(hourOf(time));
    gaps.push(...next.value.gaps.map((gap) => ({ from: hourOf(gap.from), to: hourOf(gap.to) })));
  }
}

/** Whether nothing that an exchange tells shows that it no longer has what was wanted. */
function isHidden(rule: Rules, hours: readonly number[], got: ReadonlySet<number>, lost: number): boolean {
  if (rule.last === Infinity) return false;
  // A limit that is longer than a page looks like a listing, unless a longer candle lies before it.
  const [first = Infinity] = got;
  if (!rule.hasDays || first - hours[0] < 48) return true;
  // A span in which no longer candle fits is empty, or no longer there: it has no candles either way.
  return got.size === 0 && lost <= 48;
}

test('nothing is lost silently, nothing is invented', async () => {
  const now = 400;
  await fc.assert(
    fc.asyncProperty(
      rules,
      fc.integer({ min: 0, max: 300 }),
      fc.array(fc.tuple(fc.integer({ min: 0, max: 365 }), fc.integer({ min: 1, max: 30 })), { maxLength: 4 }),
      fc.integer({ min: -200, max: 390 }),
      fc.option(fc.integer({ min: 1, max: 150 }), { nil: Infinity }),
      async (rule, listed, outages, since, length) => {
        // An isolated candle between outages is found only where pages are as long as ccxt says.
        const isOut = (n: number) =>
          rule.share === 1 && outages.some(([start, count]) => n >= start && n < start + count);
        const hours = Array.from({ length: now + 1 - listed }, (_, i) => listed + i).filter((n) => !isOut(n));
        const until = since + length;
        const wanted = hours.filter((n) => n >= since && n < until && n < now);
        const { got, gaps, from } = await fetched(exchangeOf(rule, hours, now), now, since, until);
        expect([...got].filter((n) => !wanted.includes(n))).toEqual([]);
        const lost = wanted.filter((n) => !got.has(n));
        if (isHidden(rule, hours, got, lost.length)) return;
        expect(lost.filter((n) => n >= from)).toEqual([]);
        const isFalse = (gap: Hole) =>
          wanted.some((n) => n >= from && n >= gap.from && n <= gap.to && !got.has(n));
        expect(gaps.filter(isFalse)).toEqual([]);
      },
    ),
    { numRuns: 300 },
  );
});
