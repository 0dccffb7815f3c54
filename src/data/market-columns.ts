/**
 * What is stored of a contract besides its candles: funding rate, open interest, mark and index price, as points with the
 * time at which each was known. A candle takes the last point that was known when it closed, so no value comes from the
 * future of the candle.
 */

/** Columns of a contract, in the order in which they are always written. */
export const marketColumns = ['funding', 'open-interest', 'mark', 'index'] as const;
export type MarketColumn = (typeof marketColumns)[number];

/** Row `i` of both belongs together. */
export interface KnownPoints {
  /** When each was known, milliseconds since 1970 UTC, strictly increasing. */
  readonly time: Float64Array;
  readonly value: Float64Array;
}

/** A span of time of which every point is stored. */
export interface Span {
  readonly from: number;
  /** Excluded. */
  readonly to: number;
}

/** The stored points of one column. */
export interface ColumnHistory extends KnownPoints {
  readonly name: MarketColumn;
  /** Ascending; they never touch. */
  readonly spans: readonly Span[];
}

/**
 * One value per candle: that of the last point known at its close; `NaN` before the first point, and where it is not known
 * whether there were others since.
 * @param closes - ascending times at which the candles close
 */
export function alignPoints(
  closes: Float64Array,
  { time, value, spans }: Pick<ColumnHistory, 'time' | 'value' | 'spans'>,
): Float64Array {
  const out = new Float64Array(closes.length).fill(NaN);
  let [point, span] = [-1, 0];
  for (let row = 0; row < closes.length; row++) {
    const close = closes[row];
    while (point + 1 < time.length && time[point + 1] <= close) point++;
    while (span < spans.length && spans[span].to <= close) span++;
    if (point < 0 || span === spans.length) continue;
    // Both the point and the close lie within one span.
    if (spans[span].from <= time[point]) out[row] = value[point];
  }
  return out;
}

/** Column of the candles with the sum of the funding rates that were paid during each. */
export const FUNDING_PAID = 'funding-paid';

/** Of columns that are payments: the column of the candles with what was paid during each. */
export const paidColumns: Readonly<Partial<Record<MarketColumn, string>>> = { funding: FUNDING_PAID };

/**
 * The sum of the points of each candle, after its open and up to its close; `NaN` where it is not known whether there were others.
 * @param opens - ascending
 * @param closes - when each closes
 */
export function sumPoints(
  opens: Float64Array,
  closes: Float64Array,
  { time, value, spans }: Pick<ColumnHistory, 'time' | 'value' | 'spans'>,
): Float64Array {
  let [point, span] = [0, 0];
  return opens.map((open, row) => {
    const close = closes[row];
    while (point < time.length && time[point] <= open) point++;
    let sum = 0;
    for (; point < time.length && time[point] <= close; point++) sum += value[point];
    while (span < spans.length && spans[span].to <= close) span++;
    return span < spans.length && spans[span].from <= open ? sum : NaN;
  });
}

/** The union of ascending spans and another one. */
export function joinSpans(spans: readonly Span[], added: Span): readonly Span[] {
  if (!(added.from < added.to)) return spans;
  const apart = spans.filter(({ from, to }) => to < added.from || from > added.to);
  const touching = [...spans.filter((span) => !apart.includes(span)), added];
  const joined = {
    from: Math.min(...touching.map(({ from }) => from)),
    to: Math.max(...touching.map(({ to }) => to)),
  };
  return [...apart, joined].toSorted((a, b) => a.from - b.from);
}

/** What is left of a span without ascending others. */
export function withoutSpans({ from, to }: Span, taken: readonly Span[]): readonly Span[] {
  const left: Span[] = [];
  let start = from;
  for (const span of taken) {
    if (span.from > start && start < to) left.push({ from: start, to: Math.min(to, span.from) });
    start = Math.max(start, span.to);
  }
  if (start < to) left.push({ from: start, to });
  return left;
}

/** What makes a value of a column impossible, to follow "got"; `undefined` for a possible one. */
export function pointProblem(name: MarketColumn, value: number): string | undefined {
  const isPossible = {
    funding: Math.abs(value) < 1,
    'open-interest': value >= 0,
    mark: value > 0,
    index: value > 0,
  }[name];
  return Number.isFinite(value) && isPossible ? undefined : `${titles[name]} of ${value}`;
}

/** What messages call a value. */
const titles: Readonly<Record<MarketColumn, string>> = {
  funding: 'a funding rate',
  'open-interest': 'an open interest',
  mark: 'a mark price',
  index: 'an index price',
};
