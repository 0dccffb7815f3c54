/** The data that a run read: its span, and what is missing or was revised. */

import { addSteps, inferTimeframe } from '../../../data/timeframe.ts';
import type { Timeframe } from '../../../data/timeframe.ts';
import type { RunSeries } from '../../../evaluation/run-record.ts';
import { UNDEFINED, formatCount, formatTime } from '../../format/units.ts';
import type { ReportContext, ReportSection } from '../context.ts';
import { escapeHtml } from '../escape.ts';
import { table } from '../table.ts';

export const dataSection: ReportSection = {
  name: 'data',
  title: 'Data',
  body(context: ReportContext): string {
    const { record, revisions } = context;
    const timeframe = timeframeOf(context);
    const hasRevisions = revisions !== undefined;
    const rows = record.data.map((series) => [
      series.id,
      formatCount(series.rows),
      formatTime(series.first),
      formatTime(series.last),
      missingText(series, timeframe),
      ...(hasRevisions ? [formatCount(revisions.get(series.id) ?? 0)] : []),
    ]);
    const notes = [
      timeframe === null ? 'Rows are not evenly spaced.' : `Rows are ${timeframe.name} apart; times are UTC.`,
      'missing: rows without a value between the first and the last.',
      ...(hasRevisions ? ['revised: candles that the exchange has changed since the run read them.'] : []),
    ];
    const titles = ['series', 'rows#', 'from', 'to', 'missing#', ...(hasRevisions ? ['revised#'] : [])];
    return `${table(titles, rows)}<p class="note">${escapeHtml(notes.join(' '))}</p>`;
  },
};

/** How far apart rows are, by the times of the forecasts; `null` if they are uneven. */
function timeframeOf({ forecasts: { ds, origin } }: ReportContext): Timeframe | null {
  const times = Float64Array.from(new Set([...ds, ...origin])).toSorted();
  return inferTimeframe([times]);
}

function missingText({ rows, first, last }: RunSeries, timeframe: Timeframe | null): string {
  if (timeframe === null) return UNDEFINED;
  let expected = Math.round((last - first) / timeframe.ms) + 1;
  // Months differ in length.
  while (timeframe.months > 0 && addSteps(first, timeframe, expected - 1) > last) expected--;
  while (timeframe.months > 0 && addSteps(first, timeframe, expected) <= last) expected++;
  return formatCount(Math.max(0, expected - rows));
}
