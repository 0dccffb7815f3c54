/**
 * JSON, schema 1 of `docs/cli.md`: names stay, more may be added. Ratios are plain, times are ISO 8601 in UTC, and an
 * undefined value is `null` (which is how JSON writes `NaN`).
 */

export const SCHEMA = 1;

/** JSON text with a final newline; two spaces of indentation, for people who look into it. */
export function toText(value: object): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}
