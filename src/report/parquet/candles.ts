/** Candles as a Parquet file, which `import` reads back the same to the bit, and pandas, Polars and DuckDB read with their types. */

import type { SchemaElement } from 'hyparquet';
import type { Candles } from '../../data/candles.ts';
import { loadPackage } from '../../data/csv/optional-package.ts';
import { own } from '../../text/own.ts';
import { columnsOf } from '../csv/candles.ts';

/**
 * `time` (milliseconds in UTC), open, high, low, close, volume and other columns after them; `unique_id` before where there are several
 * series. A missing value is null.
 * @throws UsageError if the package that writes it is not installed
 */
export async function candlesParquet(
  series: readonly Candles[],
  load = () => import('hyparquet-writer'),
): Promise<Uint8Array> {
  const { parquetWriteBuffer } = await loadPackage(load, {
    name: 'hyparquet-writer',
    for: 'a Parquet file',
    otherwise: 'choose `--format csv`',
  });
  const columns = [
    ...(series.length > 1 ? [idColumn(series)] : []),
    timeColumn(series),
    ...columnsOf(series).map((name) => numberColumn(series, name)),
  ];
  const bytes = parquetWriteBuffer({
    columnData: columns.map(({ element: { name }, data, encoding }) => ({
      name,
      data,
      ...(encoding !== undefined && { encoding }),
    })),
    schema: [{ name: 'root', num_children: columns.length }, ...columns.map(({ element }) => element)],
    rowGroupSize: ROWS,
    createdBy: 'hindcast',
  });
  return new Uint8Array(bytes);
}

/** Rows of a row group. */
const ROWS = 1 << 17;

interface WrittenColumn {
  readonly element: SchemaElement;
  readonly data: string[] | number[] | (number | null)[] | Float64Array;
  readonly encoding?: 'PLAIN';
}

function idColumn(series: readonly Candles[]): WrittenColumn {
  return {
    element: {
      name: 'unique_id',
      type: 'BYTE_ARRAY',
      converted_type: 'UTF8',
      logical_type: { type: 'STRING' },
      repetition_type: 'REQUIRED',
    },
    data: series.flatMap(({ id, time }) => Array.from(time, () => id)),
  };
}

function timeColumn(series: readonly Candles[]): WrittenColumn {
  return {
    element: {
      name: 'time',
      type: 'INT64',
      converted_type: 'TIMESTAMP_MILLIS',
      logical_type: { type: 'TIMESTAMP', isAdjustedToUTC: true, unit: 'MILLIS' },
      repetition_type: 'REQUIRED',
    },
    data: series.flatMap(({ time }) => Array.from(time)),
  };
}

function numberColumn(series: readonly Candles[], name: string): WrittenColumn {
  const rows = series.reduce((sum, { time }) => sum + time.length, 0);
  const data = new Float64Array(rows).fill(NaN);
  let at = 0;
  for (const { time, columns } of series) {
    const values = own(columns, name);
    if (values !== undefined) data.set(values, at);
    at += time.length;
  }
  const hasGaps = data.some(Number.isNaN);
  return {
    element: { name, type: 'DOUBLE', repetition_type: hasGaps ? 'OPTIONAL' : 'REQUIRED' },
    data: hasGaps ? Array.from(data, (value) => (Number.isNaN(value) ? null : value)) : data,
    // In a dictionary, 0 and -0 are one value.
    ...(data.some((value) => Object.is(value, -0)) && { encoding: 'PLAIN' as const }),
  };
}
