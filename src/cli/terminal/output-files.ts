/** Files of results. Each appears complete or not at all: it is written under a temporary name and then renamed. */

import { open, readlink, realpath, rename, rm, stat } from 'node:fs/promises';
import path from 'node:path';
import { makeFolder } from '../../data/make-folder.ts';
import { systemReason } from '../../data/system-reason.ts';
import { DiskFullError, UsageError } from '../../errors.ts';
import type { Content } from './chunks.ts';
import { gathered } from './chunks.ts';
import { removeLeftovers, temporaryFile } from './temporary-files.ts';
import type { Host } from '../host.ts';

/** The flag that named the file, for hints. */
export type OutputFlag = '--output' | '--save' | '--onnx' | '--svg' | '--png';

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
  flag: OutputFlag = '--output',
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
  await explained(
    folder,
    async () => {
      makeFolder(folder);
      await probe(host, folder, names);
    },
    flag,
  );
  for (const name of names) {
    const existing = await stat(path.join(folder, name)).catch(() => undefined);
    if (existing && !existing.isFile())
      throw new UsageError(`cannot write \`${path.join(folder, name)}\`: it is not a file`, {
        hint: 'give another folder to `--output`',
      });
  }
}

/** Tries to write to a folder, and removes what killed processes left there. */
async function probe(host: Pick<Host, 'pid'>, folder: string, names: readonly string[]): Promise<void> {
  const file = temporaryFile(host, folder);
  await (await open(file, 'w')).close();
  await rm(file);
  await removeLeftovers(folder, names);
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
  const written: { readonly target: string; readonly temporary: string }[] = [];
  const explain = (name: string, work: () => Promise<void>) => explained(path.join(folder, name), work, flag);
  try {
    for (const [name, content] of Object.entries(files)) {
      await refuseDatabase(path.join(folder, name), flag);
      await explain(name, async () => {
        const target = await resolved(path.join(folder, name));
        const temporary = temporaryFile(host, path.dirname(target));
        written.push({ target, temporary });
        await removeLeftovers(path.dirname(target), [path.basename(target)]);
        const existing = await stat(target).catch(() => undefined);
        await writeTo(temporary, content, { mode: existing?.mode, isKept: true });
      });
    }
    for (const [i, name] of Object.keys(files).entries())
      await explain(name, () => rename(written[i].temporary, written[i].target));
  } catch (error) {
    for (const { temporary } of written) await rm(temporary, { force: true }).catch(() => {});
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
  let target = file;
  await explained(file, async () => void (target = await resolved(path.resolve(file))), flag);
  for (const source of sources)
    if ((await resolved(path.resolve(source)).catch(() => source)) === target)
      throw new UsageError(`expected \`${flag}\` to be another file than the source, got \`${file}\``, {
        hint: 'give a name of its own',
      });
  const existing = await stat(target).catch(() => undefined);
  if (existing?.isDirectory() === true)
    throw new UsageError(`cannot write \`${file}\`: it is a folder`, {
      hint: `give a file to \`${flag}\``,
    });
  if (existing !== undefined && !existing.isFile()) return;
  await refuseDatabase(file, flag);
  await explained(file, () => probe(host, path.dirname(target), [path.basename(target)]), flag);
}

/** @throws UsageError if a file begins as every file of SQLite does (https://sqlite.org/fileformat.html#the_database_header) */
async function refuseDatabase(file: string, flag: OutputFlag): Promise<void> {
  if ((await stat(file).catch(() => undefined))?.isFile() !== true) return;
  const handle = await open(file).catch(() => undefined); // one that cannot be read may be replaced
  const { buffer } = (await handle?.read(Buffer.alloc(15), 0, 15, 0)) ?? {};
  await handle?.close();
  if (buffer?.toString('latin1') !== 'SQLite format 3') return;
  throw new UsageError(`cannot write \`${file}\`: it is a database, perhaps a store`, {
    hint: `give another file to \`${flag}\``,
  });
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

/** Where a path leads: the target of a link, even if that does not exist yet. */
async function resolved(file: string): Promise<string> {
  try {
    return await realpath(file);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    const target = await readlink(file).catch(() => undefined);
    return target === undefined ? file : resolved(path.resolve(path.dirname(file), target));
  }
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
    throw new UsageError(`cannot write \`${file}\`: ${systemReason(code)}`, {
      cause: error,
      hint: `give \`${flag}\` a path where you may write`,
    });
  }
}
