/**
 * Ensembles of the next values. Weights are learnt from the errors of forecasts before the last row, as a backtest learns them. They belong
 * to what a saved model has learnt: with saved models, they are those of the day when they were saved.
 */

import { combine } from './ensemble/combine.ts';
import { combiningModels, ensembleMembers, learnsWeights } from './ensemble/members.ts';
import type { EnsembleTable } from './ensemble/weights.ts';
import type { FoldResult } from './forecast-table.ts';
import { tableOf } from './next-intervals.ts';
import type { NextIntervals, NextResults } from './next-intervals.ts';
import type { BacktestOptions } from './options.ts';
import type { Panel } from '../data/panel.ts';
import { DataError } from '../errors.ts';
import type { ModelRegistry } from '../models/registry.ts';
import { readState } from '../models/state.ts';
import type { FitState } from '../models/state.ts';
import type { SavedModels } from './saved-models.ts';

/** One result per ensemble; none if a member has no forecasts. */
export function nextEnsembles(
  panel: Panel,
  options: BacktestOptions,
  registry: ModelRegistry,
  next: Pick<NextResults, 'results' | 'origins'>,
  { intervals, past }: Pick<NextIntervals, 'intervals' | 'past'>,
  weights: SavedModels | undefined,
): readonly FoldResult[] {
  const { horizon } = options;
  const members = ensembleMembers(options, registry);
  const models = next.results.map(({ model }) => model);
  if (!members.every((member) => models.includes(member))) return [];
  const table: EnsembleTable = {
    ...tableOf(next, models, horizon),
    intervals,
    probabilities: new Map(
      next.results.flatMap(({ model, probabilities }) =>
        probabilities.length > 0 ? [[model, probabilities] as const] : [],
      ),
    ),
  };
  return combiningModels(options, registry).map((model) => {
    const learns = learnsWeights(options, registry);
    const saved =
      learns && weights
        ? readWeights(model, weights.models.get(model) ?? [], horizon, members.length + 1)
        : undefined;
    const { weightsAt, ...columns } = combine({ panel, options, table, past, saved }, members);
    const steps = Array.from({ length: horizon }, (_, k) => weightsAt(k));
    return {
      model,
      fold: 0,
      spread: undefined,
      ...columns,
      parameters: 0,
      training: [],
      seconds: 0,
      states: [learns ? stateOf(steps) : []],
    };
  });
}

/** @param steps - by step, weights of the members and of the benchmark */
function stateOf(steps: readonly Float64Array[]): FitState {
  const values = Float64Array.from(steps.flatMap((ofStep) => [...ofStep]));
  return [{ name: 'weights', shape: [steps.length, steps[0].length], values }];
}

/** @throws DataError if they are not weights of these models */
function readWeights(
  model: string,
  [state = []]: readonly FitState[],
  horizon: number,
  size: number,
): readonly Float64Array[] {
  const reader = readState(model, state);
  const values = reader.f64('weights', [horizon, size]);
  reader.end();
  const wrong = values.find((weight) => !(weight >= 0 && weight <= 1));
  if (wrong !== undefined)
    throw new DataError(`expected weights from 0 to 1 in the saved ${model}, got ${wrong}`, {
      hint: 'the saved models are damaged: save them again',
    });
  return Array.from({ length: horizon }, (_, k) => values.subarray(k * size, (k + 1) * size));
}
