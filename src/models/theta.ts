/**
 * The Theta method (Assimakopoulos, Nikolopoulos 2000) in the form of Hyndman and Billah (2003): simple exponential
 * smoothing with half the slope of the line through the training rows as its drift,
 *
 *     yhat_{t+k} = l_t + slope/2 (k - 1 + (1 - (1-α)ⁿ)/α),  n the rows up to t
 *
 * The slope and α stay as fitted; level and n move on with the origin. With a season, values are seasonally adjusted
 * (`seasonal-adjustment.ts`).
 */

import { targetOf } from '../data/targets.ts';
import type { Model } from './model.ts';
import { perSeries } from './per-series.ts';
import { seasonallyAdjusted } from './seasonal-adjustment.ts';
import { ses } from './ses.ts';
import { NUMBERS, carriedOf, carry, fitSmoothing, levelsOf, numbersOf } from './smoothing.ts';
import type { Levels } from './smoothing.ts';

/** α, the first level, the slope. */
const PARAMETERS = 3;

export const theta: Model = perSeries(
  seasonallyAdjusted({
    name: 'theta',
    summary: 'Theta method: smoothing with half the slope of the training rows as drift, as R `thetaf`',
    family: 'statistical',
    lookback: () => 1,
    parameters: () => PARAMETERS,
    operations: (options) => ses.estimate(options).operations,
    size: () => [NUMBERS + 2, NUMBERS + 2],
    isCarried: true,
    learn(series, rows, options) {
      const levels = levelsOf(series, rows, targetOf(options.target));
      const smoothing = fitSmoothing(levels, 'none');
      let forgotten = 1; // (1-α)ⁿ
      for (let n = 0; n < levels.y.length; n++) forgotten *= 1 - smoothing.alpha;
      return Float64Array.of(...numbersOf(smoothing), slopeOf(levels) / 2, forgotten);
    },
    walk(learnt, values, cutoff, options) {
      const target = targetOf(options.target);
      const carried = carriedOf(learnt);
      const { alpha } = carried;
      const drift = learnt[NUMBERS];
      const stateAt = carry(carried, values, cutoff, target);
      let [row, forgotten] = [cutoff, learnt[NUMBERS + 1]];
      return (origin, out) => {
        while (row < origin) {
          forgotten *= 1 - alpha;
          row++;
        }
        const { level } = stateAt(origin);
        for (let k = 0; k < out.length; k++)
          out[k] = target.unlevel(level + drift * (k + (1 - forgotten) / alpha));
      };
    },
  }),
);

/** Slope per row of the least-squares line through the rows that count; 0 for fewer than two. */
function slopeOf({ y, counts }: Levels): number {
  let [n, meanX, meanY] = [0, 0, 0];
  for (let t = 0; t < y.length; t++) {
    if (counts[t] === 0) continue;
    n++;
    meanX += (t - meanX) / n;
    meanY += (y[t] - meanY) / n;
  }
  let [xx, xy] = [0, 0];
  for (let t = 0; t < y.length; t++) {
    if (counts[t] === 0) continue;
    xx += (t - meanX) ** 2;
    xy += (t - meanX) * (y[t] - meanY);
  }
  return xx > 0 ? xy / xx : 0;
}
