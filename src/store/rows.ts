/**
 * Rows of the store with their digests. The table `digests` has one line per row of every other table: the digest of all
 * its columns. A row is returned only if it has the digest that it was written with. A row without a digest, and a digest
 * without its row, are damage too. So a row that a damaged page hides is noticed. All other files of
 * the store read and write rows through this one.
 */

import { DamagedError } from '../errors.ts';
import { sha256 } from '../text/digest.ts';
import type { Database, SqlQueries, SqlRow, SqlValue } from './sql.ts';
import { allTables, tables } from './tables.ts';
import type { Table } from './tables.ts';

export type RowKey = readonly (string | number)[];

/** Limits of the column of the key that comes after the given part, both included. */
export interface KeyRange {
  readonly least: string | number;
  readonly most: string | number;
}

export interface RowSelection {
  /** First columns of the key; all rows by default. */
  readonly key?: RowKey;
  readonly range?: KeyRange;
  /** Whether to leave out the content; then its checksum is not checked. */
  readonly isBrief?: boolean;
}

/** A row that has changed since it was written, or is missing. */
export interface DamagedRow {
  readonly table: Table;
  readonly key: RowKey;
  readonly problem: 'has changed since it was written' | 'is missing';
}

/** The digest of a row: of the table's name and every column. */
function digestOfRow({ name, columns, content }: Table, row: SqlRow): string {
  const values = Object.keys(columns)
    .filter((column) => column !== content)
    .map((column) => {
      const value = row[column];
      return value instanceof Uint8Array ? sha256(value) : value;
    });
  return sha256(JSON.stringify([name, ...values]));
}

/**
 * The row with this key; `undefined` if there is none.
 * @throws DamagedError if it has changed since it was written
 */
export function getRow(database: Database, table: Table, key: RowKey): SqlRow | undefined {
  const where = table.key.map((column) => `t.${column} = ?`).join(' AND ');
  // One statement, so that both are from one snapshot.
  const row = database.get(
    `SELECT ${selected(table, Object.keys(table.columns))}, d.digest AS digest_of_row
    FROM (SELECT 1) LEFT JOIN ${table.name} AS t ON ${where}
    LEFT JOIN digests AS d ON d.name = ? AND d.key = ?`,
    ...key,
    table.name,
    keyText(key),
  );
  const digest = row?.digest_of_row ?? null;
  const isFound = row !== undefined && table.key.some((column) => row[column] !== null);
  if (!isFound && digest === null) return undefined;
  if (isFound && digest === digestOfRow(table, row)) return row;
  const problem = isFound ? 'has changed since it was written' : 'is missing';
  throw damagedRow(database, { table, key, problem });
}

/** The row with this key; `undefined` if there is none, or a damaged one. */
export function getIntactRow(database: Database, table: Table, key: RowKey): SqlRow | undefined {
  try {
    return getRow(database, table, key);
  } catch (error) {
    if (error instanceof DamagedError) return undefined;
    throw error;
  }
}

/**
 * The selected rows in the order of their keys.
 * @throws DamagedError if one of them has changed since it was written, or is missing
 */
export function listRows(database: Database, table: Table, selection: RowSelection = {}): readonly SqlRow[] {
  const { rows, damaged } = inspectRows(database, table, selection);
  if (damaged.length > 0) throw damagedRow(database, damaged[0]);
  return rows;
}

/** The same without throwing: the intact rows, and the others. */
export function inspectRows(
  database: Database,
  table: Table,
  { key = [], range, isBrief = false }: RowSelection = {},
): { readonly rows: readonly SqlRow[]; readonly damaged: readonly DamagedRow[] } {
  const next = table.key[key.length];
  const conditions = [
    ...key.map((_, i) => `t.${table.key[i]} = ?`),
    ...(range === undefined ? [] : [`t.${next} BETWEEN ? AND ?`]),
  ];
  const columns = Object.keys(table.columns).filter((column) => !isBrief || column !== table.content);
  const { found, digests } = database.reading(() => ({
    found: database.all(
      `SELECT ${selected(table, columns)} FROM ${table.name} AS t ${conditions.length > 0 ? `WHERE ${conditions.join(' AND ')}` : ''}`,
      ...key,
      ...(range === undefined ? [] : [range.least, range.most]),
    ),
    digests: digestsOf(database, table, key, range),
  }));
  const rows: SqlRow[] = [];
  const damaged: DamagedRow[] = [];
  for (const row of found) {
    const own = keyOf(table, row);
    const text = keyText(own);
    // Each digest belongs to one row: a damaged page can also show a row twice.
    if (digests.get(text) === digestOfRow(table, row)) rows.push(row);
    else damaged.push({ table, key: own, problem: 'has changed since it was written' });
    digests.delete(text);
  }
  for (const text of digests.keys()) damaged.push({ table, key: readKey(text), problem: 'is missing' });
  return { rows: rows.toSorted((a, b) => compareKeys(keyOf(table, a), keyOf(table, b))), damaged };
}

/** Writes the digest of every row of a table that has none yet. Within `writing`. */
export function addDigests(database: SqlQueries, table: Table): void {
  const columns = selected(table, Object.keys(table.columns));
  const where = table.key.map((column) => `t.${column} = ?`).join(' AND ');
  // One row after another: together they may be larger than the memory.
  for (const row of database.all(`SELECT ${selected(table, table.key)} FROM ${table.name} AS t`)) {
    const stored = database.get(
      `SELECT ${columns} FROM ${table.name} AS t WHERE ${where}`,
      ...keyOf(table, row),
    );
    if (stored !== undefined) putDigest(database, table, stored);
  }
}

/** Writes a row in place of any with the same key. Within `writing`. */
export function putRow(database: Database, table: Table, row: Readonly<Record<string, SqlValue>>): void {
  const columns = Object.keys(table.columns);
  // The digest covers what the database has stored: it has no NaN, and it rounds numbers that are almost whole.
  const [stored] = database.all(
    `INSERT OR REPLACE INTO ${table.name} (${columns.join(', ')}) VALUES (${columns.map(() => '?').join(', ')})
    RETURNING ${columns.filter((column) => column !== table.content).join(', ')}`,
    ...columns.map((column) => row[column]),
  );
  putDigest(database, table, stored);
}

function putDigest(database: SqlQueries, table: Table, stored: SqlRow): void {
  database.run(
    'INSERT OR REPLACE INTO digests (name, key, digest) VALUES (?, ?, ?)',
    table.name,
    keyText(keyOf(table, stored)),
    digestOfRow(table, stored),
  );
}

/** Deletes a row, damaged or not. Within `writing`. */
export function removeRow(database: Database, table: Table, key: RowKey): void {
  const where = key.map((_, i) => `${table.key[i]} = ?`).join(' AND ');
  database.run(`DELETE FROM ${table.name} WHERE ${where}`, ...key);
  database.run('DELETE FROM digests WHERE name = ? AND key = ?', table.name, keyText(key));
}

/** Deletes the rows whose key begins with this, damaged or not. Within `writing`. */
export function removeRows(database: Database, table: Table, key: RowKey): void {
  const where = key.map((_, i) => `${table.key[i]} = ?`).join(' AND ');
  database.run(`DELETE FROM ${table.name} WHERE ${where}`, ...key);
  database.run(
    'DELETE FROM digests WHERE name = ? AND key >= ? AND key < ?',
    table.name,
    ...textsFrom(key, table),
  );
}

/** The error for a damaged row. */
export function damagedRow(database: Database, row: DamagedRow, cause?: unknown): DamagedError {
  return new DamagedError(`${complaintOf(database, row)}, in the store \`${database.file}\``, {
    cause,
    hint: `restore a backup; or delete what is damaged with \`hindcast prune --damaged\`, then ${row.table.remedy}`,
  });
}

/** What is wrong with a row: `the text run.json of the run abc… is missing`. */
export function complaintOf(database: Database, { table, key, problem }: DamagedRow): string {
  const owner = allTables.find(({ name }) => name === table.owner);
  if (owner === undefined) return `the ${table.title} ${nameOf(database, table, key)} ${problem}`;
  const own = key.length > 1 ? ` ${key.slice(1).join(' ')}` : '';
  const whose = `the ${owner.title} ${nameOf(database, owner, key.slice(0, 1))}`;
  return `the ${table.title}${own} of ${whose} ${problem}`;
}

/** The key of a row with the first digits of digests; of a market its name, as far as it can be read. */
function nameOf(database: Database, table: Table, key: RowKey): string {
  const text = key.join(' ').replaceAll(/\b([0-9a-f]{16})[0-9a-f]{48}\b/g, '$1');
  if (table !== tables.series) return text;
  const row = database.get('SELECT exchange, symbol, timeframe FROM series WHERE id = ?', ...key);
  return row === undefined ? text : `\`${[row.exchange, row.symbol, row.timeframe].join(':')}\``;
}

export function keyOf(table: Table, row: SqlRow): RowKey {
  return table.key.map((column) => {
    const value = row[column];
    return typeof value === 'number' ? value : String(value);
  });
}

/** A key as the table `digests` has it. */
function keyText(key: RowKey): string {
  return JSON.stringify(key);
}

/** Whether a text of the table `digests` is that of a key. */
export function isKeyText(text: string): boolean {
  return keyText(readKey(text)) === text;
}

function readKey(text: string): RowKey {
  try {
    const key: unknown = JSON.parse(text);
    if (Array.isArray(key) && key.every((part) => typeof part === 'string' || typeof part === 'number'))
      return key;
  } catch {
    // A damaged key is shown as it is.
  }
  return [text];
}

/** Digests by the text of their key. */
function digestsOf(
  database: Database,
  table: Table,
  key: RowKey,
  range: KeyRange | undefined,
): Map<string, string> {
  const rows = database.all(
    'SELECT key, digest FROM digests WHERE name = ? AND key >= ? AND key < ?',
    table.name,
    ...textsFrom(key, table),
  );
  const all = rows.map((row) => [String(row.key), String(row.digest)] as const);
  if (range === undefined) return new Map(all);
  return new Map(
    all.filter(([text]) => {
      const part = readKey(text).at(key.length);
      return part !== undefined && part >= range.least && part <= range.most;
    }),
  );
}

/** The first text of keys that begin with `key`, and a text after the last. */
function textsFrom(key: RowKey, table: Table): readonly [string, string] {
  const open = keyText(key).slice(0, -1);
  if (key.length === 0) return ['', '\u{10ffff}'];
  const start = key.length < table.key.length ? `${open},` : open;
  return [start, `${start}\u{10ffff}`];
}

/** The package refuses integers that JavaScript cannot hold exactly; a damaged one is read as text. */
function selected(table: Table, columns: readonly string[]): string {
  return columns
    .map((column) =>
      table.columns[column] === 'integer'
        ? `iif(t.${column} BETWEEN -9007199254740991 AND 9007199254740991, t.${column}, CAST(t.${column} AS TEXT)) AS ${column}`
        : `t.${column} AS ${column}`,
    )
    .join(', ');
}

function compareKeys(one: RowKey, other: RowKey): number {
  const i = one.findIndex((part, at) => part !== other[at]);
  if (i < 0) return 0;
  return one[i] < other[i] ? -1 : 1;
}
