/**
 * Weights of an ensemble, learnt from errors that are known at the origin: those of forecasts whose target row is not after it. Each step
 * has weights of its own, and all series share them.
 */

import type { ForecastTable } from '../forecast-table.ts';
import { classNumber } from '../../data/classes.ts';
import { ewmaVolatility } from '../../data/ewma.ts';
import type { Panel } from '../../data/panel.ts';
import type { RunningMoments } from './error-moments.ts';
import { runningMoments } from './error-moments.ts';
import { equalWeights, LEAST_ORIGINS } from './method.ts';
import type { EnsembleMethod } from './method.ts';

export type EnsembleTable = Pick<
  ForecastTable,
  'series' | 'origin' | 'step' | 'y' | 'yhat' | 'probabilities' | 'intervals'
>;

/** The rows of a table with what each model says of them. */
export interface Forecasts {
  readonly table: EnsembleTable;
  /** Of each member, and last of the benchmark: forecasts, or probabilities by class. */
  readonly said: readonly (readonly Float64Array[])[];
}

/** Weights at a row of the table: of the members, and last of the benchmark. */
export type WeightsAt = (row: number) => Float64Array;

/** @param past - forecasts from origins before those of the table */
export function learntWeights(
  now: Forecasts,
  past: Forecasts | undefined,
  panel: Panel,
  isOfClasses: boolean,
  learn: NonNullable<EnsembleMethod['learn']>,
): WeightsAt {
  const members = now.said.length - 1;
  const scales = panel.series.map(({ values }) => (isOfClasses ? undefined : ewmaVolatility(values).change));
  const byRow: Float64Array[] = [];
  for (const step of new Set(now.table.step)) {
    const rows = rowsOf(now, step);
    const known = inOrder([...(past ? rowsOf(past, step) : []), ...rows]);
    const moments = runningMoments(members);
    let next = 0;
    let [origin, weights] = [-1, equalWeights(members)];
    for (const { row, origin: at } of inOrder(rows)) {
      if (at > origin) {
        while (next < known.length && known[next].origin + step <= at)
          addErrors(moments, known[next++], scales);
        origin = at;
        weights = moments.origins < LEAST_ORIGINS ? equalWeights(members) : learn(moments);
      }
      byRow[row] = weights;
    }
  }
  return (row) => byRow[row];
}

interface Row {
  readonly of: Forecasts;
  readonly row: number;
  readonly origin: number;
}

const inOrder = (rows: readonly Row[]): readonly Row[] => rows.toSorted((a, b) => a.origin - b.origin);

function rowsOf(of: Forecasts, step: number): Row[] {
  const rows: Row[] = [];
  of.table.step.forEach((each, row) => {
    if (each === step) rows.push({ of, row, origin: of.table.origin[row] });
  });
  return rows;
}

/** Adds the errors of every model at a row; none if one of them is unknown. */
function addErrors(
  moments: RunningMoments,
  { of: { table, said }, row, origin }: Row,
  scales: readonly (Float64Array | undefined)[], // by series
): void {
  const y = table.y[row];
  const scale = scales[table.series[row]]?.[origin] ?? 1;
  const classes = said[0].length;
  const errors = Array.from({ length: classes }, (_, c) => {
    const actual = classes === 1 ? y : Number(classNumber(y) === c);
    return Float64Array.from(said, (channels) => (channels[c][row] - actual) / scale);
  });
  if (Number.isNaN(y) || errors.some((ofClass) => !ofClass.every(Number.isFinite))) return;
  for (const ofClass of errors) moments.add(ofClass, origin);
}
