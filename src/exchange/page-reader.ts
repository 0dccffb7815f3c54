/** Asks an exchange for one page of candles, and for a second try if a row of it cannot be right. */

import type { CandleSource } from './candle-source.ts';
import type { CandleRow } from './check-rows.ts';
import { checkRows } from './check-rows.ts';

export interface RequestedPage {
  readonly candles: readonly CandleRow[];
  /** What is wrong with the row after `candles`, if it was invalid twice. */
  readonly problem: string | undefined;
  /** Rows that came, wanted or not. */
  readonly rows: number;
  /** Opens of the first and the last of them, no earlier than was asked for; -Infinity if there are none. */
  readonly next: number;
  readonly last: number;
}

export class PageReader {
  readonly source: CandleSource;
  /** Opens from here on are not wanted. */
  readonly until: number;
  /** Rows that came twice with the same values, so far. */
  duplicates = 0;

  constructor(source: CandleSource, until: number) {
    this.source = source;
    this.until = until;
  }

  /** The first open that is not wanted, or whose candle is not closed by the exchange's clock. */
  end(): number {
    const { ms, now } = this.source;
    return Math.min(this.until, Math.floor(now() / ms) * ms);
  }

  /** The closed candles from `since` on, before `to`, that come when `limit` are asked for. Asks twice for invalid rows. */
  async request(since: number, limit: number, to = Infinity): Promise<RequestedPage> {
    for (let tries = 0; ; tries++) {
      const rows = await this.source.fetchRows(since, limit);
      const checked = checkRows(rows, { ms: this.source.ms, from: since, to: Math.min(to, this.end()) });
      if (checked.problem !== undefined && tries === 0) continue;
      this.duplicates += checked.duplicates;
      const later = rows.map(([time]) => time ?? NaN).filter((time) => time >= since);
      const next = later.length === 0 ? -Infinity : Math.min(...later);
      const last = Math.max(-Infinity, ...later);
      return { candles: checked.candles, problem: checked.problem, rows: rows.length, next, last };
    }
  }

  /** Where to continue after an empty page that ends at `cursor`; `next` is the first candle that came, of any time. */
  async continueAfterEmpty(cursor: number, next: number): Promise<number> {
    const { ms, daily, now } = this.source;
    if (next >= cursor) return Math.ceil(next / ms) * ms;
    const end = Math.min(now(), this.until);
    if (daily === undefined || end - cursor < daily.ms) return cursor;
    for (let day = Math.floor(cursor / daily.ms) * daily.ms; day < end; day += daily.pageSize * daily.ms) {
      const rows = await daily.fetchRows(day, daily.pageSize);
      const times = rows.map(([time]) => time ?? NaN).filter((time) => time >= day);
      if (times.length > 0) return Math.max(cursor, Math.min(...times));
    }
    return Infinity;
  }
}
