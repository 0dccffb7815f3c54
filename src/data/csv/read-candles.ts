/**
 * Reads candles from CSV files, which differ in names, separators, time formats, order and in what surrounds the
 * table. What is ambiguous is an error with file and line. `docs/csv.md` is the user's guide to it.
 */

import { basename } from 'node:path';
import { escapeControl } from '../../text/escape.ts';
import { candlesOfRows } from './candles-of-rows.ts';
import type { FileRows } from './candles-of-rows.ts';
import type { ByteSource } from './columnar/column-table.ts';
import { bytesSource, formatOf, withFormat } from './columnar/formats.ts';
import type { TableFormat } from './columnar/formats.ts';
import { candlesOfTable, tableReading } from './columnar/read-columns.ts';
import { withConstants } from './constants.ts';
import type { CsvOptions, CsvResult, TextReading } from './csv-result.ts';
import type { OpenInput } from './decode-text.ts';
import { decodeText, readUnpacked, reopenedFile } from './decode-text.ts';
import type { CsvTable } from './find-table.ts';
import { checkAssumed, findImpossible } from './headerless.ts';
import { isJson, jsonTable } from './json-table.ts';
import { readRegular } from './regular/read-regular.ts';
import { checkColumns, rowsOfText } from './rows-of-text.ts';
import { misfitError } from './rows-above.ts';
import { candleRows } from './trades/candles-of-trades.ts';
import { tradeReading, unlessTrades } from './trades/trade-columns.ts';
import type { TradeColumns } from './trades/trade-columns.ts';

/** The candles of the CSV file `source`, which may be JSON, gzip or a ZIP archive of such files; `-` is standard input. */
export async function loadCsv(
  source: string,
  options: CsvOptions = {},
  stdin?: OpenInput,
): Promise<CsvResult> {
  const name = source === '-' ? 'stdin' : source;
  const { column = 'close', timeColumn, onProgress } = options;
  const asked = { ...options, id: seriesId(name) };
  const onBytes = (bytes: number): void => onProgress?.({ bytes });
  const table = await withFormat(source, (format, file) => candlesOfFormat(format, file, name, asked));
  if (table !== undefined) return table;
  const file = await reopenedFile(source, name);
  const regular = file && (await readRegular(file, name, asked, { onBytes }));
  if (regular !== undefined) return regular;
  const checkStart = (start: Uint8Array): void => {
    if (formatOf(start) !== undefined) return;
    const text = decodeText(start, name).text.replace(/^\uFEFF/, '');
    if (isJson(text)) return;
    unlessTrades(text, name, asked, (trades) => trades ?? checkColumns(text, name, { column, timeColumn }));
  };
  const bytes = await readUnpacked(source, name, { stdin, checkStart, onBytes });
  const format = formatOf(bytes);
  if (format !== undefined) return candlesOfFormat(format, bytesSource(bytes), name, asked);
  const { text, encoding } = decodeText(bytes, name);
  return readCsv(isJson(text) ? jsonTable(text, name) : text, name, { ...asked, encoding });
}

/** The candles of a file that is not text. */
async function candlesOfFormat(
  format: TableFormat,
  file: ByteSource,
  source: string,
  options: TextReading & { readonly id: string },
): Promise<CsvResult> {
  const table = await format.read(file, source);
  if (typeof table === 'string') return readCsv(table, source, { ...options, encoding: format.name });
  const read = await candlesOfTable(table, source, options);
  return typeof read === 'string' ? readCsv(read, source, tableReading(table, options)) : read;
}

/**
 * The candles in `text`, the whole of a CSV file. `source` is the file's name in messages. `id` is the name of the
 * series if there is no `unique_id` column (default: the file's name without folder and extension).
 */
export function readCsv(text: string, source: string, options: TextReading = {}): CsvResult {
  const { id = seriesId(source) } = options;
  return unlessTrades(text, source, { ...options, id }, (trades) =>
    readRows(text, source, id, options, trades),
  );
}

function readRows(
  text: string,
  source: string,
  id: string,
  options: TextReading,
  trades: TradeColumns | undefined,
): CsvResult {
  const rows = rowsOfText(text, source, id, trades === undefined ? options : tradeReading(options));
  const { body, columns, values, rowsAbove } = rows;
  checkBounds(body, values.columns, rowsAbove);
  const file: FileRows = {
    time: body.time,
    lines: Int32Array.from(body.lines),
    columns: values.columns,
    groups: groupRows(body.ids),
    records: body.records,
  };
  if (trades !== undefined)
    return candlesOfRows(rows, candleRows(file, trades, options.candleLength!), options);
  return candlesOfRows(rows, file, options, (candles) => withConstants(candles, body, columns, values.mark));
}

/** Throws for rows without a header line that cannot be what they are assumed to be. */
function checkBounds(table: CsvTable, columns: ReadonlyMap<string, Float64Array>, rowsAbove: number): void {
  if (table.headerLines.length === 0) checkAssumed(table, columns);
  const misfit = findImpossible(columns, rowsAbove);
  if (misfit >= 0) throw misfitError(table, table.rows[misfit], table.lines[misfit]);
}

/** Rows of each series, in the order of the file. */
function groupRows(ids: readonly string[]): ReadonlyMap<string, Int32Array> {
  const groups = new Map<string, number[]>();
  for (const [row, id] of ids.entries()) {
    const group = groups.get(id);
    if (group === undefined) groups.set(id, [row]);
    else group.push(row);
  }
  return new Map([...groups].map(([id, group]) => [id, Int32Array.from(group)]));
}

/** `BTCUSD` of `data/BTCUSD.csv.gz`. */
function seriesId(source: string): string {
  const name = escapeControl(basename(source));
  return (
    name.replace(/(?<=.)\.(?:gz|zip)$/i, '').replace(/(?<=.)\.(?:[a-z]\w{0,4}|parquet|feather)$/i, '') || name
  );
}
