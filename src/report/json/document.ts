/**
 * JSON, schema 1 of `docs/cli.md`: names stay, more may be added. Ratios are plain, times are ISO 8601 in UTC, and an
 * undefined value is `null` (which is how JSON writes `NaN`).
 */

import { escapeLines } from '../../text/escape.ts';

export const SCHEMA = 1;

/** A list of numbers, each in a line. No string contains such a line end. */
const NUMBERS = /\[\n\s+((?:-?\d[\d.e+-]*|null)(?:,\n\s+(?:-?\d[\d.e+-]*|null))*)\n\s+\]/g;

/**
 * JSON text with a final newline; two spaces of indentation, for people who look into it, and lists of numbers in one line.
 * What hides or reorders text is written as `\u202e`.
 */
export function toText(value: object): string {
  const lines = JSON.stringify(value, null, 2).replaceAll(
    NUMBERS,
    (_, numbers: string) => `[${numbers.replaceAll(/\n\s+/g, ' ')}]`,
  );
  return `${escapeLines(lines)}\n`;
}
