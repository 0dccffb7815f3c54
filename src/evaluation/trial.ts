/** Forecasts with their actual values, from a backtest or a file, and everything else that their scores need. */

import type { ForecastTable } from '../backtest/forecast-table.ts';
import type { Insample } from './insample.ts';
import type { Quantity } from '../data/quantities.ts';
import type { OwnMetric } from '../metrics/metric.ts';

export interface Trial {
  readonly table: ForecastTable;
  /** Names of the series, by their number in the table. */
  readonly ids: readonly string[];
  /** By fold: the last row that a fit may use. */
  readonly cutoffs: readonly number[];
  readonly horizon: number;
  /** Rows between origins. */
  readonly stepSize: number;
  readonly seed: number;
  /** The kind of the values, which decides metrics and benchmarks. */
  readonly quantity: Quantity;
  /** Metrics that scores have besides those of the quantity. */
  readonly metrics?: readonly OwnMetric[] | undefined;
  /** Name of the forecast column. */
  readonly column: string;
  readonly insample: Insample;
  /** By table row, the volatility known at the origin as a ratio of the value there; `null` if it is unknown. */
  readonly volatility: Float64Array | null;
  /** The value `rows` rows before the origin of a table row; `NaN` if unknown. */
  valueBefore(i: number, rows: number): number;
  /**
   * Squared errors by table row. Losses are divided by their mean over a series and step, so that series weigh the same. By
   * default the losses of the benchmark.
   */
  readonly yardstick?: Float64Array;
  /** Why Giacomini and White's test is not valid; `null` if it is. */
  readonly noGiacominiWhiteReason: string | null;
}
