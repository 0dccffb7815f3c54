/** Tries of growing size, to learn what something takes: the first ones are quick, and the last one is worth its time. */

import { HindcastError } from '../errors.ts';

/** How much larger each try is than the one before. */
export const GROWTH = 4;
/** How much longer it is expected to take: at least; and than the first one, whose time goes into compiling code (measured). */
const LEAST_GROWTH = 1.5;
const COMPILED = 0.2;

export interface GrowingTries<Sample> {
  /** Size of the first try, and the largest size. */
  readonly least: number;
  readonly most: number;
  readonly secondsOf: (sample: Sample) => number;
  /** Most seconds that the try after this one may be expected to take. */
  readonly budgetOf: (sample: Sample, size: number) => number;
  /** `undefined` if there can be no try of this size. */
  readonly take: (size: number) => Promise<Sample | undefined>;
}

/** The last try, and its size: the first one if no larger one can be had. */
export async function growTries<Sample>(
  first: Sample,
  { least, most, secondsOf, budgetOf, take }: GrowingTries<Sample>,
): Promise<{ readonly largest: Sample; readonly size: number }> {
  let [largest, size, growth] = [first, least, COMPILED];
  while (size < most && growth * secondsOf(largest) < budgetOf(largest, size)) {
    const next = await take(Math.min(most, GROWTH * size));
    if (next === undefined) break;
    size = Math.min(most, GROWTH * size);
    growth = Math.min(GROWTH, Math.max(LEAST_GROWTH, secondsOf(next) / secondsOf(largest)));
    largest = next;
  }
  return { largest, size };
}

/** What `work` gives; `undefined` if hindcast rejects it, as it does with too few rows. */
export async function unlessRejected<T>(work: () => Promise<T>): Promise<T | undefined> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof HindcastError) return undefined;
    throw error;
  }
}
