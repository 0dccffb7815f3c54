/** Candles as JSON, and as JSON lines, which `import` reads back the same to the bit. */

import type { Candles } from '../../data/candles.ts';
import { own } from '../../text/own.ts';
import { columnsOf, timeOf } from '../csv/candles.ts';
import { SCHEMA } from './document.ts';

/** The object of `export --json`. */
export function candlesJson(series: readonly Candles[]): object {
  return {
    schema: SCHEMA,
    type: 'export',
    series: series.map(({ id, source, time, columns }) => ({
      id,
      source,
      time: Array.from(time, (ms) => timeOf(ms, false)),
      columns: Object.fromEntries(
        Object.entries(columns).map(([name, values]) => [name, Array.from(values)]),
      ),
    })),
  };
}

/** One record per candle; a missing value is `null`. `unique_id` comes first where there are several series. */
export function* candlesJsonLines(series: readonly Candles[]): Generator<string> {
  const names = columnsOf(series);
  for (const { id, time, columns } of series) {
    const values = names.map((name) => [name, own(columns, name)] as const);
    for (let row = 0; row < time.length; row++) {
      const record = {
        ...(series.length > 1 && { unique_id: id }),
        time: timeOf(time[row], false),
        ...Object.fromEntries(values.map(([name, column]) => [name, column?.[row] ?? NaN])),
      };
      yield `${JSON.stringify(record)}\n`;
    }
  }
}
