/**
 * The inputs and targets of a model: values of each series, encoded by the target and a scaler fitted on the fold's training
 * rows, and the way back. Changes are divided by the square root of the step, so that every step of the horizon has about
 * the same weight.
 */

import type { Tensor } from '../data/safetensors.ts';
import { classNumber, classOf } from '../data/classes.ts';
import { fitScaler, scaled } from '../data/scaler.ts';
import type { Scaler } from '../data/scaler.ts';
import type { Panel } from '../data/panel.ts';
import { targetOf } from '../data/targets.ts';
import type { Target } from '../data/targets.ts';
import { trainingOrigins } from '../data/windows.ts';
import { featuresOf } from '../data/features/index.ts';
import type { WithFeatures } from '../data/features/index.ts';
import { DataError } from '../errors.ts';
import { formatTime } from '../data/timeframe.ts';
import { featureWidth, fitFeatures, restoreFeatures } from './feature-inputs.ts';
import type { FeatureInputs } from './feature-inputs.ts';
import type { ModelOptions, Origins, TrainingRows } from './model.ts';
import type { FitState, StateReader } from './state.ts';

export interface Encoding {
  /** Inputs of a row: that of the target, then those of the features. */
  readonly width: number;
  /** The scaled inputs of a row of a series: `width` numbers into `out`, from `at` on. */
  write(out: Float64Array, at: number, series: number, row: number): void;
  /** Scaled target of the price `step` rows after the origin. */
  target(series: number, origin: number, step: number): number;
  /** Number of the class, from 0, of the price `step` rows after the origin. */
  label(series: number, origin: number, step: number): number;
  /** The price of a scaled target. */
  decode(series: number, origin: number, step: number, value: number): number;
  /** The same encoding for another panel of the same series. */
  on(panel: Panel): Encoding;
  /** The scalers as named arrays. */
  state(): FitState;
}

type WindowOptions = Pick<ModelOptions, 'inputSize' | 'target'> & WithFeatures;

/** Rows that one forecast reads: the window, and those that the inputs of its first row need before it. */
export function windowLookback(options: WindowOptions): number {
  const { inputSize, target } = options;
  return (
    inputSize + Math.max(targetOf(target).extraRows, ...featuresOf(options).map(({ extraRows }) => extraRows))
  );
}

/** Numbers of a window: its rows, times the inputs of a row. */
export function windowWidth(options: Pick<ModelOptions, 'inputSize'> & WithFeatures): number {
  return options.inputSize * (1 + featureWidth(options));
}

/**
 * The encoding of every series, learnt from `rows`.
 * @param target - for models whose inputs are not those of the options' target
 */
export function fitEncoding(
  panel: Panel,
  rows: TrainingRows,
  options: ModelOptions,
  target = targetOf(options.target),
): Encoding {
  const scalers = panel.series.map(({ observed }): Scaler => {
    const inputs: number[] = [];
    for (let row = rows.start + target.extraRows; row <= rows.cutoff; row++) {
      const input = target.input(observed, row);
      if (!Number.isNaN(input)) inputs.push(input);
    }
    return fitScaler(options.scaler, Float64Array.from(inputs), !target.isChange);
  });
  const features = fitFeatures(panel, rows, options);
  return encodingOn(panel, target, scalers, features, growthOf(options, target), options.flat);
}

/** The encoding of a fit, from its arrays in a state; the reader keeps the others. */
export function restoreEncoding(
  panel: Panel,
  state: StateReader,
  options: ModelOptions,
  target = targetOf(options.target),
): Encoding {
  const count = panel.series.length;
  const center = state.f64('scaler.center', [count]);
  const scale = state.f64('scaler.scale', [count]);
  const scalers = panel.series.map((_, s): Scaler => ({ center: center[s], scale: scale[s] }));
  const features = restoreFeatures(panel, state, options);
  return encodingOn(panel, target, scalers, features, growthOf(options, target), options.flat);
}

/** (horizon + 1), by step */
function growthOf({ horizon }: ModelOptions, { isChange }: Target): Float64Array {
  return Float64Array.from({ length: horizon + 1 }, (_, step) => (isChange ? Math.sqrt(step) : 1));
}

function encodingOn(
  panel: Panel,
  target: Target,
  scalers: readonly Scaler[],
  features: FeatureInputs,
  growth: Float64Array, // (horizon + 1), by step
  flat: number,
): Encoding {
  return {
    width: 1 + features.width,
    write(out, at, series, row) {
      out[at] = scaled(scalers[series], target.input(panel.series[series].values, row));
      if (features.width > 0) features.write(out, at + 1, series, row);
    },
    target(series, origin, step) {
      const { values } = panel.series[series];
      return scaled(scalers[series], target.encode(values[origin + step], values[origin])) / growth[step];
    },
    label(series, origin, step) {
      const { values } = panel.series[series];
      return classNumber(classOf(values[origin + step], values[origin], flat));
    },
    decode(series, origin, step, value) {
      const { center, scale } = scalers[series];
      return target.decode(value * (scale * growth[step]) + center, panel.series[series].values[origin]);
    },
    on: (other) => encodingOn(other, target, scalers, features.on(other), growth, flat),
    state() {
      const columnOf = (name: keyof Scaler): Tensor => ({
        name: `scaler.${name}`,
        shape: [scalers.length],
        values: Float64Array.from(scalers, (scaler) => scaler[name]),
      });
      return [columnOf('center'), columnOf('scale'), ...features.state()];
    },
  };
}

/** Scaled inputs of the rows `first`..`last` of a series: (rows, width). */
export function encodeRows(encoding: Encoding, series: number, first: number, last: number): Float64Array {
  const { width } = encoding;
  const out = new Float64Array((last - first + 1) * width);
  for (let row = first; row <= last; row++) encoding.write(out, (row - first) * width, series, row);
  return out;
}

/**
 * Every training window of every series, ordered by origin and then by series.
 * @throws DataError if there is none
 */
export function trainingWindows(panel: Panel, rows: TrainingRows, options: ModelOptions): Origins {
  const lookback = windowLookback(options);
  const bySeries = panel.series.map((series) => trainingOrigins(series, rows, lookback, options.horizon));
  const count = bySeries.reduce((sum, { length }) => sum + length, 0);
  if (count === 0)
    throw new DataError(
      `expected training windows of ${lookback} + ${options.horizon} rows without a gap up to ${formatTime(panel.time[rows.cutoff])}, ` +
        `got none in ${rows.cutoff - rows.start + 1} rows`,
      {
        hint: 'use a longer history, lower `--input-size` or `--horizon`, or, for a market that closes, try `--gaps keep`',
      },
    );
  const series = new Int32Array(count);
  const row = new Int32Array(count);
  const next = bySeries.map(() => 0);
  for (let i = 0; i < count; i++) {
    let best = -1;
    for (let s = 0; s < bySeries.length; s++) {
      if (next[s] === bySeries[s].length) continue;
      if (best < 0 || bySeries[s][next[s]] < bySeries[best][next[best]]) best = s;
    }
    series[i] = best;
    row[i] = bySeries[best][next[best]++];
  }
  return { series, row };
}

/**
 * How many of the windows are trained on, from the first, and where the validation windows start. These are the last in
 * time, and no training target overlaps with their targets.
 * @param share - of the windows, for validation; 0 is none
 */
export function splitForValidation(
  { row }: Origins,
  share: number,
  horizon: number,
): { readonly train: number; readonly validation: number } {
  const count = row.length;
  if (share === 0) return { train: count, validation: count };
  const firstRow = row[Math.min(Math.floor(count * (1 - share)), count - 1)];
  // All windows of one origin are on the same side, so that no time is in both.
  const validation = row.indexOf(firstRow);
  let train = validation;
  while (train > 0 && row[train - 1] + horizon > firstRow) train--;
  return { train, validation };
}
