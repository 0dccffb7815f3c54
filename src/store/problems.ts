/** What SQLite itself finds wrong with a file, and whether its tables are those of a store. */

import { closeSync, openSync, readSync } from 'node:fs';
import { DatabaseSync } from '@photostructure/sqlite';
import type { SqliteConnection } from './open.ts';
import { migrate } from './open.ts';

/** SQLite lists at most this many problems. */
const MOST_PROBLEMS = 20;

/** Damage in the first bytes of a file: another version of the format would forbid writing or reading. */
export function headerProblems(file: string): readonly string[] {
  const header = new Uint8Array(20);
  const handle = openSync(file, 'r');
  try {
    readSync(handle, header);
  } finally {
    closeSync(handle);
  }
  // Both are 2 with a write-ahead log, and 1 without (https://sqlite.org/fileformat.html#file_format_version_numbers).
  const isKnown = header.subarray(18, 20).every((version) => version === 1 || version === 2);
  return isKnown ? [] : ['the version of its format has changed'];
}

/** One line per problem with the pages and indexes of the file. */
export function pageProblems(sqlite: SqliteConnection): readonly string[] {
  return sqlite
    .prepare(`PRAGMA integrity_check(${MOST_PROBLEMS})`)
    .all()
    .flatMap((row) => String(row.integrity_check).split('\n'))
    .filter((line) => line !== 'ok' && !line.startsWith('*'));
}

/** One line per table and index whose definition differs from that of the migrations. */
export function definitionProblems(sqlite: SqliteConnection): readonly string[] {
  const empty = new DatabaseSync(':memory:');
  try {
    migrate(empty, ':memory:');
    const [own, expected] = [sqlite, empty].map(definitionsOf);
    return [...new Set([...own.keys(), ...expected.keys()])]
      .filter((name) => own.get(name) !== expected.get(name))
      .map((name) => `the definition of \`${name}\` has changed`);
  } finally {
    empty.close();
  }
}

function definitionsOf(sqlite: SqliteConnection): ReadonlyMap<string, string> {
  const rows = sqlite.prepare('SELECT name, sql FROM sqlite_schema').all();
  return new Map(rows.map(({ name, sql }) => [String(name), String(sql)]));
}
