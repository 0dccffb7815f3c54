/**
 * What time it is at an exchange, from the `Date` of its replies. A candle is closed when both clocks say so: the one
 * here, and the exchange's.
 */

export interface ExchangeClock {
  /** Milliseconds since 1970 UTC: the earlier of the two clocks. */
  readonly now: () => number;
  /** Takes in the `Date` header of a reply that has just come. */
  readonly note: (date: string | undefined) => void;
  /** How far the clock here is ahead; `undefined` until a reply has said. A header is up to a second old. */
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
