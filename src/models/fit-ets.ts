/**
 * The choice and the fit of an ETS model, as R's `ets(ic = "aicc")` does it: every allowed combination of error, trend and
 * season is fitted by maximum likelihood, α, β, γ, φ and the first states together, by Nelder and Mead's search from
 * `ets-start.ts` with at most 2,000 evaluations; the combination with the least AICc is used.
 *
 * Not considered, as in R: multiplicative trends; a multiplicative season with additive errors, whose variance is unstable;
 * multiplicative errors or seasons of values that are not all positive.
 */

import { nelderMead } from '../math/nelder-mead.ts';
import { LEAST, LEAST_PHI, MOST, MOST_PHI, startParameters, startState } from './ets-start.ts';
import { copyOf, filterEts, isStable } from './ets-filter.ts';
import type { EtsForm, EtsParameters, EtsState } from './ets-filter.ts';
import type { Levels } from './smoothing.ts';

export interface EtsFit {
  readonly form: EtsForm;
  readonly parameters: EtsParameters;
  /** After the last row. */
  readonly last: EtsState;
  /** Corrected Akaike information criterion, without constants that all models share. */
  readonly aicc: number;
}

/** Evaluations and tolerance of R's `ets`; the tolerance is √ε. */
const SEARCH = { evaluations: 2000, tolerance: 1.4901161193847656e-8 };
/** Below this many rows nothing is chosen: a level alone, which moves to every value. */
const FEWEST_ROWS = 7;
const LEAST_LIKELIHOOD = -1e10;

/** Allowed combinations, in R's order: the first of equally good ones is used. */
function candidates(y: Float64Array, m: number): readonly EtsForm[] {
  const isPositive = y.every((value) => !(value <= 0));
  const errors: readonly EtsForm['error'][] = isPositive ? ['additive', 'multiplicative'] : ['additive'];
  const trends: readonly EtsForm['trend'][] = ['none', 'damped', 'additive'];
  const seasons: readonly EtsForm['season'][] = m > 1 ? ['none', 'additive', 'multiplicative'] : ['none'];
  const all = errors.flatMap((error) =>
    trends.flatMap((trend) => seasons.map((season): EtsForm => ({ error, trend, season }))),
  );
  return all.filter(({ error, season }) => season !== 'multiplicative' || error === 'multiplicative');
}

/**
 * The model with the least AICc.
 * @param m - rows per season; 1 is no season
 */
export function fitEts(levels: Levels, m: number): EtsFit {
  const { y } = levels;
  const isConstant = y.every((value) => Number.isNaN(value) || value === y[0]);
  if (y.length < FEWEST_ROWS || isConstant) return levelOnly(levels);
  const usable = y.length > m ? m : 1;
  const filled = withoutGaps(y);
  const fits = candidates(y, usable).flatMap((form) => fitForm(form, levels, filled, usable) ?? []);
  if (fits.length === 0) return levelOnly(levels);
  return fits.reduce((best, fit) => (fit.aicc < best.aicc ? fit : best));
}

/** The last value. */
function levelOnly({ y }: Levels): EtsFit {
  const last = y.findLast((value) => !Number.isNaN(value)) ?? NaN;
  return {
    form: { error: 'additive', trend: 'none', season: 'none' },
    parameters: { alpha: MOST, beta: 0, gamma: 0, phi: 1 },
    last: { level: last, trend: 0, season: new Float64Array(0), at: 0 },
    aicc: Infinity,
  };
}

/** One model with its best parameters; `undefined` if there are too few rows for it, or none are allowed. */
export function fitForm(
  form: EtsForm,
  { y, counts }: Levels,
  filled: Float64Array,
  m: number,
): EtsFit | undefined {
  const layout = layoutOf(form, m, startParameters(form, m), startState(form, filled, m));
  const D = layout.start.length;
  if (D >= y.length - 1) return undefined;
  const { x, value } = nelderMead(
    (candidate) => {
      if (!layout.read(candidate)) return Infinity;
      return Math.max(LEAST_LIKELIHOOD, filterEts(form, layout.parameters, layout.state, y, counts));
    },
    layout.start,
    SEARCH,
  );
  if (!(value < 1e30) || !layout.read(x)) return undefined;
  const likelihood = filterEts(form, layout.parameters, layout.state, y, counts);
  const n = counts.reduce((sum, count) => sum + count, 0);
  const k = D + 1; // and the variance
  return {
    form,
    parameters: { ...layout.parameters },
    last: copyOf(layout.state),
    aicc: n > k + 1 ? likelihood + 2 * k + (2 * k * (k + 1)) / (n - k - 1) : Infinity,
  };
}

type Writable<T> = { -readonly [K in keyof T]: T[K] };

/** The variables of the search, and what a vector of them means; parameters and state are written by `read`. */
interface Layout {
  readonly start: Float64Array;
  readonly parameters: EtsParameters;
  readonly state: EtsState;
  /** False if the parameters or states are not allowed. */
  read(x: Float64Array): boolean;
}

function layoutOf(
  form: EtsForm,
  m: number,
  first: EtsParameters,
  { level, trend, season }: EtsState,
): Layout {
  const hasTrend = form.trend !== 'none';
  const isDamped = form.trend === 'damped';
  const hasSeason = form.season !== 'none';
  const total = form.season === 'multiplicative' ? m : 0;
  const parameters: Writable<EtsParameters> = { ...first };
  const state: EtsState = { level, trend, season: season.slice(), at: 0 };
  // The newest place comes first; the oldest is what the others leave of the sum.
  const others = hasSeason ? Array.from(season.subarray(1)).toReversed() : [];
  const start = Float64Array.of(
    first.alpha,
    ...(hasTrend ? [first.beta] : []),
    ...(hasSeason ? [first.gamma] : []),
    ...(isDamped ? [first.phi] : []),
    level,
    ...(hasTrend ? [trend] : []),
    ...others,
  );
  return {
    start,
    parameters,
    state,
    read(x) {
      let i = 0;
      parameters.alpha = x[i++];
      if (hasTrend) parameters.beta = x[i++];
      if (hasSeason) parameters.gamma = x[i++];
      if (isDamped) parameters.phi = x[i++];
      if (!isWithinBounds(form, parameters) || !isStable(form, parameters, m)) return false;
      state.level = x[i++];
      state.trend = hasTrend ? x[i++] : 0;
      state.at = 0;
      if (!hasSeason) return true;
      let sum = 0;
      for (let place = m - 1; place > 0; place--) sum += state.season[place] = x[i++];
      state.season[0] = total - sum;
      return form.season === 'additive' || state.season.every((index) => index >= 0);
    },
  };
}

/** The usual region: .0001 ≤ α, β, γ ≤ .9999, β ≤ α, γ ≤ 1 - α, .8 ≤ φ ≤ .98. */
function isWithinBounds({ trend, season }: EtsForm, { alpha, beta, gamma, phi }: EtsParameters): boolean {
  if (alpha < LEAST || alpha > MOST) return false;
  if (trend !== 'none' && (beta < LEAST || beta > alpha || beta > MOST)) return false;
  if (trend === 'damped' && (phi < LEAST_PHI || phi > MOST_PHI)) return false;
  return season === 'none' || (gamma >= LEAST && gamma <= 1 - alpha && gamma <= MOST);
}

/** Absent rows repeat the value before them, for first states only. */
export function withoutGaps(y: Float64Array): Float64Array {
  const out = y.slice();
  for (let t = 1; t < out.length; t++) if (Number.isNaN(out[t])) out[t] = out[t - 1];
  return out;
}
