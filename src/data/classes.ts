/**
 * Where a price goes, as one of three classes: with r = p / p₀ - 1 of the price at the origin, a class is
 *
 *     down -1 where r < -flat · flat 0 where |r| <= flat · up 1 where r > flat
 *
 * Probabilities of classes are one column per class, in this order.
 */

export const classNames = ['down', 'flat', 'up'] as const;

export type ClassName = (typeof classNames)[number];

/** The value of a class by its number 0..2, and back: values are centred, so that their sign is the side. */
export const classValue = (number: number): number => number - 1;
export const classNumber = (value: number): number => value + 1;

/** The class of a price; `NaN` where one of the two is. */
export function classOf(price: number, origin: number, flat: number): number {
  const change = price / origin - 1;
  if (Number.isNaN(change)) return NaN;
  if (Math.abs(change) <= flat) return 0;
  return change > 0 ? 1 : -1;
}

/** The value of the likeliest class of every entry, of several as likely the first; `NaN` where probabilities are. */
export function likeliest(probabilities: readonly Float64Array[]): Float64Array {
  return probabilities[0].map((first, i) => {
    if (Number.isNaN(first)) return NaN;
    let best = 0;
    for (let c = 1; c < probabilities.length; c++) if (probabilities[c][i] > probabilities[best][i]) best = c;
    return classValue(best);
  });
}

/**
 * Shares of the classes with half a case of each added (the mean under the prior of Jeffreys 1946), so that what has not
 * been seen is unlikely and not impossible.
 * @param counts - cases by class
 */
export function classShares(counts: readonly number[]): number[] {
  const total = counts.reduce((sum, count) => sum + count + 0.5, 0);
  return counts.map((count) => (count + 0.5) / total);
}
