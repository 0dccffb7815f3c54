/** What SQLite says went wrong, as our errors. Codes: https://sqlite.org/rescode.html */

import { statfsSync } from 'node:fs';
import path from 'node:path';
import { DataError, DiskFullError, HindcastError, LockedError, UsageError } from '../errors.ts';

/** Primary result codes; an extended code has its primary one in the low byte. */
const PERM = 3;
export const BUSY = 5;
const READONLY = 8;
const IOERR = 10;
const CORRUPT = 11;
const FULL = 13;
const CANTOPEN = 14;
const NOTADB = 26;

/** Less free space than this, and a failed write is put down to a full disk. */
const LITTLE = 1 << 20;

/** What SQLite says with each: queries of several rows throw without the code (@photostructure/sqlite 1.2.1). */
const SAID: ReadonlyMap<string, number> = new Map([
  ['database is locked', BUSY],
  ['attempt to write a readonly database', READONLY],
  ['disk I/O error', IOERR],
  ['database disk image is malformed', CORRUPT],
  ['database or disk is full', FULL],
  ['unable to open database file', CANTOPEN],
  ['file is not a database', NOTADB],
]);

/** The primary result code of an error of SQLite; `undefined` for another error. */
export function sqliteCode(error: unknown): number | undefined {
  const { code, errcode, message } = (error ?? {}) as Readonly<Record<string, unknown>>;
  if (typeof errcode === 'number') return errcode & 0xff;
  return code === 'ERR_SQLITE_ERROR' ? SAID.get(String(message)) : undefined;
}

/** Runs `work` on the store in `file`, and says what was expected and what to try where SQLite fails. */
export function explained<T>(file: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    throw explain(file, error);
  }
}

function explain(file: string, error: unknown): unknown {
  const code = sqliteCode(error);
  if (error instanceof HindcastError || code === undefined) return error;
  const reason = error instanceof Error ? error.message : String(error);
  if (code === FULL || ((code === IOERR || code === CANTOPEN) && freeSpace(file) < LITTLE)) {
    return new DiskFullError(`no space left to write the store \`${file}\``, {
      cause: error,
      hint: 'free some space, or give another file to `--store`; what was stored before is whole',
    });
  }
  if (code === BUSY) {
    return new LockedError(`expected to write the store \`${file}\`, but another process has kept it busy`, {
      cause: error,
      hint: 'try again when the other process has ended',
    });
  }
  if (code === CORRUPT || code === NOTADB) {
    return new DataError(`expected \`${file}\` to be a store, got: ${reason}`, {
      cause: error,
      hint: 'see `hindcast doctor`; restore a copy, or move the file away and fetch again',
    });
  }
  if (code === PERM || code === READONLY || code === CANTOPEN || code === IOERR) {
    return new UsageError(`cannot open or write the store \`${file}\`: ${reason}`, {
      cause: error,
      hint: 'give a file that you may write to `--store`, or in `HINDCAST_STORE`',
    });
  }
  return error;
}

function freeSpace(file: string): number {
  try {
    const { bavail, bsize } = statfsSync(path.dirname(file));
    return bavail * bsize;
  } catch {
    return Infinity;
  }
}
