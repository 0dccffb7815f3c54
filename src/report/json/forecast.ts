/** The next values as JSON. */

import { classNames } from '../../data/classes.ts';
import { formatTime } from '../format/units.ts';
import type { ForecastReport } from '../inputs.ts';
import { failureJson } from './backtest.ts';
import { SCHEMA } from './document.ts';
import { dataJson } from './panel.ts';
import type { Warning } from '../../text/warning.ts';
import { warningsJson } from './warnings.ts';

/** The object of `forecast --json`. */
export function forecastJson(
  { panel, options, next, recorded, weights, reuse }: ForecastReport,
  version: string,
  warnings: readonly Warning[],
): object {
  const { horizon } = options;
  return {
    schema: SCHEMA,
    type: 'forecast',
    version,
    seed: options.seed,
    data: dataJson(panel),
    options,
    forecasts: next.series.flatMap((id, s) =>
      Array.from({ length: horizon }, (_, k) => ({
        id,
        origin: formatTime(next.origin),
        last: next.last[s],
        step: k + 1,
        ds: Number.isNaN(next.ds[k]) ? null : formatTime(next.ds[k]),
        yhat: Object.fromEntries([...next.models].map(([name, yhat]) => [name, yhat[s * horizon + k]])),
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
    ),
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
