/** How networks were trained, from a `run.json`. */

import { listIn, objectOf } from './json-values.ts';

export interface ReportedTraining {
  readonly fold: number;
  readonly member: number;
  readonly epochs: number;
  readonly seconds: number;
  /** By epoch; `null` if they were not kept. */
  readonly training: readonly number[] | null;
  readonly validation: readonly number[] | null;
}

/** By model, of those that have epochs. Empty for a run of a version that did not keep it. */
export function readTraining(json: unknown): ReadonlyMap<string, readonly ReportedTraining[]> {
  const { models } = objectOf(json);
  return new Map(
    listIn(models)
      .map((one) => {
        const { model, training } = objectOf(one);
        return [String(model), listIn(training).map(trainingIn)] as const;
      })
      .filter(([, training]) => training.length > 0),
  );
}

function trainingIn(value: unknown): ReportedTraining {
  const { fold, member, epochs, seconds, trainingLoss, validationLoss } = objectOf(value);
  return {
    fold: Number(fold),
    member: Number(member),
    epochs: Number(epochs),
    seconds: Number(seconds),
    training: lossesIn(trainingLoss),
    validation: lossesIn(validationLoss),
  };
}

const lossesIn = (value: unknown): readonly number[] | null =>
  Array.isArray(value) ? value.map((loss) => (loss === null ? NaN : Number(loss))) : null;
