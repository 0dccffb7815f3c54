/** The inputs and targets of a model: values of each series as numbers near one, and the way back to prices. */

import { classNumber, classOf } from '../../data/classes.ts';
import type { Panel } from '../../data/panel.ts';
import type { Target } from '../../data/targets.ts';
import type { Seasons } from '../deseasonalization/deseasonalization.ts';
import type { FeatureInputs } from '../feature-inputs.ts';
import type { ModelOptions } from '../model.ts';
import type { FitState } from '../state.ts';

export interface Encoding {
  /** Inputs of a row: that of the target, then those of the features. */
  readonly width: number;
  /**
   * The scaled inputs of a row of a series: `width` numbers into `out`, from `at` on. The first is 0 if it depends on the
   * window.
   */
  write(out: Float64Array, at: number, series: number, row: number): void;
  /**
   * Writes the first input of every row of the window of an origin into `out`, from `at` on and `stride` apart, oldest first.
   * Absent if it is the same in every window.
   */
  readonly writeWindow?: (
    out: Float64Array | Float32Array,
    at: number,
    stride: number,
    series: number,
    origin: number,
  ) => void;
  /** Scaled target of the price `step` rows after the origin. */
  target(series: number, origin: number, step: number): number;
  /**
   * How targets follow from inputs if they do, and if inputs are the same in every window: `growth[step]` times the target is the first input
   * of the row `step` after the origin, plus that product at the earlier step `before(step)` if it is not 0.
   */
  readonly targetsOfInputs?: TargetsOfInputs | undefined;
  /** Number of the class, from 0, of the price `step` rows after the origin. */
  label(series: number, origin: number, step: number): number;
  /** Scaled target of a price that is `step` rows after the origin what it is there, apart from its season. */
  unchanged(series: number, origin: number, step: number): number;
  /** The price of a scaled target; of that of an unchanged price without a season exactly the price at the origin. */
  decode(series: number, origin: number, step: number, value: number): number;
  /** The same encoding for another panel of the same series. */
  on(panel: Panel): Encoding;
  /** What was learnt, as named arrays. */
  state(): FitState;
}

export interface TargetsOfInputs {
  before(step: number): number;
  /** By step. */
  readonly growth: Float64Array;
}

/** What every kind of encoding is made of. */
export interface EncodingParts {
  readonly options: ModelOptions;
  /** Rows that one forecast reads. */
  readonly lookback: number;
  /** Of values without their season. */
  readonly target: Target;
  readonly seasons: Seasons;
  readonly features: FeatureInputs;
}

/** The `label` of every encoding: classes are of prices as they are. */
export function labelOf(panel: Panel, flat: number): Encoding['label'] {
  return (series, origin, step) => {
    const { values } = panel.series[series];
    return classNumber(classOf(values[origin + step], values[origin], flat));
  };
}
