/**
 * The ensemble's columns from those of the other models. Numbers and bounds of intervals are combined with the same weights, so bounds are
 * means of quantiles (Vincent 1912; Lichtendahl et al. 2013); of classes, probabilities are, and the forecast is the likeliest.
 */

import type { BacktestOptions } from '../options.ts';
import { classNames, classNumber, likeliest } from '../../data/classes.ts';
import type { Panel } from '../../data/panel.ts';
import { targetOf } from '../../data/targets.ts';
import type { Interval } from '../../models/model.ts';
import { ensembleMethods } from './index.ts';
import { equalWeights } from './method.ts';
import type { EnsembleMethod } from './method.ts';
import { learntWeights } from './weights.ts';
import type { EnsembleTable, Forecasts, WeightsAt } from './weights.ts';

/** What an ensemble says, as the columns of a table. */
export interface EnsembleColumns {
  readonly yhat: Float64Array;
  /** By class; empty for numbers. */
  readonly probabilities: readonly Float64Array[];
  /** One per level; empty if the members have none. */
  readonly intervals: readonly Interval[];
  /** Weights at every row, of each member and last of the benchmark. */
  readonly weightsAt: WeightsAt;
}

export interface EnsembleSources {
  readonly panel: Panel;
  readonly options: BacktestOptions;
  readonly table: EnsembleTable;
  /** Forecasts from origins before those of the table, with which weights are learnt. */
  readonly past?: EnsembleTable | undefined;
  /** Weights by step that were learnt before; absent: learn them. */
  readonly saved?: readonly Float64Array[] | undefined;
}

/** What these members say together; `NaN` where one of them says nothing. */
export function combine(
  { panel, options, table, past, saved }: EnsembleSources,
  members: readonly string[],
): EnsembleColumns {
  const { quantity } = targetOf(options.target);
  const isOfClasses = quantity.classes !== undefined;
  const method: EnsembleMethod = ensembleMethods[options.ensemble];
  const all = [...members, quantity.benchmarks[0]];
  const said = (of: EnsembleTable): Forecasts => ({
    table: of,
    said: all.map((model) => (isOfClasses ? sharesOf(of, model) : [forecastsOf(of, model)])),
  });
  const isKnown = past !== undefined && all.every((model) => past.yhat.has(model));
  const now = said(table);
  const weightsAt = weightsOf(
    method,
    members.length,
    saved && ((row) => saved[table.step[row] - 1]),
    (learn) => learntWeights(now, isKnown ? said(past) : undefined, panel, isOfClasses, learn),
  );
  const combined = now.said[0].map((_, c) =>
    combineColumns(
      now.said.map((channels) => channels[c]),
      method,
      weightsAt,
    ),
  );
  return {
    ...(isOfClasses ? classesFrom(combined) : { yhat: combined[0], probabilities: [] }),
    intervals: isOfClasses ? [] : boundsOf(table, all, method, weightsAt),
    weightsAt,
  };
}

function weightsOf(
  { learn }: EnsembleMethod,
  members: number,
  saved: WeightsAt | undefined,
  learnt: (learn: NonNullable<EnsembleMethod['learn']>) => WeightsAt,
): WeightsAt {
  if (learn !== undefined) return saved ?? learnt(learn);
  const equal = equalWeights(members);
  return () => equal;
}

/** Entry by entry; `NaN` where a member, or a benchmark that counts, has no value. */
function combineColumns(
  columns: readonly Float64Array[],
  { combine: combineValues }: EnsembleMethod,
  weightsAt: WeightsAt,
): Float64Array {
  const members = columns.length - 1;
  return columns[0].map((_, i) => {
    const values = Float64Array.from(columns, (column) => column[i]);
    if (!values.subarray(0, members).every(Number.isFinite)) return NaN;
    return combineValues(values, weightsAt(i));
  });
}

function forecastsOf({ y, yhat }: EnsembleTable, model: string): Float64Array {
  return yhat.get(model) ?? new Float64Array(y.length).fill(NaN);
}

/** Probabilities of a model, or all of it for the class that it says. */
function sharesOf(table: EnsembleTable, model: string): readonly Float64Array[] {
  const given = table.probabilities.get(model);
  if (given !== undefined) return given;
  return classNames.map((_, c) =>
    forecastsOf(table, model).map((value) => (Number.isNaN(value) ? NaN : Number(classNumber(value) === c))),
  );
}

/** Medians of probabilities do not sum to 1, so all are divided by their sum. */
function classesFrom(combined: readonly Float64Array[]): Pick<EnsembleColumns, 'yhat' | 'probabilities'> {
  const sum = combined[0].map((_, i) => combined.reduce((all, column) => all + column[i], 0));
  const probabilities = combined.map((column) =>
    column.map((share, i) => (sum[i] > 0 ? share / sum[i] : 1 / combined.length)),
  );
  const known = probabilities.map((column) => column.map((share, i) => (Number.isNaN(sum[i]) ? NaN : share)));
  return { yhat: likeliest(known), probabilities: known };
}

/** Bounds of every level that all models have. */
function boundsOf(
  { intervals }: EnsembleTable,
  all: readonly string[],
  method: EnsembleMethod,
  weightsAt: WeightsAt,
): readonly Interval[] {
  const byModel = all.map((model) => intervals.get(model) ?? []);
  return byModel[0].flatMap(({ level }, l) => {
    if (byModel.some((ofModel) => ofModel[l]?.level !== level)) return [];
    const side = (name: 'lo' | 'hi'): Float64Array =>
      combineColumns(
        byModel.map((ofModel) => ofModel[l][name]),
        method,
        weightsAt,
      );
    return [{ level, lo: side('lo'), hi: side('hi') }];
  });
}
