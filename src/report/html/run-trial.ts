/** The forecasts of a stored run as a trial, so that losses are those that its tests compared. */

import { NAIVE } from '../../data/quantities.ts';
import { onCommonRows } from '../../evaluation/common-rows.ts';
import { fileTrial } from '../../evaluation/forecast-file-trial.ts';
import type { FileTrial } from '../../evaluation/forecast-file-trial.ts';
import type { ReportContext } from './context.ts';

/** On the rows that every model has; `null` without forecasts of the benchmark. */
export function runTrial({ forecasts, result, record }: ReportContext): FileTrial | null {
  const benchmark = forecasts.models.get(result.benchmark);
  if (benchmark === undefined || forecasts.y.length === 0) return null;
  const isClasses = result.quantity.classes !== undefined;
  const naive = forecasts.models.get(NAIVE);
  if (!isClasses && naive === undefined) return null;
  // A class has no value at its origin.
  const last = isClasses ? new Float64Array(benchmark.length) : naive!;
  const { trial, ...file } = fileTrial(forecasts, last, forecasts.models, record.options.seed);
  const { horizon, stepSize } = record.options;
  return {
    ...file,
    trial: onCommonRows({ ...trial, horizon, stepSize, quantity: result.quantity }, [
      ...forecasts.models.keys(),
    ]),
  };
}
