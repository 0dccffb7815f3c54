/** Figures of this machine in the cache: when they are used, and that no file of any kind does harm. */
import { chmodSync, existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { openMeasured } from '../../src/store/measured.ts';
import { temporaryFolder } from '../helpers/files.ts';

const NOW = Date.UTC(2024, 0, 10);
const WEEK = 7 * 86_400_000;

const newFile = async () => path.join(await temporaryFolder(), 'cache', 'speed.json');

function keepIn(file: string | undefined, key: string, at = NOW): void {
  const measured = openMeasured(file, () => at);
  measured.keep(key, { fit: 1, window: 0.5 });
  measured.save();
}

const findIn = (file: string | undefined, key: string, at = NOW) =>
  openMeasured(file, () => at).find(key, ['fit', 'window']);

test('keeps figures for four weeks, whoever opens the file', async () => {
  const file = await newFile();
  expect(findIn(file, 'a')).toBeUndefined();
  keepIn(file, 'a');
  keepIn(file, 'b', NOW + WEEK);
  expect(findIn(file, 'a')).toMatchObject({ fit: 1, window: 0.5 });
  expect(findIn(file, 'a', NOW + 4 * WEEK)).toBeUndefined();
  expect(findIn(file, 'b', NOW + 4 * WEEK)).toMatchObject({ fit: 1 });
  // A clock that was set back.
  expect(findIn(file, 'b', NOW)).toBeUndefined();
  expect(readdirSync(path.dirname(file))).toEqual(['speed.json']);
});

test('finds nothing with other names', async () => {
  const file = await newFile();
  keepIn(file, 'a');
  expect(openMeasured(file, () => NOW).find('a', ['fit', 'epoch'])).toBeUndefined();
});

test('forgets the oldest figures of many', async () => {
  const file = await newFile();
  for (const [at, count] of [
    [NOW, 1],
    [NOW + 1, 500],
  ]) {
    const measured = openMeasured(file, () => at);
    for (let i = 0; i < count; i++) measured.keep(`${at} ${i}`, { fit: 1 });
    measured.save();
  }
  const kept = Object.keys(JSON.parse(readFileSync(file, 'utf8')) as object);
  expect(kept.length).toBe(500);
  expect(kept).not.toContain(`${NOW} 0`);
});

test.each([
  '',
  '{',
  'null',
  '[]',
  '"a"',
  '{"a":null}',
  '{"a":{"fit":1,"window":1}}',
  `{"a":{"fit":"1","window":1,"at":${NOW}}}`,
  `{"a":{"fit":-1,"window":1,"at":${NOW}}}`,
  `{"a":{"fit":1,"at":${NOW}}}`,
  `{"a":{"fit":1,"window":1e999,"at":${NOW}}}`,
  '['.repeat(100_000),
  ' '.repeat(2 ** 20 + 1),
])('a damaged file counts as missing and is replaced', async (text) => {
  const file = await newFile();
  keepIn(file, 'b');
  writeFileSync(file, text);
  expect(findIn(file, 'a')).toBeUndefined();
  keepIn(file, 'a');
  expect(findIn(file, 'a')).toMatchObject({ fit: 1 });
});

test('a file that cannot be written does no harm, and no file is none', async () => {
  const folder = await temporaryFolder();
  writeFileSync(path.join(folder, 'cache'), 'a file where the folder would be');
  const file = path.join(folder, 'cache', 'speed.json');
  keepIn(file, 'a');
  expect(findIn(file, 'a')).toBeUndefined();
  chmodSync(folder, 0o500);
  keepIn(path.join(folder, 'other', 'speed.json'), 'a');
  chmodSync(folder, 0o700);
  keepIn(undefined, 'a');
  expect(findIn(undefined, 'a')).toBeUndefined();
  expect(existsSync(file)).toBe(false);
});

test('writes nothing if nothing is new', async () => {
  const file = await newFile();
  openMeasured(file, () => NOW).save();
  expect(existsSync(file)).toBe(false);
});
