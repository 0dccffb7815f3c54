/**
 * Volatility of a row from its candle: the range between high and low says how far the price went, where one close
 * alone says only where it ended; and the smaller candles that a row was built of say most. With h = log high/low,
 * c = log close/open, and r the same of the smaller candles, the variance of the row is
 *
 *     parkinson h² / (4 log 2) · garman-klass h²/2 - (2 log 2 - 1) c² · realised Σ r²
 *
 * Parkinson (1980), The extreme value method for estimating the variance of the rate of return; Garman, Klass (1980),
 * On the estimation of security price volatilities from historical data; Andersen, Bollerslev (1998), Answering the
 * skeptics. The ranges take a price without drift within the row that is seen all the time: with few trades they come
 * out too small.
 */

import { DataError, UsageError } from '../errors.ts';
import { log } from '../math/elementary.ts';
import type { Candles } from './candles.ts';
import { escapeControl } from '../text/escape.ts';

/** Column of Σ r², which candles have that were built of smaller ones. */
export const REALISED_COLUMN = 'realised-variance';

/** The column that `withVolatility` adds. */
export const VOLATILITY_COLUMN = 'log-volatility';

interface Estimator {
  readonly columns: readonly string[];
  /** Of the values of the columns in one row, all there; `NaN` where no candle can have them. */
  variance(...values: number[]): number;
  /** What to do about a column that is absent. */
  readonly hint: string;
}

const estimators = {
  parkinson: {
    columns: ['high', 'low'],
    variance: (high, low) => (isRange(high, low) ? log(high / low) ** 2 / (4 * Math.LN2) : NaN),
    hint: 'bring candles, or forecast the prices themselves',
  },
  'garman-klass': {
    columns: ['open', 'high', 'low', 'close'],
    variance: (open, high, low, close) => {
      if (!isRange(high, low) || Math.max(open, close) > high || Math.min(open, close) < low) return NaN;
      return log(high / low) ** 2 / 2 - (2 * Math.LN2 - 1) * log(close / open) ** 2;
    },
    hint: 'bring candles, or forecast the prices themselves',
  },
  realised: {
    columns: [REALISED_COLUMN],
    variance: (variance) => variance,
    hint: 'build the rows of smaller candles with `--timeframe`, or take `--volatility parkinson`',
  },
} as const satisfies Record<string, Estimator>;

const isRange = (high: number, low: number): boolean => low > 0 && high >= low;

export type VolatilityName = keyof typeof estimators;

export const volatilityNames = Object.keys(estimators) as readonly VolatilityName[];

export interface WithVolatility {
  readonly candles: Candles;
  /** Counts the rows whose price did not move, which have no logarithm. */
  readonly warnings: readonly string[];
}

/**
 * The candles with a column more: the logarithm of the standard deviation of each row, `NaN` where its price did not move.
 * @throws UsageError where a column that the estimator reads is not there; DataError for a row that is no candle
 */
export function withVolatility(candles: Candles, name: VolatilityName): WithVolatility {
  const { columns, variance, hint }: Estimator = estimators[name];
  const source = escapeControl(candles.source);
  const absent = columns.find((column) => !Object.hasOwn(candles.columns, column));
  if (absent !== undefined)
    throw new UsageError(
      `expected ${columns.join(', ')} in ${source} for \`--volatility ${name}\`, got no \`${absent}\``,
      { hint },
    );
  let still = 0;
  const values = candles.time.map((_, row) => {
    const inRow = columns.map((column) => candles.columns[column][row]);
    if (inRow.some((value) => Number.isNaN(value))) return NaN;
    const squared = variance(...inRow);
    if (Number.isNaN(squared)) throw refused(candles, row, columns, inRow);
    if (squared > 0) return log(squared) / 2;
    still++;
    return NaN;
  });
  return {
    candles: { ...candles, columns: { ...candles.columns, [VOLATILITY_COLUMN]: values } },
    warnings:
      still === 0
        ? []
        : [
            `${source}: ${still} of ${values.length} rows did not move and have no volatility: they count as missing`,
          ],
  };
}

function refused(
  { source, lines }: Candles,
  row: number,
  columns: readonly string[],
  values: readonly number[],
): DataError {
  const where = lines === undefined ? '' : `, row ${lines[row]}`;
  const got = columns.map((column, i) => `${column} ${values[i]}`).join(', ');
  return new DataError(
    `${escapeControl(source)}${where}: expected positive prices, the high above the low and all others between them, got ${got}`,
    { hint: 'correct or remove the row' },
  );
}

/** The variance of every candle that its own open and close tell, r² = (log close/open)²; built candles keep theirs. */
export function realisedVariance(columns: Candles['columns']): Float64Array | undefined {
  const { open, close, [REALISED_COLUMN]: built } = columns;
  return built ?? (open && close?.map((value, row) => log(value / open[row]) ** 2));
}
