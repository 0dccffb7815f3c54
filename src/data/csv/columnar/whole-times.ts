/** Whole milliseconds, rounded down, of 64-bit counts of a unit since 1970, without a `BigInt` for each. */

const WORD = 2 ** 32;

/**
 * Milliseconds of each count: high * 2^32 + low units are high * whole + (high * rest + low) / perMs, of which all is exact
 * below 2^53.
 * @param perMs - units in a millisecond; 0.001 for seconds
 */
export function wholeTimes(counts: BigInt64Array, perMs: number): Float64Array {
  const words = new Int32Array(counts.buffer, counts.byteOffset, 2 * counts.length);
  const out = new Float64Array(counts.length);
  if (perMs < 1) {
    for (let i = 0; i < out.length; i++)
      out[i] = ((words[2 * i] >>> 0) + words[2 * i + 1] * WORD) * Math.round(1 / perMs);
    return out;
  }
  const whole = Math.floor(WORD / perMs);
  const rest = WORD - whole * perMs;
  for (let i = 0; i < out.length; i++) {
    const high = words[2 * i + 1];
    out[i] = high * whole + Math.floor((high * rest + (words[2 * i] >>> 0)) / perMs);
  }
  return out;
}

/** Milliseconds of one count. */
export function wholeTime(count: bigint | number, perMs: number): number {
  if (perMs < 1) return Number(count) * Math.round(1 / perMs);
  const number = Number(count);
  if (Number.isSafeInteger(number)) return Math.floor(number / perMs);
  const units = BigInt(count);
  const unit = BigInt(perMs);
  const quotient = units / unit;
  return Number(units < 0n && quotient * unit !== units ? quotient - 1n : quotient);
}

const DAY = 86_400_000;

/** The time of day `12:30:00`, with its milliseconds if there are any. */
export function clockText(ms: number): string {
  const text = new Date(((ms % DAY) + DAY) % DAY).toISOString().slice(11, 23);
  return text.replace('.000', '');
}
