/** JSON as a source. */

import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { isJson, jsonTable } from '../../../src/data/csv/json-table.ts';
import { loadCsv } from '../../../src/data/csv/read-candles.ts';
import { hindcast } from '../../helpers/run.ts';

const folder = await mkdtemp(path.join(tmpdir(), 'json-'));

async function load(text: string, name = 'BTC-USD.json') {
  const file = path.join(folder, name);
  await writeFile(file, text);
  return loadCsv(file);
}

const HOUR = 3_600_000;
const START = Date.UTC(2024, 0, 1);
const KLINES = [0, 1, 2].map((i) => [START + i * HOUR, '10.5', '12.5', '9.5', `${11.5 + i / 2}`, '3.25']);
const NAMES = ['openTime', 'open', 'high', 'low', 'close', 'volume'];
const RECORDS = KLINES.map((row) => Object.fromEntries(NAMES.map((name, i) => [name, row[i]])));
const lines = (rows: readonly unknown[]): string => rows.map((row) => JSON.stringify(row)).join('\n');

test.each([
  ['lists', JSON.stringify(KLINES)],
  [
    'lists with numbers, over several lines',
    JSON.stringify(
      KLINES.map((row) => row.map(Number)),
      null,
      2,
    ),
  ],
  ['lists in lines', lines(KLINES)],
  ['records', JSON.stringify(RECORDS, null, 1)],
  ['records in lines', `${lines(RECORDS)}\n\n`],
  ['what Kraken answers', JSON.stringify({ error: [], result: { XXBTZUSD: KLINES, last: 5 } })],
  ['what OKX answers', JSON.stringify({ code: '0', msg: '', data: KLINES.toReversed() })],
  [
    'the 12 columns of Binance',
    JSON.stringify(KLINES.map((row, i) => [...row, START + (i + 1) * HOUR - 1, '9', 5, '1', '2', '0'])),
  ],
])('%s are candles', async (_, text) => {
  const { candles, column } = await load(text);
  expect([candles.length, candles[0].id, column]).toEqual([1, 'BTC-USD', 'close']);
  expect([...candles[0].time]).toEqual(KLINES.map(([time]) => time));
  expect([...candles[0].columns['close']]).toEqual([11.5, 12, 12.5]);
  expect([...candles[0].columns['volume']]).toEqual([3.25, 3.25, 3.25]);
});

test('a record may leave fields out, and texts keep their commas and quotes', () => {
  const table = jsonTable(
    '[{"time":1,"note":"a, \\"b\\""},{"time":2,"close":null,"odd":{"a":[1]}}]',
    'a.json',
  );
  expect(table).toBe('time,note,close,odd\n1,"a, ""b""",,\n2,,,"{""a"":[1]}"\n');
});

test('a command reads it, from standard input too', async () => {
  const { code, stdout } = await hindcast(['data', '-'], {
    stdin: JSON.stringify(KLINES),
    now: '2024-03-01',
  });
  expect([code, stdout]).toEqual([0, expect.stringContaining('3 rows')]);
});

describe('JSON that is no table is an error', () => {
  test.each([
    ['a message', '{"code":-1121,"msg":"no such market"}', /expected a list of rows in the JSON/],
    ['an empty list', '[]', /expected a list of rows in the JSON/],
    ['cut off', JSON.stringify(KLINES, null, 1).slice(0, -20), /expected JSON, got text that is none/],
    ['several lists', '{"prices":[[1,2]],"market":{"caps":[[1,2]]}}', /got `prices`, `market.caps`/],
    ['rows and records', `${lines(KLINES)}\n{"time":1}`, /got both/],
    [
      'a line that is none',
      `${lines(KLINES)}\n[1, 2`,
      /line 4: expected a list or an object of JSON, got `\[1, 2`/,
    ],
    ['no close', '[{"time":"2024-01-01","users":3,"visits":5}]', /expected column `close`/],
    [
      'a wrong number',
      `${lines(RECORDS)}\n{"openTime":${START + 3 * HOUR},"close":"x"}`,
      /line 5, column `close`: expected a number/,
    ],
  ])('%s', async (_, text, message) => {
    await expect(load(text)).rejects.toMatchObject({ message: expect.stringMatching(message), exit: 12 });
  });
});

test('CSV text is not taken for JSON', () => {
  expect(['time,close\n1,2', '[x]\n', '{', '"a","b"\n'].map(isJson)).toEqual([false, false, false, false]);
});
