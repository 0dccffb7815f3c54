/** The usual families of features: one without a parameter, and one with a number of rows. */

import type { Feature, FeatureFamily } from './feature.ts';

/** Most rows of a span; longer ones are a mistake. */
const LONGEST = 9999;

type WithoutName = Omit<Feature, 'name'>;

/** A family of one feature, named `word`. */
export function single(word: string, feature: WithoutName): FeatureFamily {
  return {
    form: word,
    example: word,
    parse: (text) => (text === word ? { ...feature, name: word } : undefined),
  };
}

/**
 * Features named `word-N`, of N rows.
 * @param least - smallest N
 */
export function spanned(
  word: string,
  least: number,
  example: number,
  create: (span: number) => WithoutName,
): FeatureFamily {
  return {
    form: `${word}-N`,
    example: `${word}-${example}`,
    parse(text) {
      const name = `${word}-`;
      const digits = text.startsWith(name) ? text.slice(name.length) : '';
      const span = /^[1-9]\d{0,3}$/.test(digits) ? Number(digits) : 0;
      return span >= least && span <= LONGEST ? { ...create(span), name: text } : undefined;
    },
  };
}

/** What features of the price alone have in common. */
export const ofPrice = { columns: [], readsPrice: true, width: 1, isScaled: true } as const;
