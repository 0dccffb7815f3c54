/** Calm, normal and wild regimes: thirds of each series' origins by the volatility known there. */

import type { ForecastTable } from '../backtest/forecast-table.ts';
import { quantileOfSorted } from '../math/statistics.ts';
import { groupedRows, numbersAt, rowsWhere } from './table-rows.ts';

export const regimes = ['calm', 'normal', 'wild'] as const;
/** A third of a series' origins, by the volatility known there. */
export type Regime = (typeof regimes)[number];

/** The number of a regime in `regimes`, of rows whose volatility is unknown. */
const UNKNOWN = regimes.length;

/**
 * By regime, those of the rows that belong to it, in their order; rows whose volatility is unknown are left out. The limits of the
 * thirds are computed over the whole test span; the volatility of an origin uses only values known there.
 */
export function rowsByRegime(
  rows: Int32Array,
  { series }: Pick<ForecastTable, 'series'>,
  volatility: Float64Array, // by table row
  seriesCount: number,
): readonly Int32Array[] {
  return groupedRows(rows, regimesOf(series, volatility, seriesCount), regimes.length);
}

/** By table row; kept, since every model of a trial asks. */
const known = new WeakMap<Float64Array, Uint8Array>();

function regimesOf(series: Int32Array, volatility: Float64Array, seriesCount: number): Uint8Array {
  const made = known.get(volatility);
  if (made !== undefined) return made;
  const all = rowsWhere(volatility.length, (i) => !Number.isNaN(volatility[i]));
  const regimeOf = new Uint8Array(volatility.length).fill(UNKNOWN);
  for (const rows of groupedRows(all, series, seriesCount)) {
    if (rows.length === 0) continue;
    const sorted = numbersAt(volatility, rows).toSorted();
    const [low, high] = [1, 2].map((third) => quantileOfSorted(sorted, third / 3));
    for (const i of rows) regimeOf[i] = volatility[i] <= low ? 0 : volatility[i] < high ? 1 : 2;
  }
  known.set(volatility, regimeOf);
  return regimeOf;
}
