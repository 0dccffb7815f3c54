/** Texts without the folders of the user's machine, so that a report can be passed on. */

import path from 'node:path';

/** A path with at least one folder, from the root of a disk, at the start of a word; the last part is kept. */
const ROOTED =
  /(?<=^|[\s`'"(=,[{])(?:[A-Za-z]:)?(?:[\\/]|~\/)(?:[^\\/\s`'"(),;:[\]{}]+[\\/])+([^\\/\s`'"(),;:[\]{}]*)/g;

/** The text with every absolute path shortened to its last part; `sources` may have spaces in them. */
export function withoutFolders(text: string, sources: readonly string[]): string {
  let out = text;
  for (const source of sources.filter(isRooted)) out = out.replaceAll(source, nameOf(source));
  return out.replaceAll(ROOTED, (_, last: string) => last);
}

/** A source without its folder. */
export function withoutFolder(source: string): string {
  return isRooted(source) ? nameOf(source) : source;
}

// A store may come from another system, so both kinds of paths are known everywhere.
const isRooted = (text: string): boolean => path.posix.isAbsolute(text) || path.win32.isAbsolute(text);

const nameOf = (text: string): string => text.split(/[\\/]/).findLast((part) => part !== '') ?? text;
