/**
 * What each member adds to an ensemble: how much larger the error is of the same ensemble without it, and how much it weighs. Error is the
 * metric that models are ordered by: RMSE relative to naive, series weighted equally, or the Brier score of classes.
 */

import type { Ensemble } from '../backtest/ensemble/with-ensembles.ts';
import type { EnsembleMethodName } from '../backtest/ensemble/index.ts';
import { onCommonRows } from './common-rows.ts';
import { scoreModel } from './scores.ts';
import type { Trial } from './trial.ts';

export interface MemberShare {
  readonly model: string;
  /** Mean over the scored forecasts. */
  readonly weight: number;
  /** Error of the ensemble without it, relative to the error with it, minus 1; `NaN` if an error is undefined or the ensemble has none. */
  readonly worseWithout: number;
}

export interface EnsembleShares {
  readonly model: string;
  readonly method: EnsembleMethodName;
  readonly members: readonly MemberShare[];
  /** The benchmark, and the mean weight that it has in a stack; it is 0 otherwise. */
  readonly benchmark: Pick<MemberShare, 'model' | 'weight'>;
}

/** @param finished - the models that are scored; what is scored are the forecasts that all of them have */
export function sharesOf(
  { model, members, columns, without }: Ensemble,
  method: EnsembleMethodName,
  trial: Trial,
  finished: readonly string[],
): EnsembleShares {
  const { table, quantity } = onCommonRows(trial, finished);
  const whole = table.yhat.get(model)!;
  const scored = [...whole.keys()].filter((i) => !Number.isNaN(whole[i] + table.y[i]));
  const weightOf = (m: number): number =>
    scored.reduce((sum, i) => sum + columns.weightsAt(i)[m], 0) / scored.length;
  const errorOf = (of: Pick<Trial['table'], 'yhat' | 'probabilities'>): number => {
    const { scores } = scoreModel(model, { ...trial, table: { ...table, ...of } });
    return quantity.headlineMetrics.map((name) => scores[name]).find((value) => !Number.isNaN(value)) ?? NaN;
  };
  const error = errorOf(table);
  const errorWithout = (member: string): number => {
    const other = without.get(member)!;
    return errorOf({
      yhat: new Map(table.yhat).set(
        model,
        other.yhat.map((value, i) => (Number.isNaN(whole[i]) ? NaN : value)),
      ),
      probabilities: new Map(table.probabilities).set(model, other.probabilities),
    });
  };
  return {
    model,
    method,
    members: members.map((member, m) => ({
      model: member,
      weight: weightOf(m),
      worseWithout: error > 0 ? errorWithout(member) / error - 1 : NaN,
    })),
    benchmark: { model: trial.quantity.benchmarks[0], weight: weightOf(members.length) },
  };
}
