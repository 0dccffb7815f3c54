/** How the loss of a network fell while it was trained. For charts: no forecast depends on it. */

export interface LearningCurve {
  /** Mean loss of the training windows in each epoch, as they were trained on: with dropout and penalties. */
  readonly training: Float32Array;
  /** Loss of the validation block after each epoch; empty if there was none. */
  readonly validation: Float32Array;
}

/** The mean of curves, epoch by epoch; one that ended earlier stays where it ended. */
export function meanCurve(curves: readonly LearningCurve[]): LearningCurve {
  const meanOf = (columns: readonly Float32Array[]): number[] =>
    Array.from({ length: Math.max(...columns.map(({ length }) => length)) }, (_, epoch) => {
      const values = columns.map((column) => column[Math.min(epoch, column.length - 1)]);
      return values.reduce((sum, value) => sum + value, 0) / values.length;
    });
  const validated = curves.map(({ validation }) => validation).filter(({ length }) => length > 0);
  return curveOf(
    meanOf(curves.map(({ training }) => training)),
    validated.length > 0 ? meanOf(validated) : [],
  );
}

/** Rounded to what a chart needs. */
export function curveOf(training: readonly number[], validation: readonly number[]): LearningCurve {
  return { training: Float32Array.from(training), validation: Float32Array.from(validation) };
}
