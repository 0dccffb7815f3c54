/**
 * Locks between processes. The system releases them when a process ends for any reason: a lock is an exclusive
 * transaction on a small SQLite file of its own, which stays empty. A second file names the holder, for messages only.
 */

import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { DatabaseSync } from '@photostructure/sqlite';
import { makeFolder } from '../data/make-folder.ts';
import { LockedError } from '../errors.ts';
import { sha256 } from '../text/digest.ts';
import { BUSY, explained, sqliteCode } from './failures.ts';
import type { SqliteConnection } from './open.ts';

/** Connections that hold a lock: without a reference they would be closed, which releases the lock. */
const held = new Set<SqliteConnection>();

export interface Lock {
  /** Releases the lock; a second call does nothing. */
  release(): void;
}

/**
 * Takes the lock `name` of the store in `file`, or throws at once.
 * @param warn - called if the note of the holder cannot be removed
 * @throws LockedError if another process, or this one, holds it
 */
export function takeLock(
  file: string,
  name: string,
  at: number,
  warn: (message: string) => void = () => {},
): Lock {
  const folder = path.resolve(`${file}-locks`);
  const place = path.join(folder, `${nameOfFile(name)}.lock`);
  const sqlite = explained(file, () => {
    makeFolder(folder);
    return new DatabaseSync(place, { timeout: 0 });
  });
  try {
    explained(file, () => begin(sqlite, name, place));
  } catch (error) {
    sqlite.close();
    throw error;
  }
  note(place, at);
  held.add(sqlite);
  return {
    release() {
      if (!held.delete(sqlite)) return;
      try {
        rmSync(`${place}.holder`, { force: true });
      } catch (error) {
        const { code } = error as NodeJS.ErrnoException;
        warn(`the lock of \`${name}\` is released, but \`${place}.holder\` cannot be removed: ${code}`);
      }
      sqlite.close();
    },
  };
}

function begin(sqlite: SqliteConnection, name: string, place: string): void {
  try {
    sqlite.exec('BEGIN EXCLUSIVE');
  } catch (error) {
    if (sqliteCode(error) !== BUSY) throw error;
    throw new LockedError(`another process${holder(place)} is working on \`${name}\``, {
      cause: error,
      hint: 'try again when it has finished',
    });
  }
}

/** Writes who holds the lock. The lock does not depend on it. */
function note(place: string, at: number): void {
  try {
    writeFileSync(`${place}.holder`, `${process.pid} since ${new Date(at).toISOString()}`);
  } catch {
    // It is used in messages only.
  }
}

function holder(place: string): string {
  try {
    return ` (${readFileSync(`${place}.holder`, 'utf8')})`;
  } catch {
    return '';
  }
}

/** A file name that every file system accepts and that is unique to the lock. */
function nameOfFile(name: string): string {
  return `${name.replaceAll(/[^\w.-]+/g, '-').slice(0, 60)}-${sha256(name).slice(0, 12)}`;
}
