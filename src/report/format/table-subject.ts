/** What the tables of a result are about. */

import type { BacktestResult } from '../../evaluation/backtest.ts';
import type { ScoredForecastFile } from '../../evaluation/forecast-file.ts';
import type { RunRecord } from '../../evaluation/run-record.ts';
import type { TableSubject } from './result-table.ts';
import { digitsOf } from './runs.ts';
import { forecastFileSpan, targetSpan } from './time-spans.ts';
import { formatCount, formatTime, listed, plural } from './units.ts';

/** Series that are named; more are counted. */
const SERIES_NAMED = 3;

/** A backtest that has just ended. */
export function subjectOfBacktest({ run, panel, plan, options }: BacktestResult): TableSubject {
  const { first, last } = targetSpan(panel, plan);
  return {
    text: subjectText(
      panel.series.map(({ id }) => id),
      {
        column: options.column,
        horizon: options.horizon,
        origins: plan.origins,
        from: formatTime(first),
        to: formatTime(last),
      },
    ),
    label: digitsOf({ run }),
  };
}

/** A stored run. @param span - of its targets, as its `run.json` has it */
export function subjectOfRun(
  record: RunRecord,
  { from, to }: { readonly from: string; readonly to: string },
): TableSubject {
  const { data, options, origins } = record;
  const { column, horizon } = options;
  return {
    text: subjectText(
      data.map(({ id }) => id),
      { column, horizon, origins, from, to },
    ),
    label: digitsOf(record),
  };
}

/** A file of forecasts. */
export function subjectOfFile({ trial, time }: ScoredForecastFile, source: string): TableSubject {
  const { origins, first, last } = forecastFileSpan(trial, time);
  const span = { from: formatTime(first), to: formatTime(last) };
  return {
    text: subjectText([source], { column: 'y', horizon: trial.horizon, origins, ...span }),
    label: '',
  };
}

interface SubjectFacts {
  readonly column: string;
  readonly horizon: number;
  readonly origins: number;
  readonly from: string;
  readonly to: string;
}

function subjectText(names: readonly string[], facts: SubjectFacts): string {
  const { column, horizon, origins, from, to } = facts;
  const series = names.length <= SERIES_NAMED ? listed(names) : `${formatCount(names.length)} series`;
  return `${series}, ${column}, ${plural(horizon, 'step')} ahead, ${plural(origins, 'origin')}, targets ${from} to ${to}`;
}
