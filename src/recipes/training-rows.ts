/** The rows that a recipe may read: those before the first target of the test span, however long the windows are. */

import type { BacktestOptions } from '../backtest/options.ts';
import { firstTestRow } from '../backtest/plan.ts';
import type { Panel } from '../data/panel.ts';
import { panelRows } from '../data/panel-rows.ts';

/**
 * The last row before the test span, less the gap. A share of the rows depends on the window, so the longest test span counts.
 * @param hasTestSpan - whether there is one; else all rows are for training
 */
export function lastTrainingRow(panel: Panel, options: BacktestOptions, hasTestSpan: boolean): number {
  if (!hasTestSpan) return panel.time.length - 1;
  return firstTestRow(panel, { ...options, inputSize: 0 }) - 1 - options.gap;
}

/** The rows from `start` to `cutoff`, of the series that have any. */
export function panelBetween(panel: Panel, start: number, cutoff: number): Panel {
  const part = panelRows(panel, start, cutoff);
  return { ...part, series: part.series.filter(({ rows }) => rows > 0) };
}
