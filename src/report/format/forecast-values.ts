/**
 * Values of series as people read them: a price as it is, volatility as the ratio that it is the logarithm of. Classes are
 * of prices.
 */

import type { QuantityName } from '../../data/quantities.ts';
import { UNDEFINED, decimalsOf, formatNumber, formatPercent } from './units.ts';

interface Format {
  /** The value, with as many decimals as suit `beside`. */
  value(value: number, beside: number): string;
  /** What it changed by from another value, as a ratio of that. */
  change(value: number, from: number): number;
}

const price: Format = {
  value: (value, beside) => formatNumber(value, decimalsOf(beside)),
  change: (value, from) => value / from - 1,
};

export const formats: Readonly<Record<QuantityName, Format>> = {
  price,
  class: price,
  'log-volatility': {
    value: (value) => (Number.isNaN(value) ? UNDEFINED : formatPercent(Math.exp(value), 2)),
    change: (value, from) => Math.exp(value - from) - 1,
  },
};
