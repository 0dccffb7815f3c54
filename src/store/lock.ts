/**
 * Locks between processes, such that the system releases them when a process dies, however it dies: an exclusive
 * transaction on a small SQLite file of its own, which nothing is ever written to. Beside it a note says who has it,
 * for messages alone.
 */

import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { DatabaseSync } from '@photostructure/sqlite';
import { LockedError } from '../errors.ts';
import { sha256 } from '../text/digest.ts';
import type { SqliteConnection } from './database.ts';
import { BUSY, explained, sqliteCode } from './failures.ts';

/** Connections that hold a lock: one that nothing refers to would be closed, and its lock gone. */
const held = new Set<SqliteConnection>();

export interface Lock {
  /** Gives the lock back; a second time does nothing. */
  release(): void;
}

/**
 * Takes the lock `name` of the store in `file`, or throws at once.
 * @throws LockedError where another process, or this one, has it
 */
export function takeLock(file: string, name: string, at: number): Lock {
  const folder = `${file}-locks`;
  const place = path.join(folder, `${nameOfFile(name)}.lock`);
  const sqlite = explained(file, () => {
    mkdirSync(folder, { recursive: true });
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
      rmSync(`${place}.holder`, { force: true });
      sqlite.close();
    },
  };
}

function begin(sqlite: SqliteConnection, name: string, place: string): void {
  try {
    sqlite.exec('BEGIN EXCLUSIVE');
  } catch (error) {
    if (sqliteCode(error) !== BUSY) throw error;
    throw new LockedError(`another process${holder(place)} is at work on \`${name}\``, {
      cause: error,
      hint: 'try again when it has ended',
    });
  }
}

/** Who has the lock. Without space for it the lock holds all the same. */
function note(place: string, at: number): void {
  try {
    writeFileSync(`${place}.holder`, `${process.pid} since ${new Date(at).toISOString()}`);
  } catch {
    // Nobody but a message reads it.
  }
}

function holder(place: string): string {
  try {
    return ` (${readFileSync(`${place}.holder`, 'utf8')})`;
  } catch {
    return '';
  }
}

/** A name that every file system takes, and that no other lock has. */
function nameOfFile(name: string): string {
  return `${name.replaceAll(/[^\w.-]+/g, '-').slice(0, 60)}-${sha256(name).slice(0, 12)}`;
}
