/** The model whose forecasts come first. */

import { benchmarkOf } from '../../data/targets.ts';
import type { ForecastReport } from '../inputs.ts';

/**
 * Of the models that have forecasts, the best in the kept backtest; without one the first of the command line. It is the benchmark
 * only if there is no other. `undefined` if no model has forecasts.
 */
export function leadModel({ next, options, kept }: ForecastReport): string | undefined {
  const benchmark = benchmarkOf(options.target);
  const hasForecasts = (model: string): boolean => next.models.get(model)?.some(Number.isFinite) === true;
  const ranked = kept?.record.scores.filter(({ n }) => n > 0).map(({ model }) => model) ?? [];
  const rivals = [...ranked, ...options.models].filter((model) => model !== benchmark);
  return [...rivals, benchmark, ...next.models.keys()].find(hasForecasts);
}
