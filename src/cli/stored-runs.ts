/** Stored runs: a backtest stores its results, and other commands find them by their digits. */

import { stat } from 'node:fs/promises';
import type { RunRecord, RunTexts } from '../evaluation/run-record.ts';
import { NotFoundError, NotKeptError, UsageError } from '../errors.ts';
import { gathered } from './terminal/chunks.ts';
import type { Loaded } from './sources.ts';
import type { StoreFlags } from './store.ts';
import { storeOf, withExistingStore, withStore } from './store.ts';
import { packParts } from '../store/packed-text.ts';
import type { PackedText } from '../store/packed-text.ts';
import type { KeptTexts } from '../store/runs.ts';
import type { StoreReader } from '../store/store.ts';
import { hexOf } from '../text/digest.ts';
import type { Host } from './host.ts';

/** A run in place of its digits. */
const LAST = 'last';
/** With or without `sha256:`, and enough digits that no word matches. */
const DIGITS = /^(?:sha256:)?([0-9a-f]{6,64})$/i;

/** Characters of a text that is kept. */
const MOST = 200_000_000;

/**
 * Keeps a run, whose results are printed, and which candles it has read, so that a revision of one can name the run.
 * @throws NotKeptError if one of its texts is too large; errors of the store
 */
export async function keepRun(
  host: Host,
  { readings }: Pick<Loaded, 'readings'>,
  record: RunRecord,
  contents: Readonly<{ [name in keyof RunTexts]: Iterable<string> }>,
  flags: StoreFlags,
): Promise<void> {
  const names = Object.keys(contents) as (keyof RunTexts)[];
  const whole: (readonly [keyof RunTexts, PackedText | undefined])[] = [];
  for (const name of names) whole.push([name, await packParts(gathered(contents[name]!), MOST)]);
  const large = whole.find(([, text]) => text === undefined);
  await withStore(host, flags, (store) =>
    store.atOnce(() => {
      for (const { market, ...reading } of readings)
        store.recordUse(market, { run: record.run, at: record.at, ...reading });
      if (large === undefined) store.runs.keep(record, Object.fromEntries(whole) as unknown as KeptTexts);
    }),
  );
  if (large !== undefined)
    throw new NotKeptError(`its ${large[0]} is larger than ${MOST / 1e6} MB`, {
      hint: 'write the results to files with `--output`',
    });
}

/** Whether `text` can be meant as a run: digits of one, or `last`. */
function isRun(text: string): boolean {
  return text === LAST || DIGITS.test(text);
}

/** The same, and no file or folder has that name. */
export async function isRunAndNoFile(text: string): Promise<boolean> {
  return isRun(text) && (await stat(text).catch(() => undefined)) === undefined;
}

/**
 * The run that `text` names, in an open store.
 * @throws UsageError if it cannot be a run or is ambiguous; NotFoundError if there is none
 */
function findRun({ runs, file }: Pick<StoreReader, 'runs' | 'file'>, text: string): RunRecord {
  if (!isRun(text))
    throw new UsageError(`expected a run, got \`${text}\``, {
      hint: 'give 6 or more digits of it, as `hindcast runs` shows them, or `last`',
    });
  const found = text === LAST ? runs.list().slice(0, 1) : runs.find(DIGITS.exec(text)![1].toLowerCase());
  if (found.length === 0) throw noRun(text, file);
  if (found.length > 1) {
    const names = found.map(({ run }) => hexOf(run, 16)).join(', ');
    throw new UsageError(`expected one run, got ${found.length} that begin with \`${text}\`: ${names}`, {
      hint: 'give more digits',
    });
  }
  return found[0];
}

/** What `work` does with the store and the run that `text` names. */
export async function withRun<T>(
  host: Host,
  text: string,
  flags: StoreFlags,
  work: (store: StoreReader, record: RunRecord) => T | Promise<T>,
): Promise<T> {
  const done = await withExistingStore(host, flags, async (store) => ({
    value: await work(store, findRun(store, text)),
  }));
  if (done === undefined) throw noRun(text, storeOf(host, flags));
  return done.value;
}

function noRun(text: string, file: string): NotFoundError {
  return text === LAST
    ? new NotFoundError(`no run in the store \`${file}\``, {
        hint: '`hindcast backtest` stores its runs there',
      })
    : new NotFoundError(`no run \`${text}\` in the store \`${file}\``, {
        hint: '`hindcast runs` lists the stored runs',
      });
}
