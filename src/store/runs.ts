/**
 * Finished backtests in the store: one row per run, and its texts, deflated, each with a digest that detects damage.
 * A run is written in one transaction.
 */

import { deflateSync, inflateSync } from 'node:zlib';
import { restoreOptions } from '../backtest/options.ts';
import type { StoredOptions } from '../backtest/options.ts';
import {
  runScoreJson,
  type RunRecord,
  type RunScore,
  type RunScoreJson,
  type RunTexts,
} from '../evaluation/run-record.ts';
import { DataError } from '../errors.ts';
import { digestOf, hexOf } from '../text/digest.ts';
import type { Database, SqlRow } from './database.ts';

export interface Runs {
  /** Stores a run and replaces an earlier one with the same identity; a partial run never replaces a complete one. */
  keep(record: RunRecord, texts: RunTexts): void;
  /** All runs, or those of one configuration; newest first. */
  list(configuration?: string): readonly RunRecord[];
  /** Runs whose hexadecimal digits start with these, newest first. */
  find(digits: string): readonly RunRecord[];
  /**
   * A text of a run, byte for byte as it was written.
   * @throws DataError if it has changed on disk
   */
  text(run: string, name: keyof RunTexts): string;
  /** One line per problem with the runs. Reads all of them. */
  damage(): readonly string[];
}

/** Sorts after every hexadecimal digit. */
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
          JSON.stringify({ ...record, scores: record.scores.map(runScoreJson) }),
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

/** The message of what `read` throws. */
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
  return new DataError(`${what} of run ${id} has changed since it was written`, {
    cause,
    hint: 'see `hindcast doctor`; running the same backtest again stores it again',
  });
}

function toRecord({ id, record }: SqlRow): RunRecord {
  try {
    const stored = JSON.parse(String(record)) as Omit<RunRecord, 'options' | 'scores'> & {
      readonly options: StoredOptions;
      readonly scores: readonly RunScoreJson[];
    };
    return { ...stored, options: restoreOptions(stored.options), scores: stored.scores.map(toScore) };
  } catch (error) {
    throw damaged('the record', String(id), error);
  }
}

/** JSON has no NaN: it is stored as `null`. */
function toScore(stored: RunScoreJson): RunScore {
  const { isProven, ...score } = Object.fromEntries(
    Object.entries(stored).map(([name, value]: [string, unknown]) => [name, value ?? NaN]),
  ) as unknown as RunScoreJson;
  return { ...score, isSignificantlyBetter: isProven };
}
