import {
  chmod,
  lstat,
  mkdir,
  mkdtemp,
  readFile,
  readdir,
  rm,
  stat,
  symlink,
  writeFile,
} from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import {
  prepareFile,
  prepareFolder,
  writeFileWhole,
  writeFilesWhole,
} from '../../../src/cli/terminal/output-files.ts';
import { UsageError } from '../../../src/errors.ts';
import { run } from '../../helpers/run.ts';

let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'hindcast-'));
});
afterEach(async () => {
  await rm(folder, { recursive: true });
});

describe('writeFilesWhole', () => {
  test('writes all pieces, and nothing beside the file', async () => {
    const pieces = Array.from({ length: 20_000 }, (_, i) => `line ${i}\n`);
    await writeFilesWhole(process, folder, { 'a.csv': pieces });
    expect(await readFile(path.join(folder, 'a.csv'), 'utf8')).toBe(pieces.join(''));
    expect(await readdir(folder)).toEqual(['a.csv']);
  });

  test('leaves all that was there before where a piece of any file fails', async () => {
    await writeFilesWhole(process, folder, { 'a.csv': ['old'] });
    function* failing(): Generator<string> {
      yield 'new';
      throw new Error('no second piece');
    }
    await expect(writeFilesWhole(process, folder, { 'a.csv': ['new'], 'b.csv': failing() })).rejects.toThrow(
      'no second piece',
    );
    expect(await readFile(path.join(folder, 'a.csv'), 'utf8')).toBe('old');
    expect(await readdir(folder)).toEqual(['a.csv']);
  });
});

describe('prepareFolder', () => {
  test('makes folders inside folders, and keeps those that exist', async () => {
    const deep = path.join(folder, 'a', 'b');
    await prepareFolder(process, deep, ['a.csv'], []);
    await prepareFolder(process, deep, ['a.csv'], []);
    expect(await readdir(path.join(folder, 'a'))).toEqual(['b']);
  });

  test('says where it cannot be', async () => {
    const file = path.join(folder, 'file');
    await writeFile(file, '');
    await expect(prepareFolder(process, path.join(file, 'inside'), [], [])).rejects.toThrow(UsageError);
  });

  test('refuses to write over a source, or where a folder has the name', async () => {
    await expect(prepareFolder(process, folder, ['a.csv'], [path.join(folder, 'a.csv')])).rejects.toThrow(
      'to be a folder without the source',
    );
    await mkdir(path.join(folder, 'a.csv'));
    await expect(prepareFolder(process, folder, ['a.csv'], [])).rejects.toThrow('it is not a file');
  });
});

describe('a file that is there', () => {
  test('stays a link to where it led, and keeps its permissions', async () => {
    const target = path.join(folder, 'kept.csv');
    const link = path.join(folder, 'link.csv');
    await writeFile(target, 'old');
    await chmod(target, 0o600);
    await symlink('kept.csv', link);
    await writeFilesWhole(process, folder, { 'link.csv': ['new'] });
    expect((await lstat(link)).isSymbolicLink()).toBe(true);
    expect(await readFile(target, 'utf8')).toBe('new');
    expect((await stat(target)).mode & 0o777).toBe(0o600);
  });

  test('is the target of a link, even if that does not exist yet', async () => {
    const link = path.join(folder, 'link.csv');
    await symlink('new.csv', link);
    await writeFileWhole(process, link, ['new']);
    expect((await lstat(link)).isSymbolicLink()).toBe(true);
    expect(await readFile(path.join(folder, 'new.csv'), 'utf8')).toBe('new');
  });

  test('is written into and not replaced where it is a pipe', async () => {
    const pipe = path.join(folder, 'pipe');
    expect((await run('mkfifo', [pipe])).code).toBe(0);
    const reader = run('cat', [pipe]);
    await writeFileWhole(process, pipe, ['a', 'b']);
    expect((await reader).stdout).toBe('ab');
    expect((await stat(pipe)).isFIFO()).toBe(true);
  });
});

describe('an impossible place', () => {
  const places = [
    ['in a file', 'file/inside', 'a part of its path is a file'],
    ['in a folder in a file', 'file/in/side', 'a part of its path is a file'],
    ['at a link to itself', 'circle', 'its links lead in a circle (ELOOP)'],
    ['behind a link to itself', 'circle/inside', 'its links lead in a circle (ELOOP)'],
    ['of too long a name', 'x'.repeat(300), 'its name is too long (ENAMETOOLONG)'],
    ['in /proc', '/proc/no/such', 'its folder does not exist (ENOENT)'],
  ] as const;

  test.each(places)('is a usage error %s', async (_, name, reason) => {
    await writeFile(path.join(folder, 'file'), '');
    await symlink('circle', path.join(folder, 'circle'));
    const place = path.resolve(folder, name);
    const said = { exit: 2, message: expect.stringContaining(`: ${reason}`) as string };
    await expect(writeFileWhole(process, place, ['a'])).rejects.toMatchObject(said);
    await expect(prepareFile(process, place, [], '--save')).rejects.toMatchObject(said);
    if (name === 'circle') return; // a folder cannot be made there, as the name is taken
    await expect(prepareFolder(process, place, ['a'], [])).rejects.toMatchObject({ exit: 2 });
    expect(new Set(await readdir(folder))).toEqual(new Set(['circle', 'file']));
  });
});

test('the name of a file may be as long as the system allows', async () => {
  const name = 'x'.repeat(255);
  await writeFileWhole(process, path.join(folder, name), ['a']);
  expect(await readdir(folder)).toEqual([name]);
});
