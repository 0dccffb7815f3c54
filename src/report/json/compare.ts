/** A comparison of two files of forecasts, as JSON. */

import type { ForecastComparison } from '../../evaluation/compare.ts';
import { formatTime } from '../format/units.ts';
import { SCHEMA } from './document.ts';
import { warningsJson } from './warnings.ts';

/** The object of `compare --json`. */
export function compareJson(
  { n, series, sizes, first, last, comparisons, pairs, answer, warnings }: ForecastComparison,
  sources: readonly [string, string],
  version: string,
): object {
  return {
    schema: SCHEMA,
    type: 'compare',
    version,
    sources: sources.map((source, i) => ({ source, forecasts: sizes[i] })),
    answer,
    n,
    series,
    firstTarget: formatTime(first),
    lastTarget: formatTime(last),
    comparisons,
    pairs,
    ...warningsJson(warnings),
  };
}
