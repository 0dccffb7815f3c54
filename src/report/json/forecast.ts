/** The next values as JSON. */

import { classNames } from '../../data/classes.ts';
import { targetOf } from '../../data/targets.ts';
import { valueFormatOf } from '../format/forecast-values.ts';
import { formatTime } from '../format/units.ts';
import type { ForecastReport } from '../inputs.ts';
import { leadModel } from '../format/lead-model.ts';
import { pastErrorsOf } from '../format/past-errors.ts';
import { failureJson } from './backtest.ts';
import { SCHEMA } from './document.ts';
import { dataJson } from './panel.ts';
import type { Warning } from '../../text/warning.ts';
import { warningsJson } from './warnings.ts';

/** The object of `forecast --json`. */
export function forecastJson(report: ForecastReport, version: string, warnings: readonly Warning[]): object {
  const { panel, options, next, recorded, weights, reuse } = report;
  return {
    schema: SCHEMA,
    type: 'forecast',
    version,
    seed: options.seed,
    data: dataJson(panel),
    options,
    forecasts: valuesJson(report),
    lead: leadModel(report) ?? null,
    backtest: backtestJson(report),
    calibration: next.calibration,
    weights:
      next.weights === undefined
        ? null
        : {
            file: weights ?? null,
            through: formatTime(next.weights.through),
            rowsSince: next.weights.rowsSince,
            digest: next.weights.digest,
          },
    reuse:
      reuse === undefined
        ? null
        : { record: reuse.record ?? null, why: reuse.record === undefined ? reuse.why : null },
    record: recorded?.id ?? null,
    madeAt: recorded === undefined ? null : formatTime(recorded.madeAt),
    recorded: recorded !== undefined,
    repeated: recorded?.isNew === false,
    failures: next.failures.map(failureJson),
    ...warningsJson(warnings),
  };
}

/** How good such forecasts have been: the newest kept backtest of the same configuration; `null` if there is none. */
function backtestJson({ kept, next }: ForecastReport): object | null {
  if (kept === undefined) return null;
  const { record } = kept;
  return {
    run: record.run,
    at: new Date(record.at).toISOString(),
    models: [...next.models.keys()].flatMap((model) => {
      const past = pastErrorsOf(kept, model);
      return past === undefined
        ? []
        : [{ model, n: past.n, change: past.answer.change, verdict: past.answer.word }];
    }),
  };
}

/** An object for each series and step. */
function valuesJson({ options, next }: ForecastReport): readonly object[] {
  const { horizon, target } = options;
  const { quantity } = targetOf(target);
  const { change } = valueFormatOf(quantity);
  return next.series.flatMap((id, s) =>
    Array.from({ length: horizon }, (_, k) => ({
      id,
      origin: formatTime(next.origin),
      last: next.last[s],
      step: k + 1,
      ds: Number.isNaN(next.ds[k]) ? null : formatTime(next.ds[k]),
      yhat: Object.fromEntries([...next.models].map(([name, yhat]) => [name, yhat[s * horizon + k]])),
      change:
        quantity.classes === undefined
          ? Object.fromEntries(
              [...next.models].map(([name, yhat]) => [name, change(yhat[s * horizon + k], next.last[s])]),
            )
          : {},
      probabilities: Object.fromEntries(
        [...next.probabilities].map(([name, given]) => [
          name,
          Object.fromEntries(classNames.map((of, c) => [of, given[c][s * horizon + k]])),
        ]),
      ),
      intervals: Object.fromEntries(
        [...next.intervals].map(([name, levels]) => [
          name,
          levels.map(({ level, lo, hi }) => ({ level, lo: lo[s * horizon + k], hi: hi[s * horizon + k] })),
        ]),
      ),
    })),
  );
}
