/** Candles as CSV and JSON. What `export` writes, `import` reads back the same to the bit. */

import type { Candles } from '../../data/candles.ts';
import { ohlcvColumns } from '../../data/candles.ts';
import { own } from '../../text/own.ts';
import { csvCell, csvNumber } from './cells.ts';

const DAY = 86_400_000;

/** `time,open,high,low,close,volume` and other columns after them; `unique_id` before where there are several series. */
export function* candlesCsv(series: readonly Candles[]): Generator<string> {
  const names = columnsOf(series);
  const isPanel = series.length > 1;
  const isDaily = series.every(({ time }) => time.every((ms) => ms % DAY === 0));
  yield `${[...(isPanel ? ['unique_id'] : []), 'time', ...names.map(csvCell)].join(',')}\n`;
  for (const { id, time, columns } of series) {
    const head = isPanel ? `${csvCell(id)},` : '';
    const values = names.map((name) => own(columns, name));
    for (let row = 0; row < time.length; row++) {
      const cells = values.map((column) => csvNumber(column?.[row] ?? NaN));
      yield `${head}${timeOf(time[row], isDaily)},${cells.join(',')}\n`;
    }
  }
}

/** The standard columns that any series has, in their order, then the others. */
export function columnsOf(series: readonly Candles[]): readonly string[] {
  const all = new Set(series.flatMap(({ columns }) => Object.keys(columns)));
  const standard: readonly string[] = ohlcvColumns;
  return [
    ...standard.filter((name) => all.has(name)),
    ...[...all].filter((name) => !standard.includes(name)),
  ];
}

/** A date where all are days; else date and time, to the millisecond where there are any. */
export function timeOf(ms: number, isDaily: boolean): string {
  const text = new Date(ms).toISOString();
  return isDaily ? text.slice(0, 10) : text.replace('.000Z', 'Z');
}
