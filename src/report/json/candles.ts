/** Candles as JSON. */

import type { Candles } from '../../data/candles.ts';
import { timeOf } from '../csv/candles.ts';
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
