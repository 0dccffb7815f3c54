/** What backtests print and keep, without the time that they take: to compare ways to run the same one. */

import path from 'node:path';
import { DatabaseSync } from '@photostructure/sqlite';
import { expect } from 'vitest';
import { openStore } from '../../src/store/store.ts';
import { temporaryFolder } from './files.ts';

/** Of `--json`. */
export interface Result {
  readonly models: readonly { readonly model: string; readonly seconds: number; readonly scores: object }[];
  readonly failures: readonly { readonly model: string; readonly fold: number; readonly message: string }[];
}

/** A store of its own that keeps finished fits. */
export async function storeOfItsOwn() {
  const file = path.join(await temporaryFolder(), 'store.sqlite');
  return { file, env: { HINDCAST_STORE: file, HINDCAST_FRESH: '' } };
}

/** The fits that a store has kept, without the time that they took. */
export function keptFits(file: string): ReadonlyMap<string, object> {
  const sqlite = new DatabaseSync(file);
  const rows = sqlite.prepare('SELECT key, result FROM fits').all() as { key: string; result: string }[];
  sqlite.close();
  return new Map(
    rows.map(({ key, result }) => [key, { ...(JSON.parse(result) as object), seconds: undefined }] as const),
  );
}

/** The only stored run, without its time and duration. */
export function keptRun(file: string): object {
  const store = openStore(file);
  const [record, ...others] = store.runs.list();
  expect(others).toEqual([]);
  const { at: _, seconds: __, ...rest } = record;
  const kept = {
    ...rest,
    forecasts: store.runs.text(record.run, 'forecasts.csv'),
    result: timeless(store.runs.text(record.run, 'run.json')),
  };
  store.close();
  return kept;
}

/** A result without times and durations. */
export const timeless = (stdout: string) =>
  JSON.parse(stdout, (key, value: unknown) => (key === 'seconds' ? undefined : value)) as Result;
