/**
 * Rows that are all of one form, from bytes straight into columns: the same number of cells in every line, no quotes, ASCII, numbers
 * that are plain decimals. It reads a row as the reader of any text does, to the bit, or says that it cannot.
 *
 * A decimal of digits d with k of them after the point is d / 10^k. Both are exact up to d = 2^53 and k = 22, so the
 * quotient is rounded once, and correctly, as by `Number`.
 */

import { isAbsent, parsePlain } from '../parse-numbers.ts';
import { ClockTimes, textOf } from './clock-times.ts';
import type { TimeFormat } from '../parse-times.ts';

/** What a column is: a number from 0 on is the place of its values in `RegularRows.values`. */
export const SKIPPED = -1;
export const TIME = -2;
/** A text that is the same in every row. */
export const SAME = -3;

export interface RegularForm {
  /** One ASCII character. */
  readonly delimiter: string;
  /** What each column is. */
  readonly roles: readonly number[];
  /** The text of each column that is the same in every row. */
  readonly same: ReadonlyMap<number, string>;
  readonly timeFormat: TimeFormat;
  /** 1 if times rise, -1 if they fall: in every row, so that no time is there twice. 0 if they may come in any order, as those of trades. */
  readonly direction: number;
}

const [LF, CR, QUOTE, HASH, MINUS, POINT, ZERO] = [10, 13, 34, 35, 45, 46, 48];
const [FIRST_PRINTABLE, LAST_PRINTABLE] = [32, 126];
const MOST_EXACT = Number.MAX_SAFE_INTEGER;
const POWERS = Float64Array.from({ length: 23 }, (_, k) => Number(`1e${k}`));

export class RegularRows {
  readonly time: Columns;
  readonly values: Columns;
  count: number;
  private readonly form: RegularForm;
  private readonly roles: Int32Array;
  private readonly delimiter: number;
  private readonly times: ClockTimes;
  private lastTime: number;
  /** The cell that was read last: its value, and the position behind it. */
  private value = 0;
  private at = 0;

  /** Rows after those with these times and values; room for `expected` in all. */
  constructor(
    form: RegularForm,
    time: Float64Array,
    values: readonly Float64Array[],
    expected = 2 * time.length,
  ) {
    this.form = form;
    this.roles = Int32Array.from(form.roles);
    this.delimiter = form.delimiter.charCodeAt(0);
    this.times = new ClockTimes(form.timeFormat);
    this.time = new Columns([time], expected);
    this.values = new Columns(values, expected);
    this.count = time.length;
    this.lastTime = time[time.length - 1];
  }

  /** Reads `bytes` from `from` to `end`, whole lines; `false` if one of them is not regular. */
  take(bytes: Uint8Array, from: number, end: number): boolean {
    const {
      roles,
      delimiter,
      form: { direction },
    } = this;
    const last = roles.length - 1;
    this.at = from;
    while (this.at < end) {
      const row = this.count;
      if (bytes[this.at] === HASH) return false;
      this.time.fit(row);
      this.values.fit(row);
      for (let column = 0; column <= last; column++) {
        const role = roles[column];
        if (!this.readCell(bytes, role, column)) return false;
        if (role >= 0) this.values.columns[role][row] = this.value;
        if (role === TIME) {
          if (direction !== 0 && !((this.value - this.lastTime) * direction > 0)) return false;
          this.time.columns[0][row] = this.lastTime = this.value;
        }
        if (column === last && bytes[this.at] === CR) this.at++;
        if (bytes[this.at++] !== (column === last ? LF : delimiter)) return false;
      }
      this.count++;
    }
    return true;
  }

  private readCell(bytes: Uint8Array, role: number, column: number): boolean {
    if (role >= 0) return this.readNumber(bytes);
    const start = this.at;
    if (!this.findEnd(bytes)) return false;
    if (role === SAME) return textOf(bytes, start, this.at) === this.form.same.get(column);
    if (role === TIME) {
      this.value = this.times.read(bytes, start, this.at);
      return !Number.isNaN(this.value);
    }
    return true;
  }

  /** Reads digits with a point; anything else as text. */
  private readNumber(bytes: Uint8Array): boolean {
    const start = this.at;
    let at = start;
    const isNegative = bytes[at] === MINUS;
    if (isNegative) at++;
    const first = at;
    let digits = 0;
    let digit = bytes[at] - ZERO;
    for (; digit >= 0 && digit <= 9; digit = bytes[++at] - ZERO) digits = digits * 10 + digit;
    let count = at - first;
    let decimals = 0;
    if (bytes[at] === POINT) {
      const point = at;
      digit = bytes[++at] - ZERO;
      for (; digit >= 0 && digit <= 9; digit = bytes[++at] - ZERO) digits = digits * 10 + digit;
      decimals = at - point - 1;
      count += decimals;
    }
    const isEnd = bytes[at] === this.delimiter || bytes[at] === LF || bytes[at] === CR;
    if (!isEnd || count === 0 || digits > MOST_EXACT || decimals >= POWERS.length)
      return this.readText(bytes, start);
    const value = decimals === 0 ? digits : digits / POWERS[decimals];
    this.value = isNegative ? -value : value;
    this.at = at;
    return true;
  }

  /** Reads a number of any plain form, or a cell that means that there is none. */
  private readText(bytes: Uint8Array, start: number): boolean {
    this.at = start;
    if (!this.findEnd(bytes)) return false;
    const text = textOf(bytes, start, this.at);
    this.value = parsePlain(text);
    return !Number.isNaN(this.value) || isAbsent(text);
  }

  /** Goes to the end of a cell; `false` if it is not plain text. */
  private findEnd(bytes: Uint8Array): boolean {
    let at = this.at;
    for (; ; at++) {
      const byte = bytes[at];
      if (byte === this.delimiter || byte === LF || byte === CR) break;
      if (byte < FIRST_PRINTABLE || byte > LAST_PRINTABLE || byte === QUOTE) return false;
    }
    this.at = at;
    return true;
  }
}

/** Columns of equal length that grow. */
export class Columns {
  columns: Float64Array[];
  private room: number;

  /** Columns that begin with these values. */
  constructor(first: readonly Float64Array[], room: number) {
    this.room = room;
    this.columns = first.map((values) => grown(values, room));
  }

  /** Makes room for row `row`. */
  fit(row: number): void {
    if (row < this.room) return;
    this.room = Math.ceil(row * 1.5) + 1;
    for (const [i, values] of this.columns.entries()) this.columns[i] = grown(values, this.room);
  }

  /** The first `count` rows of each column; those behind them are given up. */
  end(count: number): readonly Float64Array[] {
    for (const [i, values] of this.columns.entries())
      this.columns[i] = values.length === count ? values : values.slice(0, count);
    return this.columns;
  }
}

function grown(values: Float64Array, room: number): Float64Array {
  const out = new Float64Array(Math.max(room, values.length));
  out.set(values);
  return out;
}
