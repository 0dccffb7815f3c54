/** Where the test span of a backtest starts, as `--test` gives it. */

import { isMeantAsMoment, parseMoment } from '../data/moment.ts';
import { formatTime } from '../data/timeframe.ts';
import { parseDecimal, parseInteger } from '../text/literals.ts';

export type TestSpanKind = 'share' | 'rows' | 'date';

/** A class, so that `toJSON` survives wherever options are copied; workers, which get a plain object, do not read it. */
export class TestSpan {
  /** As the user wrote it: `0.15`, `266`; a date always as `2023-11-30`. */
  readonly text: string;
  readonly kind: TestSpanKind;
  /** A share of the rows that follow the first window, a number of rows, or milliseconds of the first target. */
  readonly value: number;

  private constructor(text: string, kind: TestSpanKind, value: number) {
    this.text = text;
    this.kind = kind;
    this.value = value;
  }

  /**
   * `undefined` if the text is neither a share between 0 and 1, nor a number of rows, nor a date. `20201001` is a date:
   * no file has twenty million rows.
   */
  static parse(text: string): TestSpan | undefined {
    const date = parseMoment(text);
    if (date !== undefined) return new TestSpan(formatTime(date), 'date', date);
    if (isMeantAsMoment(text)) return undefined;
    const rows = parseInteger(text);
    if (rows !== undefined) return rows >= 1 ? new TestSpan(text, 'rows', rows) : undefined;
    const share = parseDecimal(text) ?? NaN;
    return share > 0 && share < 1 ? new TestSpan(text, 'share', share) : undefined;
  }

  /** The last rows, so many. */
  static ofRows(count: number): TestSpan {
    return new TestSpan(String(count), 'rows', count);
  }

  /** The text: identities and stored options contain it. */
  toJSON(): string {
    return this.text;
  }
}
