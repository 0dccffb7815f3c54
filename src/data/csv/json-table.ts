/**
 * JSON as the table that it holds: rows such as `[[time, open, high, low, close, volume], …]`, as the interfaces of exchanges answer
 * them, or records such as `[{"time": …, "close": …}, …]`; as one text, perhaps within an object, or one in each line. The table is CSV
 * text, so that everything that is true of a CSV file is true of JSON. Line 1 has the names of the fields of records.
 */

import { escapeControl, quoted } from '../../text/escape.ts';
import { fileError, lineError } from './csv-errors.ts';

type Row = readonly unknown[] | Readonly<Record<string, unknown>>;

/** How deep a list of rows may lie: `{"result": {"XXBTZUSD": [[…]]}}` of Kraken. */
const DEEPEST = 3;
/** The start of an object or a list. */
const JSON_START = /^\s*[[{]\s*(?:["[{\]}]|-?\d)/;
const SPECIAL = /[",;|\t\r\n]/;

/** Whether a text that begins so is JSON. */
export function isJson(text: string): boolean {
  return JSON_START.test(text.slice(0, 4096));
}

/**
 * The table in JSON as CSV text.
 * @throws DataError for text that is no JSON, and for JSON with no list of rows, or several
 */
export function jsonTable(text: string, source: string): string {
  const rows = rowsOf(text, source);
  const names = new Set<string>();
  for (const row of rows) if (!isList(row)) for (const name of Object.keys(row)) names.add(name);
  const list = [...names];
  if (list.length > 0 && rows.some(isList))
    throw fileError(source, 'expected rows or records, got both', 'write all of them in one form');
  const lines = rows.map((row) => lineOf(isList(row) ? row : list.map((name) => row[name])));
  return `${[...(list.length > 0 ? [lineOf(list)] : []), ...lines].join('\n')}\n`;
}

const isList = (value: unknown): value is readonly unknown[] => Array.isArray(value);

function isRow(value: unknown): value is Row {
  return typeof value === 'object' && value !== null;
}

function rowsOf(text: string, source: string): readonly Row[] {
  const whole = parsed(text);
  if ('value' in whole) return tableIn(whole.value, source);
  const lines = text.split('\n');
  // A text of one value over several lines starts with one that is incomplete.
  if ('error' in parsed(lines[0]))
    throw fileError(
      source,
      `expected JSON, got text that is none: ${escapeControl(whole.error)}`,
      'download it again; it may be cut off',
    );
  return lines.flatMap((line, i) => {
    if (line.trim() === '') return [];
    const one = parsed(line);
    if ('value' in one && isRow(one.value)) return [one.value];
    throw lineError(
      source,
      i + 1,
      `expected a list or an object of JSON, got ${quoted(line.slice(0, 60))}`,
      'correct or delete the line',
    );
  });
}

function parsed(text: string): { readonly value: unknown } | { readonly error: string } {
  try {
    return { value: JSON.parse(text) };
  } catch (error) {
    return { error: error instanceof Error ? error.message : String(error) };
  }
}

/** The only list of rows in a value: the value, or somewhere within it. */
function tableIn(value: unknown, source: string): readonly Row[] {
  const found = tables(value, '', DEEPEST);
  if (found.length === 1) return found[0].rows;
  if (found.length === 0 && isList(value) && value.length > 0 && !value.some(isRow)) return [value]; // JSON lines of one line
  throw fileError(
    source,
    found.length === 0
      ? 'expected a list of rows in the JSON, such as `[[time, open, high, low, close, volume], …]`, got none'
      : `expected one list of rows in the JSON, got ${found.map(({ path }) => quoted(path)).join(', ')}`,
    found.length === 0
      ? 'it may be a message of the exchange instead of data: look into the file'
      : 'write the one with the candles to a file of its own',
  );
}

interface Found {
  /** The names on the way to it. */
  readonly path: string;
  readonly rows: readonly Row[];
}

function tables(value: unknown, path: string, depth: number): readonly Found[] {
  if (isList(value)) return value.length > 0 && value.every(isRow) ? [{ path, rows: value }] : [];
  if (!isRow(value) || depth === 0) return [];
  return Object.entries(value).flatMap(([name, inner]) =>
    tables(inner, path === '' ? name : `${path}.${name}`, depth - 1),
  );
}

function lineOf(cells: readonly unknown[]): string {
  return cells.map(cellOf).join(',');
}

function cellOf(value: unknown): string {
  if (value === null || value === undefined) return '';
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  return SPECIAL.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
