import { mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { prepareFolder, writeFileWhole } from '../../src/cli/output.ts';
import { UsageError } from '../../src/errors.ts';

let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'hindcast-'));
});
afterEach(async () => {
  await rm(folder, { recursive: true });
});

describe('writeFileWhole', () => {
  test('writes all pieces, and nothing beside the file', async () => {
    const pieces = Array.from({ length: 20_000 }, (_, i) => `line ${i}\n`);
    await writeFileWhole(folder, 'a.csv', pieces);
    expect(await readFile(path.join(folder, 'a.csv'), 'utf8')).toBe(pieces.join(''));
    expect(await readdir(folder)).toEqual(['a.csv']);
  });

  test('leaves what was there before where a piece fails', async () => {
    await writeFileWhole(folder, 'a.csv', ['old']);
    function* failing(): Generator<string> {
      yield 'new';
      throw new Error('no second piece');
    }
    await expect(writeFileWhole(folder, 'a.csv', failing())).rejects.toThrow('no second piece');
    expect(await readFile(path.join(folder, 'a.csv'), 'utf8')).toBe('old');
    expect(await readdir(folder)).toEqual(['a.csv']);
  });
});

describe('prepareFolder', () => {
  test('makes folders inside folders, and keeps those that exist', async () => {
    const deep = path.join(folder, 'a', 'b');
    await prepareFolder(deep);
    await prepareFolder(deep);
    expect(await readdir(path.join(folder, 'a'))).toEqual(['b']);
  });

  test('says where it cannot be', async () => {
    const file = path.join(folder, 'file');
    await writeFile(file, '');
    await expect(prepareFolder(path.join(file, 'inside'))).rejects.toThrow(UsageError);
  });
});
