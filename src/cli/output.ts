/** Files of results. Each appears whole or not at all: it is written beside its place and then renamed. */

import { mkdir, open, realpath, rename, rm, stat } from 'node:fs/promises';
import path from 'node:path';
import { DiskFullError, UsageError } from '../errors.ts';
import { gathered } from './pieces.ts';

/**
 * Makes the folder and tries to write to it, so that a run which cannot keep its results stops before it starts.
 * @param names - of the files to come
 * @param sources - files that they must not replace
 */
export async function prepareFolder(
  folder: string,
  names: readonly string[],
  sources: readonly string[],
): Promise<void> {
  const taken = sources.find((source) =>
    names.some((name) => path.resolve(source) === path.resolve(folder, name)),
  );
  if (taken !== undefined)
    throw new UsageError(
      `expected \`--output\` to be a folder without the source, got that of \`${taken}\``,
      {
        hint: `give another folder: ${names.join(', ')} are written there`,
      },
    );
  await explained(folder, async () => {
    await makeFolder(path.resolve(folder));
    const probe = path.join(folder, `.probe.${process.pid}.tmp`);
    await (await open(probe, 'w')).close();
    await rm(probe);
  });
  for (const name of names) {
    const existing = await stat(path.join(folder, name)).catch(() => undefined);
    if (existing && !existing.isFile())
      throw new UsageError(`cannot write \`${path.join(folder, name)}\`: it is not a file`, {
        hint: 'give another folder to `--output`',
      });
  }
}

/** As `mkdir` with `recursive`, which never returns where the file system says that a parent that is there is not (/proc). */
async function makeFolder(folder: string): Promise<void> {
  const existing = await stat(folder).catch(() => undefined);
  if (existing?.isDirectory() === true) return;
  const parent = path.dirname(folder);
  if (parent !== folder) await makeFolder(parent);
  await mkdir(folder);
}

/**
 * Writes every file, its pieces one after another, and puts all in place once the last is whole. A link stays one, and
 * a file that is replaced hands its permissions on.
 */
export async function writeFilesWhole(
  folder: string,
  files: Readonly<Record<string, Iterable<string>>>,
): Promise<void> {
  const written = await Promise.all(
    Object.entries(files).map(async ([name, pieces]) => {
      const target = await resolved(path.join(folder, name));
      const temporary = path.join(path.dirname(target), `.${path.basename(target)}.${process.pid}.tmp`);
      return { target, temporary, pieces };
    }),
  );
  try {
    for (const { target, temporary, pieces } of written)
      await explained(target, async () => {
        const existing = await stat(target).catch(() => undefined);
        await writeTo(temporary, pieces, { mode: existing?.mode, isKept: true });
      });
    for (const { target, temporary } of written) await explained(target, () => rename(temporary, target));
  } catch (error) {
    for (const { temporary } of written) await rm(temporary, { force: true });
    throw error;
  }
}

/** Writes one file; into a pipe or a device, which cannot be replaced, as it comes. */
export async function writeFileWhole(file: string, pieces: Iterable<string>): Promise<void> {
  const existing = await stat(file).catch(() => undefined);
  if (existing === undefined || existing.isFile() || existing.isDirectory())
    return writeFilesWhole(path.dirname(file), { [path.basename(file)]: pieces });
  await explained(file, () => writeTo(file, pieces, { mode: undefined, isKept: false }));
}

async function writeTo(
  place: string,
  pieces: Iterable<string>,
  { mode, isKept }: { readonly mode: number | undefined; readonly isKept: boolean },
): Promise<void> {
  const file = await open(place, 'w');
  try {
    if (mode !== undefined) await file.chmod(mode & 0o777);
    for (const chunk of gathered(pieces)) await file.writeFile(chunk);
    if (isKept) await file.sync();
  } finally {
    await file.close();
  }
}

/** Where a link leads; the place itself where nothing is there yet. */
async function resolved(place: string): Promise<string> {
  return realpath(place).catch(() => place);
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
        hint: 'free some space, or give another place to `--output`',
      });
    }
    throw new UsageError(`cannot write \`${place}\`: ${code}`, {
      cause: error,
      hint: 'give a place that you may write to `--output`',
    });
  }
}
