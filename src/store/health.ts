/** Checks a store for damage: the pages of its file, and every row in it. */

import { DamagedError } from '../errors.ts';
import { readBlock } from './candles.ts';
import { readPoints } from './point-blocks.ts';
import { toHead, toModel } from './ledger.ts';
import type { DamagedRow } from './rows.ts';
import { complaintOf, inspectRows, isKeyText, keyOf } from './rows.ts';
import { toRecord, toText } from './runs.ts';
import type { Database, SqlRow } from './sql.ts';
import { isFit, readJson } from './stored-json.ts';
import type { Table } from './tables.ts';
import { allTables, digestTable, tables } from './tables.ts';

/** One line per problem; empty if the store is intact. Reads all of it. */
export function findDamage(database: Database): readonly string[] {
  const pages = database.problems();
  if (pages.length > 0) return pages;
  return findDamagedRows(database).map((row) => complaintOf(database, row));
}

/** Every row that has changed since it was written, or is missing. */
export function findDamagedRows(database: Database): readonly DamagedRow[] {
  return [...allTables.flatMap((table) => damagedIn(database, table)), ...strayDigests(database)];
}

/** Reads the content of a row. Throws if it is damaged. */
const readers: ReadonlyMap<Table, (database: Database, row: SqlRow) => unknown> = new Map<
  Table,
  (database: Database, row: SqlRow) => unknown
>([
  [tables.blocks, readBlock],
  [tables.points, readPoints],
  [tables.fits, (database, row) => readJson(database, tables.fits, row, 'result', isFit)],
  [tables.forecasts, toHead],
  [tables.modelForecasts, toModel],
  [tables.runs, toRecord],
  [tables.texts, toText],
]);

function damagedIn(database: Database, table: Table): readonly DamagedRow[] {
  const { rows, damaged } = inspectRows(database, table);
  const read = readers.get(table);
  if (read === undefined) return damaged;
  const unreadable = rows.filter((row) => {
    try {
      read(database, row);
      return false;
    } catch (error) {
      if (error instanceof DamagedError) return true;
      throw error;
    }
  });
  return [
    ...damaged,
    ...unreadable.map((row): DamagedRow => ({
      table,
      key: keyOf(table, row),
      problem: 'has changed since it was written',
    })),
  ];
}

/** Digests of a table that does not exist, or with a key that no row can have. */
function strayDigests(database: Database): readonly DamagedRow[] {
  const known = new Set(allTables.map(({ name }) => name));
  return database
    .all('SELECT DISTINCT name, key FROM digests')
    .filter(({ name, key }) => !known.has(String(name)) || !isKeyText(String(key)))
    .map((row) => ({
      table: digestTable,
      key: keyOf(digestTable, row),
      problem: 'has changed since it was written',
    }));
}
