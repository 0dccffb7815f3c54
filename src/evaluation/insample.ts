/** The scales of MASE and RMSSE: how much a series changes over a season within the training rows of each fold. */

import type { Fold } from '../backtest/fold.ts';
import { isSame } from '../math/rounding.ts';
import type { Panel } from '../data/panel.ts';

/** Means of seasonal differences over training rows, by fold and series, that scaled metrics divide by. */
export interface Insample {
  absolute(fold: number, series: number): number;
  squared(fold: number, series: number): number;
}

/** Differences over `seasonality` rows, over the training rows of every fold and series. */
export function insampleOf(panel: Panel, folds: readonly Fold[], seasonality: number): Insample {
  const cells = folds.map(({ start, cutoff }) =>
    panel.series.map(({ observed }) => {
      let [absolute, squared, n] = [0, 0, 0];
      for (let row = start + seasonality; row <= cutoff; row++) {
        const [now, before] = [observed[row], observed[row - seasonality]];
        const difference = isSame(now, before) ? 0 : now - before;
        if (Number.isNaN(difference)) continue;
        absolute += Math.abs(difference);
        squared += difference * difference;
        n++;
      }
      return n === 0 ? { absolute: NaN, squared: NaN } : { absolute: absolute / n, squared: squared / n };
    }),
  );
  return {
    absolute: (fold, series) => cells[fold][series].absolute,
    squared: (fold, series) => cells[fold][series].squared,
  };
}
