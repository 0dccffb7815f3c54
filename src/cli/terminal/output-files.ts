/** Files of results. Each appears complete or not at all: it is written under a temporary name and then renamed. */

import { mkdir, open, realpath, rename, rm, stat } from 'node:fs/promises';
import path from 'node:path';
import { DiskFullError, UsageError } from '../../errors.ts';
import { gathered } from './chunks.ts';
import type { Host } from '../host.ts';

/** Text in chunks, or bytes. */
export type Content = Iterable<string> | Uint8Array;

/** The flag that named the file, for hints. */
export type OutputFlag = '--output' | '--save' | '--onnx';

/**
 * Makes the folder and tries to write to it, so that a command which cannot write its results stops before it starts.
 * @param names - of the files to come
 * @param sources - files that they must not replace
 */
export async function prepareFolder(
  host: Pick<Host, 'pid'>,
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
    const probe = path.join(folder, `.probe.${host.pid}.tmp`);
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

/** Like `mkdir` with `recursive`, which never returns if the file system denies that an existing parent exists (/proc). */
async function makeFolder(folder: string): Promise<void> {
  const existing = await stat(folder).catch(() => undefined);
  if (existing?.isDirectory() === true) return;
  const parent = path.dirname(folder);
  if (parent !== folder) await makeFolder(parent);
  await mkdir(folder);
}

/**
 * Writes every file, its chunks one after another, and puts all in place when the last is complete. Links stay links, and
 * a replaced file keeps its permissions.
 */
export async function writeFilesWhole(
  host: Pick<Host, 'pid'>,
  folder: string,
  files: Readonly<Record<string, Content>>,
  flag: OutputFlag = '--output',
): Promise<void> {
  const written = await Promise.all(
    Object.entries(files).map(async ([name, content]) => {
      const target = await resolved(path.join(folder, name));
      const temporary = path.join(path.dirname(target), `.${path.basename(target)}.${host.pid}.tmp`);
      return { target, temporary, content };
    }),
  );
  try {
    for (const { target, temporary, content } of written)
      await explained(
        target,
        async () => {
          const existing = await stat(target).catch(() => undefined);
          await writeTo(temporary, content, { mode: existing?.mode, isKept: true });
        },
        flag,
      );
    for (const { target, temporary } of written)
      await explained(target, () => rename(temporary, target), flag);
  } catch (error) {
    for (const { temporary } of written) await rm(temporary, { force: true });
    throw error;
  }
}

/** Writes one file; a pipe or a device, which cannot be replaced, is written directly. */
export async function writeFileWhole(
  host: Pick<Host, 'pid'>,
  file: string,
  content: Content,
  flag: OutputFlag = '--output',
): Promise<void> {
  const existing = await stat(file).catch(() => undefined);
  if (existing === undefined || existing.isFile() || existing.isDirectory())
    return writeFilesWhole(host, path.dirname(file), { [path.basename(file)]: content }, flag);
  await explained(file, () => writeTo(file, content, { mode: undefined, isKept: false }), flag);
}

/**
 * Tries to write to the folder of an output file, so that a command which cannot write its results stops before it starts.
 * @param sources - files that it must not replace
 */
export async function prepareFile(
  host: Pick<Host, 'pid'>,
  file: string,
  sources: readonly string[],
  flag: OutputFlag,
): Promise<void> {
  const target = await resolved(path.resolve(file));
  for (const source of sources)
    if ((await resolved(path.resolve(source))) === target)
      throw new UsageError(`expected \`${flag}\` to be another file than the source, got \`${file}\``, {
        hint: 'give a name of its own',
      });
  const existing = await stat(target).catch(() => undefined);
  if (existing?.isDirectory() === true)
    throw new UsageError(`cannot write \`${file}\`: it is a folder`, {
      hint: `give a file to \`${flag}\``,
    });
  if (existing !== undefined && !existing.isFile()) return;
  const probe = path.join(path.dirname(target), `.probe.${host.pid}.tmp`);
  await explained(file, async () => (await open(probe, 'w')).close(), flag);
  await rm(probe);
}

async function writeTo(
  file: string,
  content: Content,
  { mode, isKept }: { readonly mode: number | undefined; readonly isKept: boolean },
): Promise<void> {
  const handle = await open(file, 'w');
  try {
    if (mode !== undefined) await handle.chmod(mode & 0o777);
    const chunks = content instanceof Uint8Array ? [content] : gathered(content);
    for (const chunk of chunks) await handle.writeFile(chunk);
    if (isKept) await handle.sync();
  } finally {
    await handle.close();
  }
}

/** The target of a link; the path itself if nothing exists there yet. */
async function resolved(file: string): Promise<string> {
  return realpath(file).catch(() => file);
}

/** Runs `work`. If the file system refuses, the error names the file and what to try. */
async function explained(
  file: string,
  work: () => Promise<unknown>,
  flag: OutputFlag = '--output',
): Promise<void> {
  try {
    await work();
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    if (code === undefined) throw error;
    if (code === 'ENOSPC' || code === 'EDQUOT') {
      throw new DiskFullError(`no space left to write \`${file}\``, {
        cause: error,
        hint: `free some space, or give another place to \`${flag}\``,
      });
    }
    throw new UsageError(`cannot write \`${file}\`: ${code}`, {
      cause: error,
      hint: `give a place that you may write to \`${flag}\``,
    });
  }
}
