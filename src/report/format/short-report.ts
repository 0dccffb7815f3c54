/** What the short form of a report shows: the answer, the models and what they were scored on. */

import type { Quantity } from '../../data/quantities.ts';
import type { Answer } from '../../evaluation/answer.ts';
import type { Evaluation } from '../../evaluation/evaluation.ts';
import type { BacktestResult } from '../../evaluation/backtest.ts';
import type { ScoredForecastFile } from '../../evaluation/forecast-file.ts';
import type { ReportedResult } from '../html/run-json.ts';
import type { ScoredModel } from './score-columns.ts';
import { forecastFileSpan, targetSpan } from './time-spans.ts';
import { formatTime } from './units.ts';

export interface ShortReport {
  readonly answer: Answer;
  /** In the order of the answer; none if nothing was scored. */
  readonly models: readonly (Pick<ScoredModel, 'model' | 'relative'> & {
    readonly scores: Readonly<Record<string, number>> & { readonly n: number };
    /** Of the intervals of each level in percent, the share of actual values inside. */
    readonly coverage: readonly { readonly level: number; readonly share: number }[];
  })[];
  readonly quantity: Quantity;
  /** The column that was forecast; `undefined` if its name says nothing. */
  readonly column: string | undefined;
  readonly series: number;
  /** Times of the first and the last target, as they are printed. */
  readonly first: string;
  readonly last: string;
  /** `NaN` if it is unknown. */
  readonly folds: number;
}

export function shortBacktest({
  answer,
  models,
  options,
  panel,
  plan,
  quantity,
}: BacktestResult): ShortReport {
  const { first, last } = targetSpan(panel, plan);
  return {
    answer,
    models: withCoverage(models),
    quantity,
    column: options.column,
    series: panel.series.length,
    first: formatTime(first),
    last: formatTime(last),
    folds: plan.folds.length,
  };
}

function withCoverage(models: readonly Evaluation[]): ShortReport['models'] {
  return models.map((model) => ({
    ...model,
    coverage: model.intervals.map(({ level, scores }) => ({ level, share: scores.coverage })),
  }));
}

/** Of a stored run. */
export function shortRun({
  answer,
  models,
  quantity,
  column,
  series,
  span: { from: first, to: last },
  folds,
}: ReportedResult): ShortReport {
  const covered = models.map((model) => ({
    ...model,
    coverage: model.intervals.map(({ level, coverage }) => ({ level, share: coverage })),
  }));
  return { answer, models: covered, quantity, column, series: series.length, first, last, folds };
}

export function shortScore({ answer, models, trial, time }: ScoredForecastFile): ShortReport {
  const { first, last } = forecastFileSpan(trial, time);
  return {
    answer,
    models: withCoverage(models),
    quantity: trial.quantity,
    column: undefined,
    series: trial.ids.length,
    first: formatTime(first),
    last: formatTime(last),
    folds: NaN,
  };
}
