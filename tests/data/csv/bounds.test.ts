/** Input that never ends, or has no table: it ends early, with the reason. */

import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { loadCsv, readCsv } from '../../../src/data/csv/read-candles.ts';
import { DataError } from '../../../src/errors.ts';

const MIB = 1 << 20;
const TABLE = 'time,close\n2024-01-01,1\n';

/** The bytes again and again, and how many MiB of them were taken. */
function endless(bytes: Uint8Array): { open: () => AsyncIterable<Uint8Array>; taken: () => number } {
  const chunk = Buffer.alloc(MIB, bytes);
  let taken = 0;
  async function* open(): AsyncGenerator<Uint8Array> {
    for (;;) {
      taken++;
      yield chunk;
    }
  }
  return { open, taken: () => taken };
}

async function refusal(read: Promise<unknown>): Promise<DataError> {
  const error = await read.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (!(error instanceof DataError)) throw new Error(`not refused: ${String(error)}`);
  expect(error.exit).toBe(12);
  expect(error.hint).toBeTruthy();
  return error;
}

describe('endless input ends within its first MiB', () => {
  test.each([
    ['zeros', Buffer.of(0), 'binary data'],
    ['random bytes', Buffer.of(7, 200, 0, 31, 10, 0), 'binary data'],
    [
      'blank lines',
      Buffer.from('\n'),
      'expected a table within the first 1048576 characters, got blank lines',
    ],
    ['spaces', Buffer.from(' '), 'line 1: expected at most 1048576 characters in a line'],
    ['commas', Buffer.from(','), 'line 1: expected at most 1048576 characters in a line'],
    ['a header without end', Buffer.from('a,'), 'line 1: expected at most 1048576 characters in a line'],
    [
      'words',
      Buffer.from('yes\n'),
      'expected a header line with a time column and a price column, got `yes`',
    ],
    [
      'a table without prices',
      Buffer.from('time,name\n2024-01-01,x\n2024-01-02,y\n'),
      'expected column `close`',
    ],
  ])('%s', async (_, bytes, message) => {
    const { open, taken } = endless(bytes);
    const error = await refusal(loadCsv('-', {}, open));
    expect(error.message).toContain(message);
    expect(taken()).toBeLessThan(8);
  });
});

describe('bounds', () => {
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'hindcast-bounds-'));
  });
  afterAll(() => rm(folder, { recursive: true }));

  test('a gzip file that unpacks to zeros without end is binary data', async () => {
    await writeFile(join(folder, 'bomb.gz'), gzipSync(Buffer.alloc(64 * MIB)));
    expect((await refusal(loadCsv(join(folder, 'bomb.gz')))).message).toContain('binary data');
  });

  test('a gzip file that is cut off or followed by other bytes is refused', async () => {
    await writeFile(join(folder, 'cut.gz'), gzipSync(TABLE).subarray(0, 30));
    expect((await refusal(loadCsv(join(folder, 'cut.gz')))).message).toContain(
      'expected a complete gzip file',
    );
  });

  test('blank lines between rows take no memory, and count', () => {
    const { candles, reading } = readCsv(`${TABLE}${'\n'.repeat(3 * MIB)}2024-01-02,2\n`, 'a.csv');
    expect([...candles[0].columns['close']]).toEqual([1, 2]);
    expect(reading.skipped).toEqual([{ kind: 'blank line', count: 3 * MIB, line: 3 }]);
    expect([...(candles[0].lines ?? [])]).toEqual([2, 3 + 3 * MIB]);
  });

  test.each([
    ['a cell', `${TABLE}2024-01-02,${'1'.repeat(2 * MIB)}\n`, 'line 3: expected at most 1048576 characters'],
    ['a quoted cell', `${TABLE}"${'x,y\n'.repeat(MIB)}`, 'line 3: expected a closing quote'],
    ['a header', `${'a,'.repeat(10_001)}\n1\n`, 'expected at most 10000 columns, got 10002'],
  ])('%s has an end', (_, text, message) => {
    expect(() => readCsv(text, 'a.csv')).toThrow(message);
  });

  test('lines are counted through blocks, with and without quotes', () => {
    const rows = Array.from({ length: 60_000 }, (_, i) => `${1_500_000_000 + i * 60},"${i}","two\nlines"`);
    const plain = Array.from({ length: 60_000 }, (_, i) => `${1_600_000_000 + i * 60},${i},x`);
    const { candles } = readCsv(`time,close,note\r\n${[...rows, ...plain].join('\r\n')}`, 'a.csv');
    const { lines } = candles[0];
    expect([lines?.at(0), lines?.at(59_999), lines?.at(60_000), lines?.at(-1)]).toEqual([
      2, 120_000, 120_002, 180_001,
    ]);
  });
});
