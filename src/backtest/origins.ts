/** The origins of a backtest, and the table of their forecasts and actual values. */

import type { FoldResult, ForecastTable } from './forecast-table.ts';
import type { BacktestOptions } from './options.ts';
import type { Panel } from '../data/panel.ts';
import { runLengths, trainingWindowFinder, truthAt } from '../data/windows.ts';
import { targetOf } from '../data/targets.ts';
import { windowLookback } from '../models/encoding.ts';
import type { Origins } from '../models/model.ts';
import { intervalsOf } from './intervals/table.ts';
import type { CalibrationColumns } from './intervals/table.ts';
import type { Fold } from './fold.ts';
import type { Plan } from './plan.ts';
import type { Fit } from './tasks.ts';
import type { Warning } from '../text/warning.ts';
import { noteOf, warningOf } from '../text/warning.ts';

/** The columns of a table that are known before any fit. */
type ActualColumns = Omit<ForecastTable, 'yhat' | 'spread' | 'intervals' | 'crps' | 'probabilities'>;

/** The origins of every fold with their actual values. */
export interface PlannedOrigins {
  readonly table: ActualColumns;
  /** By series and then by row. */
  readonly byFold: readonly Origins[];
  /** First table row of each origin, by fold. */
  readonly tableRows: readonly Int32Array[];
  /** Table rows whose actual value is known. */
  readonly scorableRows: number;
  readonly warnings: readonly Warning[];
}

interface PlannedOrigin {
  readonly s: number;
  readonly fold: number;
  readonly row: number;
}

interface UsableOrigins {
  /** By series, then by row. */
  readonly origins: readonly PlannedOrigin[];
  readonly withoutWindow: number;
  readonly withoutTraining: number;
}

/**
 * Every planned origin with a full window before it, of a series with something to train on in its fold. Nothing after
 * the origin has an influence.
 * @param isFitted - by series, if the fits exist already; absent: the training rows of a fold decide
 */
export function plannedOrigins(
  panel: Panel,
  plan: Pick<Plan, 'folds' | 'lookback'>,
  options: BacktestOptions,
  isFitted?: readonly boolean[],
): PlannedOrigins {
  const { horizon } = options;
  const usable = usableOrigins(panel, plan, options, isFitted);
  const { origins } = usable;
  const table = actualColumns(panel, plan, options, origins);
  const scorableRows = table.y.reduce((count, y) => (Number.isNaN(y) ? count : count + 1), 0);
  // What gaps cost that nobody can fill is normal; anything else is worth a look.
  const say = panel.areGapsConfirmed === true ? noteOf : warningOf;
  const inFold = plan.folds.map((): number[] => []);
  origins.forEach(({ fold }, index) => inFold[fold].push(index));
  return {
    table,
    byFold: inFold.map((indices) => ({
      series: Int32Array.from(indices, (index) => origins[index].s),
      row: Int32Array.from(indices, (index) => origins[index].row),
    })),
    tableRows: inFold.map((indices) => Int32Array.from(indices, (index) => index * horizon)),
    scorableRows,
    warnings: [
      ...originWarnings(usable, plan.lookback, say),
      ...(scorableRows < table.y.length
        ? [
            say(
              `${table.y.length - scorableRows} of ${table.y.length} forecasts cannot be scored: the actual value is unknown, or lies beyond a gap`,
            ),
          ]
        : []),
    ],
  };
}

function usableOrigins(
  panel: Panel,
  { folds, lookback }: Pick<Plan, 'folds' | 'lookback'>,
  options: BacktestOptions,
  isFitted: readonly boolean[] | undefined,
): UsableOrigins {
  const origins: PlannedOrigin[] = [];
  let withoutWindow = 0;
  let withoutTraining = 0;
  panel.series.forEach((series, s) => {
    const runs = runLengths(series.values);
    const canTrain = trainingWindowFinder(series, windowLookback(options), options.horizon);
    for (const fold of folds) {
      const isTrained = isFitted?.[s] ?? canTrain(fold);
      for (const row of fold.origins) {
        if (runs[row] < lookback) withoutWindow++;
        else if (!isTrained) withoutTraining++;
        else origins.push({ s, fold: fold.fold, row });
      }
    }
  });
  return { origins, withoutWindow, withoutTraining };
}

function actualColumns(
  panel: Panel,
  { folds }: Pick<Plan, 'folds'>,
  { target, horizon, flat }: BacktestOptions,
  origins: readonly PlannedOrigin[],
): ActualColumns {
  const { outcome } = targetOf(target);
  const size = origins.length * horizon;
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
  origins.forEach(({ s, fold, row }, index) => {
    const last = panel.series[s].values[row];
    for (let step = 1; step <= horizon; step++) {
      const i = index * horizon + step - 1;
      table.series[i] = s;
      table.fold[i] = fold;
      table.cutoff[i] = folds[fold].cutoff;
      table.origin[i] = row;
      table.step[i] = step;
      table.y[i] = outcome(truthAt(panel.series[s], row, step), last, flat);
      table.last[i] = outcome(last, last, flat);
    }
  });
  return table;
}

function originWarnings(
  { origins, withoutWindow, withoutTraining }: UsableOrigins,
  lookback: number,
  say: (text: string) => Warning,
): readonly Warning[] {
  const warnings: Warning[] = [];
  const all = origins.length + withoutWindow + withoutTraining;
  if (withoutWindow > 0)
    warnings.push(
      say(
        `${withoutWindow} of ${all} origins have no ${lookback} rows without a gap before them and are left out`,
      ),
    );
  if (withoutTraining > 0)
    warnings.push(
      noteOf(
        `${withoutTraining} of ${all} origins belong to a series with nothing to train on before their cutoff and are left out`,
      ),
    );
  return warnings;
}

/** The fits of a plan, each with the origins that it forecasts from. */
export function fitsOf(folds: readonly Fold[], { byFold }: PlannedOrigins): Fit[] {
  return folds.map((fold, index) => ({ ...fold, origins: byFold[index] }));
}

/**
 * The table with the forecasts and intervals of these models, each of which has a result.
 * @param past - forecasts from earlier origins, whose errors calibrate intervals
 */
export function fillTable(
  { table, tableRows }: PlannedOrigins,
  results: readonly FoldResult[],
  models: readonly string[],
  panel: Panel,
  options: BacktestOptions,
  past?: CalibrationColumns,
): ForecastTable {
  const { horizon } = options;
  /** By model, columns of what its results contain, (origins, horizon) each; models without any are left out. */
  const columnsByModel = (
    contentsOf: (result: FoldResult) => readonly Float64Array[],
  ): Map<string, readonly Float64Array[]> => {
    const columns = new Map<string, readonly Float64Array[]>();
    for (const result of results) {
      const contents = contentsOf(result);
      if (contents.length === 0) continue;
      const out = columns.get(result.model) ?? contents.map(() => new Float64Array(table.y.length).fill(NaN));
      columns.set(result.model, out);
      contents.forEach((values, c) =>
        tableRows[result.fold].forEach((row, j) =>
          out[c].set(values.subarray(j * horizon, (j + 1) * horizon), row),
        ),
      );
    }
    return columns;
  };
  const forecasts = columnsByModel(({ yhat }) => [yhat]);
  const spreads = columnsByModel(({ spread }) => (spread ? [spread] : []));
  const lower = columnsByModel(({ intervals }) => intervals.map(({ lo }) => lo));
  const upper = columnsByModel(({ intervals }) => intervals.map(({ hi }) => hi));
  const own = new Map(
    Array.from(lower, ([model, los]) => [
      model,
      los.map((lo, l) => ({ level: options.level[l], lo, hi: upper.get(model)![l] })),
    ]),
  );
  const yhat = new Map(models.map((model) => [model, forecasts.get(model)![0]]));
  return {
    ...table,
    yhat,
    spread: new Map(Array.from(spreads, ([model, [spread]]) => [model, spread])),
    probabilities: columnsByModel(({ probabilities }) => probabilities),
    ...intervalsOf({ ...table, yhat }, panel, options, { past, own }),
  };
}
