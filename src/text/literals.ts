/** Numbers and dates as people write them. Anything else is `undefined`: `""`, `0x10`, `Infinity` and `1_000` are no numbers. */

const INTEGER = /^[+-]?\d+$/;
const DECIMAL = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?$/i;
const DATE = /^\d{4}-\d{2}-\d{2}(?:T\d{2}:\d{2}(?::\d{2})?Z)?$/;

export function parseInteger(text: string): number | undefined {
  return INTEGER.test(text) ? Number(text) : undefined;
}

/** A finite number, with or without a fraction and an exponent. */
export function parseDecimal(text: string): number | undefined {
  const value = DECIMAL.test(text) ? Number(text) : NaN;
  return Number.isFinite(value) ? value : undefined;
}

/** Milliseconds since 1970 of a date in UTC: `2017-08-17`, `2017-08-17T04:00Z`. */
export function parseDate(text: string): number | undefined {
  const time = DATE.test(text) ? Date.parse(text) : NaN;
  // `Date.parse` reads the 30th of February as the 1st of March.
  const exists = !Number.isNaN(time) && new Date(time).toISOString().startsWith(text.slice(0, 10));
  return exists ? time : undefined;
}
