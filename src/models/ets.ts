/**
 * ETS: exponential smoothing with error, trend and season, each additive or multiplicative, chosen by AICc as R's `ets`
 * does (`fit-ets.ts`). The values are those of the column under every target of prices, since errors and seasons that are
 * proportional to the price are among the models; for volatility they are its logarithms. For the target log-return a
 * forecast k steps ahead is no further from the value at the origin, as a ratio, than any two training rows k apart: a
 * trend of prices could fall below zero.
 *
 * The season has `--seasonality` rows. One longer than 24 rows, which R's `ets` does not take either, is adjusted for first
 * (`seasonal-adjustment.ts`), and the rest gets a model without a season. A fit uses the latest 1,000 training rows.
 */

import type { Series } from '../data/panel.ts';
import { targetOf, targets } from '../data/targets.ts';
import type { Target } from '../data/targets.ts';
import { JS_SLOWDOWN } from './cost.ts';
import { filterEts, forecastEts } from './ets-filter.ts';
import type { EtsForm, EtsParameters, EtsState } from './ets-filter.ts';
import { fitEts } from './fit-ets.ts';
import type { EtsFit } from './fit-ets.ts';
import type { Model, ModelOptions, TrainingRows } from './model.ts';
import { perSeries } from './per-series.ts';
import { seasonallyAdjusted } from './seasonal-adjustment.ts';
import { levelsOf, reachOf } from './smoothing.ts';
import type { Levels } from './smoothing.ts';

/** Longest season that is a part of the model. */
const LONGEST_SEASON = 24;
/** Rows of a fit, the latest: 41 seasons of 24 rows. A fit takes as much longer as it has more rows, .35 s on these with 15 models. */
const MOST_ROWS = 1000;
/** Models with a season and without, evaluations of each, and operations per row. */
const [SEASONAL_MODELS, MODELS, EVALUATIONS, OPERATIONS] = [15, 6, 2000, 25];

const errors = ['additive', 'multiplicative'] as const satisfies readonly EtsForm['error'][];
const trends = ['none', 'additive', 'damped'] as const satisfies readonly EtsForm['trend'][];
const seasons = ['none', 'additive', 'multiplicative'] as const satisfies readonly EtsForm['season'][];
/** Saved numbers without limits and season: error, trend, season, α, β, γ, φ, level, trend. */
const NUMBERS = 9;

/** Rows of the season that the model itself has; 1 if there is none. */
const seasonOf = ({ seasonality }: Pick<ModelOptions, 'seasonality'>): number =>
  seasonality > LONGEST_SEASON ? 1 : seasonality;

/** Largest falls and rises of logarithms, by step. */
const reachNumbers = ({ target, horizon }: ModelOptions): number =>
  targetOf(target).hasLogLevels ? 2 * horizon : 0;

const seasonNumbers = (options: ModelOptions): number => (seasonOf(options) > 1 ? seasonOf(options) : 0);

export const ets: Model = perSeries(
  seasonallyAdjusted(
    {
      name: 'ets',
      summary: 'exponential smoothing with error, trend and season chosen by AICc, as R `ets`',
      family: 'statistical',
      lookback: () => 1,
      // α, β, φ, level and trend; γ and all indices but one.
      parameters: (options, learnt) =>
        learnt
          ? parametersOf(learnt, options)
          : 5 + (seasonNumbers(options) > 0 ? seasonNumbers(options) : 0),
      operations: (options) =>
        JS_SLOWDOWN * EVALUATIONS * OPERATIONS * (seasonNumbers(options) > 0 ? SEASONAL_MODELS : MODELS),
      size(options) {
        const least = NUMBERS + reachNumbers(options);
        return [least, least + seasonNumbers(options)];
      },
      isCarried: true,
      mostRows: () => MOST_ROWS,
      learn(series, rows, options) {
        const numbers = numbersOf(fitEts(latestLevels(series, rows), seasonOf(options)));
        if (reachNumbers(options) === 0) return numbers;
        const reach = reachOf(levelsOf(series, rows, targetOf(options.target)), options.horizon);
        return Float64Array.of(...numbers.subarray(0, NUMBERS), ...reach, ...numbers.subarray(NUMBERS));
      },
      walk(learnt, values, cutoff, options) {
        const target = targetOf(options.target);
        const reach = learnt.subarray(NUMBERS, NUMBERS + reachNumbers(options));
        const { form, parameters, last } = readNumbers(learnt, NUMBERS + reach.length);
        const row = new Float64Array(1);
        const counts = new Uint8Array(1);
        let at = cutoff;
        return (origin, out) => {
          while (at < origin) {
            row[0] = values[++at];
            filterEts(form, parameters, last, row, counts);
          }
          forecastEts(form, parameters, last, out);
          if (reach.length > 0) limit(out, values[origin], reach, target);
        };
      },
    },
    ({ seasonality }) => seasonality > LONGEST_SEASON,
  ),
);

/** The latest rows that the model is fitted on. Values of prices are themselves the levels, whatever the target. */
function latestLevels(series: Series, { start, cutoff, fold }: TrainingRows): Levels {
  const latest = Math.max(start, cutoff + 1 - MOST_ROWS);
  // A series that ended before has older rows only.
  const isEmpty = series.values.subarray(latest, cutoff + 1).every((value) => Number.isNaN(value));
  return levelsOf(series, { fold, start: isEmpty ? start : latest, cutoff }, targets.price);
}

/** Keeps forecasts within the largest falls and rises from the value at the origin. */
function limit(out: Float64Array, origin: number, reach: Float64Array, { level, unlevel }: Target): void {
  const from = level(origin);
  for (let k = 0; k < out.length; k++) {
    const least = unlevel(from + reach[2 * k]);
    const most = unlevel(from + reach[2 * k + 1]);
    out[k] = Math.min(Math.max(out[k], least), most);
  }
}

function parametersOf(learnt: Float64Array, options: ModelOptions): number {
  const { form, last } = readNumbers(learnt, NUMBERS + reachNumbers(options));
  const ofTrend = { none: 0, additive: 2, damped: 3 }[form.trend];
  return 2 + ofTrend + last.season.length;
}

function numbersOf({ form, parameters, last }: Pick<EtsFit, 'form' | 'parameters' | 'last'>): Float64Array {
  const { season, at } = last;
  return Float64Array.of(
    errors.indexOf(form.error),
    trends.indexOf(form.trend),
    seasons.indexOf(form.season),
    parameters.alpha,
    parameters.beta,
    parameters.gamma,
    parameters.phi,
    last.level,
    last.trend,
    ...season.subarray(at),
    ...season.subarray(0, at),
  );
}

/** @param seasonAt - place of the first index of the season */
function readNumbers(
  learnt: Float64Array,
  seasonAt: number,
): {
  readonly form: EtsForm;
  readonly parameters: EtsParameters;
  readonly last: EtsState;
} {
  const [error, trend, season, alpha, beta, gamma, phi, level, slope] = learnt;
  const indices = learnt.slice(seasonAt);
  return {
    form: {
      error: errors[error] ?? errors[0],
      trend: trends[trend] ?? trends[0],
      season: indices.length === 0 ? 'none' : (seasons[season] ?? seasons[0]),
    },
    parameters: { alpha, beta, gamma, phi },
    last: { level, trend: slope, season: indices, at: 0 },
  };
}
