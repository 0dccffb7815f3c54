/** First and last times of targets and series. */

import type { Plan } from '../../backtest/plan.ts';
import type { Panel, Series } from '../../data/panel.ts';
import type { ScoredForecastFile } from '../../evaluation/forecast-file.ts';
import { formatCount, formatTime, plural } from './units.ts';

/** Times of the first and the last target, in milliseconds. */
export function targetSpan(panel: Panel, plan: Plan): { first: number; last: number } {
  return { first: panel.time[plan.testStart], last: panel.time[plan.testEnd] };
}

/** Rows of the test span that have no scored forecast. */
export interface UnscoredSpan {
  readonly rows: number;
  readonly where: 'start' | 'end';
  /** Times of the first and the last of them. */
  readonly from: string;
  readonly to: string;
}

/** The rows at the start or at the end of the test span that are not scored; `null` if all are. */
export function unscoredSpan(
  { time }: Panel,
  { skippedRows, unusedRows, testStart, testEnd }: Plan,
): UnscoredSpan | null {
  const span = (rows: number, first: number, where: UnscoredSpan['where']): UnscoredSpan => ({
    rows,
    where,
    from: formatTime(time[first]),
    to: formatTime(time[first + rows - 1]),
  });
  if (skippedRows > 0) return span(skippedRows, testStart - skippedRows, 'start');
  return unusedRows > 0 ? span(unusedRows, testEnd + 1, 'end') : null;
}

/** `the last 5 rows, 2020-09-22 to 2020-09-26: the next origin needs 7`. */
export function unscoredText({ rows, from, to, where }: UnscoredSpan, stepSize: number): string {
  const span = from === to ? from : `${from} to ${to}`;
  const which = rows === 1 ? 'row' : plural(rows, 'row');
  return where === 'start'
    ? `the first ${which} of the test span, ${span}: origins are counted from the end`
    : `the last ${which}, ${span}: the next origin needs ${formatCount(stepSize)}`;
}

/** Times of the first and the last row of a series with a value. */
export function seriesSpan(panel: Panel, series: Series): { first: number; last: number } {
  return { first: panel.time[series.first], last: panel.time[series.last] };
}

/** Number of origins, first and last target. Steps are rows of the file's own times. */
export function forecastFileSpan(
  { table }: ScoredForecastFile['trial'],
  time: Float64Array,
): { readonly origins: number; readonly first: number; readonly last: number } {
  const rows = new Set(table.origin);
  return {
    origins: rows.size,
    first: time[Math.min(...rows) + 1],
    last: time[time.length - 1],
  };
}
