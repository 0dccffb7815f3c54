/** The scales of MASE and RMSSE: how much a series changes over a season within the training rows of each fold. */

import type { Fold } from '../backtest/fold.ts';
import { isSame } from '../math/rounding.ts';
import type { Panel } from '../data/panel.ts';

/** Means of seasonal differences over training rows, by fold and series, that scaled metrics divide by. */
export interface Insample {
  absolute(fold: number, series: number): number;
  squared(fold: number, series: number): number;
}

/**
 * Differences over `seasonality` rows, over the training rows of every fold and series. Folds that start at the same row
 * share one pass: the sums of one go on from those of the one before.
 */
export function insampleOf(panel: Panel, folds: readonly Fold[], seasonality: number): Insample {
  const count = panel.series.length;
  const absolute = folds.map(() => new Float64Array(count));
  const squared = folds.map(() => new Float64Array(count));
  for (const start of new Set(folds.map((fold) => fold.start))) {
    const sharing = [...folds.keys()]
      .filter((f) => folds[f].start === start)
      .toSorted((a, b) => folds[a].cutoff - folds[b].cutoff);
    panel.series.forEach(({ observed }, s) => {
      let [row, n, sum, squares] = [start + seasonality, 0, 0, 0];
      for (const f of sharing) {
        for (; row <= folds[f].cutoff; row++) {
          const [now, before] = [observed[row], observed[row - seasonality]];
          const difference = isSame(now, before) ? 0 : now - before;
          if (Number.isNaN(difference)) continue;
          sum += Math.abs(difference);
          squares += difference * difference;
          n++;
        }
        absolute[f][s] = n === 0 ? NaN : sum / n;
        squared[f][s] = n === 0 ? NaN : squares / n;
      }
    });
  }
  return {
    absolute: (fold, series) => absolute[fold][series],
    squared: (fold, series) => squared[fold][series],
  };
}
