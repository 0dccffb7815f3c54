/**
 * What a model forecasts instead of the price itself, and the exact way back. With p₀ the price at the
 * origin and p the price k steps later:
 *
 *     log-return log(p / p₀) · diff p - p₀ · price p · volatility v, the logarithm of the row's volatility
 *
 * Volatility is computed from the candles first: the values of the series are v then, and "price" here means v. The inputs are the same quantity from one row to the next. For log-return and diff zero means "no change", so
 * a model whose outputs are zero forecasts exactly what naive does.
 *
 * Direction sees what log-return sees, and its actual value is the class of the price: down, flat or up.
 */

import { exp, log } from '../math/elementary.ts';
import { classOf } from './classes.ts';
import { quantities } from './quantities.ts';
import type { Quantity } from './quantities.ts';

export interface Target {
  readonly name: string;
  readonly summary: string;
  /** Zero means no change: scaled without centring, and growing with the square root of the step. */
  readonly isChange: boolean;
  /** Rows before a window that its first input needs. */
  readonly extraRows: number;
  /** Whether a price can be encoded. */
  accepts(price: number): boolean;
  /** What a model sees of `row`; reads `row` and `extraRows` before it. */
  input(values: Float64Array, row: number): number;
  encode(price: number, origin: number): number;
  /**
   * The actual value that forecasts are scored against: the price, or its class.
   * @param flat - largest change, as a ratio of the price at the origin, that is neither up nor down
   */
  outcome(price: number, origin: number, flat: number): number;
  decode(value: number, origin: number): number;
  /** The price on the scale on which its changes are differences, for models that see levels; and the way back. */
  level(price: number): number;
  unlevel(level: number): number;
  /** The price on the scale on which a mean is taken, for models that average the past; and the way back. */
  average(price: number): number;
  unaverage(mean: number): number;
  /** What the values are that are forecast and scored. */
  readonly quantity: Quantity;
}

export const targets = {
  'log-return': {
    name: 'log-return',
    summary: 'logarithm of the price over the price at the origin; prices must be positive',
    isChange: true,
    extraRows: 1,
    accepts: (price) => price > 0,
    input: (values, row) => log(values[row] / values[row - 1]),
    encode: (price, origin) => log(price / origin),
    outcome: (price) => price,
    decode: (value, origin) => origin * exp(value),
    level: log,
    unlevel: exp,
    average: (price) => price,
    unaverage: (mean) => mean,
    quantity: quantities.price,
  },
  diff: {
    name: 'diff',
    summary: 'price minus the price at the origin',
    isChange: true,
    extraRows: 1,
    accepts: () => true,
    input: (values, row) => values[row] - values[row - 1],
    encode: (price, origin) => price - origin,
    outcome: (price) => price,
    decode: (value, origin) => origin + value,
    level: (price) => price,
    unlevel: (level) => level,
    average: (price) => price,
    unaverage: (mean) => mean,
    quantity: quantities.price,
  },
  price: {
    name: 'price',
    summary: 'the price itself, as in the course; a network must learn that the last price matters most',
    isChange: false,
    extraRows: 0,
    accepts: () => true,
    input: (values, row) => values[row],
    encode: (price) => price,
    outcome: (price) => price,
    decode: (value) => value,
    level: (price) => price,
    unlevel: (level) => level,
    average: (price) => price,
    unaverage: (mean) => mean,
    quantity: quantities.price,
  },
  volatility: {
    name: 'volatility',
    summary: "logarithm of the row's volatility, from the range of its candle",
    isChange: false,
    extraRows: 0,
    accepts: () => true,
    input: (values, row) => values[row],
    encode: (price) => price,
    outcome: (price) => price,
    decode: (value) => value,
    level: (price) => price,
    unlevel: (level) => level,
    // Variances add up, and so have a mean.
    average: (volatility) => exp(2 * volatility),
    unaverage: (variance) => log(variance) / 2,
    quantity: quantities['log-volatility'],
  },
  direction: {
    name: 'direction',
    summary: 'down, flat or up: the class of the price over the price at the origin, with probabilities',
    isChange: true,
    extraRows: 1,
    accepts: (price) => price > 0,
    input: (values, row) => log(values[row] / values[row - 1]),
    encode: (price, origin) => log(price / origin),
    outcome: classOf,
    decode: (value, origin) => origin * exp(value),
    level: log,
    unlevel: exp,
    average: (price) => price,
    unaverage: (mean) => mean,
    quantity: quantities.class,
  },
} as const satisfies Record<string, Target>;

/** The target of a model that sees levels where others see changes: the level itself, as inputs and as target. */
export function levelOf(target: Target): Target {
  const { level, unlevel } = target;
  return {
    ...target,
    isChange: false,
    extraRows: 0,
    input: (values, row) => level(values[row]),
    encode: level,
    decode: unlevel,
  };
}

export type TargetName = keyof typeof targets;

export const targetNames = Object.keys(targets) as readonly TargetName[];
