/** The next values: first a sentence, then how good such forecasts have been, then a table. */

import chalk from 'chalk';
import type { NextForecast } from '../../backtest/forecast-next.ts';
import type { RecordedForecast } from '../../live/ledger.ts';
import { benchmarkOf } from '../../data/targets.ts';
import { escapeControl } from '../../text/escape.ts';
import { forecastAnswer } from '../format/forecast-answer.ts';
import { leadModel } from '../format/lead-model.ts';
import { noBacktestTexts, pastErrorsText } from '../format/past-errors.ts';
import { formatMinute, formatTime, shortId } from '../format/units.ts';
import type { ForecastReport, WeightsReuse } from '../inputs.ts';
import { renderForecastDetails } from './forecast-details.ts';
import { forecastSummary } from './forecast-summary.ts';
import { proseWidth } from './layout.ts';
import { wrap } from './table.ts';

export interface ForecastForm {
  /** Whether every model and step is shown. */
  readonly isDetailed: boolean;
}

export function renderForecast(report: ForecastReport, { isDetailed }: ForecastForm): string {
  const { recorded } = report;
  const lead = leadModel(report);
  const summary = isDetailed || lead === undefined ? undefined : forecastSummary(report, lead);
  const sections = [
    [
      ...(lead === undefined ? [] : [chalk.bold(wrap(forecastAnswer(report, lead), proseWidth()))]),
      ...pastTexts(report, lead),
    ].join('\n'),
    ...(summary === undefined ? renderForecastDetails(report) : [summary.table]),
    [
      ...madeWith(report),
      ...(recorded === undefined ? [] : [recordedText(recorded)]),
      ...(summary === undefined || summary.leftOut === '' ? [] : [`\`--details\` shows ${summary.leftOut}.`]),
    ]
      .map((line) => wrap(line, proseWidth()))
      .join('\n'),
  ];
  return sections.filter((section) => section !== '').join('\n\n');
}

/** How good forecasts of the lead have been. */
function pastTexts({ options, kept, backtest }: ForecastReport, lead: string | undefined): readonly string[] {
  if (kept === undefined) {
    const [sentence, ...command] = noBacktestTexts(backtest);
    return [wrap(sentence, proseWidth()), ...command];
  }
  const isBenchmark = lead === undefined || lead === benchmarkOf(options.target);
  return isBenchmark ? [] : [wrap(pastErrorsText(kept, lead, options), proseWidth())];
}

function recordedText({ id, madeAt, isNew }: RecordedForecast): string {
  return isNew
    ? `Recorded as ${shortId(id)}: \`hindcast score\` scores it once the candles have closed.`
    : `The same forecast was recorded before, as ${shortId(id)} on ${formatMinute(madeAt)}: \`hindcast score\` scores it.`;
}

/** Where the weights come from, unless they were fitted now because nothing else was asked for. */
function madeWith({ next, weights, reuse }: ForecastReport): readonly string[] {
  if (reuse !== undefined) return [reuseText(reuse, next)];
  if (next.weights === undefined) return [];
  const from = escapeControl(weights ?? 'an earlier forecast');
  return [
    `Forecast with the models of ${from}, fitted through ${formatTime(next.weights.through)}: ${rowsSince(next.weights)}.`,
  ];
}

function reuseText(reuse: WeightsReuse, { weights }: NextForecast): string {
  return reuse.record === undefined
    ? `Fitted again: ${escapeControl(reuse.why)}.`
    : `Forecast with the weights of record ${shortId(reuse.record)}, fitted through ${formatTime(weights!.through)}: ${rowsSince(weights!)}.`;
}

function rowsSince({ rowsSince: rows }: NonNullable<NextForecast['weights']>): string {
  return rows === 0 ? 'the last row' : rows === 1 ? '1 row ago' : `${rows} rows ago`;
}
