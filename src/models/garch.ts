/**
 * GARCH(1,1) of volatility (`fit-garch.ts`): the variance of the next row follows from the last measured variance and the last
 * forecast of it, and returns to its mean with the step. Variances are those of the column, exp 2v, so a range or smaller candles
 * measure them better than the squared return would. The forecast is
 *
 *     ½ log E σ²_{t+k} + c_k,  c_k the mean of v_{t+k} - ½ log E σ²_{t+k} over the training rows
 *
 * since the mean of a logarithm is below the logarithm of the mean. With a season, values are seasonally adjusted.
 */

import { targetOf } from '../data/targets.ts';
import { log } from '../math/elementary.ts';
import { JS_SLOWDOWN } from './cost.ts';
import { aheadVariances, firstVariance, fitGarch, nextVariance } from './fit-garch.ts';
import type { Garch } from './fit-garch.ts';
import type { Model } from './model.ts';
import { perSeries } from './per-series.ts';
import { seasonallyAdjusted } from './seasonal-adjustment.ts';

/** Saved numbers before c_1 … c_H: ω, α, β and the variance of the row after the cutoff. */
const HEAD = 4;
/** Evaluations of the likelihood, and operations per row. */
const [EVALUATIONS, OPERATIONS] = [200, 20];

export const garch: Model = perSeries(
  seasonallyAdjusted({
    name: 'garch',
    summary: 'GARCH(1,1): the variance follows the last one and returns to its mean; for target volatility',
    family: 'statistical',
    quantities: ['log-volatility'],
    lookback: () => 1,
    parameters: ({ horizon }) => 3 + horizon,
    operations: () => JS_SLOWDOWN * EVALUATIONS * OPERATIONS,
    size: ({ horizon }) => [HEAD + horizon, HEAD + horizon],
    isCarried: true,
    learn({ values }, { start, cutoff }, options) {
      const { horizon } = options;
      const target = targetOf(options.target);
      const rows = values.subarray(start, cutoff + 1);
      const squares = rows.map((value) => target.average(value));
      const model = fitGarch(squares);
      const [sums, counts] = [new Float64Array(horizon), new Float64Array(horizon)];
      let next = firstVariance(squares);
      squares.forEach((square, row) => {
        next = nextVariance(model, square, next);
        const ahead = aheadVariances(model, next, Math.min(horizon, rows.length - 1 - row));
        ahead.forEach((variance, k) => {
          const error = rows[row + 1 + k] - log(variance) / 2;
          if (Number.isNaN(error)) return;
          sums[k] += error;
          counts[k]++;
        });
      });
      const offsets = sums.map((sum, k) => (counts[k] === 0 ? 0 : sum / counts[k]));
      return Float64Array.of(model.omega, model.alpha, model.beta, next, ...offsets);
    },
    walk(learnt, values, cutoff, options) {
      const target = targetOf(options.target);
      const [omega, alpha, beta] = learnt;
      const model: Garch = { omega, alpha, beta };
      let [row, next] = [cutoff, learnt[HEAD - 1]];
      return (origin, out) => {
        while (row < origin) next = nextVariance(model, target.average(values[++row]), next);
        aheadVariances(model, next, out.length).forEach((variance, k) => {
          out[k] = log(variance) / 2 + learnt[HEAD + k];
        });
      };
    },
  }),
);
