/**
 * Forecasts that no one would use: further outside of the values before their origin than these are apart, or less than half of
 * the least where all are positive. A trend that runs away is the usual reason.
 */

import type { Panel } from '../data/panel.ts';
import type { Warning } from '../text/warning.ts';
import { warningOf } from '../text/warning.ts';
import type { ForecastTable } from './forecast-table.ts';

/** Fewer values say little about how far apart values are. */
const ENOUGH_VALUES = 20;

/** The least and the greatest of the values that a forecast is compared with; `NaN` if they are too few. */
export interface ValueRange {
  readonly least: number;
  readonly most: number;
}

/** The range of the values up to every row. */
function rangesOf(values: Float64Array): { readonly least: Float64Array; readonly most: Float64Array } {
  const least = new Float64Array(values.length).fill(NaN);
  const most = new Float64Array(values.length).fill(NaN);
  let [low, high, known] = [Infinity, -Infinity, 0];
  for (const [row, value] of values.entries()) {
    if (value < low) low = value;
    if (value > high) high = value;
    if (!Number.isNaN(value)) known++;
    if (known >= ENOUGH_VALUES) [least[row], most[row]] = [low, high];
  }
  return { least, most };
}

/** The range of the values up to a row, all of them unless given. */
export function rangeUpTo(values: Float64Array, row: number = values.length - 1): ValueRange {
  const { least, most } = rangesOf(values.subarray(0, row + 1));
  return { least: least[row] ?? NaN, most: most[row] ?? NaN };
}

/** Warnings about the forecasts of a table. */
export function farTableForecasts(
  { series, origin, yhat }: Pick<ForecastTable, 'series' | 'origin' | 'yhat'>,
  panel: Panel,
): readonly Warning[] {
  const ranges = panel.series.map(({ values }) => rangesOf(values));
  // One object for all: there may be millions of forecasts.
  const range = { least: NaN, most: NaN };
  return farForecasts(yhat, (i) => {
    const { least, most } = ranges[series[i]];
    range.least = least[origin[i]];
    range.most = most[origin[i]];
    return range;
  });
}

/**
 * A warning for each model with forecasts that are far away.
 * @param rangeAt - of a forecast; the next call may change what it returns
 * @param which - the values that `rangeAt` is of
 */
export function farForecasts(
  yhat: ReadonlyMap<string, Float64Array>,
  rangeAt: (i: number) => ValueRange,
  which = 'before their origin',
): readonly Warning[] {
  return [...yhat].flatMap(([model, forecasts]) => {
    let [count, known, worst, farthest] = [0, 0, 0, -1];
    forecasts.forEach((forecast, i) => {
      if (Number.isNaN(forecast)) return;
      known++;
      const share = distance(forecast, rangeAt(i));
      if (!(share > 1)) return;
      count++;
      if (share > worst) [worst, farthest] = [share, i];
    });
    if (count === 0) return [];
    const { least, most } = rangeAt(farthest);
    return [
      warningOf(
        `${model}: ${count} of ${known} forecasts are far from all values ${which}, the farthest ` +
          `${textOf(forecasts[farthest])} where values were ${textOf(least)} to ${textOf(most)}; ` +
          'check its options (`--seasonality`, `--target`), or leave it out',
      ),
    ];
  });
}

/**
 * How far a forecast is outside of the values, as a multiple of what is still near: their range, and below positive values
 * half of the least, if that is closer. A constant series has no range, and its own size is the scale.
 */
function distance(forecast: number, { least, most }: ValueRange): number {
  const range = most > least ? most - least : Math.abs(most);
  if (forecast >= least) return Math.max(0, forecast - most) / range;
  return (least - forecast) / (least > 0 ? Math.min(range, least / 2) : range);
}

const textOf = (value: number): string =>
  Math.abs(value) >= 1e6 ? value.toExponential(1) : String(Number(value.toPrecision(4)));
