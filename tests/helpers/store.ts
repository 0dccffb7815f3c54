/** Changes the SQLite file of a store, as damage does, or as a hindcast would that writes other values. */

import { DatabaseSync } from '@photostructure/sqlite';
import { openDatabase } from '../../src/store/database.ts';
import { addDigests } from '../../src/store/rows.ts';
import { allTables } from '../../src/store/tables.ts';

/** Runs SQL on the file; the rows that it changes are damaged. */
export function damageRows(file: string, sql: string): void {
  const database = new DatabaseSync(file);
  try {
    database.exec(sql);
  } finally {
    database.close();
  }
}

/** The same; the rows get digests of what they are now. */
export function changeRows(file: string, sql: string): void {
  damageRows(file, sql);
  const database = openDatabase(file);
  database.writing(() => {
    for (const table of allTables) addDigests(database, table);
  });
  database.close();
}
