/** Numbers as people write them. Anything else is `undefined`: `""`, `0x10`, `Infinity` and `1_000` are no numbers. */

const INTEGER = /^[+-]?\d+$/;
const DECIMAL = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?$/i;

export function parseInteger(text: string): number | undefined {
  return INTEGER.test(text) ? Number(text) : undefined;
}

/** A finite number, with or without a fraction and an exponent. */
export function parseDecimal(text: string): number | undefined {
  const value = DECIMAL.test(text) ? Number(text) : NaN;
  return Number.isFinite(value) ? value : undefined;
}

const UNITS = { s: 1000, m: 60_000, h: 3_600_000 } as const;

/** Milliseconds of `90s`, `10m` or `2h`; `undefined` also for more than a timer counts, 24 days. */
export function parseDuration(text: string): number | undefined {
  const [, count, unit] = /^(\d+(?:\.\d+)?)([smh])$/.exec(text) ?? [];
  const ms = Number(count) * UNITS[unit as keyof typeof UNITS];
  // A timer counts milliseconds in 31 bits.
  return ms > 0 && ms < 2 ** 31 ? ms : undefined;
}

/** A share in percent, without the error of binary fractions: 0.57 is 57. */
export function percentOf(share: number): number {
  return Number((100 * share).toPrecision(12));
}
