/** Asks an exchange for one page of candles, and for a second try if a row of it cannot be right. */

import { HindcastError } from '../errors.ts';
import type { CandleSource } from './candle-source.ts';
import type { CandleRow, ExchangeRow } from './check-rows.ts';
import { checkRows } from './check-rows.ts';
import { otherGrid } from './timeframes.ts';

export interface RequestedPage {
  readonly candles: readonly CandleRow[];
  /** What is wrong with the row after `candles`, if it was invalid twice. */
  readonly problem: string | undefined;
  /** Candles that came, wanted or not. */
  readonly rows: number;
  /** Whether as many came as come at most. */
  readonly isFull: boolean;
  /** Open of the first of them; Infinity if there are none. */
  readonly oldest: number;
  /** Opens of the first and the last of them, no earlier than was asked for; -Infinity if there are none. */
  readonly next: number;
  readonly last: number;
}

/** Longer candles, as far as they show where a market was traded. */
interface LongerPage {
  /** Ascending opens of all that there are from `from` on, before `end`. */
  readonly times: readonly number[];
  /** Those with a volume. */
  readonly traded: readonly number[];
  readonly from: number;
  readonly end: number;
}

/** Time zones are whole quarters of an hour apart. */
const QUARTER = 900_000;

export class PageReader {
  readonly source: CandleSource;
  /** Opens from here on are not wanted. */
  readonly until: number;
  /** Rows that came twice with the same values, so far. */
  duplicates = 0;
  /** The longer candles that were last looked at. */
  #longer: LongerPage | undefined;
  /** Whether `skipGone` has searched. */
  #hasSkipped = false;

  constructor(source: CandleSource, until: number) {
    this.source = source;
    this.until = until;
  }

  /** The first open that is not wanted, or whose candle is not closed by the exchange's clock. */
  end(): number {
    return Math.min(this.until, this.running());
  }

  /** Open of the candle that has not closed by the exchange's clock. */
  running(): number {
    const { ms, now } = this.source;
    return Math.floor(now() / ms) * ms;
  }

  /**
   * The closed candles from `from` on, before `to`, among the `limit` candles requested from `since` on. Requests invalid rows
   * twice.
   * @throws UsageError if the exchange's candles open off the UTC grid, all at the same distance
   */
  async request(since: number, limit: number, to = Infinity, from = since): Promise<RequestedPage> {
    const { ms, pageSize, sendsAll = false, hasVolume = true, fetchRows } = this.source;
    for (let tries = 0; ; tries++) {
      const rows = await fetchRows(since, limit);
      this.#checkGrid(rows);
      const checked = checkRows(rows, { ms, from, to: Math.min(to, this.end()), mayLackVolume: !hasVolume });
      if (checked.problem !== undefined && tries === 0) continue;
      this.duplicates += checked.duplicates;
      const times = [...new Set(timesOf(rows))];
      const later = times.filter((time) => time >= since);
      return {
        candles: checked.candles,
        problem: checked.problem,
        rows: times.length,
        isFull: sendsAll ? times.length === pageSize : times.length >= pageSize,
        oldest: Math.min(...times),
        next: later.length === 0 ? -Infinity : Math.min(...later),
        last: Math.max(-Infinity, ...later),
      };
    }
  }

  #checkGrid(rows: readonly ExchangeRow[]): void {
    const { ms } = this.source;
    const offset = (rows.at(0)?.[0] ?? 0) % ms;
    if (offset > 0 && offset % QUARTER === 0 && rows.every(([time]) => (time ?? NaN) % ms === offset))
      throw otherGrid(this.source, offset);
  }

  /**
   * Where to continue if nothing came from `from` on, before `cursor`, although there were trades: the exchange does not
   * go back so far. Looks for the first longer candle within which it has candles, in halves, instead of page by page.
   */
  async skipGone(from: number, cursor: number): Promise<number> {
    const { longer } = this.source;
    const end = Math.min(this.source.now(), this.until);
    if (longer === undefined || this.#hasSkipped || cursor - from < 2 * longer.ms) return cursor;
    const isGone = async (): Promise<boolean> => {
      const { traded = [] } = (await this.longerPage(this.longerStart(from))) ?? {};
      return traded.some((time) => time >= from && time + longer.ms <= cursor);
    };
    if (!(await isGone())) return cursor;
    this.#hasSkipped = true;
    const { ms } = longer;
    let none = Math.floor(cursor / ms) * ms - ms;
    let some = Math.floor(end / ms) * ms;
    while (some - none >= 2 * ms) {
      const middle = none + Math.floor((some - none) / ms / 2) * ms;
      const open = (await this.longerPage(middle))?.traded.find((time) => time >= middle && time < some);
      if (open === undefined || (await this.#hasCandles(open, Math.min(open + ms, end)))) some = middle;
      else none = open;
    }
    return Math.max(cursor, some);
  }

  /** Whether there are candles from `from` on, before `to`. */
  async #hasCandles(from: number, to: number): Promise<boolean> {
    const { ms, pageSize, fetchRows } = this.source;
    for (let start = Math.ceil(from / ms) * ms; start < to; start += pageSize * ms) {
      const rows = await fetchRows(start, Math.min(pageSize, Math.ceil((to - start) / ms)));
      if (timesOf(rows).some((time) => time >= from && time < to)) return true;
    }
    return false;
  }

  /** Where to continue after an empty page that ends at `cursor`; `next` is the first candle that came, of any time. */
  async continueAfterEmpty(cursor: number, next: number): Promise<number> {
    const { ms, longer, now } = this.source;
    if (next >= cursor) return Math.ceil(next / ms) * ms;
    const end = Math.min(now(), this.until);
    if (longer === undefined || end - cursor < longer.ms) return cursor;
    for (let from = this.longerStart(cursor); from < end;) {
      const page = await this.longerPage(from);
      if (page === undefined) return cursor;
      const open = page.times.find((time) => time + longer.ms > cursor);
      if (open !== undefined) return this.#firstFrom(longer, cursor, from, open);
      from = page.end;
    }
    // Some exchanges do not give out the longer candle that is not closed yet.
    return Math.max(cursor, Math.floor((now() - longer.ms) / ms) * ms);
  }

  /** `open`, or the first longer candle that comes from `cursor` on when those before it are asked for again. */
  async #firstFrom(longer: CandleSource, cursor: number, from: number, open: number): Promise<number> {
    const { ms } = this.source;
    let first = open;
    while (first > cursor && first > from) {
      const count = Math.ceil((first - from) / longer.ms);
      const rows = (await unlessRefused(() => longer.fetchRows(from, count))) ?? [];
      const earlier = timesOf(rows).filter((time) => time + longer.ms > cursor && time < first);
      if (earlier.length === 0) break;
      first = Math.min(...earlier);
    }
    return Math.max(cursor, Math.floor(first / ms) * ms);
  }

  /** A time from which longer candles include the one that contains `time`. */
  longerStart(time: number): number {
    const ms = this.source.longer?.ms ?? 1;
    return (Math.floor(time / ms) - 1) * ms;
  }

  /** The page of longer candles that contains those from `from` on; `undefined` if none are to be had. */
  async longerPage(from: number): Promise<LongerPage | undefined> {
    const { longer } = this.source;
    if (longer === undefined) return undefined;
    if (this.#longer !== undefined && from >= this.#longer.from && from < this.#longer.end)
      return this.#longer;
    const { pageSize, ms } = longer;
    const rows = await unlessRefused(() => longer.fetchRows(from, pageSize));
    if (rows === undefined) return undefined;
    const [times, traded] = [rows, rows.filter((row) => row[5] !== 0)].map((some) =>
      timesOf(some).toSorted((a, b) => a - b),
    );
    const end = Math.max(from + pageSize * ms, (times.at(-1) ?? from) + ms);
    this.#longer = { times, traded, from, end };
    return this.#longer;
  }
}

/** The answer to a look ahead or back; `undefined` if that failed, which does not matter. */
export async function unlessRefused<T>(ask: () => Promise<T>): Promise<T | undefined> {
  try {
    return await ask();
  } catch (error) {
    if (error instanceof HindcastError) return undefined;
    throw error;
  }
}

const timesOf = (rows: readonly ExchangeRow[]): readonly number[] =>
  rows.map(([time]) => time ?? NaN).filter((time) => !Number.isNaN(time));
