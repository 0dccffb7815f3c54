/** Files of results. Each appears whole or not at all: it is written beside its place and then renamed. */

import { mkdir, open, rename, rm, stat } from 'node:fs/promises';
import path from 'node:path';
import { DiskFullError, UsageError } from '../errors.ts';

/** Characters gathered before each write. */
const CHUNK = 1 << 16;

/** Makes the folder, so that a run which cannot keep its results stops before it starts. */
export async function prepareFolder(folder: string): Promise<void> {
  await explained(folder, () => makeFolder(path.resolve(folder)));
}

/** As `mkdir` with `recursive`, which never returns where the file system says that a parent that is there is not (/proc). */
async function makeFolder(folder: string): Promise<void> {
  const existing = await stat(folder).catch(() => undefined);
  if (existing?.isDirectory() === true) return;
  const parent = path.dirname(folder);
  if (parent !== folder) await makeFolder(parent);
  await mkdir(folder);
}

/** Writes `pieces`, one after another, as `folder/name`. */
export async function writeFileWhole(folder: string, name: string, pieces: Iterable<string>): Promise<void> {
  const target = path.join(folder, name);
  const temporary = path.join(folder, `.${name}.${process.pid}.tmp`);
  await explained(target, async () => {
    try {
      const file = await open(temporary, 'w');
      try {
        for (const chunk of gathered(pieces)) await file.writeFile(chunk);
        await file.sync();
      } finally {
        await file.close();
      }
      await rename(temporary, target);
    } catch (error) {
      await rm(temporary, { force: true });
      throw error;
    }
  });
}

function* gathered(pieces: Iterable<string>): Generator<string> {
  let chunk = '';
  for (const piece of pieces) {
    chunk += piece;
    if (chunk.length < CHUNK) continue;
    yield chunk;
    chunk = '';
  }
  if (chunk !== '') yield chunk;
}

/** Runs `work`, and names `place` and a way out where the file system refuses. */
async function explained(place: string, work: () => Promise<unknown>): Promise<void> {
  try {
    await work();
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    if (code === undefined) throw error;
    if (code === 'ENOSPC' || code === 'EDQUOT') {
      throw new DiskFullError(`no space left to write \`${place}\``, {
        cause: error,
        hint: 'free some space, or give another folder to `--output`',
      });
    }
    throw new UsageError(`cannot write \`${place}\`: ${code}`, {
      cause: error,
      hint: 'give a folder that you may write to `--output`',
    });
  }
}
