/** Scores of forecasts from a file. */

import type { ScoredForecastFile } from '../../evaluation/forecast-file.ts';
import { escapeControl } from '../../text/escape.ts';
import { forecastFileSpan } from '../format/time-spans.ts';
import { formatCount, formatTime, plural } from '../format/units.ts';
import { answerLine } from './answer.ts';
import { renderEvaluations } from './evaluation.ts';
import { proseWidth } from './layout.ts';
import { wrap } from './table.ts';

/** Tables and verdicts of the models in the file `source`. */
export function renderScore({ trial, time, models, answer }: ScoredForecastFile, source: string): string {
  const { table, ids, horizon, stepSize, quantity } = trial;
  const { origins, first, last } = forecastFileSpan(trial, time);
  const head = [
    `file     ${escapeControl(source)}: ${plural(table.y.length, 'forecast')} of ${formatCount(ids.length)} series`,
    `test     ${plural(origins, 'origin')}, at least ${plural(stepSize, 'row')} apart, ${plural(horizon, 'step')} ahead: targets ${formatTime(first)} to ${formatTime(last)}`,
  ];
  return [
    answerLine(answer),
    head.map((line) => wrap(line, proseWidth(), '         ')).join('\n'),
    renderEvaluations({
      models,
      answer,
      quantity,
      column: 'y',
      horizon,
      origins,
      stepSize,
      interval: 'Intervals are those of the file.',
    }),
  ].join('\n\n');
}
