/** How many candles were written into the store, and warnings of revised ones. */

import { formatMarket } from '../../data/market.ts';
import { differenceOf } from '../format/revisions.ts';
import { formatCount, formatTime, plural } from '../format/units.ts';
import type { CandleUpdate, WrittenColumn } from '../inputs.ts';
import type { Warning } from '../../text/warning.ts';
import { warningOf } from '../../text/warning.ts';

/** `kraken:BTC/USD:1h: 1,000 new candles, 0 unchanged; 1,000 from 2024-01-01 to 2024-02-11T15:00Z`. */
export function renderCandleUpdate({ market, written, columns, series }: CandleUpdate): string {
  const { inserted, unchanged, revisions } = written;
  const revised = revisions.length === 0 ? '' : `, ${formatCount(revisions.length)} revised`;
  return (
    `${formatMarket(market)}: ${plural(inserted, 'new candle')}, ${formatCount(unchanged)} unchanged${revised}; ` +
    `now ${plural(series.rows, 'candle')} from ${formatTime(series.first)} to ${formatTime(series.last)}` +
    columns.map((column) => `; ${renderColumn(column)}`).join('')
  );
}

/** `funding: 27 new`. */
function renderColumn({ name, inserted, changed }: WrittenColumn): string {
  return `${name}: ${formatCount(inserted)} new${changed === 0 ? '' : `, ${formatCount(changed)} changed`}`;
}

/** One warning that counts revised candles and names the runs that read the old values. */
export function revisionWarnings({
  market,
  written,
}: Pick<CandleUpdate, 'market' | 'written'>): readonly Warning[] {
  const { revisions } = written;
  if (revisions.length === 0) return [];
  const [first] = revisions;
  const runs = [...new Set(revisions.flatMap(({ usedBy }) => usedBy))];
  const used = runs.length === 0 ? 'no run has read them' : `old values read by ${runs.join(', ')}`;
  const candles = revisions.length === 1 ? 'a candle' : `${formatCount(revisions.length)} candles`;
  const { column, before, after } = differenceOf(first);
  return [
    warningOf(
      `${formatMarket(market)}: ${candles} changed, the first at ${formatTime(first.time)} ` +
        `${column} ${before} to ${after}; ${used}`,
    ),
  ];
}
