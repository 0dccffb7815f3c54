/** What came of writing candles into the store, for people and as JSON. */

import type { Market } from '../../data/market.ts';
import { formatMarket } from '../../data/market.ts';
import type { Revision, StoredSeries, Written } from '../../store/store.ts';
import { SCHEMA, toText } from '../json/backtest.ts';
import { formatCount, formatTime, plural } from '../format/units.ts';

export interface WrittenSeries {
  readonly market: Market;
  readonly written: Written;
  /** The series as it is now. */
  readonly series: StoredSeries;
}

/** `kraken:BTC/USD:1h: 1,000 new candles, 0 unchanged; 1,000 from 2024-01-01 to 2024-02-11T15:00Z`. */
export function renderWritten({ market, written, series }: WrittenSeries): string {
  const { inserted, unchanged, revisions } = written;
  const revised = revisions.length === 0 ? '' : `, ${formatCount(revisions.length)} revised`;
  return (
    `${formatMarket(market)}: ${plural(inserted, 'new candle')}, ${formatCount(unchanged)} unchanged${revised}; ` +
    `now ${plural(series.rows, 'candle')} from ${formatTime(series.first)} to ${formatTime(series.last)}`
  );
}

export function writtenJson(
  type: string,
  { market, written, series }: WrittenSeries,
  warnings: readonly string[],
): string {
  return toText({
    schema: SCHEMA,
    type,
    ...market,
    inserted: written.inserted,
    unchanged: written.unchanged,
    revisions: written.revisions.map(revisionJson),
    rows: series.rows,
    from: formatTime(series.first),
    to: formatTime(series.last),
    warnings,
  });
}

/** One warning that counts revised candles and names the runs that read the old values. */
export function revisionWarnings({
  market,
  written,
}: Pick<WrittenSeries, 'market' | 'written'>): readonly string[] {
  const { revisions } = written;
  if (revisions.length === 0) return [];
  const [first] = revisions;
  const runs = [...new Set(revisions.flatMap(({ usedBy }) => usedBy))];
  const used = runs.length === 0 ? 'no run had read them' : `read before by ${runs.join(', ')}`;
  const candles = revisions.length === 1 ? 'a candle' : `${formatCount(revisions.length)} candles`;
  const { column, before, after } = differenceOf(first);
  return [
    `${formatMarket(market)}: ${candles} had other values, the first at ${formatTime(first.time)} ` +
      `${column} ${before}, now ${after}; ${used}`,
  ];
}

/** The column that says most of a revision: the close where it differs, else the first that does. */
export function differenceOf({ before, after }: Pick<Revision, 'before' | 'after'>): {
  readonly column: string;
  readonly before: string;
  readonly after: string;
} {
  const columns = ['close', 'open', 'high', 'low', 'volume'] as const;
  const column = columns.find((name) => !Object.is(before[name], after[name])) ?? 'close';
  const text = (value: number) => (Number.isNaN(value) ? 'absent' : String(value));
  return { column, before: text(before[column]), after: text(after[column]) };
}

/** A revision; absent values are `null`, as JSON writes `NaN`. */
export function revisionJson({ time, at, before, after, usedBy }: Revision): object {
  return { time: formatTime(time), at: new Date(at).toISOString(), before, after, usedBy };
}
