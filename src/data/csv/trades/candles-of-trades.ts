/**
 * Builds candles from trades, in the memory of the candles alone. Trades may come in any order: of those at the earliest time of a candle,
 * the first in the file is its open; of those at the latest, the last is its close. In a file with the newest trade first it is the other way round.
 * Where no trade is, no candle is.
 */

import { startOf } from '../../resample.ts';
import type { Timeframe } from '../../timeframe.ts';
import type { FileRows } from '../candles-of-rows.ts';
import { Columns } from '../regular/regular-rows.ts';
import type { TradeColumns } from './trade-columns.ts';

/** Places of the columns of a candle. */
const [START, OPEN, HIGH, LOW, CLOSE, VOLUME, TRADES, FIRST, LAST, LINE] = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9];
/** Open and close if the newest trade is the first in the file. */
const [OPEN_BACK, CLOSE_BACK] = [10, 11];
const WIDTH = 12;
const FIRST_ROOM = 1024;

export class CandlesOfTrades {
  /** Trades so far, and the line of the first. */
  trades = 0;
  firstLine = 0;
  private readonly timeframe: Timeframe;
  private readonly hasSizes: boolean;
  private readonly table = new Columns(
    Array.from({ length: WIDTH }, () => new Float64Array()),
    FIRST_ROOM,
  );
  private readonly places = new Map<number, number>();
  /** The candle of the last trade, and its time. */
  private place = -1;
  private time = NaN;
  /** Trades that are later than the one before them in the file, less those that are earlier. */
  private rises = 0;

  constructor(timeframe: Timeframe, hasSizes: boolean) {
    this.timeframe = timeframe;
    this.hasSizes = hasSizes;
  }

  /** @param price - without one, the row is no trade */
  add(time: number, price: number, size: number, line: number): void {
    if (Number.isNaN(price)) return;
    if (this.trades++ === 0) this.firstLine = line;
    if (time > this.time) this.rises++;
    else if (time < this.time) this.rises--;
    this.time = time;
    const { columns: c } = this.table;
    let at = this.place;
    if (at < 0 || !(time >= c[FIRST][at] && time <= c[LAST][at])) {
      const start = startOf(time, this.timeframe);
      if (at < 0 || c[START][at] !== start) {
        at = this.places.get(start) ?? this.begin(start, time, price, line);
        this.place = at;
      }
    }
    const table = this.table.columns;
    if (time <= table[FIRST][at]) {
      if (time < table[FIRST][at]) table[OPEN][at] = price;
      table[FIRST][at] = time;
      table[OPEN_BACK][at] = price;
    }
    if (time >= table[LAST][at]) {
      if (time > table[LAST][at]) table[CLOSE_BACK][at] = price;
      table[LAST][at] = time;
      table[CLOSE][at] = price;
    }
    if (price > table[HIGH][at]) table[HIGH][at] = price;
    if (price < table[LOW][at]) table[LOW][at] = price;
    // The sign of a size is its side.
    table[VOLUME][at] += Math.abs(size);
    table[TRADES][at]++;
  }

  /** The candles in order of time. `lines` are those of their first trades in the file. */
  end(): Pick<FileRows, 'time' | 'columns' | 'lines'> {
    const { columns } = this.table;
    const order = Int32Array.from({ length: this.places.size }, (_, i) => i).toSorted(
      (a, b) => columns[START][a] - columns[START][b],
    );
    const sorted = (place: number): Float64Array => Float64Array.from(order, (at) => columns[place][at]);
    const [open, close] = this.rises < 0 ? [OPEN_BACK, CLOSE_BACK] : [OPEN, CLOSE];
    return {
      time: sorted(START),
      lines: Int32Array.from(order, (at) => columns[LINE][at]),
      columns: new Map([
        ['open', sorted(open)],
        ['high', sorted(HIGH)],
        ['low', sorted(LOW)],
        ['close', sorted(close)],
        ...(this.hasSizes ? [['volume', sorted(VOLUME)] as const] : []),
        ['trades', sorted(TRADES)],
      ]),
    };
  }

  private begin(start: number, time: number, price: number, line: number): number {
    const at = this.places.size;
    this.places.set(start, at);
    this.table.fit(at);
    const { columns } = this.table;
    columns[START][at] = start;
    for (const place of [OPEN, HIGH, LOW, CLOSE, OPEN_BACK, CLOSE_BACK]) columns[place][at] = price;
    for (const place of [VOLUME, TRADES]) columns[place][at] = 0;
    for (const place of [FIRST, LAST]) columns[place][at] = time;
    columns[LINE][at] = line;
    return at;
  }
}

/** The candles of the trades of a file, as rows of it. */
export function candleRows(file: FileRows, columns: TradeColumns, timeframe: Timeframe): FileRows {
  const prices = file.columns.get(columns.price)!;
  const sizes = columns.size === undefined ? undefined : file.columns.get(columns.size);
  const built = [...file.groups].map(([id, rows]) => {
    const candles = new CandlesOfTrades(timeframe, sizes !== undefined);
    for (const row of rows) candles.add(file.time[row], prices[row], sizes?.[row] ?? 0, file.lines[row]);
    return { id, candles };
  });
  return joinedRows(built, file.records, timeframe);
}

/** The candles of each series, one below the other. */
export function joinedRows(
  built: readonly { readonly id: string; readonly candles: CandlesOfTrades }[],
  records: number,
  timeframe: Timeframe,
): FileRows {
  const parts = built.map(({ candles }) => candles.end());
  const groups = new Map<string, Int32Array>();
  let row = 0;
  for (const [i, { id }] of built.entries()) {
    const first = row;
    groups.set(
      id,
      Int32Array.from({ length: parts[i].time.length }, (_, at) => first + at),
    );
    row += parts[i].time.length;
  }
  const joined = (of: (part: (typeof parts)[number]) => ArrayLike<number>): number[] =>
    parts.flatMap((part) => Array.from(of(part)));
  const names = [...(parts.at(0)?.columns.keys() ?? [])];
  return {
    time: Float64Array.from(joined(({ time }) => time)),
    lines: Int32Array.from(joined(({ lines }) => lines)),
    columns: new Map(
      names.map((name) => [name, Float64Array.from(joined(({ columns }) => columns.get(name)!))]),
    ),
    groups,
    records,
    trades: {
      count: built.reduce((sum, { candles }) => sum + candles.trades, 0),
      line: built.at(0)?.candles.firstLine ?? 0,
      timeframe,
    },
  };
}
