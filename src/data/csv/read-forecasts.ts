/**
 * Reads a table of forecasts from CSV, written by hindcast (`forecasts.csv`) or by another tool. A line is one series,
 * origin and step: `unique_id,ds,cutoff,origin,step,y,<model>,…,<model>-lo-80,<model>-hi-80,…`. Forecasts of classes
 * have `<model>-p-down`, `-p-flat` and `-p-up` instead of bounds, and -1, 0 and 1 as values. A missing `origin` equals
 * the cutoff. A missing `step` is counted from the origin to `ds` in rows, where a row is any time in the file.
 */

import type { DataError } from '../../errors.ts';
import { cellError, fileError, lineError } from './csv-errors.ts';
import type { CsvTable } from './find-table.ts';
import { cellsOf, checkNotEmpty, findTable } from './find-table.ts';
import type { ForecastRows, RowKeys } from './forecast-rows.ts';
import { pickRows } from './forecast-rows.ts';
import { checkSteps, STEP_HINT } from './check-steps.ts';
import { namesIn } from './names.ts';
import { readModelColumns, readNumbers } from './model-columns.ts';
import { parseTimes } from './parse-times.ts';
import { checkMagnitude, checkNotHuge } from '../magnitude.ts';
import { quoted } from '../../text/escape.ts';
import { formatTime } from '../timeframe.ts';

const KEY_COLUMNS = ['unique_id', 'ds', 'cutoff', 'origin', 'step', 'y'] as const;
type KeyColumn = (typeof KEY_COLUMNS)[number];
/** Header that pandas gives an index when it writes one. */
const INDEX = /^(?:|index|unnamed: 0)$/i;

/** The forecasts in `text`, the whole of a CSV file that messages call `source`. */
export function readForecasts(text: string, source: string): ForecastRows {
  const table = findForecastTable(text.replace(/^\uFEFF/, ''), source);
  const keys = readKeys(table);
  const order = orderRows(keys);
  checkKeys(table, keys, order);
  const step = readSteps(table, keys, order);
  const y = readNumbers(table, keyIndex(table, 'y'));
  const modelColumns = table.header.flatMap((title, index) => (isKeyOrIndex(title.trim()) ? [] : [index]));
  const columns = readModelColumns(table, modelColumns, y);
  checkMagnitudes(table, keys, y, columns.models);
  return pickRows({ source, ...keys, step, y, ...columns }, order);
}

/** The table, which has the columns `ds`, `y` and `cutoff` or `origin`, and rows. */
function findForecastTable(text: string, source: string): CsvTable {
  checkNotEmpty(text, source);
  const firstLine = /^\s*(.*)$/m.exec(text)?.[1] ?? '';
  const titles = firstLine.split(/[,;\t|]/).map((title) => title.trim());
  for (const needed of ['ds', 'y'] as const)
    if (!titles.some((title) => isTitled(title, needed))) throw missingColumnError(needed, titles, source);
  const table = findTable(text, source, { column: 'y', timeColumn: 'ds' });
  if (keyIndex(table, 'cutoff') < 0 && keyIndex(table, 'origin') < 0)
    throw missingColumnError('cutoff', table.header, source);
  if (table.rows.length === 0)
    throw fileError(
      source,
      'expected forecasts below the header line, got none',
      'check how the file was written',
    );
  return table;
}

/** Throws for values of a series that are too large or too small to be scored, and for such forecasts of one model. */
function checkMagnitudes(
  { source }: CsvTable,
  { ids, series }: RowKeys,
  y: Float64Array,
  models: ForecastRows['models'],
): void {
  ids.forEach((id, s) => {
    checkMagnitude(
      y.filter((_, i) => series[i] === s),
      `the actual values of ${quoted(id)} in ${source}`,
    );
  });
  for (const [model, forecasts] of models)
    checkNotHuge(forecasts, `the forecasts of ${quoted(model)} in ${source}`);
}

/** Index of a key column; -1 if there is none. */
function keyIndex({ header }: CsvTable, name: KeyColumn): number {
  return header.findIndex((title) => isTitled(title.trim(), name));
}

/** Whether a header is `name`, in quotes or not. */
function isTitled(title: string, name: KeyColumn): boolean {
  return title.replace(/^"(.*)"$/, '$1').toLowerCase() === name;
}

function isKeyOrIndex(title: string): boolean {
  return (KEY_COLUMNS as readonly string[]).includes(title.toLowerCase()) || INDEX.test(title);
}

function readKeys(table: CsvTable): RowKeys {
  const has = (name: KeyColumn): boolean => keyIndex(table, name) >= 0;
  const ds = readTimes(table, keyIndex(table, 'ds'));
  const origin = readTimes(table, keyIndex(table, has('origin') ? 'origin' : 'cutoff'));
  const cutoff = has('cutoff') ? readTimes(table, keyIndex(table, 'cutoff')) : origin;
  const idCells = has('unique_id')
    ? namesIn(cellsOf(table, keyIndex(table, 'unique_id')), (row) => ({
        source: table.source,
        line: table.lines[row],
        column: 'unique_id',
      }))
    : table.rows.map(() => 'series');
  const ids = [...new Set(idCells)];
  const numberOf = new Map(ids.map((id, s) => [id, s]));
  return { ids, series: Int32Array.from(idCells, (id) => numberOf.get(id)!), ds, cutoff, origin };
}

/** The times of one column, all of which must be there. */
function readTimes(table: CsvTable, index: number): Float64Array {
  const { source, header, lines } = table;
  const cells = cellsOf(table, index);
  const times = parseTimes({ source, column: header[index], cells, lines });
  const wrong = times.findIndex((time) => Number.isNaN(time));
  if (wrong >= 0)
    throw cellError(
      { source, line: lines[wrong], column: header[index] },
      'a time',
      cells[wrong],
      'write times as 2024-01-31 or 2024-01-31T13:00Z',
    );
  return times;
}

/** Row numbers by series, then origin, then time. */
function orderRows({ series, origin, ds }: RowKeys): Int32Array {
  return Int32Array.from(series.keys()).toSorted(
    (a, b) => series[a] - series[b] || origin[a] - origin[b] || ds[a] - ds[b],
  );
}

/** Throws for a forecast of the past, and for two rows with the same key, which are neighbors in `order`. */
function checkKeys({ source, lines }: CsvTable, keys: RowKeys, order: Int32Array): void {
  const { ids, series, origin, ds, cutoff } = keys;
  for (const i of order) {
    if (cutoff[i] > origin[i])
      throw lineError(
        source,
        lines[i],
        `expected \`cutoff\` at or before the origin ${formatTime(origin[i])}, got ${formatTime(cutoff[i])}`,
        'correct the line; if the model was fitted on rows after the origin, leave out this forecast: it has seen the future',
      );
    if (ds[i] > origin[i]) continue;
    throw lineError(
      source,
      lines[i],
      `expected \`ds\` after the origin ${formatTime(origin[i])}, got ${formatTime(ds[i])}`,
      'a forecast must be for a time after its origin',
    );
  }
  for (let at = 1; at < order.length; at++) {
    const [before, i] = [order[at - 1], order[at]];
    if (series[before] !== series[i] || origin[before] !== origin[i] || ds[before] !== ds[i]) continue;
    throw lineError(
      source,
      lines[i],
      `expected one line per series, origin and \`ds\`, got a second one for ${quoted(ids[series[i]])} from ` +
        `${formatTime(origin[i])} to ${formatTime(ds[i])}`,
      'remove one of the two lines',
    );
  }
}

function readSteps(table: CsvTable, keys: RowKeys, order: Int32Array): Int32Array {
  const index = keyIndex(table, 'step');
  const steps = index < 0 ? countSteps(keys) : readNumbers(table, index);
  const wrong = order.find((i) => !Number.isInteger(steps[i]) || steps[i] < 1);
  if (wrong === undefined) {
    if (index >= 0) checkSteps(table, keys, order, steps);
    return Int32Array.from(steps);
  }
  throw lineError(
    table.source,
    table.lines[wrong],
    `expected \`step\` to be an integer from 1, got ${steps[wrong]}`,
    STEP_HINT,
  );
}

/** Rows from the origin to the target, on the grid of all times in the file. */
function countSteps({ ds, cutoff, origin }: RowKeys): Float64Array {
  const times = Float64Array.from(new Set([...ds, ...cutoff, ...origin])).toSorted();
  const rowOf = new Map(Array.from(times, (ms, row) => [ms, row]));
  return ds.map((ms, i) => rowOf.get(ms)! - rowOf.get(origin[i])!);
}

function missingColumnError(name: KeyColumn, header: readonly string[], source: string): DataError {
  return fileError(
    source,
    `expected a column \`${name}\`, got ${header.map(quoted).join(', ')}`,
    'a forecast file has the columns unique_id, ds, cutoff, y and one per model, like `forecasts.csv` of `--output` ' +
      'and the result of `cross_validation`',
  );
}
