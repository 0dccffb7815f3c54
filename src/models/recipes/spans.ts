/** Spans of time in rows. */

export const DAY_MS = 86_400_000;
export const WEEK_MS = 7 * DAY_MS;

/** Rows of a span; 0 if a row is longer, or does not divide it. */
export function rowsOf(span: number, stepMs: number | null): number {
  return stepMs !== null && stepMs <= span && span % stepMs === 0 ? span / stepMs : 0;
}
