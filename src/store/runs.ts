/**
 * Finished backtests in the store: one row per run, and its texts, deflated, each with a digest that detects damage.
 * A run is written in one transaction.
 */

import { inflateSync } from 'node:zlib';
import { restoreOptions } from '../backtest/options.ts';
import { runScoreJson, type RunRecord, type RunTexts } from '../evaluation/run-record.ts';
import { DamagedError } from '../errors.ts';
import { digestOf, hexOf } from '../text/digest.ts';
import { damagedRow, getIntactRow, getRow, keyOf, listRows, putRow, removeRows } from './rows.ts';
import type { RowSelection } from './rows.ts';
import type { Database, SqlRow } from './sql.ts';
import { isRun, readJson } from './stored-json.ts';
import type { StoredRun } from './stored-json.ts';
import { packText } from './packed-text.ts';
import type { PackedText } from './packed-text.ts';
import { tables } from './tables.ts';

/** The texts of a run, packed where they may be large. */
export type KeptTexts = { readonly [name in keyof RunTexts]: string | PackedText };

export interface Runs {
  /** Stores a run and replaces an earlier one with the same identity; a partial run never replaces a complete one. */
  keep(record: RunRecord, texts: KeptTexts): void;
  /** All runs, or those of one configuration; newest first. */
  list(configuration?: string): readonly RunRecord[];
  /** Runs whose hexadecimal digits start with these, newest first. */
  find(digits: string): readonly RunRecord[];
  /**
   * A text of a run, byte for byte as it was written.
   * @throws DamagedError if it has changed on disk
   */
  text(run: string, name: keyof RunTexts): string;
  /** The same; `undefined` if the run has no such text, as those of earlier versions may not. */
  textIfAny(run: string, name: keyof RunTexts): string | undefined;
  /**
   * The content of its `run.json`.
   * @throws DamagedError if that is not JSON of a run
   */
  json(run: string): unknown;
}

const CHANGED = 'has changed since it was written';
/** Sorts after every hexadecimal digit. */
const BEHIND = 'g';

/** The runs in a store. */
export function createRuns(database: Database): Runs {
  const select = (selection: RowSelection = {}): readonly RunRecord[] =>
    listRows(database, tables.runs, selection)
      .map((row) => toRecord(database, row))
      // Rows are in the order of their digits, and sorting keeps that of equal times.
      .toSorted((a, b) => b.at - a.at);
  const text = (run: string, name: keyof RunTexts): string => {
    const key = [hexOf(run), name];
    const row = getRow(database, tables.texts, key);
    if (row === undefined) throw damagedRow(database, { table: tables.texts, key, problem: 'is missing' });
    return toText(database, row);
  };
  return {
    keep: (record, texts) => database.writing(() => keepIn(database, record, texts)),
    list: (configuration) =>
      select().filter((run) => configuration === undefined || run.configuration === configuration),
    find: (digits) => select({ range: { least: digits, most: digits + BEHIND } }),
    text,
    textIfAny(run, name) {
      const row = getRow(database, tables.texts, [hexOf(run), name]);
      return row === undefined ? undefined : toText(database, row);
    },
    json(run) {
      try {
        return JSON.parse(text(run, 'run.json'));
      } catch (error) {
        if (error instanceof DamagedError) throw error;
        const key = [hexOf(run), 'run.json'];
        throw damagedRow(database, { table: tables.texts, key, problem: CHANGED }, error);
      }
    },
  };
}

function keepIn(database: Database, record: RunRecord, texts: KeptTexts): void {
  const id = hexOf(record.run);
  // A stored run without failed fits stays, unless it is damaged.
  if (record.failed > 0 && getIntactRow(database, tables.runs, [id])?.failed === 0) return;
  // How a run was tuned: the same run without a search does not make that untrue. A damaged text is lost.
  const tuning =
    texts['tuning.json'] === undefined
      ? getIntactRow(database, tables.texts, [id, 'tuning.json'])
      : undefined;
  removeRows(database, tables.texts, [id]);
  if (tuning !== undefined) putRow(database, tables.texts, tuning);
  putRow(database, tables.runs, {
    id,
    configuration: record.configuration,
    at: record.at,
    failed: record.failed,
    record: JSON.stringify({ ...record, scores: record.scores.map(runScoreJson) }),
  });
  for (const [name, text] of Object.entries(texts)) {
    const { digest, content } = typeof text === 'string' ? packText(text) : text;
    putRow(database, tables.texts, { run: id, name, digest, content });
  }
}

export function toText(database: Database, row: SqlRow): string {
  if (row.content instanceof Uint8Array) {
    const text = inflated(row.content);
    if (text !== undefined && digestOf(text) === row.digest) return text;
  }
  const table = tables.texts;
  throw damagedRow(database, { table, key: keyOf(table, row), problem: CHANGED });
}

function inflated(content: Uint8Array): string | undefined {
  try {
    return inflateSync(content).toString('utf8');
  } catch {
    return undefined;
  }
}

export function toRecord(database: Database, row: SqlRow): RunRecord {
  const stored = readJson(database, tables.runs, row, 'record', isRun);
  return { ...stored, options: restoreOptions(stored.options), scores: stored.scores.map(toScore) };
}

/** JSON has no NaN: it is stored as `null`. */
function toScore({ isProven, ...stored }: StoredRun['scores'][number]): RunRecord['scores'][number] {
  const { model, n, mae, rmse, u2, skill } = stored;
  return {
    model,
    n: n ?? NaN,
    mae: mae ?? NaN,
    rmse: rmse ?? NaN,
    u2: u2 ?? NaN,
    skill: skill ?? NaN,
    isSignificantlyBetter: isProven,
  };
}
