/** Values of series for people: a price as it is, log-volatility as the ratio that it is the logarithm of. */

import type { Quantity } from '../../data/quantities.ts';
import { UNDEFINED, decimalsOf, formatNumber, formatPercent } from './units.ts';

export interface ValueFormat {
  /** The value, with the decimals that `reference` needs. */
  value(value: number, reference: number): string;
  /** The change from another value, as a ratio of it. */
  change(value: number, from: number): number;
}

const asItIs: ValueFormat = {
  value: (value, reference) => formatNumber(value, decimalsOf(reference)),
  change: (value, from) => value / from - 1,
};

const ofLogarithm: ValueFormat = {
  value: (value) => (Number.isNaN(value) ? UNDEFINED : formatPercent(Math.exp(value), 2)),
  change: (value, from) => Math.exp(value - from) - 1,
};

export interface ShortValueFormat {
  value(value: number): string;
  change(value: number, from: number): number;
}

/** The same with five significant digits of `reference`, which tell a forecast from the last value. */
export function shortValueFormat({ isLogarithm }: Quantity, reference: number): ShortValueFormat {
  if (isLogarithm) return { ...ofLogarithm, value: (value) => ofLogarithm.value(value, reference) };
  const digits =
    reference === 0 || !Number.isFinite(reference) ? 2 : 4 - Math.floor(Math.log10(Math.abs(reference)));
  const decimals = Math.min(12, Math.max(0, digits));
  return { ...asItIs, value: (value) => formatNumber(value, decimals) };
}

/** The format of what the series contain; those of classes contain prices. */
export function valueFormatOf({ isLogarithm }: Quantity): ValueFormat {
  return isLogarithm ? ofLogarithm : asItIs;
}
