/**
 * What a model forecasts instead of the price itself, and the exact way back. With p₀ the price at the
 * origin and p the price k steps later:
 *
 *     log-return log(p / p₀) · diff p - p₀ · price p
 *
 * The inputs are the same quantity from one row to the next. For the two changes zero means "no change", so
 * a model that says nothing forecasts what naive does, to the bit.
 */

import { exp, log } from '../math/elementary.ts';

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
  decode(value: number, origin: number): number;
  /** The price on the scale on which its changes are differences, for models that see levels; and the way back. */
  level(price: number): number;
  unlevel(level: number): number;
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
    decode: (value, origin) => origin * exp(value),
    level: log,
    unlevel: exp,
  },
  diff: {
    name: 'diff',
    summary: 'price minus the price at the origin',
    isChange: true,
    extraRows: 1,
    accepts: () => true,
    input: (values, row) => values[row] - values[row - 1],
    encode: (price, origin) => price - origin,
    decode: (value, origin) => origin + value,
    level: (price) => price,
    unlevel: (level) => level,
  },
  price: {
    name: 'price',
    summary: 'the price itself, as in the course; a network must learn that the last price matters most',
    isChange: false,
    extraRows: 0,
    accepts: () => true,
    input: (values, row) => values[row],
    encode: (price) => price,
    decode: (value) => value,
    level: (price) => price,
    unlevel: (level) => level,
  },
} as const satisfies Record<string, Target>;

/** The target of a model that sees levels where others see changes: the level itself, as inputs and as target. */
export function levelOf({ name, summary, accepts, level, unlevel }: Target): Target {
  return {
    name,
    summary,
    isChange: false,
    extraRows: 0,
    accepts,
    input: (values, row) => level(values[row]),
    encode: level,
    decode: unlevel,
    level,
    unlevel,
  };
}

export type TargetName = keyof typeof targets;

export const targetNames = Object.keys(targets) as readonly TargetName[];
