/** Where the search for an ETS model starts: parameters within their bounds, and states from the first rows, as R's `ets` has them. */

import { cos, sin } from '../math/elementary.ts';
import { leastSquares } from '../math/least-squares.ts';
import type { EtsForm, EtsParameters, EtsState } from './ets-filter.ts';
import { seasonalIndices } from './seasonal-adjustment.ts';

/** Of α, β and γ; of φ. */
export const [LEAST, MOST] = [0.0001, 0.9999];
export const [LEAST_PHI, MOST_PHI] = [0.8, 0.98];

/** A multiplicative index is at least this. */
const LEAST_INDEX = 0.01;

export function startParameters({ trend, season }: EtsForm, m: number): EtsParameters {
  const alpha = LEAST + (0.2 * (MOST - LEAST)) / (season === 'none' ? 1 : m);
  return {
    alpha,
    beta: trend === 'none' ? 0 : LEAST + 0.1 * (Math.min(MOST, alpha) - LEAST),
    gamma: season === 'none' ? 0 : LEAST + 0.05 * (Math.min(MOST, 1 - alpha) - LEAST),
    phi: trend === 'damped' ? LEAST_PHI + 0.99 * (MOST_PHI - LEAST_PHI) : 1,
  };
}

/**
 * State before the first row: indices of a decomposition, and the mean or the line of the first rows without them.
 * @param y - none absent
 * @param m - rows per season; at most the rows of y
 */
export function startState({ trend, season: kind }: EtsForm, y: Float64Array, m: number): EtsState {
  const { season, adjusted } = kind === 'none' ? { season: [], adjusted: y } : startSeason(kind, y, m);
  const n = Math.min(Math.max(10, kind === 'none' ? 2 : 2 * m), y.length);
  const first = adjusted.subarray(0, n);
  if (trend === 'none') {
    const level = first.reduce((sum, value) => sum + value, 0) / n;
    return { level, trend: 0, season: Float64Array.from(season), at: 0 };
  }
  const [level, slope] = leastSquares(first, [(): number => 1, (t: number): number => t + 1]);
  // A first forecast of 0 would divide errors by 0.
  const isZero = Math.abs(level + slope) < 1e-8;
  return {
    level: isZero ? level * 1.001 : level,
    trend: isZero ? slope * 0.999 : slope,
    season: Float64Array.from(season),
    at: 0,
  };
}

function startSeason(
  kind: 'additive' | 'multiplicative',
  y: Float64Array,
  m: number,
): { readonly season: readonly number[]; readonly adjusted: Float64Array } {
  const indices =
    y.length < 3 * m ? harmonicIndices(kind, y, m) : repeated(seasonalIndices(y, m, kind), y.length);
  const first = Array.from(indices.subarray(0, m));
  if (kind === 'additive') return { season: first, adjusted: y.map((value, t) => value - indices[t]) };
  let others = first.slice(1).map((index) => Math.max(index, LEAST_INDEX));
  const sum = others.reduce((total, index) => total + index, 0);
  // As R does it: far from the indices, but the search starts from there.
  if (sum > m) others = others.map((index) => index / (sum + LEAST_INDEX * others.length));
  return {
    season: [first[0], ...others],
    adjusted: y.map((value, t) => value / Math.max(indices[t], LEAST_INDEX)),
  };
}

const repeated = (indices: Float64Array, length: number): Float64Array =>
  Float64Array.from({ length }, (_, t) => indices[t % indices.length]);

/** Values beside a line, both fitted together with one wave per season: for series of fewer than three seasons. */
function harmonicIndices(kind: 'additive' | 'multiplicative', y: Float64Array, m: number): Float64Array {
  const angle = (t: number): number => (2 * Math.PI * (t + 1)) / m;
  const [level, slope] = leastSquares(y, [
    () => 1,
    (t) => t + 1,
    ...(m > 2 ? [(t: number): number => sin(angle(t))] : []),
    (t) => cos(angle(t)),
  ]);
  return y.map((value, t) => {
    const line = level + slope * (t + 1);
    return kind === 'additive' ? value - line : value / line;
  });
}
