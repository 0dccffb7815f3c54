/** Calm, normal and wild regimes: thirds of each series' origins by the volatility known there. */

import { quantile } from '../math/statistics.ts';
import type { ForecastTable } from '../backtest/forecast-table.ts';

export const regimes = ['calm', 'normal', 'wild'] as const;
/** A third of a series' origins, by the volatility known there. */
export type Regime = (typeof regimes)[number];

/**
 * The regime of every table row; `undefined` if its volatility is unknown. The limits of the thirds are computed over the
 * whole test span; the volatility of an origin uses only values known there.
 */
export function regimesOf(
  { series }: Pick<ForecastTable, 'series'>,
  volatility: Float64Array,
  seriesCount: number,
): (Regime | undefined)[] {
  const known = Array.from({ length: seriesCount }, (): number[] => []);
  volatility.forEach((value, i) => {
    if (!Number.isNaN(value)) known[series[i]].push(value);
  });
  const bounds = known.map((values) => [1, 2].map((third) => quantile(values, third / 3)));
  return Array.from(volatility, (value, i) => {
    if (Number.isNaN(value)) return undefined;
    const [low, high] = bounds[series[i]];
    if (value <= low) return regimes[0];
    return value < high ? regimes[1] : regimes[2];
  });
}
