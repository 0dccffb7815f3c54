/** How the loss of a network fell while it was trained. For charts: no forecast depends on it. */

export interface LearningCurve {
  /** Mean loss of the training windows in each epoch, as they were trained on: with dropout and penalties. */
  readonly training: Float32Array;
  /** Loss of the validation block after each epoch; empty if there was none. */
  readonly validation: Float32Array;
}

/** Rounded to what a chart needs. */
export function curveOf(training: readonly number[], validation: readonly number[]): LearningCurve {
  return { training: Float32Array.from(training), validation: Float32Array.from(validation) };
}
