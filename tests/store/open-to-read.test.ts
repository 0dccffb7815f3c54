/** A store is read where nothing can be written, with all that was committed to it, and nothing is left beside it. */
import { chmod, copyFile, mkdir, readdir, readFile, utimes, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { DatabaseSync } from '@photostructure/sqlite';
import { describe, expect, onTestFinished, test } from 'vitest';
import { openStore, openStoreToRead } from '../../src/store/store.ts';
import { boundHindcast, boundNode, whileReadOnly } from '../helpers/bound.ts';
import { temporaryFolder } from '../helpers/files.ts';
import { ohlcvOf } from '../helpers/ohlcv.ts';
import { START } from '../helpers/panels.ts';
import { hindcast } from '../helpers/run.ts';

const READER = fileURLToPath(new URL('reader.mjs', import.meta.url));
const BTC = { exchange: 'binance', symbol: 'BTC/USDT', timeframe: '1h' };

/** A folder of its own with a store of 10 candles in the file and, unless closed, 5 more in its log. */
async function newStore({ isClosed }: { readonly isClosed: boolean }) {
  const folder = await temporaryFolder();
  const file = path.join(folder, 'store.sqlite');
  const store = openStore(file);
  store.write(BTC, ohlcvOf(10), { at: START });
  if (isClosed) store.close();
  else {
    onTestFinished(() => store.close());
    const log = new DatabaseSync(file);
    log.exec('PRAGMA wal_checkpoint(TRUNCATE)');
    log.close();
    store.write(BTC, ohlcvOf(15), { at: START });
  }
  return { folder, file };
}

/** The lines that the reader prints while the folder of each file cannot be written. */
async function readWhereReadOnly(files: readonly string[]): Promise<unknown[]> {
  const read = () => boundNode([READER, ...files]);
  const { stdout } = await files.reduce(
    (work, file) => () => whileReadOnly(path.dirname(file), work),
    read,
  )();
  return stdout
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as unknown);
}

/** Copies of the parts of a store, in a folder of their own. */
async function copyOf(file: string, parts: readonly string[]): Promise<string> {
  const copy = path.join(await temporaryFolder(), 'store.sqlite');
  for (const part of parts) await copyFile(file + part, copy + part);
  return copy;
}

describe('in a folder that cannot be written', () => {
  test('a store is read with its log, with and without the memory that writers share', async () => {
    const closed = await newStore({ isClosed: true });
    const live = await newStore({ isClosed: false });
    const left = await copyOf(live.file, ['', '-wal', '-shm']);
    const alone = await copyOf(live.file, ['', '-wal']);
    const withoutLog = await copyOf(live.file, ['']);
    const files = [closed.file, live.file, left, alone, withoutLog];
    const before = await Promise.all(files.map((file) => readdir(path.dirname(file))));
    expect(await readWhereReadOnly(files)).toEqual(
      [10, 15, 15, 15, 10].map((rows) => ({ rows: [rows], isWritable: false })),
    );
    expect(await Promise.all(files.map((file) => readdir(path.dirname(file))))).toEqual(before);
  });

  test('a store of an older version is an error that says what to do, and so is an empty file', async () => {
    const { file } = await newStore({ isClosed: true });
    const database = new DatabaseSync(file);
    database.exec('PRAGMA user_version = 1');
    database.close();
    const empty = path.join(await temporaryFolder(), 'store.sqlite');
    await writeFile(empty, '');
    expect(await readWhereReadOnly([file, empty])).toEqual([
      { exit: 2, message: expect.stringMatching(/got version 1 .* cannot be written/) as string },
      { exit: 2, message: `expected \`${empty}\` to be a store, got an empty file` },
    ]);
  });

  test('every command that only reads works, and prints the same as elsewhere', async () => {
    const { folder, file } = await newStore({ isClosed: true });
    const store = openStore(file);
    store.write(BTC, ohlcvOf(300), { at: START });
    store.close();
    const market = 'binance:BTC/USDT:1h';
    const options = { env: { HINDCAST_STORE: file }, now: START + 301 * 3_600_000 };
    for (const command of ['backtest', 'forecast'])
      await hindcast([command, market, '--model', 'drift', '--quiet'], options);
    const commands = [
      ['data'],
      ['data', market],
      ['export', market],
      ['export', 'last'],
      ['plan', market],
      ['runs'],
      ['show', 'last'],
      ['report', 'last'],
      ['compare', 'last', 'last'],
      ['verify', 'last', '--quiet'],
      ['score'],
      ['score', '--list'],
      ['prune', '--dry-run'],
      ['doctor', '--no-network', '--json'],
      ['complete', '--', 'show', ''],
    ];
    const before = [await readFile(file), await readdir(folder)];
    for (const command of commands) {
      const elsewhere = await hindcast(command, options);
      const here = await whileReadOnly(folder, () => boundHindcast(command, options));
      expect([command, here.code, here.stderr]).toEqual([command, 0, elsewhere.stderr]);
      // These print how long it takes, the time, or what can be written.
      if (['plan', 'verify', 'prune', 'doctor'].includes(command[0])) continue;
      expect(here.stdout).toBe(elsewhere.stdout);
    }
    expect([await readFile(file), await readdir(folder)]).toEqual(before);
  });
});

test('a file that cannot be written is read, and no other file is left beside it', async () => {
  const copy = await copyOf((await newStore({ isClosed: true })).file, ['']);
  await chmod(copy, 0o444);
  const { stdout } = await boundNode([READER, copy]);
  expect(JSON.parse(stdout)).toEqual({ rows: [10], isWritable: false });
  expect(await readdir(path.dirname(copy))).toEqual(['store.sqlite']);
});

test('a folder that cannot be entered is an error, not a missing store', async () => {
  const folder = await temporaryFolder();
  await mkdir(path.join(folder, 'closed'), { mode: 0o000 });
  for (const command of [['data'], ['runs'], ['prune'], ['show', 'last']]) {
    const { code, stderr } = await boundHindcast([
      ...command,
      '--store',
      path.join(folder, 'closed', 'store.sqlite'),
    ]);
    expect([code, stderr]).toEqual([2, expect.stringMatching(/^error: cannot open .*\(EACCES\)\nhint: /)]);
  }
});

describe('a reader', () => {
  test('sees one snapshot of the store, whatever is written in the meantime', async () => {
    const { file } = await newStore({ isClosed: true });
    const reader = openStoreToRead(file);
    onTestFinished(() => reader.close());
    const writer = openStore(file);
    writer.write(BTC, ohlcvOf(20), { at: START });
    writer.close();
    expect([reader.find(BTC)?.rows, reader.read(BTC).time.length, reader.isWritable]).toEqual([10, 10, true]);
  });

  test('brings an older store up to date where it can be written', async () => {
    const file = path.join(await temporaryFolder(), 'store.sqlite');
    await writeFile(file, '');
    const reader = openStoreToRead(file);
    expect(reader.list()).toEqual([]);
    reader.close();
  });

  test('says so if a file that it cannot share is written in the meantime', async () => {
    const file = await copyOf((await newStore({ isClosed: true })).file, ['']);
    const code = `import(${JSON.stringify(READER.replace('tests/store/reader.mjs', 'dist/store/store.js'))})
      .then(({ openStoreToRead }) => {
        const store = openStoreToRead(${JSON.stringify(file)});
        console.error('open');
        setInterval(() => {
          if (fs.statSync(store.file).mtimeMs < Date.now()) return;
          try { store.list(); } catch (error) { console.log(error.exit, error.message); }
          process.exit();
        }, 5);
      })`;
    const later = new Date(Date.now() + 600_000);
    const { stdout } = await whileReadOnly(path.dirname(file), () =>
      boundNode(['-e', code], {
        signals: [{ after: 'open', send: () => void utimes(file, later, later) }],
      }),
    );
    expect(stdout).toBe(`11 the store \`${file}\` was written while it was read\n`);
  });
});
