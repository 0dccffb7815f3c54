/** What the lines of a regular file become: the rows of candles, all of which are kept; or trades, of which only the candles are. */

import { candlesOfRows } from '../candles-of-rows.ts';
import type { CsvResult, TextReading } from '../csv-result.ts';
import { checkAssumed } from '../headerless.ts';
import { CandlesOfTrades, joinedRows } from '../trades/candles-of-trades.ts';
import type { TradeColumns } from '../trades/trade-columns.ts';
import type { RegularStart } from './regular-form.ts';
import { RegularRows } from './regular-rows.ts';

export interface LinesTaken {
  /** Reads `bytes` from `from` to `end`, whole lines; `false` if one of them is not regular. */
  readonly take: (bytes: Uint8Array, from: number, end: number) => boolean;
  readonly end: () => CsvResult;
}

type NamedReading = TextReading & { readonly id: string };

function rowsAfter({ body, columns, values, form }: RegularStart, expected?: number): RegularRows {
  const numbers = columns.numbers.map(({ key }) => values.columns.get(key)!);
  return new RegularRows(form, body.time, numbers, expected);
}

export class CandleLines implements LinesTaken {
  private readonly start: RegularStart;
  private readonly options: NamedReading;
  private readonly firstLines: number;
  private readonly rows: RegularRows;

  /** @param expected - rows for which there is room at first */
  constructor(start: RegularStart, options: NamedReading, firstLines: number, expected: number) {
    this.start = start;
    this.options = options;
    this.firstLines = firstLines;
    this.rows = rowsAfter(start, expected);
  }

  take(bytes: Uint8Array, from: number, end: number): boolean {
    return this.rows.take(bytes, from, end);
  }

  end(): CsvResult {
    const { start, rows, firstLines } = this;
    const { body, columns } = start;
    const { count } = rows;
    const lines = new Int32Array(count);
    const order = new Int32Array(count);
    for (let row = 0; row < count; row++) {
      lines[row] = row < body.rows.length ? body.lines[row] : firstLines + 1 + row - body.rows.length;
      order[row] = row;
    }
    const [time] = rows.time.end(count);
    const numbers = rows.values.end(count);
    const all = new Map(columns.numbers.map(({ key }, i) => [key, numbers[i]]));
    const { source, delimiter, header, headerLines } = body;
    if (headerLines.length === 0) checkAssumed({ source, delimiter, header, lines }, all);
    const groups = new Map([[body.ids[0], order]]);
    const records = body.records + count - body.rows.length;
    return candlesOfRows(start, { time, lines, columns: all, groups, records }, this.options);
  }
}

export class TradeLines implements LinesTaken {
  private readonly start: RegularStart;
  private readonly options: NamedReading;
  private readonly rows: RegularRows;
  private readonly candles: CandlesOfTrades;
  private readonly price: number;
  private readonly size: number;
  private readonly firstLines: number;
  /** The line of the next row. */
  private line: number;

  constructor(start: RegularStart, { price, size }: TradeColumns, options: NamedReading, firstLines: number) {
    this.start = start;
    this.options = options;
    const keys = start.columns.numbers.map(({ key }) => key);
    this.price = keys.indexOf(price);
    this.size = size === undefined ? -1 : keys.indexOf(size);
    this.candles = new CandlesOfTrades(options.candleLength!, size !== undefined);
    this.rows = rowsAfter(start);
    this.firstLines = firstLines;
    this.line = firstLines + 1;
    this.build((row) => start.body.lines[row]);
  }

  take(bytes: Uint8Array, from: number, end: number): boolean {
    if (!this.rows.take(bytes, from, end)) return false;
    const first = this.line;
    this.line += this.rows.count;
    this.build((row) => first + row);
    return true;
  }

  end(): CsvResult {
    const { body } = this.start;
    const records = body.records + this.line - 1 - this.firstLines;
    const built = [{ id: body.ids[0], candles: this.candles }];
    return candlesOfRows(this.start, joinedRows(built, records, this.options.candleLength!), this.options);
  }

  /** Builds candles from the rows that were read, and forgets these. */
  private build(lineOf: (row: number) => number): void {
    const { rows, candles, price, size } = this;
    const [time] = rows.time.columns;
    const prices = rows.values.columns[price];
    const sizes = size < 0 ? undefined : rows.values.columns[size];
    for (let row = 0; row < rows.count; row++)
      candles.add(time[row], prices[row], sizes === undefined ? 0 : sizes[row], lineOf(row));
    rows.count = 0;
  }
}
