/** Converts errors of SQLite and of the file system into ours. Codes of SQLite: https://sqlite.org/rescode.html */

import { statfsSync } from 'node:fs';
import path from 'node:path';
import { systemReason } from '../data/system-reason.ts';
import { DamagedError, DiskFullError, HindcastError, LockedError, UsageError } from '../errors.ts';

/** Primary result codes; the low byte of an extended code is its primary code. */
const ERROR = 1;
const PERM = 3;
export const BUSY = 5;
const READONLY = 8;
const IOERR = 10;
const CORRUPT = 11;
const FULL = 13;
const CANTOPEN = 14;
const NOTADB = 26;

/** If less space than this is free, a full disk is taken as the cause of a failed write. */
const LITTLE = 1 << 20;

/** The messages of SQLite: queries of several rows throw without the code (@photostructure/sqlite 1.2.1). */
const SAID: ReadonlyMap<string, number> = new Map([
  ['database is locked', BUSY],
  ['attempt to write a readonly database', READONLY],
  ['disk I/O error', IOERR],
  ['database disk image is malformed', CORRUPT],
  ['database or disk is full', FULL],
  ['unable to open database file', CANTOPEN],
  ['file is not a database', NOTADB],
]);

/** The primary result code of an error of SQLite; `undefined` for other errors. */
export function sqliteCode(error: unknown): number | undefined {
  const { code, errcode, message } = (error ?? {}) as Readonly<Record<string, unknown>>;
  if (typeof errcode === 'number') return errcode & 0xff;
  return code === 'ERR_SQLITE_ERROR' ? (SAID.get(String(message)) ?? ERROR) : undefined;
}

/** Whether SQLite cannot use a file because of where it is, or because the disk is full. */
export function cannotBeUsed(error: unknown): boolean {
  return [PERM, READONLY, IOERR, FULL, CANTOPEN].includes(sqliteCode(error) ?? -1);
}

/** The code of an error of the file system, for example `EACCES`; `undefined` for other errors. */
function systemCode(error: unknown): string | undefined {
  const { code, errno } = (error ?? {}) as Readonly<Record<string, unknown>>;
  return typeof errno === 'number' && typeof code === 'string' && !code.startsWith('ERR_') ? code : undefined;
}

/**
 * Returns the result of `work` on the store in `file`; throws errors of SQLite and the file system with an explanation and a hint.
 * @param isDamaged - whether an error of SQLite without another explanation means damage
 */
export function explained<T>(file: string, work: () => T, isDamaged: () => boolean = () => false): T {
  try {
    return work();
  } catch (error) {
    throw explain(file, error, isDamaged);
  }
}

function explain(file: string, error: unknown, isDamaged: () => boolean): unknown {
  const code = sqliteCode(error);
  const system = systemCode(error);
  if (error instanceof HindcastError) return error;
  if (isOutOfRange(error)) return damagedFile(file, error);
  if (code === undefined && system === undefined) return error;
  const reason =
    system !== undefined ? systemReason(system) : error instanceof Error ? error.message : String(error);
  if (isFull(file, code, system)) {
    return new DiskFullError(`no space left to write the store \`${file}\``, {
      cause: error,
      hint: 'free some space, or use another file with `--store`; what was stored before is intact',
    });
  }
  if (code === BUSY) {
    return new LockedError(`cannot write the store \`${file}\`: another process is using it`, {
      cause: error,
      hint: 'try again when the other process has finished',
    });
  }
  if (code === CORRUPT || code === NOTADB) return damagedFile(file, error);
  if (system !== undefined || cannotBeUsed(error)) {
    return new UsageError(`cannot open or write the store \`${file}\`: ${reason}`, {
      cause: error,
      hint: 'set `--store` or `HINDCAST_STORE` to a file that you are allowed to read and write',
    });
  }
  return isDamaged() ? damagedFile(file, error) : error;
}

/** The package refuses integers that JavaScript cannot hold exactly; the store writes none. */
function isOutOfRange(error: unknown): boolean {
  return ((error ?? {}) as Readonly<Record<string, unknown>>).code === 'ERR_OUT_OF_RANGE';
}

/** The error for a file whose pages, tables or numbers SQLite cannot read. */
function damagedFile(file: string, cause: unknown): DamagedError {
  const reason = cause instanceof Error ? cause.message : String(cause);
  return new DamagedError(`expected \`${file}\` to be a store, got: ${reason}`, {
    cause,
    hint: 'see `hindcast doctor`; restore a backup, or move the file away and fetch again',
  });
}

function isFull(file: string, code: number | undefined, system: string | undefined): boolean {
  if (code === FULL || system === 'ENOSPC' || system === 'EDQUOT') return true;
  return (code === IOERR || code === CANTOPEN) && freeSpace(file) < LITTLE;
}

function freeSpace(file: string): number {
  try {
    const { blocks, bavail, bsize } = statfsSync(path.dirname(file));
    // /proc and the like have no blocks at all.
    return blocks === 0 ? Infinity : bavail * bsize;
  } catch {
    return Infinity;
  }
}
