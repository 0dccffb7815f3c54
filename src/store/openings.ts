/** Openings of sealed spans in the store, one row each, as JSON. They are never deleted, even if their runs are. */

import { digestOf, hexOf } from '../text/digest.ts';
import type { Opening } from '../tuning/openings.ts';
import { listRows, putRow } from './rows.ts';
import type { Database } from './sql.ts';
import { isOpening, readJson } from './stored-json.ts';
import { tables } from './tables.ts';

export interface Openings {
  /** Records an opening; on return it is on disk. */
  record(opening: Opening): void;
  /** All of them, oldest first. */
  list(): readonly Opening[];
}

export function createOpenings(database: Database): Openings {
  return {
    record(opening) {
      const text = JSON.stringify(opening);
      database.writing(() =>
        putRow(database, tables.openings, { id: hexOf(digestOf(text)), at: opening.at, opening: text }),
      );
    },
    list: () =>
      listRows(database, tables.openings)
        .map((row) => readJson(database, tables.openings, row, 'opening', isOpening))
        .toSorted((a, b) => a.at - b.at),
  };
}
