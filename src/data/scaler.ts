/**
 * Scalers: x ↦ (x - center) / scale, fitted only on the training rows of a fold.
 *
 *     standard mean, standard deviation · min-max minimum, range · robust median, interquartile range · none 0, 1
 */

import { mean, median, quantile, standardDeviation } from '../math/statistics.ts';

export interface Scaler {
  readonly center: number;
  readonly scale: number;
}

const fits = {
  standard: (x: Float64Array): Scaler => ({ center: mean(x), scale: standardDeviation(x) }),
  'min-max': (x: Float64Array): Scaler => {
    const low = x.reduce((a, b) => Math.min(a, b), Infinity);
    const high = x.reduce((a, b) => Math.max(a, b), -Infinity);
    return { center: low, scale: high - low };
  },
  robust: (x: Float64Array): Scaler => {
    const range = quantile(x, 0.75) - quantile(x, 0.25);
    // If more than half of the values are equal, only the standard deviation is left.
    return { center: median(x), scale: range > 0 ? range : standardDeviation(x) };
  },
  /** Values stay as they are, so nothing is measured. */
  none: (): undefined => undefined,
};

export type ScalerName = keyof typeof fits;

export const scalerNames = Object.keys(fits) as readonly ScalerName[];

/** Spreads of up to so many roundings are none: steps of equal size have such a range where prices are rounded to what a number holds. */
const ROUNDINGS = 8;

/**
 * The scaler of these values. Its scale is 0 if they never change or are too few; then nothing can be learned from them. Values
 * that are not centred and all the same, such as the steps of a straight line, are divided by their size.
 * @param centered - false keeps zero at zero, for quantities whose zero has a meaning
 * @param rounding - what the values may be off by: a spread that is no larger is none
 */
export function fitScaler(name: ScalerName, values: Float64Array, centered: boolean, rounding = 0): Scaler {
  const fitted = fits[name](values);
  if (fitted === undefined) return { center: 0, scale: 1 };
  const { center, scale } = fitted;
  const least = ROUNDINGS * rounding;
  const size = centered || values.length < 2 ? 0 : Math.abs(center);
  const used = [scale, size].find((each) => each > least) ?? 0;
  return { center: centered ? center : 0, scale: used };
}

/** (x - center) / scale; 0 if the scale is 0. */
export function scaled({ center, scale }: Scaler, x: number): number {
  return scale === 0 ? 0 : (x - center) / scale;
}
