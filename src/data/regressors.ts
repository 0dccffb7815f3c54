/**
 * What `har` can learn from beside volatility, as columns of the candles:
 *
 *     leverage  r_t = 100 log close_t / close_{t-1}, in percent: falls raise volatility more than rises
 *     jumps     log max(Σ r² / BV, 1), BV = π/2 n/(n-1) Σ |r_i| |r_{i-1}| of the n smaller candles of a row: the share of the
 *               variance that comes from jumps, which passes sooner than the rest
 *
 * Corsi, Renò (2012), Discrete-time volatility forecasting with persistent leverage effect; Andersen, Bollerslev, Diebold
 * (2007), Roughing it up; Barndorff-Nielsen, Shephard (2004), Power and bipower variation with stochastic volatility and jumps.
 */

import { UsageError } from '../errors.ts';
import { log } from '../math/elementary.ts';
import { escapeControl } from '../text/escape.ts';
import { own } from '../text/own.ts';
import type { Candles } from './candles.ts';
import { BIPOWER_COLUMN, REALISED_COLUMN } from './volatility.ts';

export const regressorNames = ['jumps', 'leverage'] as const;
export type RegressorName = (typeof regressorNames)[number];

/** Options that ask for regressors. Stored options from before `--har` have none. */
export interface WithHar {
  readonly har?: readonly RegressorName[];
}

/** Those that options ask for, each once. */
export function regressorsOf({ har = [] }: WithHar): readonly RegressorName[] {
  return regressorNames.filter((name) => har.includes(name));
}

interface Regressor {
  readonly columns: readonly string[];
  /** Its value in a row; `NaN` if unknown. */
  value(row: number, ...columns: Float64Array[]): number;
  /** What to do about a missing column. */
  readonly hint: string;
}

const regressors: Readonly<Record<RegressorName, Regressor>> = {
  jumps: {
    columns: [REALISED_COLUMN, BIPOWER_COLUMN],
    value: (row, realised, bipower) =>
      bipower[row] > 0 ? log(Math.max(realised[row] / bipower[row], 1)) : NaN,
    hint: 'build the rows from smaller candles with `--timeframe`, or leave `jumps` out of `--har`',
  },
  leverage: {
    columns: ['close'],
    value: (row, close) => (row > 0 ? 100 * log(close[row] / close[row - 1]) : NaN),
    hint: 'use data with closes, or leave `leverage` out of `--har`',
  },
};

/**
 * The candles with a column for each regressor, named after it.
 * @throws UsageError if a column that one needs is missing
 */
export function withRegressors(candles: Candles, names: readonly RegressorName[]): Candles {
  const added = names.map((name): [string, Float64Array] => {
    const { columns, value, hint } = regressors[name];
    const values = columns.map((column) => {
      const found = own(candles.columns, column);
      if (found !== undefined) return found;
      throw new UsageError(
        `expected ${columns.join(', ')} in ${escapeControl(candles.source)} for \`--har ${name}\`, got no \`${column}\``,
        { hint },
      );
    });
    return [name, Float64Array.from(candles.time, (_, row) => value(row, ...values))];
  });
  return { ...candles, columns: { ...candles.columns, ...Object.fromEntries(added) } };
}
