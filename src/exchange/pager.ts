/**
 * History page by page, oldest first, over plain requests for "candles from here on".
 *
 * - A page is believed only where it holds candles: the next one starts behind its last candle, so that a page that was
 *   cut short leaves nothing out. An empty page is not the end: daily candles say where there are trades again, where
 *   there are any; else the window moves on until now.
 * - A hole is asked for a second time, for exactly the hole where it is at the start of a page, before it counts as a
 *   gap. That finds windows that the exchange has moved, and answers that were empty by mistake.
 * - Only candles that are closed by the exchange's clock are taken, and only rows that can be true. A page that holds
 *   others is asked for again, and then ends the run behind the last good row.
 */

import type { Ohlcv } from '../data/candles.ts';
import { DataError } from '../errors.ts';
import type { CheckedCandle, ExchangeRow } from './rows.ts';
import { checkRows, mergeCandles, toOhlcv } from './rows.ts';

/** One market at one timeframe, as an exchange gives it out. */
export interface CandleSource {
  /** As messages name it: `binance:BTC/USDT:1h`. */
  readonly name: string;
  /** Step of the grid in milliseconds; it divides a day. */
  readonly ms: number;
  /** Candles that the exchange gives at once. */
  readonly pageSize: number;
  /** How many candles there are, counted back from now: a number, `recent` for few, or all of them. */
  readonly history: number | 'recent' | 'all' | 'unknown';
  /** The same market's daily candles, by which years without trades are passed over; `undefined` where there are none. */
  readonly daily?: CandleSource | undefined;
  /** At most `limit` candles that open from `since` on. */
  readonly fetchRows: (since: number, limit: number) => Promise<readonly ExchangeRow[]>;
  /** The exchange's time. */
  readonly now: () => number;
}

/** Opens of the first and the last missing candle. */
export interface Missing {
  readonly from: number;
  readonly to: number;
}

export interface Page {
  readonly candles: Ohlcv;
  /** Holes that were asked for twice; those before the first candle of all are among them. */
  readonly gaps: readonly Missing[];
  /** Everything that opens before this has been seen to. */
  readonly through: number;
  /** Where it will end: the first moment whose candle is not closed yet or not wanted. */
  readonly end: number;
}

export interface PagingEnd {
  /** Rows that came twice with the same values. */
  readonly duplicates: number;
  /** Where the exchange has nothing older than its last so many candles, the running one among them. */
  readonly historyLimit: { readonly candles: number; readonly first: number } | undefined;
}

export interface PagingRange {
  /** First open that is wanted. */
  readonly since: number;
  /** Opens from here on are not wanted. */
  readonly until?: number;
  /** Whether there are candles from `until` on, so that what is missing before is missing for good. */
  readonly isHole?: boolean;
  /** Whether the candle at `since` is known to have been there: if it is gone now, so is what came after it. */
  readonly isResumed?: boolean;
}

/**
 * Every closed candle that opens in the range, and what of it is missing.
 * @throws DataError behind the last good row, where a page twice holds a row that cannot be true
 */
export async function* fetchPages(
  source: CandleSource,
  { since, until = Infinity, isHole = false, isResumed = false }: PagingRange,
): AsyncGenerator<Page, PagingEnd> {
  const { ms, pageSize } = source;
  const pager = new Pager(source, until);
  let cursor = Math.ceil(since / ms) * ms;
  const wanted = cursor;
  if (typeof source.history === 'number') {
    cursor = Math.max(cursor, Math.floor(source.now() / ms) * ms - (source.history - 1) * ms);
  }
  const start = cursor;
  let emptyFrom: number | undefined;
  let isFirst = true;
  let historyLimit: PagingEnd['historyLimit'];
  while (cursor < pager.end()) {
    const limit = Math.min(pageSize, Math.ceil((until - cursor) / ms));
    const asked = await pager.ask(cursor, limit);
    const first = asked.candles.at(0)?.[0];
    const from = emptyFrom ?? cursor;
    if (first === undefined) {
      if (asked.problem !== undefined) throw refusal(source, asked.problem);
      emptyFrom = from;
      historyLimit ??= pager.limitBehind(asked);
      cursor = await pager.afterEmpty(cursor + limit * ms, asked.next);
      yield { candles: toOhlcv([]), gaps: [], through: from, end: pager.end() };
      continue;
    }
    const leading = isFirst ? await pager.settleStart(from, first) : await pager.settleHole(from, first);
    const inner = await pager.settleInside(asked.candles);
    const candles = mergeCandles(mergeCandles(asked.candles, leading.candles), inner.candles);
    const last = candles[candles.length - 1][0];
    if (isFirst)
      historyLimit ??= limitOf(source, {
        wanted,
        start,
        asked,
        first: candles[0][0],
        end: pager.end(),
        isResumed,
      });
    const gaps = [...leading.gaps, ...inner.gaps];
    isFirst = false;
    emptyFrom = undefined;
    cursor = last + ms;
    yield { candles: toOhlcv(candles), gaps, through: cursor, end: pager.end() };
    const problem = asked.problem ?? leading.problem ?? inner.problem;
    if (problem !== undefined) throw refusal(source, problem);
  }
  if (emptyFrom !== undefined && isHole) {
    const { candles, gaps, problem } = await (isFirst
      ? pager.settleStart(emptyFrom, until)
      : pager.settleHole(emptyFrom, until));
    yield { candles: toOhlcv(candles), gaps, through: until, end: until };
    if (problem !== undefined) throw refusal(source, problem);
  }
  return { duplicates: pager.duplicates, historyLimit };
}

interface Asked {
  readonly candles: readonly CheckedCandle[];
  readonly problem: string | undefined;
  /** Rows that came, whether wanted or not. */
  readonly rows: number;
  /** Opens of the first and the last of them, no earlier than was asked for; -Infinity for none. */
  readonly next: number;
  readonly last: number;
}

interface Settled {
  readonly candles: readonly CheckedCandle[];
  readonly gaps: readonly Missing[];
  readonly problem?: string | undefined;
}

class Pager {
  readonly #source: CandleSource;
  readonly #until: number;
  duplicates = 0;

  constructor(source: CandleSource, until: number) {
    this.#source = source;
    this.#until = until;
  }

  /** The first open that is not closed by the exchange's clock, or not wanted. */
  end(): number {
    const { ms, now } = this.#source;
    return Math.min(this.#until, Math.floor(now() / ms) * ms);
  }

  /** The closed candles from `since` on that come when `limit` are asked for, before `to`; a bad page twice. */
  async ask(since: number, limit: number, to = Infinity): Promise<Asked> {
    for (let tries = 0; ; tries++) {
      const rows = await this.#source.fetchRows(since, limit);
      const checked = checkRows(rows, { ms: this.#source.ms, from: since, to: Math.min(to, this.end()) });
      if (checked.problem !== undefined && tries === 0) continue;
      this.duplicates += checked.duplicates;
      const later = rows.map(([time]) => time ?? NaN).filter((time) => time >= since);
      const next = later.length === 0 ? -Infinity : Math.min(...later);
      const last = Math.max(-Infinity, ...later);
      return { candles: checked.candles, problem: checked.problem, rows: rows.length, next, last };
    }
  }

  /** The last so many candles, where they came in full although only older ones were wanted. */
  limitBehind({ rows, next, last }: Asked): PagingEnd['historyLimit'] {
    const { ms, pageSize, history, now } = this.#source;
    const isAllThereIs = rows >= pageSize && next >= this.#until && last + ms > now();
    return history !== 'all' && isAllThereIs ? { candles: rows, first: next } : undefined;
  }

  /** Where to go on behind an empty page that ends at `cursor`; `next` is the first candle that came all the same. */
  async afterEmpty(cursor: number, next: number): Promise<number> {
    const { ms, daily, now } = this.#source;
    if (next >= cursor) return Math.ceil(next / ms) * ms;
    const end = Math.min(now(), this.#until);
    if (daily === undefined || end - cursor < daily.ms) return cursor;
    for (let day = Math.floor(cursor / daily.ms) * daily.ms; day < end; day += daily.pageSize * daily.ms) {
      const rows = await daily.fetchRows(day, daily.pageSize);
      const times = rows.map(([time]) => time ?? NaN).filter((time) => time >= day);
      if (times.length > 0) return Math.max(cursor, Math.min(...times));
    }
    return Infinity;
  }

  /**
   * What lies between the start of the range and the first candle that came, which may be its listing. Only the window
   * just before that candle is asked for again, as long as more comes of it.
   */
  async settleStart(from: number, first: number): Promise<Settled> {
    const { ms, pageSize } = this.#source;
    let candles: readonly CheckedCandle[] = [];
    const gaps: Missing[] = [];
    let until = first;
    while (from < until) {
      const since = Math.max(from, until - pageSize * ms);
      const again = await this.settleHole(since, until);
      if (again.candles.length === 0) return { candles, gaps: [...gaps, { from, to: until - ms }] };
      candles = mergeCandles(again.candles, candles);
      gaps.push(...again.gaps.filter((gap) => gap.from > again.candles[0][0]));
      if (again.problem !== undefined) return { candles, gaps, problem: again.problem };
      until = again.candles[0][0];
    }
    return { candles, gaps };
  }

  /** Asks for exactly the candles from `from` on, before `to`, until nothing more comes of it. */
  async settleHole(from: number, to: number): Promise<Settled> {
    const { ms, pageSize } = this.#source;
    const found: CheckedCandle[] = [];
    const gaps: Missing[] = [];
    const waiting: [from: number, to: number][] = from < to ? [[from, to]] : [];
    for (let hole = waiting.pop(); hole !== undefined; hole = waiting.pop()) {
      const [start] = hole;
      const stop = Math.min(hole[1], start + pageSize * ms);
      if (stop < hole[1]) waiting.push([stop, hole[1]]);
      const { candles, problem } = await this.ask(start, (stop - start) / ms, stop);
      if (problem !== undefined) {
        const good = [...found, ...candles];
        return { candles: good.toSorted((a, b) => a[0] - b[0]), gaps, problem };
      }
      if (candles.length === 0) {
        gaps.push({ from: start, to: stop - ms });
        continue;
      }
      found.push(...candles);
      gaps.push(...holesOf(candles, ms)); // missing from the first answer and from this one
      const [first, last] = [candles[0][0], candles[candles.length - 1][0]];
      if (last + ms < stop) waiting.push([last + ms, stop]);
      if (start < first) waiting.push([start, first]);
    }
    return {
      candles: found.toSorted((a, b) => a[0] - b[0]),
      gaps: joined(
        gaps.toSorted((a, b) => a.from - b.from),
        ms,
      ),
    };
  }

  /** Asks once more for the span of the holes between the candles of a page. */
  async settleInside(candles: readonly CheckedCandle[]): Promise<Settled> {
    const { ms, pageSize } = this.#source;
    const holes = holesOf(candles, ms);
    if (holes.length === 0) return { candles: [], gaps: [] };
    const times = new Set(candles.map(([time]) => time));
    const found: CheckedCandle[] = [];
    const to = holes[holes.length - 1].to + ms;
    for (let from = holes[0].from; from < to; from += pageSize * ms) {
      const stop = Math.min(to, from + pageSize * ms);
      const again = await this.ask(from, (stop - from) / ms, stop);
      found.push(...again.candles.filter(([time]) => !times.has(time)));
      if (again.problem !== undefined) return { candles: found, gaps: [], problem: again.problem };
    }
    return { candles: found, gaps: holesOf(mergeCandles(candles, found), ms) };
  }
}

function holesOf(candles: readonly CheckedCandle[], ms: number): readonly Missing[] {
  const holes: Missing[] = [];
  for (let i = 1; i < candles.length; i++) {
    const [from, to] = [candles[i - 1][0] + ms, candles[i][0] - ms];
    if (from <= to) holes.push({ from, to });
  }
  return holes;
}

/** Neighbouring holes as one. */
function joined(holes: readonly Missing[], ms: number): readonly Missing[] {
  const out: Missing[] = [];
  for (const hole of holes) {
    const last = out.at(-1);
    if (last !== undefined && last.to + ms === hole.from)
      out[out.length - 1] = { from: last.from, to: hole.to };
    else out.push(hole);
  }
  return out;
}

interface FirstPage {
  /** First open that was wanted, and the one that was asked for. */
  readonly wanted: number;
  readonly start: number;
  readonly asked: Asked;
  /** First open that there is. */
  readonly first: number;
  readonly end: number;
  readonly isResumed: boolean;
}

/**
 * The last so many candles, where that is all an exchange gives out: known of it, or seen in a full page that starts a
 * page or more late, has nothing before it, and reaches now. A market listed lately has a page that is not full.
 */
function limitOf(
  source: CandleSource,
  { wanted, start, asked, first, end, isResumed }: FirstPage,
): PagingEnd['historyLimit'] {
  const { ms, pageSize, history } = source;
  if (history === 'all' || first === wanted) return undefined;
  if (typeof history === 'number')
    return start > wanted && first - start <= ms ? { candles: history, first } : undefined;
  if (history === 'recent') return { candles: (end - first) / ms, first };
  const last = asked.candles[asked.candles.length - 1][0];
  const isFullPage = asked.rows >= pageSize && asked.candles[0][0] === first;
  const isLate = isResumed || first - wanted >= pageSize * ms;
  return isFullPage && isLate && last + ms >= end ? { candles: asked.rows, first } : undefined;
}

function refusal(source: CandleSource, problem: string): DataError {
  return new DataError(`expected candles of \`${source.name}\`, got ${problem}, twice`, {
    hint: `what lies before is kept; try again later, or fetch up to there with \`--until\``,
  });
}
