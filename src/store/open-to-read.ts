/**
 * Opens a store only to read, even if its file, folder or disk cannot be written. Everything is read from one snapshot.
 * To share a file with writers, SQLite must write beside it. So there are three ways:
 *
 * 1. the folder can be written, or a writer has left the files that SQLite needs: the store is opened as by any reader;
 * 2. there is no log beside the file, so it is complete: it is read alone, and an error says if it changes meanwhile;
 * 3. there is a log, for example after a crash: both are copied to the system's folder for temporary files.
 */

import type { BigIntStats } from 'node:fs';
import { accessSync, chmodSync, constants, copyFileSync, mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { LockedError, UsageError } from '../errors.ts';
import { cannotBeUsed } from './failures.ts';
import type { SqliteConnection } from './open.ts';
import { connect, openToWrite, versionOf } from './open.ts';
import { migrations } from './schema.ts';

/** A connection in a transaction that only reads. */
export interface ReadConnection {
  readonly sqlite: SqliteConnection;
  /** Throws if the file has changed, so that what was read may not be one snapshot. */
  readonly check: () => void;
  /** Whether the store could be written from here. */
  readonly isWritable: boolean;
}

/**
 * Opens the existing store in `file`. One of an older version is brought up to date first.
 * @throws UsageError if it is of an older version and cannot be written; DataError if it is not a store
 */
export function openToRead(file: string): ReadConnection {
  const place = path.resolve(file);
  const isWritable = [place, path.dirname(place)].every(canWrite);
  const first = isWritable ? attempt(() => inPlace(place, file, 'rw')) : undefined;
  const connection = first ?? apart(place, file);
  if (connection.version === migrations.length) return { ...connection, isWritable };
  connection.sqlite.exec('ROLLBACK');
  connection.sqlite.close();
  if (!isWritable) throw outdated(file, connection.version);
  openToWrite(file).close();
  return openToRead(file);
}

interface Opened {
  readonly sqlite: SqliteConnection;
  readonly version: number;
  readonly check: () => void;
}

/** Opens it as any reader. SQLite removes the files that it adds only if it may write. */
function inPlace(place: string, file: string, mode: 'rw' | 'ro'): Opened {
  return { ...begin(`${pathToFileURL(place).href}?mode=${mode}`, file), check() {} };
}

function apart(place: string, file: string): Opened {
  const log = statSync(`${place}-wal`, { bigint: true, throwIfNoEntry: false });
  const isShared = log !== undefined && statSync(`${place}-shm`, { throwIfNoEntry: false }) !== undefined;
  const shared = isShared ? attempt(() => inPlace(place, file, 'ro')) : undefined;
  return shared ?? (log === undefined || log.size === 0n ? asItIs(place, file) : copied(place, file));
}

function asItIs(place: string, file: string): Opened {
  const check = unchanged([place, `${place}-wal`], file);
  return { ...begin(`${pathToFileURL(place).href}?mode=ro&immutable=1`, file), check };
}

function copied(place: string, file: string): Opened {
  const folder = mkdtempSync(path.join(tmpdir(), 'hindcast-copy-'));
  try {
    const copy = path.join(folder, 'store.sqlite');
    const check = unchanged([place, `${place}-wal`], file);
    for (const part of ['', '-wal']) {
      copyFileSync(place + part, copy + part);
      chmodSync(copy + part, 0o600);
    }
    check();
    return { ...begin(`${pathToFileURL(copy).href}?mode=rw`, file), check() {} };
  } finally {
    removeCopy(folder);
  }
}

/** Deletes the copy. Open files stay readable; a system that refuses this cleans its temporary folder itself. */
function removeCopy(folder: string): void {
  try {
    rmSync(folder, { recursive: true, force: true });
  } catch {
    // Windows.
  }
}

function begin(url: string, file: string): Pick<Opened, 'sqlite' | 'version'> {
  let version = 0;
  const sqlite = connect(url, (opened) => {
    opened.exec('PRAGMA query_only = ON; BEGIN');
    version = versionOf(opened, file);
  });
  return { sqlite, version };
}

/** The result of `open`; `undefined` if the place does not allow it. */
function attempt(open: () => Opened): Opened | undefined {
  try {
    return open();
  } catch (error) {
    if (cannotBeUsed(error)) return undefined;
    throw error;
  }
}

/** A function that throws if one of the files has changed since. */
function unchanged(files: readonly string[], file: string): () => void {
  const stateOf = (name: string): string => {
    const state: BigIntStats | undefined = statSync(name, { bigint: true, throwIfNoEntry: false });
    return state === undefined ? '' : `${state.ino} ${state.size} ${state.mtimeNs}`;
  };
  const before = files.map(stateOf);
  return () => {
    if (files.every((name, i) => stateOf(name) === before[i])) return;
    throw new LockedError(`the store \`${file}\` was written while it was read`, {
      hint: 'run the command again; it cannot share the store with a writer, because it may not write there',
    });
  };
}

function canWrite(place: string): boolean {
  try {
    accessSync(place, constants.W_OK);
    return true;
  } catch {
    return false;
  }
}

function outdated(file: string, version: number): UsageError {
  if (version === 0)
    return new UsageError(`expected \`${file}\` to be a store, got an empty file`, {
      hint: 'use another file with `--store`',
    });
  return new UsageError(
    `expected a store of version ${migrations.length}, got version ${version} in \`${file}\`, which cannot be brought up to date because it cannot be written`,
    {
      hint: `copy the file, and \`${file}-wal\` if there is one, to a folder where you may write, and name the copy with \`--store\``,
    },
  );
}
