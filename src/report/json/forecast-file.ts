/** Scores of forecasts from a file, as JSON. */

import type { ScoredForecastFile } from '../../evaluation/forecast-file.ts';
import { forecastFileSpan } from '../format/time-spans.ts';
import { formatTime } from '../format/units.ts';
import { SCHEMA } from './document.ts';
import { evaluationJson } from './evaluation.ts';
import type { Warning } from '../../text/warning.ts';
import type { Worth } from '../../evaluation/worth/worth.ts';
import { warningsJson } from './warnings.ts';
import { worthJson } from './worth.ts';

/** The object of `score --json`. */
export function scoreJson(
  { trial, time, models, answer }: ScoredForecastFile,
  source: string,
  version: string,
  warnings: readonly Warning[],
  worth?: Worth,
): object {
  const { origins, first, last } = forecastFileSpan(trial, time);
  return {
    schema: SCHEMA,
    type: 'score',
    version,
    seed: trial.seed,
    answer: answer.sentence,
    benchmark: trial.quantity.benchmarks[0],
    source,
    series: trial.ids,
    forecasts: trial.table.y.length,
    origins,
    horizon: trial.horizon,
    stepSize: trial.stepSize,
    firstTarget: formatTime(first),
    lastTarget: formatTime(last),
    models: models.map((result, m) => ({
      model: result.model,
      word: answer.models[m].word,
      ...evaluationJson(result, time),
    })),
    ...(worth !== undefined && { worth: worthJson(worth) }),
    ...warningsJson(warnings),
  };
}
