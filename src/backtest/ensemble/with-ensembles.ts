/** A table with the columns of the ensembles, which need every member: where a fit of one has failed, the ensemble has failed too. */

import type { BacktestOptions } from '../options.ts';
import type { FitFailure } from '../tasks.ts';
import type { ForecastTable } from '../forecast-table.ts';
import type { ModelRegistry } from '../../models/registry.ts';
import { combine } from './combine.ts';
import type { EnsembleColumns, EnsembleSources } from './combine.ts';
import { combiningModels, ensembleMembers } from './members.ts';

/** An ensemble, and what it says without one of its members. */
export interface Ensemble {
  readonly model: string;
  readonly members: readonly string[];
  readonly columns: EnsembleColumns;
  /** By member: the same ensemble of the others. */
  readonly without: ReadonlyMap<string, EnsembleColumns>;
}

/** The ensembles of a backtest that have forecasts. */
export function ensemblesOf(sources: EnsembleSources, registry: ModelRegistry): readonly Ensemble[] {
  const members = ensembleMembers(sources.options, registry);
  if (!members.every((member) => sources.table.yhat.has(member))) return [];
  return combiningModels(sources.options, registry).map((model) => ({
    model,
    members,
    columns: combine(sources, members),
    without: new Map(
      members.map((member) => [
        member,
        combine(
          sources,
          members.filter((other) => other !== member),
        ),
      ]),
    ),
  }));
}

/** The failures of ensembles in the folds in which a member has failed. */
export function ensembleFailures(
  failures: readonly FitFailure[],
  options: BacktestOptions,
  registry: ModelRegistry,
): readonly FitFailure[] {
  const members = ensembleMembers(options, registry);
  const failed = new Map<number, string[]>();
  for (const { model, fold } of failures)
    if (members.includes(model)) failed.set(fold, [...(failed.get(fold) ?? []), model]);
  return combiningModels(options, registry).flatMap((model) =>
    Array.from(failed, ([fold, names]) => ({
      model,
      fold,
      message: `${model} needs every model that it combines, but ${names.join(' and ')} failed in fold ${fold}`,
      hint: `leave ${names.join(' and ')} out of \`--model\`, or mend what failed`,
    })),
  );
}

/**
 * The table with these columns.
 * @param models - in the order of the columns
 */
export function withEnsembles(
  table: ForecastTable,
  ensembles: readonly Pick<Ensemble, 'model' | 'columns'>[],
  models: readonly string[],
): ForecastTable {
  if (ensembles.length === 0) return table;
  const ordered = <T>(
    of: ReadonlyMap<string, T>,
    read: (columns: EnsembleColumns) => T | undefined,
  ): ReadonlyMap<string, T> => {
    const all = new Map(of);
    for (const { model, columns } of ensembles) {
      const value = read(columns);
      if (value !== undefined) all.set(model, value);
    }
    return new Map(models.flatMap((model) => (all.has(model) ? [[model, all.get(model)!] as const] : [])));
  };
  return {
    ...table,
    yhat: ordered(table.yhat, ({ yhat }) => yhat),
    probabilities: ordered(table.probabilities, ({ probabilities }) =>
      probabilities.length > 0 ? probabilities : undefined,
    ),
    intervals: ordered(table.intervals, ({ intervals }) => (intervals.length > 0 ? intervals : undefined)),
  };
}
