/** Settings drawn at random from a search space: the same for the same seed and model, whatever is computed in between. */

import type { BacktestOptions } from '../backtest/options.ts';
import { exp, log } from '../math/elementary.ts';
import { Random } from '../math/random.ts';
import { canonical } from '../text/canonical.ts';
import type { Dimension, SearchSpace } from './search-space.ts';

/** Values of options that a candidate has instead of those of the user. */
export type DrawnOptions = Partial<BacktestOptions>;

/** Draws without a new setting before a space counts as exhausted. */
const ATTEMPTS = 200;
/** Significant digits of a drawn number, so that it can be copied. */
const DIGITS = 3;

/** A function that draws one new setting after the other; `undefined` once the space seems to have no more. */
export function settingsFrom(
  space: SearchSpace,
  model: string,
  options: BacktestOptions,
  isAllowed: (options: BacktestOptions) => boolean,
): () => DrawnOptions | undefined {
  const random = Random.from(options.seed, 'tune', model);
  const seen = new Set([canonical(options)]);
  return () => {
    for (let attempt = 0; space.length > 0 && attempt < ATTEMPTS; attempt++) {
      const drawn: DrawnOptions = Object.fromEntries(
        space.map((dimension) => [dimension.option, draw(dimension, random)]),
      );
      const whole = { ...options, ...drawn };
      const text = canonical(whole);
      if (seen.has(text)) continue;
      seen.add(text);
      if (isAllowed(whole)) return drawn;
    }
    return undefined;
  };
}

function draw(dimension: Dimension, random: Random): unknown {
  if ('values' in dimension) return dimension.values[random.integer(dimension.values.length)];
  const { from, to, isWhole, isList } = dimension;
  const share = random.uniform();
  const between = from > 0 ? exp(log(from) + share * (log(to) - log(from))) : from + share * (to - from);
  const rounded = isWhole ? Math.round(between) : Number(between.toPrecision(DIGITS));
  const value = Math.min(Math.max(rounded, from), to);
  return isList ? [value] : value;
}
