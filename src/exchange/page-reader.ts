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
  /** Rows that came, wanted or not. */
  readonly rows: number;
  /** Whether as many came as were asked for, or as come at most. */
  readonly isFull: boolean;
  /** Open of the first of them; Infinity if there are none. */
  readonly oldest: number;
  /** Opens of the first and the last of them, no earlier than was asked for; -Infinity if there are none. */
  readonly next: number;
  readonly last: number;
}

/** Time zones are whole quarters of an hour apart. */
const QUARTER = 900_000;

export class PageReader {
  readonly source: CandleSource;
  /** Opens from here on are not wanted. */
  readonly until: number;
  /** Rows that came twice with the same values, so far. */
  duplicates = 0;
  /** Opens of the longer candles that were last looked at, from `longerFrom` on. */
  #longer: readonly number[] = [];
  #longerFrom = Infinity;

  constructor(source: CandleSource, until: number) {
    this.source = source;
    this.until = until;
  }

  /** The first open that is not wanted, or whose candle is not closed by the exchange's clock. */
  end(): number {
    return Math.min(this.until, this.running());
  }

  /** Open of the candle that is not closed yet by the exchange's clock. */
  running(): number {
    const { ms, now } = this.source;
    return Math.floor(now() / ms) * ms;
  }

  /**
   * The closed candles from `from` on, before `to`, that come when `limit` from `since` on are asked for. Asks twice for
   * invalid rows.
   * @throws UsageError if the exchange's candles open off the UTC grid, all by the same time
   */
  async request(since: number, limit: number, to = Infinity, from = since): Promise<RequestedPage> {
    const { ms, pageSize, sendsAll = false, fetchRows } = this.source;
    for (let tries = 0; ; tries++) {
      const rows = await fetchRows(since, limit);
      this.#checkGrid(rows);
      const checked = checkRows(rows, { ms, from, to: Math.min(to, this.end()) });
      if (checked.problem !== undefined && tries === 0) continue;
      this.duplicates += checked.duplicates;
      const times = timesOf(rows);
      const later = times.filter((time) => time >= since);
      return {
        candles: checked.candles,
        problem: checked.problem,
        rows: rows.length,
        isFull: sendsAll ? rows.length === pageSize : rows.length >= limit,
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

  /** Where to continue after an empty page that ends at `cursor`; `next` is the first candle that came, of any time. */
  async continueAfterEmpty(cursor: number, next: number): Promise<number> {
    const { ms, longer, now } = this.source;
    if (next >= cursor) return Math.ceil(next / ms) * ms;
    const end = Math.min(now(), this.until);
    if (longer === undefined || end - cursor < longer.ms) return cursor;
    for (let from = this.longerStart(cursor); from < end; from += longer.pageSize * longer.ms) {
      const times = await this.longerTimes(from);
      if (times === undefined) return cursor;
      const open = times.find((time) => time + longer.ms > cursor);
      if (open !== undefined) return Math.max(cursor, Math.floor(open / ms) * ms);
    }
    return Infinity;
  }

  /** A time from which longer candles include the one that contains `time`. */
  longerStart(time: number): number {
    const ms = this.source.longer?.ms ?? 1;
    return (Math.floor(time / ms) - 1) * ms;
  }

  /** Ascending opens of a page of longer candles from `from` on; `undefined` if there are none to be had. */
  async longerTimes(from: number): Promise<readonly number[] | undefined> {
    const { longer } = this.source;
    if (longer === undefined) return undefined;
    const isKnown = from >= this.#longerFrom && from <= (this.#longer.at(-1) ?? -Infinity);
    if (!isKnown) {
      const rows = await unlessRefused(() => longer.fetchRows(from, longer.pageSize));
      if (rows === undefined) return undefined;
      this.#longer = timesOf(rows).toSorted((a, b) => a - b);
      this.#longerFrom = from;
    }
    return this.#longer.filter((time) => time >= from);
  }
}

/** Whether a look ahead or back is answered; a failed one is of no importance. */
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
