/**
 * How a window is normalised by its own rows. With u the level of a row (log price, price, log-volatility), c the centre and s the
 * spread of the window, and c₀ the level at the origin:
 *
 *     inputs (u - c) / s      targets (u - c₀) / s
 *
 * So zero means no change, whatever c is.
 */

export interface Normalization {
  readonly name: string;
  /**
   * Writes centre and spread of the levels `from`..`to`, both included, into `out`. Spreads have a floor, the same in every
   * window of a series: 0 leaves that.
   * Absent: inputs and targets do not depend on their window.
   */
  readonly statistics?: (out: Float64Array, levels: Float64Array, from: number, to: number) => void;
  /** Whether a network learns a scale and a shift of the window, which its outputs undo. */
  readonly isLearnable?: true;
}
