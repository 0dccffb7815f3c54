/**
 * Inputs that models see instead of their own, to measure what inputs are worth: some places of a window hold what they hold in the window
 * of another origin of the same series. Everything else stays, so a forecast still starts from its own price.
 */

export interface ReplacedInputs {
  /** Numbers of the inputs of a row, 0 for that of the target, then those of the features. */
  readonly inputs: readonly number[];
  /** First and last lag, counted from the origin, whose row is lag 1. */
  readonly from: number;
  readonly to: number;
  /** The origin whose window lends them. */
  readonly lender: (series: string, origin: number) => number;
}
