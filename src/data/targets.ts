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
   * How encoded prices follow from inputs: that of a step is the input of the row `step` after the origin, plus the encoded price of
   * this earlier step if it is not 0. Absent if they do not follow so.
   */
  stepBefore?(step: number): number;
  /**
   * The actual value that forecasts are scored against: the price, or its class.
   * @param flat - largest change, as a ratio of the price at the origin, that is neither up nor down
   */
  outcome(price: number, origin: number, flat: number): number;
  decode(value: number, origin: number): number;
  /** The price on the scale on which its changes are differences, for models that see levels; and the way back. */
  level(price: number): number;
  unlevel(level: number): number;
  /** Whether levels are logarithms, so that a trend of them is exponential. */
  readonly hasLogLevels: boolean;
  /** The price on the scale on which a mean is taken, for models that average the past; and the way back. */
  average(price: number): number;
  unaverage(mean: number): number;
  /** What the values are that are forecast and scored. */
  readonly quantity: Quantity;
}

/** Values as they are. */
const asIs = {
  isChange: false,
  extraRows: 0,
  hasLogLevels: false,
  accepts: () => true,
  input: (values: Float64Array, row: number) => values[row],
  encode: (price: number) => price,
  stepBefore: () => 0,
  outcome: (price: number) => price,
  decode: (value: number) => value,
  level: (price: number) => price,
  unlevel: (level: number) => level,
  average: (price: number) => price,
  unaverage: (mean: number) => mean,
} as const;

/** Logarithms of ratios. */
const logReturns = {
  ...asIs,
  isChange: true,
  extraRows: 1,
  hasLogLevels: true,
  accepts: (price: number) => price > 0,
  input: (values: Float64Array, row: number) => log(values[row] / values[row - 1]),
  encode: (price: number, origin: number) => log(price / origin),
  stepBefore: (step: number) => step - 1,
  decode: (value: number, origin: number) => origin * exp(value),
  level: log,
  unlevel: exp,
} as const;

export const targets = {
  'log-return': {
    ...logReturns,
    name: 'log-return',
    summary: 'logarithm of the price over the price at the origin; prices must be positive',
    quantity: quantities.price,
  },
  diff: {
    ...asIs,
    name: 'diff',
    summary: 'price minus the price at the origin',
    isChange: true,
    extraRows: 1,
    input: (values, row) => values[row] - values[row - 1],
    encode: (price, origin) => price - origin,
    stepBefore: (step) => step - 1,
    decode: (value, origin) => origin + value,
    quantity: quantities.price,
  },
  price: {
    ...asIs,
    name: 'price',
    summary: 'the price itself, as in the course; a network must learn that the last price matters most',
    quantity: quantities.price,
  },
  volatility: {
    ...asIs,
    name: 'volatility',
    summary: "logarithm of the row's volatility, from the range of its candle",
    // Variances add up, and so have a mean.
    average: (volatility) => exp(2 * volatility),
    unaverage: (variance) => log(variance) / 2,
    quantity: quantities['log-volatility'],
  },
  direction: {
    ...logReturns,
    name: 'direction',
    summary: 'down, flat or up: the class of the price over the price at the origin, with probabilities',
    outcome: classOf,
    quantity: quantities.class,
  },
} as const satisfies Record<string, Target>;

/** The target of a model that sees levels where others see changes: the level itself, as inputs and as target. */
export function levelOf(target: Target): Target {
  const { level, unlevel } = target;
  const known = levelTargets.get(target);
  if (known !== undefined) return known;
  const made: Target = {
    ...target,
    isChange: false,
    extraRows: 0,
    input: (values, row) => level(values[row]),
    encode: level,
    stepBefore: () => 0,
    decode: unlevel,
  };
  levelTargets.set(target, made);
  return made;
}

/** The same object for the same target, so that what is kept for a target is found again. */
const levelTargets = new WeakMap<Target, Target>();

export type TargetName = keyof typeof targets;

/** The name of a built-in target, or a target of one's own. */
export type TargetChoice = TargetName | Target;

/** The target that options choose. */
export function targetOf(choice: TargetChoice): Target {
  return typeof choice === 'string' ? targets[choice] : choice;
}

/** The name of the model that all others are compared with. */
export const benchmarkOf = (choice: TargetChoice): string => targetOf(choice).quantity.benchmarks[0];

export const targetNames = Object.keys(targets) as readonly TargetName[];
