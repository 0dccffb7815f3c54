/**
 * Results as CSV for other tools. Numbers are written in the shortest form that reads back the same, an
 * undefined value is an empty cell, and lines end in `\n`. Both come in pieces, since a table may be large.
 */

import type { BacktestResult, ModelResult, Scores } from '../backtest/result.ts';
import { escapeControl } from '../data/escape.ts';
import type { Direction } from '../metrics/direction.ts';
import { metrics } from '../metrics/index.ts';
import { formatTime } from './units.ts';

type Value = string | number;

/** One line per (series, origin, step): `unique_id,ds,cutoff,origin,step,y,<model>,…`. */
export function* forecastsCsv({ panel, forecasts }: BacktestResult): Generator<string> {
  const { series, cutoff, origin, step, y, yhat } = forecasts;
  const times = Array.from(panel.time, formatTime);
  const ids = panel.series.map(({ id }) => csvCell(id));
  const models = [...yhat.values()];
  yield line(['unique_id', 'ds', 'cutoff', 'origin', 'step', 'y', ...yhat.keys()]);
  for (let i = 0; i < y.length; i++) {
    const target = origin[i] + step[i];
    const head = [
      ids[series[i]],
      times[target],
      times[cutoff[i]],
      times[origin[i]],
      step[i],
      csvNumber(y[i]),
    ];
    yield `${[...head, ...models.map((column) => csvNumber(column[i]))].join(',')}\n`;
  }
}

/** Every score in long form, `model,scope,key,metric,value`: one file whatever the models and metrics are. */
export function* scoresCsv({ models }: BacktestResult): Generator<string> {
  yield line(['model', 'scope', 'key', 'metric', 'value']);
  for (const result of models) {
    yield* scopeLines(result.model, 'pooled', '', result.scores, result.direction);
    yield* scopeLines(result.model, 'mean-of-folds', '', result.meanOfFolds);
    for (const scores of result.bySteps) yield* scopeLines(result.model, 'step', scores.step, scores);
    for (const scores of result.byFolds) yield* scopeLines(result.model, 'fold', scores.fold, scores);
    for (const { id, scores, direction } of result.bySeries) {
      yield* scopeLines(result.model, 'series', id, scores, direction);
    }
    yield* runLines(result);
  }
}

function* scopeLines(
  model: string,
  scope: string,
  key: Value,
  scores: Scores,
  direction?: Direction,
): Generator<string> {
  for (const { name } of metrics) yield line([model, scope, key, name, scores[name]]);
  if (direction === undefined) return;
  const { hits, n, lo, hi, alwaysUp, ties } = direction;
  const details = { hits, n, lo, hi, 'always-up': alwaysUp, ties };
  for (const [name, value] of Object.entries(details)) {
    yield line([model, scope, key, `direction-${name}`, value]);
  }
}

/** Without the time it took: the same run writes the same bytes. */
function* runLines({ model, parameters, fits, spread }: ModelResult): Generator<string> {
  for (const [name, value] of Object.entries({ parameters, fits, spread })) {
    yield line([model, 'run', '', name, value]);
  }
}

function line(values: readonly Value[]): string {
  return `${values.map((value) => (typeof value === 'number' ? csvNumber(value) : csvCell(value))).join(',')}\n`;
}

/** The shortest form that reads back the same; an absent value is an empty cell. */
export function csvNumber(value: number): string {
  return Number.isNaN(value) ? '' : String(value);
}

/** The text, in quotes where CSV asks for them. */
export function csvCell(text: string): string {
  const visible = escapeControl(text);
  return /[",]/.test(visible) ? `"${visible.replaceAll('"', '""')}"` : visible;
}
