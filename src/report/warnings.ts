/** Why values of a result are undefined or incomplete, so that a `null` never stands alone. */

import type { BacktestResult, ModelResult, Scores } from '../backtest/result.ts';
import { metrics } from '../metrics/index.ts';
import { escapeControl } from '../data/escape.ts';
import { seriesSpan } from './span.ts';
import { formatTime, plural } from './units.ts';

/**
 * One warning per series that was not scored, one per metric that is undefined anywhere else, and one where
 * MAPE leaves points out.
 */
export function scoreWarnings({ models, forecasts, panel }: BacktestResult): string[] {
  const warnings = (models.at(0)?.bySeries ?? [])
    .filter(({ scores }) => scores.n === 0)
    .map(({ id }) => {
      const { first, last } = seriesSpan(
        panel,
        panel.series.find((series) => series.id === id)!,
      );
      return `${escapeControl(id)} (${formatTime(first)} to ${formatTime(last)}) has no forecast that can be scored`;
    });
  for (const metric of metrics) {
    // Direction prints its own reason: n and ties stand beside it.
    if (metric.name === 'direction') continue;
    const names = models.filter((result) => isUndefined(result, metric.name)).map(({ model }) => model);
    if (names.length === 0) continue;
    const all = names.length === models.length ? 'all models' : names.join(', ');
    warnings.push(
      `${metric.name} has undefined values for ${all}: it is undefined where ${metric.undefinedWhere}`,
    );
  }
  const zeros = forecasts.y.reduce((count, y) => count + (y === 0 ? 1 : 0), 0);
  if (zeros > 0 && models.some(({ scores }) => 'mape' in scores))
    warnings.push(`mape leaves out ${plural(zeros, 'point')} whose true value is 0`);
  return warnings;
}

function isUndefined({ scores, bySteps, byFolds, bySeries }: ModelResult, metric: string): boolean {
  const scopes: readonly Scores[] = [
    scores,
    ...bySteps,
    ...byFolds,
    ...bySeries.map((series) => series.scores).filter(({ n }) => n > 0),
  ];
  return scopes.some((scope) => Number.isNaN(scope[metric]));
}
