/** What each model would have done: from every origin, a side to be on until the target. */

import type { ForecastTable } from '../../backtest/forecast-table.ts';
import type { Quantity } from '../../data/quantities.ts';
import { UsageError } from '../../errors.ts';
import { isSame } from '../../math/rounding.ts';
import type { WorthOptions } from './options.ts';

/** The forecasts that decide, with the row of the target of each. */
export interface DecidedTrial {
  readonly table: Pick<
    ForecastTable,
    'series' | 'origin' | 'step' | 'last' | 'yhat' | 'intervals' | 'probabilities'
  >;
  /** Grid row of the target of each table row; it may lie after the last. */
  readonly targets: Int32Array;
  readonly quantity: Quantity;
}

/** One entry per series and origin; decided at `from`, held until `to`. */
export interface Decisions {
  readonly series: Int32Array;
  readonly from: Int32Array;
  readonly to: Int32Array;
  /** By model: 1 long, 0 flat, -1 short. */
  readonly sides: ReadonlyMap<string, Int8Array>;
}

/**
 * The decisions of these models, each from the forecast of the last step of its origin. A forecast that is missing, equal to the value at
 * the origin, closer to it than `minEdge` or not confident enough is no position.
 */
export function decisionsOf(
  trial: DecidedTrial,
  models: readonly string[],
  options: WorthOptions,
): Decisions {
  const { table, targets, quantity } = trial;
  const deciding = lastSteps(table);
  const sideOf = quantity.classes === undefined ? sideOfPrice : sideOfClass;
  const least = options.position === 'long-flat' ? 0 : -1;
  return {
    series: Int32Array.from(deciding, (i) => table.series[i]),
    from: Int32Array.from(deciding, (i) => table.origin[i]),
    to: Int32Array.from(deciding, (i) => targets[i]),
    sides: new Map(
      models.map((model) => {
        const side = sideOf(trial, model, options);
        return [model, Int8Array.from(deciding, (i) => Math.max(least, side(i)))];
      }),
    ),
  };
}

/**
 * @param levels - of the intervals that there are
 * @throws UsageError if forecasts of this quantity have no side, or an option does not fit them
 */
export function checkDecidable(
  { isPrice, classes }: Quantity,
  levels: readonly number[],
  { minEdge, confident }: WorthOptions,
): void {
  if (!isPrice && classes === undefined)
    throw new UsageError('`--cost` is for forecasts of prices and directions: a volatility has no side', {
      hint: 'leave out `--cost`, or choose another `--target`',
    });
  if (classes !== undefined && minEdge > 0)
    throw new UsageError('`--min-edge` is for forecasts of prices: a direction has no size', {
      hint: 'choose what counts as flat with `--flat`, or follow only likely classes with `--confident`',
    });
  if (classes === undefined && confident !== null && !levels.includes(confident))
    throw new UsageError(
      `\`--confident ${confident}\` needs intervals of this level, and there are ${levels.length === 0 ? 'none' : `only those of ${levels.join(', ')} %`}`,
      {
        hint: `add \`--level ${[...levels, confident].toSorted((a, b) => a - b).join(',')}\` to the backtest`,
      },
    );
}

/** Table rows with the last step of each origin. */
function lastSteps({ series, origin }: DecidedTrial['table']): number[] {
  return Array.from(series.keys()).filter(
    (i) => i + 1 === series.length || series[i + 1] !== series[i] || origin[i + 1] !== origin[i],
  );
}

type SideFinder = (trial: DecidedTrial, model: string, options: WorthOptions) => (i: number) => number;

const sideOfPrice: SideFinder = ({ table }, model, { minEdge, confident }) => {
  const yhat = table.yhat.get(model)!;
  const { last } = table;
  const bounds = table.intervals.get(model)?.find(({ level }) => level === confident);
  return (i) => {
    const change = yhat[i] / last[i] - 1;
    const side = Math.sign(yhat[i] - last[i]);
    if (Number.isNaN(change) || isSame(yhat[i], last[i]) || Math.abs(change) < minEdge) return 0;
    if (confident === null) return side;
    const isOutside = bounds !== undefined && (side > 0 ? bounds.lo[i] > last[i] : bounds.hi[i] < last[i]);
    return isOutside ? side : 0;
  };
};

/** Classes are down -1, flat 0 and up 1. */
const sideOfClass: SideFinder = ({ table }, model, { confident }) => {
  const yhat = table.yhat.get(model)!;
  const probabilities = table.probabilities.get(model);
  return (i) => {
    if (Number.isNaN(yhat[i])) return 0;
    if (confident === null) return yhat[i];
    const largest = probabilities === undefined ? 0 : Math.max(...probabilities.map((values) => values[i]));
    return largest >= confident / 100 ? yhat[i] : 0;
  };
};
