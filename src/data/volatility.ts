/**
 * Volatility of a row, estimated from its candle. The range between high and low tells more than the close, and the
 * smaller candles that a row was built from tell most. With h = log high/low, c = log close/open, and r = log close/open
 * of the smaller candles, the variance of the row is
 *
 *     parkinson h² / (4 log 2) · garman-klass h²/2 - (2 log 2 - 1) c² · realised Σ r²
 *
 * Parkinson (1980), The extreme value method for estimating the variance of the rate of return; Garman, Klass (1980),
 * On the estimation of security price volatilities from historical data; Andersen, Bollerslev (1998), Answering the
 * skeptics. The range estimators assume a price without drift that is observed continuously: with few trades they are
 * too small.
 */

import { DataError, UsageError } from '../errors.ts';
import { log } from '../math/elementary.ts';
import type { Candles } from './candles.ts';
import { escapeControl } from '../text/escape.ts';
import type { Warning } from '../text/warning.ts';
import { noteOf } from '../text/warning.ts';

/** Column of Σ r² in candles that were built from smaller ones. */
export const REALISED_COLUMN = 'realised-variance';

/** Column of the bipower variation in candles that were built from smaller ones: their variance without jumps. */
export const BIPOWER_COLUMN = 'bipower-variation';

/** The column that `withVolatility` adds. */
export const VOLATILITY_COLUMN = 'log-volatility';

interface Estimator {
  readonly columns: readonly string[];
  /** Variance from the values of `columns` in one row, none of them missing; `NaN` for impossible values. */
  variance(...values: number[]): number;
  /** What to do about a missing column. */
  readonly hint: string;
}

const estimators = {
  parkinson: {
    columns: ['high', 'low'],
    variance: (high, low) => (isRange(high, low) ? log(high / low) ** 2 / (4 * Math.LN2) : NaN),
    hint: 'use data with these columns, or forecast prices instead',
  },
  'garman-klass': {
    columns: ['open', 'high', 'low', 'close'],
    variance: (open, high, low, close) => {
      if (!isRange(high, low) || Math.max(open, close) > high || Math.min(open, close) < low) return NaN;
      return log(high / low) ** 2 / 2 - (2 * Math.LN2 - 1) * log(close / open) ** 2;
    },
    hint: 'use data with these columns, or forecast prices instead',
  },
  realised: {
    columns: [REALISED_COLUMN],
    variance: (variance) => variance,
    hint: 'build the rows from smaller candles with `--timeframe`, or use `--volatility parkinson`',
  },
} as const satisfies Record<string, Estimator>;

const isRange = (high: number, low: number): boolean => low > 0 && high >= low;

export type VolatilityName = keyof typeof estimators;

export const volatilityNames = Object.keys(estimators) as readonly VolatilityName[];

export interface WithVolatility {
  readonly candles: Candles;
  /** Count of the rows whose price did not move, which have no log volatility. */
  readonly warnings: readonly Warning[];
}

/**
 * The candles with one more column: the log of the standard deviation of each row, `NaN` if its price did not move.
 * @throws UsageError if a column that the estimator needs is missing; DataError for an impossible candle
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
    if (Number.isNaN(squared)) throw impossibleRowError(candles, row, columns, inRow);
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
            noteOf(
              `${source}: the price did not move in ${still} of ${values.length} rows, so they have no volatility and count as missing`,
            ),
          ],
  };
}

function impossibleRowError(
  { source, lines }: Candles,
  row: number,
  columns: readonly string[],
  values: readonly number[],
): DataError {
  const where = lines === undefined ? '' : `, line ${lines[row]}`;
  const got = columns.map((column, i) => `${column} ${values[i]}`).join(', ');
  return new DataError(
    `${escapeControl(source)}${where}: expected positive prices between low and high, got ${got}`,
    { hint: 'correct or remove the row' },
  );
}

/** The variance of every candle from its open and close, r² = (log close/open)²; built candles keep theirs. */
export function realisedVariance(columns: Candles['columns']): Float64Array | undefined {
  const { open, close, [REALISED_COLUMN]: built } = columns;
  return built ?? (open && close?.map((value, row) => log(value / open[row]) ** 2));
}

/**
 * π/2 n/(n-1) Σ |r_i| |r_{i-1}| of n candles, r = log close/open: the variance of their sum if the price does not jump.
 * `NaN` for fewer than two.
 */
export function bipowerVariation(open: Float64Array, close: Float64Array): number {
  const n = close.length;
  let sum = 0;
  let before = NaN;
  for (let i = 0; i < n; i++) {
    const size = Math.abs(log(close[i] / open[i]));
    if (i > 0) sum += size * before;
    before = size;
  }
  return n < 2 ? NaN : ((Math.PI / 2) * n * sum) / (n - 1);
}
