/**
 * ARIMA with the order that R's `auto.arima` chooses (`arima-order.ts`), on levels: logarithms for the target log-return,
 * else the values. Between fits its parameters stay, and a Kalman filter updates its state row by row; an absent row, filled
 * or not, is predicted.
 *
 * The season has `--seasonality` rows. One longer than 24 rows is adjusted for first (`seasonal-adjustment.ts`), and the rest
 * gets a model without a season. A fit uses the latest training rows, 4,000 without a season and 1,000 with one. For the
 * target log-return a forecast k steps ahead is no further from the value at the origin than any two training rows k apart.
 */

import type { Series } from '../data/panel.ts';
import { targetOf } from '../data/targets.ts';
import { armaOf } from './arma.ts';
import type { ArimaOrder } from './arma.ts';
import { deltaOf, filterOf, startOf, systemOf } from './arima-filter.ts';
import type { ArimaState, ArimaSystem } from './arima-filter.ts';
import { fitArima } from './arima-order.ts';
import type { ArimaFit } from './fit-arima.ts';
import { JS_SLOWDOWN } from './cost.ts';
import type { Model, ModelOptions, TrainingRows } from './model.ts';
import { perSeries } from './per-series.ts';
import { seasonallyAdjusted } from './seasonal-adjustment.ts';
import { reachOf } from './smoothing.ts';

/** Longest season that is a part of the model. */
const LONGEST_SEASON = 24;
/** Rows of a fit, the latest, without a season and with one: the time of a fit grows with its rows. */
const [MOST_ROWS, MOST_SEASONAL_ROWS] = [4000, 1000];
/** Evaluations of a fit over all orders, operations of each per row, and how many times as many with a season (measured). */
const [EVALUATIONS, OPERATIONS, SEASONAL_TIMES] = [20_000, 25, 6];
/** p, d, q, P, D, Q, whether there is a constant, the constant */
const HEAD = 8;

/** Rows of the season that the model itself has; 1 if there is none. */
const seasonOf = ({ seasonality }: Pick<ModelOptions, 'seasonality'>): number =>
  seasonality > LONGEST_SEASON ? 1 : seasonality;

const rowsOf = (options: ModelOptions): number => (seasonOf(options) > 1 ? MOST_SEASONAL_ROWS : MOST_ROWS);

/** Largest falls and rises of logarithms, by step. */
const reachNumbers = ({ target, horizon }: ModelOptions): number =>
  targetOf(target).hasLogLevels ? 2 * horizon : 0;

const largest = (options: ModelOptions): ArimaOrder => {
  const m = seasonOf(options);
  const [D, P] = m > 1 ? [1, 2] : [0, 0];
  return { p: 5, d: 2, q: 5, P, D, Q: P, m, hasConstant: true };
};

export const arima: Model = perSeries(
  seasonallyAdjusted(
    {
      name: 'arima',
      summary: 'ARIMA with differences, order and constant chosen as R `auto.arima` does',
      family: 'statistical',
      lookback: () => 1,
      parameters(options, learnt) {
        const order = learnt ? readNumbers(learnt, options).order : largest(options);
        return countOf(order) + (order.hasConstant ? 1 : 0);
      },
      operations: (options) =>
        JS_SLOWDOWN * EVALUATIONS * OPERATIONS * (seasonOf(options) > 1 ? SEASONAL_TIMES : 1),
      size(options) {
        const reach = reachNumbers(options);
        return [
          HEAD + stateNumbers({ ...largest(options), p: 0, d: 0, q: 0, P: 0, D: 0, Q: 0 }) + reach,
          HEAD + countOf(largest(options)) + stateNumbers(largest(options)) + reach,
        ];
      },
      count: countOfNumbers,
      isCarried: true,
      mostRows: rowsOf,
      learn(series, rows, options) {
        const y = levelsOf(series, rows, options);
        const fit = fitArima(y, seasonOf(options));
        return Float64Array.of(
          ...numbersOf(fit, stateAfter(y, fit)),
          ...reachOf({ y }, reachNumbers(options) / 2),
        );
      },
      walk(learnt, values, cutoff, options, { observed }) {
        const { level, unlevel } = targetOf(options.target);
        const { order, constant, system, state, reach } = readNumbers(learnt, options);
        const filter = filterOf(system, state);
        const shift = (row: number): number => shiftOf(order, constant, row - cutoff);
        let at = cutoff;
        return (origin, out) => {
          while (at < origin) {
            at++;
            filter.next(Number.isNaN(observed[at]) ? NaN : level(values[at]) - shift(at));
          }
          filter.forecast(out);
          const from = level(values[origin]);
          for (let k = 0; k < out.length; k++) {
            let yhat = out[k] + shift(origin + 1 + k);
            // Where nothing is known of the origin, nothing limits the forecast.
            if (reach.length > 0 && !Number.isNaN(from))
              yhat = Math.min(Math.max(yhat, from + reach[2 * k]), from + reach[2 * k + 1]);
            out[k] = unlevel(yhat);
          }
        };
      },
    },
    ({ seasonality }) => seasonality > LONGEST_SEASON,
  ),
);

/** Levels of the latest rows from the first known one; absent rows are `NaN`, whether filled or not. */
function levelsOf(
  { observed }: Series,
  { start, cutoff }: TrainingRows,
  options: ModelOptions,
): Float64Array {
  const { level } = targetOf(options.target);
  const isKnown = (row: number): boolean => !Number.isNaN(observed[row]);
  let last = cutoff;
  while (last > start && !isKnown(last)) last--;
  // A series that ended before has older rows only.
  let first = Math.max(start, Math.min(last, cutoff + 1 - rowsOf(options)));
  while (first < last && !isKnown(first)) first++;
  return observed.subarray(first, cutoff + 1).map((value) => level(value));
}

/** What the constant adds to a level, `rows` after the cutoff. */
function shiftOf({ d, D }: ArimaOrder, constant: number, rows: number): number {
  return d + D === 0 ? constant : constant * rows;
}

/** The state after the last row. */
function stateAfter(y: Float64Array, { order, coefficients, constant }: ArimaFit): ArimaState {
  const arma = armaOf(coefficients, order);
  const delta = deltaOf(order);
  const centred = y.map((value, t) => value - shiftOf(order, constant, t + 1 - y.length));
  const start = startOf(arma, delta, centred);
  if (!start) throw new Error('an autoregression that is not stationary was chosen');
  const filter = filterOf(systemOf(arma, delta), start.state);
  for (let t = start.row; t < y.length; t++) filter.next(centred[t]);
  return filter.state;
}

const countOf = ({ p, q, P, Q }: ArimaOrder): number => p + q + P + Q;

/** Elements of the state. */
const sizeOf = ({ p, d, q, P, D, Q, m }: ArimaOrder): number =>
  Math.max(p + P * m, q + Q * m + 1) + d + D * m;

/** Of the state and the lower triangle of its covariance. */
const stateNumbers = (order: ArimaOrder): number => {
  const size = sizeOf(order);
  return size + (size * (size + 1)) / 2;
};

function numbersOf(
  { order, coefficients, constant }: ArimaFit,
  { mean, covariance }: ArimaState,
): Float64Array {
  const { p, d, q, P, D, Q, hasConstant } = order;
  const size = mean.length;
  const triangle = covariance.filter((_, at) => at % size <= Math.floor(at / size));
  return Float64Array.of(
    ...[p, d, q, P, D, Q, hasConstant ? 1 : 0, constant],
    ...coefficients,
    ...mean,
    ...triangle,
  );
}

/** Count of the numbers that start with this head; that of the head alone if no model has it. */
function countOfNumbers([p, d, q, P, D, Q, has]: Float64Array, options: ModelOptions): number {
  const most = largest(options);
  const order: ArimaOrder = { p, d, q, P, D, Q, m: most.m, hasConstant: has === 1 };
  const isAllowed = (['p', 'd', 'q', 'P', 'D', 'Q'] as const).every(
    (key) => Number.isInteger(order[key]) && order[key] >= 0 && order[key] <= most[key],
  );
  return isAllowed ? HEAD + countOf(order) + stateNumbers(order) + reachNumbers(options) : HEAD;
}

interface Learnt {
  readonly order: ArimaOrder;
  readonly constant: number;
  readonly system: ArimaSystem;
  readonly state: ArimaState;
  /** Empty without a limit. */
  readonly reach: Float64Array;
}

function readNumbers(learnt: Float64Array, options: ModelOptions): Learnt {
  const [p, d, q, P, D, Q, has, constant] = learnt;
  const order: ArimaOrder = { p, d, q, P, D, Q, m: seasonOf(options), hasConstant: has === 1 };
  const size = sizeOf(order);
  let at = HEAD;
  const take = (count: number): Float64Array => learnt.slice(at, (at += count));
  const coefficients = take(countOf(order));
  const mean = take(size);
  const triangle = take((size * (size + 1)) / 2);
  const covariance = new Float64Array(size * size);
  for (let i = 0, next = 0; i < size; i++)
    for (let j = 0; j <= i; j++) covariance[i * size + j] = covariance[j * size + i] = triangle[next++];
  return {
    order,
    constant,
    system: systemOf(armaOf(coefficients, order), deltaOf(order)),
    state: { mean, covariance },
    reach: take(reachNumbers(options)),
  };
}
