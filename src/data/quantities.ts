/** What is forecast: prices, volatilities or classes, and everything that depends on which. A new one is a new object here. */

import { UsageError } from '../errors.ts';
import type { Candles } from './candles.ts';
import { classNames } from './classes.ts';
import { VOLATILITY_COLUMN, withVolatility } from './volatility.ts';
import type { VolatilityName } from './volatility.ts';
import type { Warning } from '../text/warning.ts';

export type QuantityName = 'price' | 'log-volatility' | 'class';

export const trainingLosses = ['mse', 'mae', 'huber', 'pinball', 'quantile', 'cross-entropy'] as const;
/** What a network is trained by; `quantile` is the pinball loss of the median and of the bounds of every level. */
export type TrainingLoss = (typeof trainingLosses)[number];

export interface Quantity {
  readonly name: QuantityName;
  /** Models that every backtest contains. Tests and verdicts compare the others with the first. */
  readonly benchmarks: readonly [string, ...string[]];
  /** Models that repeat an earlier value. With a season, a backtest has all of them, and the hardest to beat becomes the first benchmark. */
  readonly naiveForecasts: readonly string[];
  /** Metrics that models are ordered by, lowest first; the next one if the one before is undefined or equal. */
  readonly headlineMetrics: readonly string[];
  /** Losses that networks can be trained by; the first is the default. */
  readonly trainingLosses: readonly [TrainingLoss, ...TrainingLoss[]];
  /** Names of the classes, in the order of their probabilities; absent for numbers. */
  readonly classes?: readonly string[];
  /** What of a series is forecast, in an answer; empty for its values. */
  readonly subject: string;
  /** Whether values are levels of a price, whose changes can hardly be forecast. */
  readonly isPrice: boolean;
  /** Whether values are logarithms of ratios, which people read as ratios. */
  readonly isLogarithm: boolean;
  /** The column of the candles with the price, if the values are none. */
  readonly priceColumn?: string;
  /** The column of the candles that `column` is computed from. */
  sourceColumn(column: string): string;
  /** Adds the column of the quantity to the candles, before a panel is built from them. */
  measure(
    candles: readonly Candles[],
    options: { readonly column: string; readonly volatility: VolatilityName },
  ): MeasuredCandles;
}

export interface MeasuredCandles {
  readonly candles: readonly Candles[];
  /** The column of the quantity. */
  readonly column: string;
  readonly warnings: readonly Warning[];
}

/** The forecast that repeats the value at the origin. */
export const NAIVE = 'naive';
const naiveForecasts: readonly string[] = [NAIVE, 'seasonal-naive'];

const lossesOfNumbers = ['mse', 'mae', 'huber', 'pinball', 'quantile'] as const;

const asTheyAre: Pick<Quantity, 'sourceColumn' | 'measure'> = {
  sourceColumn: (column) => column,
  measure: (candles, { column }) => ({ candles, column, warnings: [] }),
};

const price: Quantity = {
  name: 'price',
  benchmarks: [NAIVE],
  naiveForecasts,
  headlineMetrics: ['u2', 'rmse'],
  trainingLosses: lossesOfNumbers,
  subject: '',
  isPrice: true,
  isLogarithm: false,
  ...asTheyAre,
};

const logVolatility: Quantity = {
  name: 'log-volatility',
  benchmarks: [NAIVE, 'har'],
  naiveForecasts,
  headlineMetrics: ['u2', 'rmse'],
  trainingLosses: lossesOfNumbers,
  subject: 'volatility',
  isPrice: false,
  isLogarithm: true,
  priceColumn: 'close',
  sourceColumn: () => 'close',
  measure(candles, { column, volatility }) {
    if (column !== 'close')
      throw new UsageError(`\`--column ${column}\` has no volatility: candles have`, {
        hint: 'leave out `--column`, and choose how volatility is measured with `--volatility`',
      });
    const measured = candles.map((each) => withVolatility(each, volatility));
    return {
      candles: measured.map((one) => one.candles),
      column: VOLATILITY_COLUMN,
      warnings: measured.flatMap(({ warnings }) => warnings),
    };
  },
};

/** Class of the change of a price from the origin. */
const classOfChange: Quantity = {
  name: 'class',
  benchmarks: ['frequencies'],
  naiveForecasts: [],
  headlineMetrics: ['brier'],
  trainingLosses: ['cross-entropy'],
  classes: classNames,
  subject: 'direction',
  isPrice: false,
  isLogarithm: false,
  ...asTheyAre,
};

export const quantities: Readonly<Record<QuantityName, Quantity>> = {
  price,
  'log-volatility': logVolatility,
  class: classOfChange,
};

/** The quantity with `benchmark` as its first; models are then ordered by their error relative to it. */
export function comparedWith(quantity: Quantity, benchmark: string): Quantity {
  const { benchmarks, headlineMetrics } = quantity;
  if (benchmark === benchmarks[0]) return quantity;
  return {
    ...quantity,
    benchmarks: [benchmark, ...benchmarks.filter((name) => name !== benchmark)],
    headlineMetrics: [RATIO, ...headlineMetrics.slice(1)],
  };
}

/** The score that compares with the first benchmark, where it is not naive. */
export const RATIO = 'ratio';

/** Those whose forecasts are numbers with errors of some size. */
export const numericQuantities: readonly QuantityName[] = Object.values(quantities)
  .filter(({ classes }) => classes === undefined)
  .map(({ name }) => name);
