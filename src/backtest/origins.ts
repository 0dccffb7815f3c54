/** Where forecasts are made, what came true there, and the table that holds both. */

import type { FoldResult, ForecastTable } from './forecast-table.ts';
import type { BacktestOptions } from './options.ts';
import type { Panel } from '../data/panel.ts';
import { runLengths, trainingWindowFinder, truthAt } from '../data/windows.ts';
import { targets } from '../data/targets.ts';
import type { Target } from '../data/targets.ts';
import { windowLookback } from '../models/encoding.ts';
import type { Interval, Origins } from '../models/model.ts';
import { intervalsOf } from './intervals/table.ts';
import type { Plan } from './plan.ts';

/** Where forecasts are made and what came true there, in the order of the table. */
export interface PlannedOrigins {
  readonly table: Omit<ForecastTable, 'yhat' | 'spread' | 'intervals' | 'crps' | 'probabilities'>;
  /** Origins of every fold, by series and then by row. */
  readonly byFold: readonly Origins[];
  /** First table row of every origin of every fold. */
  readonly slots: readonly Int32Array[];
  /** Table rows whose truth is known. */
  readonly known: number;
  readonly warnings: readonly string[];
}

/**
 * Every planned origin that has a full window behind it and whose series has something to train on in its
 * fold. Nothing after the origin has a say.
 * @param isFitted - by series, where the fits are there already; absent: what the training rows of a fold say
 */
export function plannedOrigins(
  panel: Panel,
  plan: Pick<Plan, 'folds' | 'lookback'>,
  options: BacktestOptions,
  isFitted?: readonly boolean[],
): PlannedOrigins {
  const { horizon, flat } = options;
  const { outcome }: Target = targets[options.target];
  const places: { s: number; fold: number; origin: number }[] = [];
  let withoutWindow = 0;
  let withoutTraining = 0;
  panel.series.forEach((series, s) => {
    const runs = runLengths(series.values);
    const canTrain = trainingWindowFinder(series, windowLookback(options), horizon);
    for (const fold of plan.folds) {
      const isTrained = isFitted?.[s] ?? canTrain(fold);
      for (const origin of fold.origins) {
        if (runs[origin] < plan.lookback) withoutWindow++;
        else if (!isTrained) withoutTraining++;
        else places.push({ s, fold: fold.fold, origin });
      }
    }
  });
  const size = places.length * horizon;
  const ints = (): Int32Array => new Int32Array(size);
  const table = {
    series: ints(),
    fold: ints(),
    cutoff: ints(),
    origin: ints(),
    step: ints(),
    y: new Float64Array(size),
    last: new Float64Array(size),
  };
  let known = 0;
  places.forEach(({ s, fold, origin }, place) => {
    const last = panel.series[s].values[origin];
    for (let step = 1; step <= horizon; step++) {
      const i = place * horizon + step - 1;
      table.series[i] = s;
      table.fold[i] = fold;
      table.cutoff[i] = plan.folds[fold].cutoff;
      table.origin[i] = origin;
      table.step[i] = step;
      table.y[i] = outcome(truthAt(panel.series[s], origin, step), last, flat);
      table.last[i] = outcome(last, last, flat);
      if (!Number.isNaN(table.y[i])) known++;
    }
  });
  const inFold = plan.folds.map((): number[] => []);
  places.forEach(({ fold }, place) => inFold[fold].push(place));
  const warnings: string[] = [];
  const all = places.length + withoutWindow + withoutTraining;
  if (withoutWindow > 0)
    warnings.push(
      `${withoutWindow} of ${all} origins have no ${plan.lookback} rows without a gap before them and are left out`,
    );
  if (withoutTraining > 0)
    warnings.push(
      `${withoutTraining} of ${all} origins belong to a series with nothing to train on before their cutoff and are left out`,
    );
  if (known < size)
    warnings.push(
      `${size - known} of ${size} forecasts have no value to be scored by: it is not known, or lies beyond a gap`,
    );
  return {
    table,
    byFold: inFold.map((list) => ({
      series: Int32Array.from(list, (place) => places[place].s),
      row: Int32Array.from(list, (place) => places[place].origin),
    })),
    slots: inFold.map((list) => Int32Array.from(list, (place) => place * horizon)),
    known,
    warnings,
  };
}

/** The forecasts of every model in their places, with intervals. */
export function fillTable(
  { table, slots }: PlannedOrigins,
  results: readonly FoldResult[],
  models: readonly string[],
  panel: Panel,
  options: BacktestOptions,
): ForecastTable {
  const { horizon } = options;
  const yhat = new Map(models.map((model) => [model, new Float64Array(table.y.length).fill(NaN)]));
  const spread = new Map<string, Float64Array>();
  const own = new Map<string, readonly Interval[]>();
  const probabilities = new Map<string, readonly Float64Array[]>();
  const column = (): Float64Array => new Float64Array(table.y.length).fill(NaN);
  const place = (out: Float64Array, values: Float64Array, fold: number): void =>
    slots[fold].forEach((slot, j) => out.set(values.subarray(j * horizon, (j + 1) * horizon), slot));
  for (const result of results) {
    place(yhat.get(result.model)!, result.yhat, result.fold);
    if (result.intervals.length > 0) {
      const made =
        own.get(result.model) ??
        result.intervals.map(({ level }) => ({
          level,
          lo: column(),
          hi: column(),
        }));
      own.set(result.model, made);
      result.intervals.forEach(({ lo, hi }, l) => {
        place(made[l].lo, lo, result.fold);
        place(made[l].hi, hi, result.fold);
      });
    }
    if (result.probabilities.length > 0) {
      const given = probabilities.get(result.model) ?? result.probabilities.map(column);
      probabilities.set(result.model, given);
      result.probabilities.forEach((values, c) => place(given[c], values, result.fold));
    }
    if (!result.spread) continue;
    if (!spread.has(result.model)) spread.set(result.model, column());
    place(spread.get(result.model)!, result.spread, result.fold);
  }
  return { ...table, yhat, spread, probabilities, ...intervalsOf({ ...table, yhat }, own, panel, options) };
}
