/**
 * Seasonal adjustment for models that know no season, as in R's `thetaf`. If the autocorrelation at one season is significant, the
 * training rows are decomposed. The model sees them without their season, and its forecasts get it back.
 *
 *     r_k autocorrelation at k     seasonal if |r_m| > z √((1 + 2 (r_1² + … + r_{m-1}²)) / n),  z the 95 % point of the normal
 *     trend = centred moving average over m rows     index = mean of value/trend (or value - trend) by place in the season
 *
 * Indices divide positive values, and are subtracted from logarithms and from values that are not all positive. They stay as
 * fitted at the cutoff. The test is weak against a walk, whose autocorrelations are all near 1: there the indices are near 1.
 *
 * Assimakopoulos, Nikolopoulos (2000), The theta model; Kendall, Stuart (1983), The advanced theory of statistics 3, classical decomposition.
 */

import type { Series } from '../data/panel.ts';
import { targetOf } from '../data/targets.ts';
import type { ModelOptions, TrainingRows } from './model.ts';
import type { PerSeries } from './per-series.ts';

/** The 95 % point of the normal distribution: 90 % two-sided. */
const CRITICAL = 1.6448536269514722;
/** A multiplicative index below this makes adjusted values meaningless. */
const LEAST_INDEX = 1e-4;

const kinds = ['none', 'additive', 'multiplicative'] as const;
type Kind = (typeof kinds)[number];

/** The season of one series. */
export interface Season {
  readonly kind: Kind;
  /** By row after the cutoff, modulo m: the first belongs to the row after it. */
  readonly indices: Float64Array;
}

/**
 * The model on seasonally adjusted values if a season is longer than one row, else the model itself. Its numbers come first,
 * then the kind of the season and its indices.
 */
export function seasonallyAdjusted(
  definition: PerSeries,
  isNeeded: (options: ModelOptions) => boolean = ({ seasonality }) => seasonality > 1,
): PerSeries {
  /** Count of the numbers of a season. */
  const tailOf = (options: ModelOptions): number => (isNeeded(options) ? 1 + options.seasonality : 0);
  // A model without these numbers was saved before models were adjusted; all that are have the most numbers of their own, or
  // tell their count and were adjusted from the beginning.
  const hasSeason = (learnt: Float64Array, options: ModelOptions): boolean =>
    isNeeded(options) && (definition.count !== undefined || learnt.length > definition.size(options)[1]);
  const ownNumbers = (learnt: Float64Array, options: ModelOptions): Float64Array =>
    hasSeason(learnt, options) ? learnt.subarray(0, learnt.length - tailOf(options)) : learnt;
  const seasonOf = (learnt: Float64Array, options: ModelOptions): Season => {
    if (!hasSeason(learnt, options)) return { kind: 'none', indices: new Float64Array(0) };
    const tail = learnt.subarray(learnt.length - tailOf(options));
    return seasonOfNumbers(tail[0], tail.subarray(1));
  };
  return {
    ...definition,
    parameters: (options, learnt) => {
      const own = learnt && ownNumbers(learnt, options);
      const isAdjusted = learnt ? seasonOf(learnt, options).kind !== 'none' : isNeeded(options);
      return definition.parameters(options, own) + (isAdjusted ? options.seasonality - 1 : 0);
    },
    ...(definition.count && {
      count: (learnt, options) => definition.count!(learnt, options) + tailOf(options),
    }),
    size(options) {
      const [least, most] = definition.size(options);
      return [least, most + tailOf(options)];
    },
    learn(series, rows, options, grid) {
      if (!isNeeded(options)) return definition.learn(series, rows, options, grid);
      const season = findSeason(series, rows, options);
      const own = definition.learn(
        {
          ...series,
          values: adjusted(series.values, season, rows.cutoff),
          observed: adjusted(series.observed, season, rows.cutoff),
        },
        rows,
        options,
        grid,
      );
      return Float64Array.of(...own, kindNumber(season), ...season.indices);
    },
    walk(learnt, values, cutoff, options, series) {
      const season = seasonOf(learnt, options);
      const own = ownNumbers(learnt, options);
      if (season.kind === 'none') return definition.walk(own, values, cutoff, options, series);
      const walk = definition.walk(own, adjusted(values, season, cutoff), cutoff, options, series);
      return (origin, out) => {
        walk(origin, out);
        for (let k = 0; k < out.length; k++) out[k] = withSeason(out[k], season, origin + 1 + k, cutoff);
      };
    },
  };
}

/** The number of its kind, for a state. */
export const kindNumber = ({ kind }: Season): number => kinds.indexOf(kind);

/** The season with these numbers, as they are in a state. */
export function seasonOfNumbers(kind: number, indices: Float64Array): Season {
  return { kind: kinds[kind] ?? 'none', indices };
}

/** Place in the season of a row, from 0 for the row after the cutoff. */
function placeOf(row: number, cutoff: number, { indices }: Season): number {
  const place = (row - cutoff - 1) % indices.length;
  return place < 0 ? place + indices.length : place;
}

/** The value with its season (direction 1) or without it (-1). */
function combined(value: number, { kind, indices }: Season, place: number, direction: 1 | -1): number {
  if (kind === 'additive') return value + direction * indices[place];
  return direction === 1 ? value * indices[place] : value / indices[place];
}

/** The value of a row without its season, given its season back. */
export function withSeason(value: number, season: Season, row: number, cutoff: number): number {
  return season.kind === 'none' ? value : combined(value, season, placeOf(row, cutoff, season), 1);
}

/** The values without their season. */
export function adjusted(values: Float64Array, season: Season, cutoff: number): Float64Array {
  if (season.kind === 'none') return values;
  return values.map((value, row) => combined(value, season, placeOf(row, cutoff, season), -1));
}

/** The season of the training rows; of kind `none` if there is none that is significant, or too few rows. */
export function findSeason(
  { values }: Series,
  { start, cutoff }: TrainingRows,
  { seasonality, target }: Pick<ModelOptions, 'seasonality' | 'target'>,
): Season {
  const none: Season = { kind: 'none', indices: new Float64Array(seasonality) };
  let first = start;
  while (first <= cutoff && Number.isNaN(values[first])) first++;
  const y = values.subarray(first, cutoff + 1);
  if (y.length <= 2 * seasonality || !isSeasonal(y, seasonality)) return none;
  const isAdditive = targetOf(target).quantity.isLogarithm || y.some((value) => value <= 0);
  const kind = isAdditive ? 'additive' : 'multiplicative';
  const byPlace = seasonalIndices(y, seasonality, kind);
  if (byPlace.some((index) => Number.isNaN(index) || (!isAdditive && index < LEAST_INDEX))) return none;
  return { kind, indices: byPlace.map((_, i) => byPlace[(y.length + i) % seasonality]) };
}

/** Whether the autocorrelation at one season is significant; absent rows are left out of its sums. */
export function isSeasonal(y: Float64Array, seasonality: number): boolean {
  let [mean, n] = [0, 0];
  for (const value of y) if (!Number.isNaN(value)) mean += (value - mean) / ++n;
  const centred = y.map((value) => (Number.isNaN(value) ? 0 : value - mean));
  const products = (lag: number): number => {
    let sum = 0;
    for (let t = lag; t < centred.length; t++) sum += centred[t] * centred[t - lag];
    return sum;
  };
  const variance = products(0);
  // A constant series differs from its mean only by rounding.
  if (!(variance > 1e-20 * n * mean * mean)) return false;
  let squares = 0;
  for (let lag = 1; lag < seasonality; lag++) squares += (products(lag) / variance) ** 2;
  return Math.abs(products(seasonality) / variance) > CRITICAL * Math.sqrt((1 + 2 * squares) / n);
}

/** Classical decomposition: the indices by place, from the first row; their mean is 0 (additive) or 1. */
export function seasonalIndices(
  y: Float64Array,
  seasonality: number,
  kind: Exclude<Kind, 'none'>,
): Float64Array {
  const sums = new Float64Array(seasonality);
  const counts = new Float64Array(seasonality);
  const trend = movingAverage(y, seasonality);
  for (let t = 0; t < y.length; t++) {
    const ratio = kind === 'additive' ? y[t] - trend[t] : y[t] / trend[t];
    if (Number.isNaN(ratio)) continue;
    sums[t % seasonality] += ratio;
    counts[t % seasonality]++;
  }
  const means = sums.map((sum, place) => sum / counts[place]);
  const centre = means.reduce((sum, value) => sum + value, 0) / seasonality;
  return means.map((value) => (kind === 'additive' ? value - centre : value / centre));
}

/** Over one season around each row, the outermost rows with half a weight if it is even; `NaN` at the ends and beside absent rows. */
function movingAverage(y: Float64Array, seasonality: number): Float64Array {
  const half = Math.floor(seasonality / 2);
  const edge = seasonality % 2 === 0 ? 0.5 : 1;
  return y.map((_, t) => {
    if (t < half || t + half >= y.length) return NaN;
    let sum = edge * (y[t - half] + (half > 0 ? y[t + half] : 0));
    for (let i = t - half + 1; i < t + half; i++) sum += y[i];
    return sum / seasonality;
  });
}
