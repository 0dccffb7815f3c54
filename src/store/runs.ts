/**
 * Finished backtests in the store, a row each, and beside it their texts, deflated, each with a digest that tells one
 * that the disk has changed. A run is written in one transaction.
 */

import { deflateSync, inflateSync } from 'node:zlib';
import { restoreOptions } from '../backtest/options.ts';
import type { StoredOptions } from '../backtest/options.ts';
import type { RunRecord, RunScore, RunTexts } from '../evaluation/run-record.ts';
import { DataError } from '../errors.ts';
import { digestOf, hexOf } from '../text/digest.ts';
import type { Database, SqlRow } from './database.ts';

export interface Runs {
  /** Keeps a run in place of an earlier one of the same identity, but never a partial one in place of a whole one. */
  keep(record: RunRecord, texts: RunTexts): void;
  /** Every run, or those of a configuration; newest first. */
  list(configuration?: string): readonly RunRecord[];
  /** Those whose hexadecimal digits begin with these, newest first. */
  find(digits: string): readonly RunRecord[];
  /**
   * A text of a run, byte for byte as it was kept.
   * @throws DataError where it is not what was written
   */
  text(run: string, name: keyof RunTexts): string;
  /** What is wrong with the runs, a line each. Reads all of it. */
  damage(): readonly string[];
}

/** Behind every hexadecimal digit. */
const BEHIND = 'g';
const ORDER = 'ORDER BY at DESC, id';

/** The runs in a store. */
export function createRuns(database: Database): Runs {
  const all = (where: string, ...values: readonly string[]): readonly RunRecord[] =>
    database.all(`SELECT id, record FROM runs ${where} ${ORDER}`, ...values).map(toRecord);
  return {
    keep(record, texts) {
      const id = hexOf(record.run);
      database.writing(() => {
        const known = database.get('SELECT failed FROM runs WHERE id = ?', id);
        if (record.failed > 0 && known?.failed === 0) return;
        database.run('DELETE FROM texts WHERE run = ?', id);
        database.run(
          'INSERT OR REPLACE INTO runs (id, configuration, at, failed, record) VALUES (?, ?, ?, ?, ?)',
          id,
          record.configuration,
          record.at,
          record.failed,
          JSON.stringify(record),
        );
        for (const [name, text] of Object.entries(texts) as [string, string][])
          database.run(
            'INSERT INTO texts (run, name, digest, content) VALUES (?, ?, ?, ?)',
            id,
            name,
            digestOf(text),
            deflateSync(text),
          );
      });
    },
    list: (configuration) =>
      configuration === undefined ? all('') : all('WHERE configuration = ?', configuration),
    find: (digits) => all('WHERE id >= ? AND id < ?', digits, digits + BEHIND),
    text(run, name) {
      const row = database.get(
        'SELECT digest, content FROM texts WHERE run = ? AND name = ?',
        hexOf(run),
        name,
      );
      return textOf(row, hexOf(run), name);
    },
    damage: () => [
      ...database
        .all('SELECT id, record FROM runs ORDER BY at, id')
        .flatMap((row) => complaints(() => toRecord(row))),
      ...database
        .all('SELECT run, name, digest, content FROM texts ORDER BY run, name')
        .flatMap((row) => complaints(() => textOf(row, String(row.run), String(row.name)))),
    ],
  };
}

/** What `read` throws, in words. */
function complaints(read: () => unknown): readonly string[] {
  try {
    read();
    return [];
  } catch (error) {
    if (error instanceof DataError) return [error.message];
    throw error;
  }
}

function textOf(row: SqlRow | undefined, id: string, name: string): string {
  if (row?.content instanceof Uint8Array) {
    const text = inflated(row.content);
    if (text !== undefined && digestOf(text) === row.digest) return text;
  }
  throw damaged(`\`${name}\``, id);
}

function inflated(content: Uint8Array): string | undefined {
  try {
    return inflateSync(content).toString('utf8');
  } catch {
    return undefined;
  }
}

function damaged(what: string, id: string, cause?: unknown): DataError {
  return new DataError(`expected ${what} of run ${id} to be as it was written, got something else`, {
    cause,
    hint: 'see `hindcast doctor`; the same backtest again keeps it anew',
  });
}

function toRecord({ id, record }: SqlRow): RunRecord {
  try {
    const stored = JSON.parse(String(record)) as Omit<RunRecord, 'options'> & {
      readonly options: StoredOptions;
    };
    return { ...stored, options: restoreOptions(stored.options), scores: stored.scores.map(withNaN) };
  } catch (error) {
    throw damaged('the record', String(id), error);
  }
}

/** JSON has no NaN. */
function withNaN(score: RunScore): RunScore {
  return Object.fromEntries(
    Object.entries(score).map(([name, value]: [string, unknown]) => [name, value ?? NaN]),
  ) as unknown as RunScore;
}
