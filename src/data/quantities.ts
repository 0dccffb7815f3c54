/** What a target makes of candles before a panel is built of them. Targets name one of these; a new one is a new line. */

import { UsageError } from '../errors.ts';
import type { Candles } from './candles.ts';
import type { Quantity } from './targets.ts';
import { VOLATILITY_COLUMN, withVolatility } from './volatility.ts';
import type { VolatilityName } from './volatility.ts';

export interface Measured {
  readonly candles: readonly Candles[];
  /** The column that holds the quantity. */
  readonly column: string;
  readonly warnings: readonly string[];
}

type Measure = (
  candles: readonly Candles[],
  options: { readonly column: string; readonly volatility: VolatilityName },
) => Measured;

/** The column of the candles that a quantity was made of, by the name of the column that holds it. */
export const sourceColumns: Readonly<Record<Quantity, (column: string) => string>> = {
  price: (column) => column,
  class: (column) => column,
  'log-volatility': () => 'close',
};

export const quantities: Readonly<Record<Quantity, Measure>> = {
  price: (candles, { column }) => ({ candles, column, warnings: [] }),
  class: (candles, { column }) => ({ candles, column, warnings: [] }),
  'log-volatility': (candles, { column, volatility }) => {
    if (column !== 'close')
      throw new UsageError(`\`--column ${column}\` has no volatility: candles have`, {
        hint: 'leave out `--column`, and choose what it is made of with `--volatility`',
      });
    const measured = candles.map((each) => withVolatility(each, volatility));
    return {
      candles: measured.map((one) => one.candles),
      column: VOLATILITY_COLUMN,
      warnings: measured.flatMap(({ warnings }) => warnings),
    };
  },
};
