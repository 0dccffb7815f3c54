/** Intervals of a whole table of forecasts: a model's own if it makes them, otherwise calibrated ones. */

import type { ForecastTable } from '../forecast-table.ts';
import type { BacktestOptions } from '../options.ts';
import { differenceRounding } from '../../math/rounding.ts';
import type { Panel } from '../../data/panel.ts';
import type { Interval } from '../../models/model.ts';
import { calibrate } from './calibrate.ts';
import { intervalMethods } from './index.ts';
import type { IntervalMethod, VolatilityBySteps } from './index.ts';

/** The columns that calibration reads. */
export type CalibrationColumns = Pick<ForecastTable, 'series' | 'origin' | 'step' | 'y' | 'yhat'>;

export type TableIntervals = Pick<ForecastTable, 'intervals' | 'crps' | 'errorScale'>;

type IntervalOptions = Pick<BacktestOptions, 'level' | 'interval' | 'aciGamma' | 'horizon'>;

export interface IntervalSources {
  /** Forecasts from origins before those of the table, which lend their errors; absent: there are none. */
  readonly past?: CalibrationColumns | undefined;
  /** Intervals of models that make their own. */
  readonly own?: ReadonlyMap<string, readonly Interval[]>;
}

/** Intervals of every model and level, in the order of the table's rows. */
export function intervalsOf(
  table: CalibrationColumns,
  panel: Panel,
  options: IntervalOptions,
  { past, own = new Map() }: IntervalSources = {},
): TableIntervals {
  const intervals = new Map<string, readonly Interval[]>();
  const crps = new Map<string, Float64Array>();
  if (options.level.length === 0) return { intervals, crps };
  const method: IntervalMethod = intervalMethods[options.interval];
  const through = table.origin.reduce((least, row) => Math.min(least, row), Infinity);
  const volatility =
    method.volatility && panel.series.map(({ values }) => method.volatility!(values, through));
  const scale = scaleOf(table, volatility, options);
  const pastScale = past && scaleOf(past, volatility, options);
  const rows = sequencesOf(table, panel, options);
  const pastRows = past && sequencesOf(past, panel, options);
  for (const [model, yhat] of table.yhat) {
    const ownIntervals = own.get(model);
    if (ownIntervals) {
      intervals.set(model, ownIntervals);
      continue;
    }
    const now = { columns: table, yhat, scale, rows };
    const pastYhat = past?.yhat.get(model);
    const before = past && pastYhat && { columns: past, yhat: pastYhat, scale: pastScale!, rows: pastRows! };
    const calibrated = calibrateModel(now, before, options);
    intervals.set(model, calibrated.intervals);
    crps.set(model, calibrated.crps);
  }
  return { intervals, crps, ...(volatility ? { errorScale: scale } : {}) };
}

/** By row, the volatility over the row's steps that is known at its origin; 1 if errors are not scaled. */
function scaleOf(
  { series, origin, step }: CalibrationColumns,
  volatility: readonly VolatilityBySteps[] | undefined, // by series
  { horizon }: IntervalOptions,
): Float64Array {
  const scale = new Float64Array(series.length).fill(1);
  if (!volatility) return scale;
  for (let k = 1; k <= horizon; k++) {
    const ahead = volatility.map((ofSeries) => ofSeries(k));
    for (let i = 0; i < scale.length; i++) if (step[i] === k) scale[i] = ahead[series[i]][origin[i]];
  }
  return scale;
}

/** The forecasts of one model, and what is needed to scale and order their errors. */
interface ModelForecasts {
  readonly columns: CalibrationColumns;
  readonly yhat: Float64Array;
  readonly scale: Float64Array;
  /** Rows of each series and step. */
  readonly rows: readonly Int32Array[];
}

function calibrateModel(
  now: ModelForecasts,
  before: ModelForecasts | undefined,
  { level: levels, interval, aciGamma }: IntervalOptions,
): { readonly intervals: readonly Interval[]; readonly crps: Float64Array } {
  const { yhat } = now;
  const column = (): Float64Array => new Float64Array(yhat.length).fill(NaN);
  const intervals = levels.map((level) => ({ level, lo: column(), hi: column() }));
  const crps = column();
  now.rows.forEach((rows, sequence) => {
    if (rows.length === 0) return;
    const earlier = before?.rows[sequence] ?? new Int32Array();
    /** A column of the past and of the table, in the order of their origins. */
    const both = (read: (of: ModelForecasts, i: number) => number): number[] => [
      ...Array.from(earlier, (i) => read(before!, i)),
      ...Array.from(rows, (i) => read(now, i)),
    ];
    const calibrated = calibrate(
      {
        origin: Int32Array.from(both(({ columns }, i) => columns.origin[i])),
        step: now.columns.step[rows[0]],
        error: Float64Array.from(both((of, i) => of.yhat[i] - of.columns.y[i])),
        rounding: Float64Array.from(both((of, i) => differenceRounding(of.yhat[i], of.columns.y[i]))),
        scale: Float64Array.from(both(({ scale }, i) => scale[i])),
        from: earlier.length,
      },
      levels,
      intervalMethods[interval],
      aciGamma,
    );
    rows.forEach((i, j) => {
      crps[i] = calibrated.crps[j];
      intervals.forEach(({ lo, hi }, l) => {
        lo[i] = yhat[i] + calibrated.lo[l][j];
        hi[i] = yhat[i] + calibrated.hi[l][j];
      });
    });
  });
  return { intervals, crps };
}

/** Table rows of each series and step, in order of their origins. */
function sequencesOf(
  { series, step }: CalibrationColumns,
  panel: Panel,
  { horizon }: IntervalOptions,
): Int32Array[] {
  const lists = Array.from({ length: panel.series.length * horizon }, (): number[] => []);
  series.forEach((s, i) => lists[s * horizon + step[i] - 1].push(i));
  return lists.map((list) => Int32Array.from(list));
}
