import { spawnSync } from 'node:child_process';
import { hostname } from 'node:os';
import { readdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { expect, test } from 'vitest';
import { writeFileWhole } from '../../../src/cli/terminal/output-files.ts';
import { temporaryFile } from '../../../src/cli/terminal/temporary-files.ts';
import { temporaryFolder } from '../../helpers/files.ts';

/** The number of a process that has ended. */
const deadProcess = (): number => spawnSync(process.execPath, ['--version']).pid;

test('a write removes what killed processes left in the folder, and nothing else', async () => {
  const folder = await temporaryFolder();
  const dead = deadProcess();
  const left = temporaryFile({ pid: dead }, folder);
  const kept = [
    path.basename(temporaryFile({ pid: process.ppid }, folder)), // a process that lives
    `.hindcast-00000000-${dead}-0.tmp`, // of another machine
    `.notes.${dead}.tmp`, // of another program
    '.a.csv.old.tmp',
    'hindcast.tmp',
  ];
  for (const name of [path.basename(left), `.a.csv.${dead}.tmp`, ...kept])
    await writeFile(path.join(folder, name), '');
  await writeFileWhole(process, path.join(folder, 'a.csv'), ['a']);
  expect(new Set(await readdir(folder))).toEqual(new Set([...kept, 'a.csv']));
});

test('the name of a temporary file is short, and new each time', () => {
  const names = [0, 1].map(() => path.basename(temporaryFile({ pid: 7 }, '/')));
  expect(names[0]).toMatch(/^\.hindcast-[0-9a-f]{8}-7-\d+\.tmp$/);
  expect(names[0]).not.toBe(names[1]);
  expect(names[0]).not.toContain(hostname());
});
