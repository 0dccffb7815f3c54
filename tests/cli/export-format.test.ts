/** `export --format`. */

import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, test } from 'vitest';
import { loadCsv } from '../../src/data/csv/read-candles.ts';
import { hindcast } from '../helpers/run.ts';

const FILE = 'fixtures/ar-simulated-1d.csv';
const folder = await mkdtemp(path.join(tmpdir(), 'export-'));

test('JSON lines read back the same to the bit', async () => {
  const output = path.join(folder, 'ar-simulated-1d.jsonl');
  const { code, stderr } = await hindcast(['export', FILE, '--format', 'jsonl', '--output', output]);
  expect([code, stderr]).toEqual([0, expect.stringContaining('candles')]);
  const [read] = (await loadCsv(output)).candles;
  const [written] = (await loadCsv(FILE)).candles;
  expect([read.id, read.time]).toEqual([written.id, written.time]);
  expect(read.columns).toEqual(written.columns);
});

test('several series have their names, missing values are null', async () => {
  const stdin = 'unique_id,time,close,volume\nA,2024-01-01,1.5,\nB,2024-01-01,2.5,3\nA,2024-01-02,1.25,4\n';
  const { stdout } = await hindcast(['export', '-', '--format', 'jsonl'], { stdin });
  expect(stdout.split('\n')).toEqual([
    '{"unique_id":"A","time":"2024-01-01T00:00:00Z","close":1.5,"volume":null}',
    '{"unique_id":"A","time":"2024-01-02T00:00:00Z","close":1.25,"volume":4}',
    '{"unique_id":"B","time":"2024-01-01T00:00:00Z","close":2.5,"volume":3}',
    '',
  ]);
});

test('csv is the default, and another form is an error', async () => {
  const [plain, csv] = [
    await hindcast(['export', FILE]),
    await hindcast(['export', FILE, '--format', 'csv']),
  ];
  expect(csv.stdout).toBe(plain.stdout);
  expect(await hindcast(['export', FILE, '--format', 'xml'])).toMatchObject({
    code: 2,
    stderr: expect.stringContaining('expected `--format` to be one of csv, jsonl, parquet, got `xml`'),
  });
  expect(await hindcast(['export', FILE, '--format', 'csv', '--json'])).toMatchObject({ code: 2 });
  expect(await hindcast(['export', '123456', '--format', 'csv'])).toMatchObject({
    code: 2,
    stderr: expect.stringContaining('`--format` is for candles'),
  });
});
