/** Intervals of a whole table of forecasts: a model's own if it makes them, otherwise calibrated ones. */

import type { ForecastTable } from '../forecast-table.ts';
import type { BacktestOptions } from '../options.ts';
import { ewmaVolatility } from '../../data/ewma.ts';
import { differenceRounding } from '../../math/rounding.ts';
import type { Panel } from '../../data/panel.ts';
import type { Interval } from '../../models/model.ts';
import { calibrate } from './calibrate.ts';
import { intervalMethods } from './index.ts';

/** The columns that calibration reads. */
type CalibrationColumns = Pick<ForecastTable, 'series' | 'origin' | 'step' | 'y' | 'yhat'>;

export type TableIntervals = Pick<ForecastTable, 'intervals' | 'crps' | 'errorScale'>;

/**
 * Intervals of every model and level, in the order of the table's rows.
 * @param own - intervals of models that make their own
 */
export function intervalsOf(
  table: CalibrationColumns,
  own: ReadonlyMap<string, readonly Interval[]>,
  panel: Panel,
  options: Pick<BacktestOptions, 'level' | 'interval' | 'aciGamma' | 'horizon'>,
): TableIntervals {
  const intervals = new Map<string, readonly Interval[]>();
  const crps = new Map<string, Float64Array>();
  if (options.level.length === 0) return { intervals, crps };
  const volatility = panel.series.map(({ values }) => ewmaVolatility(values).change);
  const scale = Float64Array.from(table.origin, (row, i) => volatility[table.series[i]][row]);
  const sequences = sequencesOf(table, panel.series.length, options.horizon);
  for (const [model, yhat] of table.yhat) {
    const ownIntervals = own.get(model);
    if (ownIntervals) intervals.set(model, ownIntervals);
    else {
      const calibrated = calibrateModel(table, yhat, scale, sequences, options);
      intervals.set(model, calibrated.intervals);
      crps.set(model, calibrated.crps);
    }
  }
  return { intervals, crps, ...(intervalMethods[options.interval].isScaled ? { errorScale: scale } : {}) };
}

function calibrateModel(
  { origin, step, y }: CalibrationColumns,
  yhat: Float64Array,
  scale: Float64Array,
  sequences: readonly Int32Array[],
  { level: levels, interval, aciGamma }: Pick<BacktestOptions, 'level' | 'interval' | 'aciGamma'>,
): { readonly intervals: readonly Interval[]; readonly crps: Float64Array } {
  const column = (): Float64Array => new Float64Array(yhat.length).fill(NaN);
  const intervals = levels.map((level) => ({ level, lo: column(), hi: column() }));
  const crps = column();
  for (const rows of sequences) {
    if (rows.length === 0) continue;
    const calibrated = calibrate(
      {
        origin: rows.map((i) => origin[i]),
        step: step[rows[0]],
        error: Float64Array.from(rows, (i) => yhat[i] - y[i]),
        rounding: Float64Array.from(rows, (i) => differenceRounding(yhat[i], y[i])),
        scale: Float64Array.from(rows, (i) => scale[i]),
      },
      levels,
      intervalMethods[interval],
      aciGamma,
    );
    rows.forEach((i, j) => {
      crps[i] = calibrated.crps[j];
      intervals.forEach(({ lo, hi }, l) => {
        lo[i] = yhat[i] - calibrated.half[l][j];
        hi[i] = yhat[i] + calibrated.half[l][j];
      });
    });
  }
  return { intervals, crps };
}

/** Table rows of each series and step, in order of their origins. */
function sequencesOf(
  { series, step }: CalibrationColumns,
  seriesCount: number,
  horizon: number,
): Int32Array[] {
  const lists = Array.from({ length: seriesCount * horizon }, (): number[] => []);
  series.forEach((s, i) => lists[s * horizon + step[i] - 1].push(i));
  return lists.map((list) => Int32Array.from(list));
}
