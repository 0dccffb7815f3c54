/** The clock of an exchange, read from the `Date` of its replies. A candle is closed if both clocks say so, ours and the exchange's. */

export interface ExchangeClock {
  /** Milliseconds since 1970 UTC, of the slower of the two clocks. */
  readonly now: () => number;
  /** Reads the `Date` header of a new reply. */
  readonly note: (date: string | undefined) => void;
  /** How far the local clock is ahead; `undefined` before the first reply. A header is up to a second old. */
  readonly aheadMs: () => number | undefined;
}

export function createClock(local: () => number): ExchangeClock {
  let ahead: number | undefined;
  return {
    now: () => local() - Math.max(0, ahead ?? 0),
    note(date) {
      const time = date === undefined ? NaN : Date.parse(date);
      if (!Number.isNaN(time)) ahead = local() - time;
    },
    aheadMs: () => ahead,
  };
}
