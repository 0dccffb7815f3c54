/** The rows that a recipe may read: those before the first target of the test span, however long the windows are. */

import type { BacktestOptions } from '../backtest/options.ts';
import { firstTestRow } from '../backtest/plan.ts';
import type { Panel } from '../data/panel.ts';
import { digestOf } from '../text/digest.ts';

/**
 * The last row before the test span, less the gap. A share of the rows depends on the window, so the longest test span counts.
 * @param hasTestSpan - whether there is one; else all rows are for training
 */
export function lastTrainingRow(panel: Panel, options: BacktestOptions, hasTestSpan: boolean): number {
  if (!hasTestSpan) return panel.time.length - 1;
  return firstTestRow(panel, { ...options, inputSize: 0 }) - 1 - options.gap;
}

/** The rows from `start` to `cutoff` as if there were no others: after them only the calendar is known. */
export function panelBetween(panel: Panel, start: number, cutoff: number): Panel {
  const part = (column: Float64Array): Float64Array => column.slice(start, cutoff + 1);
  const time = part(panel.time);
  const { calendar = panel.time } = panel;
  const ahead = calendar.length - panel.time.length;
  const known = ahead > 0 && { calendar: calendar.slice(start, cutoff + 1 + ahead) };
  const beside = (column: Float64Array): Float64Array => {
    const rows = new Float64Array(time.length + ahead).fill(NaN);
    rows.set(part(column));
    return rows;
  };
  const series = panel.series.flatMap((each) => {
    const observed = part(each.observed);
    const values = each.values === each.observed ? observed : part(each.values);
    const first = observed.findIndex((value) => !Number.isNaN(value));
    if (first < 0) return [];
    const { others } = each;
    return {
      ...each,
      values,
      observed,
      ...(others && {
        others: Object.fromEntries(Object.entries(others).map(([name, column]) => [name, beside(column)])),
      }),
      first,
      last: observed.findLastIndex((value) => !Number.isNaN(value)),
      rows: observed.reduce((count, value) => (Number.isNaN(value) ? count : count + 1), 0),
      digest: digestOf(time, observed),
    };
  });
  return { ...panel, time, ...known, series };
}
