/** The series and the folds of a backtest as JSON. */

import type { Plan } from '../../backtest/plan.ts';
import type { Panel } from '../../data/panel.ts';
import { seriesSpan, targetSpan, unscoredSpan } from '../format/time-spans.ts';
import { formatTime } from '../format/units.ts';

/** Each series with its rows, span and digest. */
export function dataJson(panel: Panel): object[] {
  return panel.series.map((series) => {
    const span = seriesSpan(panel, series);
    const { id, rows, digest } = series;
    return { id, rows, from: formatTime(span.first), to: formatTime(span.last), digest };
  });
}

/** How many folds and origins there are, the first and the last target, and the rows of the test span that are not scored. */
export function foldsJson(panel: Panel, plan: Plan): object {
  const span = targetSpan(panel, plan);
  return {
    count: plan.folds.length,
    origins: plan.origins,
    refit: plan.refit,
    window: plan.window,
    firstTarget: formatTime(span.first),
    lastTarget: formatTime(span.last),
    unscored: unscoredSpan(panel, plan),
  };
}
