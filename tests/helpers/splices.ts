/** Damage of one place of a text: characters that are put there, and as many after it taken out. */

import * as fc from 'fast-check';

export interface Splice {
  /** Share of the text before the place, below 1. */
  readonly place: number;
  readonly put: string;
  readonly taken: number;
}

/** What readers of tables take for marks, digits, ends of lines or no text. */
const CHARACTERS = ['', '"', ',', ';', '\t', '\n', '\r', ' ', '#', '-', '.', '0', '9', '\0', '€', ':'];

/** A share from 0 to below 1. */
export const share = fc.double({ min: 0, max: 1, noNaN: true, maxExcluded: true });

/**
 * Splices of the usual characters and of these.
 * @param most - characters that one takes out
 */
export function splices(others: readonly string[], most: number): fc.Arbitrary<Splice> {
  return fc.record({ place: share, put: fc.constantFrom(...CHARACTERS, ...others), taken: fc.nat(most) });
}

/** `text` with the splice at `at`. */
export function spliced(text: string, at: number, { put, taken }: Splice): string {
  return text.slice(0, at) + put + text.slice(at + taken);
}
