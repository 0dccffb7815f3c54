/**
 * JSON, schema 1 of `docs/cli.md`: names stay, more may be added. Ratios are plain, times are ISO 8601 in UTC, and an
 * undefined value is `null` (which is how JSON writes `NaN`).
 */

import { escapeLines } from '../../text/escape.ts';

export const SCHEMA = 1;

/**
 * JSON text with a final newline; two spaces of indentation, for people who look into it. What hides or reorders text is
 * written as `\u202e`.
 */
export function toText(value: object): string {
  return `${escapeLines(JSON.stringify(value, null, 2))}\n`;
}
