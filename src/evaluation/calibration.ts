/** Calibration of the probabilities of one model, class by class. */

import type { ClassCalibration } from './evaluation.ts';
import { classNames, classNumber } from '../data/classes.ts';
import { wilson } from '../math/statistics.ts';
import { calibrationBins, calibrationError } from '../metrics/calibration.ts';
import { numbersAt, rowsWhere } from './table-rows.ts';
import type { Trial } from './trial.ts';

/** One entry per class, over all forecasts with a known actual value; none if the model gives no probabilities. */
export function calibrationOf(
  { table: { y, yhat, probabilities } }: Trial,
  model: string,
): ClassCalibration[] {
  const given = probabilities.get(model);
  if (given === undefined) return [];
  const forecasts = yhat.get(model)!;
  const rows = rowsWhere(y.length, (i) => !Number.isNaN(y[i] + forecasts[i] + given[0][i]));
  return classNames.map((name, c) => {
    const bins = calibrationBins(numbersAt(given[c], rows), (j) => classNumber(y[rows[j]]) === c);
    return {
      class: name,
      ece: calibrationError(bins),
      bins: bins.map((bin) => {
        const [lo, hi] = wilson(bin.hits, bin.n);
        return { ...bin, share: bin.hits / bin.n, lo, hi };
      }),
    };
  });
}
