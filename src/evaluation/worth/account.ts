/**
 * The books of an account that follows decisions. Time is counted in periods, from one grid row to the next.
 *
 *     w_t    position from row t on: the mean side of the decisions whose horizon contains it, of the K that can overlap (K tranches of 1/K,
 *            Jegadeesh & Titman 1993); decided at row t, filled at its price p_t
 *     gross  w_t (p_{t+1} / p_t - 1) - w_t f_t, with the funding f_t that longs pay and shorts receive
 *     traded |w_t - w_{t-1}|; the first entry and the last exit count
 *     net    gross - cost × traded
 *
 * Where a row has no price, nothing can be traded: the position stays, and its next price settles it. After the last price it is closed at
 * that price. Several series have equal weights at each time, among those that have begun and not ended.
 */

import type { Decisions } from './decisions.ts';
import type { TradedMarket, TradedSeries } from './market.ts';

/** Periods of the test span in order of time. */
export interface Account {
  /** Returns before costs, as ratios. */
  readonly gross: Float64Array;
  /** Changes of positions, in units of the whole account. */
  readonly traded: Float64Array;
  /** Mean absolute position over the periods. */
  readonly exposure: number;
}

/** The rows that an evaluation covers. */
export interface TradedSpan {
  /** First row of the first period, and last row of the last. */
  readonly from: number;
  readonly to: number;
  /** By series, its first and last row; the first is after the last if it has no decision. */
  readonly rows: readonly { readonly from: number; readonly to: number }[];
  /** Most decisions that overlap. */
  readonly tranches: number;
  /** Periods of a series whose funding is unknown, if it has any. */
  readonly withoutFunding: number;
}

/** From the first origin of each series to the close of its last position. */
export function spanOf({ series: market }: TradedMarket, { series, from, to }: Decisions): TradedSpan {
  const firsts = market.map(() => Infinity);
  const lasts = market.map(() => -Infinity);
  series.forEach((s, i) => {
    firsts[s] = Math.min(firsts[s], from[i]);
    lasts[s] = Math.max(lasts[s], to[i]);
  });
  const rows = market.map(({ price }, s) => ({ from: firsts[s], to: closingRow(price, lasts[s]) }));
  const used = rows.filter((one) => one.from < one.to);
  return {
    from: Math.min(...used.map((one) => one.from)),
    to: Math.max(...used.map((one) => one.to)),
    rows,
    tranches: mostOverlaps(market.length, { series, from, to }),
    withoutFunding: market.reduce((sum, { funding }, s) => {
      const own = funding?.subarray(rows[s].from, rows[s].to);
      return sum + (own === undefined ? 0 : own.filter(Number.isNaN).length);
    }, 0),
  };
}

/** The first row from `row` on with a price, else the last one before it. */
function closingRow(price: Float64Array, row: number): number {
  const after = price.findIndex((value, i) => i >= row && !Number.isNaN(value));
  return after >= 0 ? after : price.findLastIndex((value) => !Number.isNaN(value));
}

function mostOverlaps(count: number, { series, from, to }: Omit<Decisions, 'sides'>): number {
  const open = Array.from({ length: count }, (): number[] => []);
  let most = 1;
  series.forEach((s, i) => {
    open[s] = open[s].filter((end) => end > from[i]);
    open[s].push(to[i]);
    most = Math.max(most, open[s].length);
  });
  return most;
}

/** The account that takes these sides, or that buys and holds. */
export function accountOf(
  market: TradedMarket,
  span: TradedSpan,
  decisions: Decisions,
  sides: Int8Array | 'buy-and-hold',
): Account {
  const periods = span.to - span.from;
  const account = { gross: new Float64Array(periods), traded: new Float64Array(periods) };
  const held = new Float64Array(periods);
  const active = new Int32Array(periods);
  for (const { from, to } of span.rows) for (let row = from; row < to; row++) active[row - span.from]++;
  const weights = new Float64Array(market.time.length + 1);
  market.series.forEach((series, s) => {
    const { from, to } = span.rows[s];
    if (!(from < to)) return;
    weights.fill(0);
    if (sides === 'buy-and-hold') weights.fill(1, from, to);
    else addSides(weights, decisions, s, sides, span.tranches);
    weights.fill(0, to);
    trade(series, weights, { from, to, at: (row) => row - span.from, active }, { ...account, held });
  });
  return { ...account, exposure: held.reduce((sum, value) => sum + value, 0) / periods };
}

function addSides(
  out: Float64Array,
  { series, from, to }: Decisions,
  s: number,
  sides: Int8Array,
  tranches: number,
): void {
  series.forEach((own, i) => {
    if (own !== s) return;
    for (let row = from[i]; row < Math.min(to[i], out.length); row++) out[row] += sides[i];
  });
  // Whole numbers were added, so that equal positions are equal.
  for (let row = 0; row < out.length; row++) out[row] /= tranches;
}

interface TradedRows {
  readonly from: number;
  readonly to: number;
  /** The period that begins at a row. */
  at(row: number): number;
  /** By period, number of series that share the account. */
  readonly active: Int32Array;
}

/** Adds the returns and trades of one series that has the position `weights[row]` from each row on. */
function trade(
  { price, funding }: TradedSeries,
  weights: Float64Array,
  { from, to, at, active }: TradedRows,
  out: Pick<Account, 'gross' | 'traded'> & { readonly held: Float64Array },
): void {
  let [position, known] = [0, price[from]];
  for (let row = from; row <= to; row++) {
    const period = at(Math.min(row, to - 1));
    if (row > from && !Number.isNaN(price[row])) {
      if (position !== 0)
        out.gross[at(row - 1)] += (position * (price[row] / known - 1)) / active[at(row - 1)];
      known = price[row];
    }
    if (!Number.isNaN(price[row])) {
      out.traded[period] += Math.abs(weights[row] - position) / active[period];
      position = weights[row];
    }
    if (row === to) break;
    out.held[period] += Math.abs(position) / active[period];
    const rate = funding?.[row] ?? 0;
    if (!Number.isNaN(rate)) out.gross[period] -= (position * rate) / active[period];
  }
}
