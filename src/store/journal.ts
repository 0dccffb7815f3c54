/** Finished fits in the store, a row each, as JSON: numbers are written in the shortest form that reads back the same. */

import type { Journal } from '../backtest/journal.ts';
import type { Database } from './database.ts';

/** The journal in a store. */
export function createJournal(database: Database): Journal {
  return {
    find(key) {
      const row = database.get('SELECT result FROM fits WHERE key = ?', key);
      return row && (JSON.parse(String(row.result), revive) as ReturnType<Journal['find']>);
    },
    keep(key, result) {
      database.writing(() =>
        database.run(
          'INSERT OR REPLACE INTO fits (key, at, result) VALUES (?, ?, ?)',
          key,
          Date.now(),
          JSON.stringify(result, typed),
        ),
      );
    },
  };
}

/** JSON has no columns and no NaN. */
interface Column {
  readonly float64: readonly (number | null)[];
}

/** Weights are many, and nobody reads them: their bytes take a third of what decimals do. */
interface Weights {
  readonly float32: string;
}

function typed(_: string, value: unknown): unknown {
  if (value instanceof Float64Array) return { float64: [...value] } satisfies Column;
  if (!(value instanceof Float32Array)) return value;
  const { buffer, byteOffset, byteLength } = value;
  return { float32: Buffer.from(buffer, byteOffset, byteLength).toString('base64') } satisfies Weights;
}

function revive(_: string, value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if ('float64' in value) return Float64Array.from((value as Column).float64, (number) => number ?? NaN);
  if (!('float32' in value)) return value;
  const bytes = Uint8Array.from(Buffer.from((value as Weights).float32, 'base64'));
  return new Float32Array(bytes.buffer);
}
