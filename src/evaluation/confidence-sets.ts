/** The model confidence set of each step, adjusted for the number of steps. */

import { Random } from '../math/random.ts';
import { CONFIDENCE_SET_SIZE, modelConfidenceSet } from '../significance/model-confidence-set.ts';
import { effectiveOrigins } from '../significance/overlap.ts';
import { hasForecasts } from './common-rows.ts';
import type { StepMembership } from './evaluation.ts';
import { lossesOf } from './losses.ts';
import { numbersByOrigin, tooFewOrigins } from './losses-by-origin.ts';
import type { StepRows } from './losses-by-origin.ts';
import type { Trial } from './trial.ts';

/** With fewer origins the set excludes good models too often; see the measurements of `modelConfidenceSet`. */
const REQUIRED_ORIGINS = 20;

type UnadjustedMembership = Omit<StepMembership, 'adjusted' | 'isIn'>;

/** By model, its membership at each step. */
export function confidenceSets(
  trial: Trial,
  steps: readonly StepRows[],
  models: readonly string[],
): ReadonlyMap<string, readonly StepMembership[]> {
  const sets = adjustSets(steps.map((step) => membershipsAt(trial, step, models)));
  return new Map(models.map((model) => [model, sets.map((set) => set.get(model)!)]));
}

/** The membership of every model at one step; a model without forecasts or without their loss has no p. */
function membershipsAt(
  trial: Trial,
  rows: StepRows,
  models: readonly string[],
): ReadonlyMap<string, UnadjustedMembership> {
  const { table, stepSize, seed, quantity } = trial;
  const { step } = rows;
  const lossOf = new Map(models.map((model) => [model, lossesOf(trial, model)]));
  const compared = models.filter(
    (model) =>
      // Misses cannot be compared with the Brier scores of other models.
      lossOf.get(model)!.note === null && (model === quantity.benchmarks[0] || hasForecasts(table, model)),
  );
  const losses = compared.map((model) => numbersByOrigin(trial, rows, lossOf.get(model)!.own));
  const rounding = compared.map((model) => numbersByOrigin(trial, rows, lossOf.get(model)!.rounding.own));
  const n = losses.at(0)?.length ?? 0;
  const isTested = tooFewOrigins(n, rows.lags, REQUIRED_ORIGINS) === undefined;
  const random = Random.from(seed, 'model confidence set', step);
  const set = isTested ? modelConfidenceSet(losses, random, { rounding }) : [];
  const effective = effectiveOrigins(n, step, stepSize);
  return new Map(
    models.map((model) => {
      const membership = compared.includes(model) ? set.at(compared.indexOf(model)) : undefined;
      return [model, { step, n, p: membership?.p ?? NaN, effective }];
    }),
  );
}

/**
 * Bonferroni's adjustment over steps. Holm's adjustment does not apply: at every step some model is the best and may be
 * excluded by chance, so a rejection at one step does not relax the others.
 */
function adjustSets(
  sets: readonly ReadonlyMap<string, UnadjustedMembership>[],
): ReadonlyMap<string, StepMembership>[] {
  const tested = sets.filter((set) => [...set.values()].some(({ p }) => !Number.isNaN(p))).length;
  return sets.map(
    (set) =>
      new Map(
        [...set].map(([model, membership]) => {
          const adjusted = Math.min(1, membership.p * tested);
          const isIn = Number.isNaN(adjusted) ? null : adjusted >= CONFIDENCE_SET_SIZE;
          return [model, { ...membership, adjusted, isIn }];
        }),
      ),
  );
}
