/** Finished backtests are read from the store as they were written, each once, and damage is reported. */
import path from 'node:path';
import { DatabaseSync } from '@photostructure/sqlite';
import { expect, test } from 'vitest';
import type { RunRecord, RunTexts } from '../../src/evaluation/run-record.ts';
import { defaults } from '../../src/options/flags.ts';
import { openStore } from '../../src/store/store.ts';
import { temporaryFolder } from '../helpers/files.ts';
import { damageRows } from '../helpers/store.ts';

const idOf = (digit: string) => `sha256:${digit.repeat(64)}`;

function recordOf(digit: string, more: Partial<RunRecord> = {}): RunRecord {
  return {
    run: idOf(digit),
    configuration: idOf('c'),
    at: 1,
    asked: { sources: ['-'], column: 'close' },
    options: { ...defaults, stepSize: 1 },
    data: [{ id: 'A', rows: 3, first: 0, last: 2, digest: 'd' }],
    origins: 2,
    scores: [
      { model: 'gru', n: 2, mae: 0.1 + 0.2, rmse: 5e-324, u2: NaN, skill: NaN, isSignificantlyBetter: false },
      { model: 'naive', n: 2, mae: 1, rmse: 1, u2: 1, skill: 0, isSignificantlyBetter: false },
    ],
    failed: 0,
    exit: 0,
    version: '1.0.0',
    numbers: 2,
    node: 'v20',
    seconds: 1.5,
    ...more,
  };
}

const texts = (text: string): RunTexts => ({
  'run.json': `{"${text}":1}\n`,
  'forecasts.csv': `unique_id\n${text} ü\n`.repeat(1000),
  'scores.csv': text,
  'report.txt': `\u001b[1m${text}\u001b[22m`,
});

const newFile = async () => path.join(await temporaryFolder(), 'store.sqlite');

test('a run and its texts are the same after the store is reopened', async () => {
  const file = await newFile();
  const first = openStore(file);
  expect(first.runs.list()).toEqual([]);
  first.runs.keep(recordOf('a'), texts('one'));
  first.close();
  const { runs, damage, close } = openStore(file);
  expect(runs.list()).toEqual([recordOf('a')]);
  for (const [name, text] of Object.entries(texts('one')))
    expect(runs.text(idOf('a'), name as keyof RunTexts)).toBe(text);
  expect(damage()).toEqual([]);
  close();
});

test('a stored record keeps the published name of a significant difference', async () => {
  const file = await newFile();
  const store = openStore(file);
  store.runs.keep(recordOf('a'), texts('one'));
  store.close();
  const database = new DatabaseSync(file);
  const { record } = database.prepare('SELECT record FROM runs').get() as { record: string };
  database.close();
  const { scores } = JSON.parse(record) as { scores: readonly object[] };
  expect(scores[1]).toEqual({ model: 'naive', n: 2, mae: 1, rmse: 1, u2: 1, skill: 0, isProven: false });
});

test('runs are listed newest first, also by configuration, and found by their first digits', async () => {
  const { runs, close } = openStore(await newFile());
  runs.keep(recordOf('1', { at: 1 }), texts('1'));
  runs.keep(recordOf('2', { at: 3, configuration: idOf('d') }), texts('2'));
  runs.keep({ ...recordOf('3', { at: 2 }), run: `sha256:11${'3'.repeat(62)}` }, texts('3'));
  const digits = (records: readonly RunRecord[]) => records.map(({ run }) => run.slice(7, 10));
  expect(digits(runs.list())).toEqual(['222', '113', '111']);
  expect(digits(runs.list(idOf('c')))).toEqual(['113', '111']);
  expect(digits(runs.find('11'))).toEqual(['113', '111']);
  expect(digits(runs.find('111'))).toEqual(['111']);
  expect(digits(runs.find('2'.repeat(64)))).toEqual(['222']);
  expect(runs.find('f')).toEqual([]);
  close();
});

test('a repeated run replaces the earlier one, but a partial run never replaces a complete one', async () => {
  const { runs, close } = openStore(await newFile());
  runs.keep(recordOf('a', { failed: 2, exit: 3 }), texts('partial'));
  runs.keep(recordOf('a', { at: 2 }), texts('whole'));
  runs.keep(recordOf('a', { at: 3, failed: 1, exit: 3 }), texts('partial again'));
  expect(runs.list()).toEqual([recordOf('a', { at: 2 })]);
  expect(runs.text(idOf('a'), 'scores.csv')).toBe('whole');
  runs.keep(recordOf('a', { at: 4 }), texts('again'));
  expect(runs.list().map(({ at }) => at)).toEqual([4]);
  expect(runs.text(idOf('a'), 'scores.csv')).toBe('again');
  close();
});

test.each([
  [
    'a text',
    "UPDATE texts SET content = zeroblob(9) WHERE name = 'scores.csv'",
    'the text scores.csv of the run ',
  ],
  [
    'the digest of a text',
    "UPDATE texts SET digest = 'x' WHERE name = 'run.json'",
    'the text run.json of the run ',
  ],
  ['the record', `UPDATE runs SET record = '{"run":'`, 'the run '],
])(
  'a change to %s is reported as damage, and storing the same run again repairs it',
  async (_, sql, what) => {
    const file = await newFile();
    const store = openStore(file);
    store.runs.keep(recordOf('a'), texts('one'));
    damageRows(file, sql);
    const message = `${what}${'a'.repeat(16)} has changed since it was written`;
    expect(store.damage()).toEqual([message]);
    expect(() => {
      for (const { run } of store.runs.list())
        for (const name of Object.keys(texts(''))) store.runs.text(run, name as keyof RunTexts);
    }).toThrow(message);
    store.runs.keep(recordOf('a'), texts('one'));
    expect(store.damage()).toEqual([]);
    store.close();
  },
);
