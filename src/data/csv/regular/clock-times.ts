/**
 * Times from bytes: `2024-08-21`, with `T10:00`, `10:00:00` and `Z` or `+00:00` after it, and whole numbers since 1970. Any other cell is read as
 * text; it and every date by `parseTime`, so that a cell means the same as everywhere.
 */

import { LONGEST_TIME, parseTime, timeOfNumber } from '../parse-times.ts';
import type { TimeFormat } from '../parse-times.ts';

const [ZERO, T, SPACE, COLON, Z] = [48, 84, 32, 58, 90];
const MINUTE = 60_000;
/** Lengths of a date, and with a time of day in minutes and in seconds. */
const [DATE, MINUTES, SECONDS] = [10, 16, 19];
const UTC = Buffer.from('+00:00');
/** Of these lengths, digits may be a compact date. */
const COMPACT: ReadonlySet<number> = new Set([8, 14]);

export class ClockTimes {
  private readonly format: TimeFormat;
  /** The bytes of the date that was read last, and its midnight. */
  private readonly date = new Uint8Array(DATE);
  private midnight = NaN;

  constructor(format: TimeFormat) {
    this.format = format;
  }

  /** The time in `bytes` from `start` to `end`; `NaN` if it is none. */
  read(bytes: Uint8Array, start: number, end: number): number {
    if (end - start > LONGEST_TIME) return NaN;
    const fast =
      end - start >= DATE && this.isDate(bytes, start)
        ? this.readClock(bytes, start, end)
        : this.readNumber(bytes, start, end);
    return Number.isNaN(fast) ? parseTime(textOf(bytes, start, end), this.format) : fast;
  }

  /** Whether the first bytes are a date that `midnight` is of. */
  private isDate(bytes: Uint8Array, start: number): boolean {
    const { date } = this;
    let i = 0;
    while (i < DATE && bytes[start + i] === date[i]) i++;
    if (i === DATE) return !Number.isNaN(this.midnight);
    // A compact date is one only if nothing follows it.
    if (this.format.unit !== undefined || digit(bytes, start + 4) >= 0 || digit(bytes, start + 7) >= 0)
      return false;
    date.set(bytes.subarray(start, start + DATE));
    this.midnight = parseTime(textOf(bytes, start, start + DATE), this.format);
    return !Number.isNaN(this.midnight);
  }

  /** The time of day after a date; `NaN` if it has another form. */
  private readClock(bytes: Uint8Array, start: number, end: number): number {
    let length = end - start;
    if (length === DATE) return this.midnight;
    if (bytes[end - 1] === Z) length--;
    else if (isUtc(bytes, end)) length -= UTC.length;
    const mark = bytes[start + DATE];
    if ((length !== MINUTES && length !== SECONDS) || (mark !== T && mark !== SPACE)) return NaN;
    const hour = twoDigits(bytes, start + 11);
    const minute = twoDigits(bytes, start + 14);
    const second = length === SECONDS ? twoDigits(bytes, start + 17) : 0;
    const hasColons = bytes[start + 13] === COLON && (length === MINUTES || bytes[start + 16] === COLON);
    if (!hasColons || !(hour < 24 && minute < 60 && second < 60)) return NaN;
    return this.midnight + (hour * 60 + minute) * MINUTE + second * 1000;
  }

  /** Digits that are no date; `NaN` for anything else. */
  private readNumber(bytes: Uint8Array, start: number, end: number): number {
    if (COMPACT.has(end - start) || end === start) return NaN;
    let value = 0;
    for (let i = start; i < end; i++) value = value * 10 + digit(bytes, i);
    return value > Number.MAX_SAFE_INTEGER ? NaN : timeOfNumber(value, this.format.unit);
  }
}

/** 0 to 9; `NaN`, which spoils every sum, for a byte that is no digit. */
function digit(bytes: Uint8Array, at: number): number {
  const value = bytes[at] - ZERO;
  return value >= 0 && value <= 9 ? value : NaN;
}

function isUtc(bytes: Uint8Array, end: number): boolean {
  for (let i = 0; i < UTC.length; i++) if (bytes[end - UTC.length + i] !== UTC[i]) return false;
  return true;
}

function twoDigits(bytes: Uint8Array, at: number): number {
  return digit(bytes, at) * 10 + digit(bytes, at + 1);
}

/** ASCII text; one character after another, as a cell may be too long for the arguments of one call. */
export function textOf(bytes: Uint8Array, from: number, to: number): string {
  let text = '';
  for (let i = from; i < to; i++) text += String.fromCharCode(bytes[i]);
  return text;
}
