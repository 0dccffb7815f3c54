/**
 * The protocol between hindcast and a program that is a model; `docs/foreign-models.md` describes it for authors. Messages are written
 * here, answers are read in `answers.ts`.
 */

import { classNames } from '../data/classes.ts';
import type { Panel, Series } from '../data/panel.ts';
import { targetOf } from '../data/targets.ts';
import type { ModelOptions } from '../models/model.ts';

/** Increases when a program that was right would not be any more. */
export const PROTOCOL = 1;

/** Rows of one series: those with a value. */
interface SentRows {
  /** Milliseconds since 1970 UTC. */
  readonly time: readonly number[];
  readonly value: readonly number[];
  /** Columns that the options ask for; `null` where unknown. */
  readonly columns: Readonly<Record<string, readonly (number | null)[]>>;
}

/** Quantiles that are the bounds of these levels, ascending. */
export const quantilesOf = (level: readonly number[]): readonly number[] =>
  level.flatMap((one) => [lowOf(one), highOf(one)]).toSorted((a, b) => a - b);
/** 0.1 for 80 percent, without the last bits of the division. */
export const lowOf = (level: number): number => Number(((100 - level) / 200).toPrecision(12));
export const highOf = (level: number): number => Number(((100 + level) / 200).toPrecision(12));

/** The first message: what is asked for. */
export function optionsMessage(name: string, { timeframe }: Panel, options: ModelOptions): object {
  const target = targetOf(options.target);
  const { quantity } = target;
  return {
    type: 'options',
    protocol: PROTOCOL,
    model: name,
    quantity: quantity.name,
    timeframe: timeframe?.name ?? null,
    quantiles: quantilesOf(options.level),
    classes: quantity.classes === undefined ? [] : classNames,
    options: { ...options, target: target.name },
  };
}

/** The rows that a fit may learn from. */
export const fitMessage = (panel: Panel, first: number, last: number): object => ({
  type: 'fit',
  rows: rowsOf(panel, first, last),
});

/** The question for one forecast, with the rows since the last message. */
export const forecastMessage = (
  panel: Panel,
  { id, series, row }: { readonly id: number; readonly series: number; readonly row: number },
  first: number,
): object => ({
  type: 'forecast',
  id,
  series: panel.series[series].id,
  time: panel.time[row],
  rows: rowsOf(panel, first, row),
});

/** The known rows from `first` to `last` of every series that has some. */
function rowsOf({ time, series }: Panel, first: number, last: number): Record<string, SentRows> {
  return Object.fromEntries(
    series.flatMap((one) => {
      const rows: number[] = [];
      for (let row = first; row <= last; row++) if (!Number.isNaN(one.values[row])) rows.push(row);
      return rows.length === 0 ? [] : [[one.id, sentRows(time, one, rows)]];
    }),
  );
}

function sentRows(time: Float64Array, { values, others = {} }: Series, rows: readonly number[]): SentRows {
  return {
    time: rows.map((row) => time[row]),
    value: rows.map((row) => values[row]),
    columns: Object.fromEntries(
      Object.entries(others).map(([name, column]) => [
        name,
        rows.map((row) => (Number.isFinite(column[row]) ? column[row] : null)),
      ]),
    ),
  };
}
