/** Why the system refuses to open or write a file, in words with its code. */

const REASONS: ReadonlyMap<string, string> = new Map([
  ['EACCES', 'permission denied'],
  ['EPERM', 'permission denied'],
  ['EROFS', 'the disk is read-only'],
  ['ENOENT', 'its folder does not exist'],
  ['ENOTDIR', 'a part of its path is a file and not a folder'],
  ['EEXIST', 'a part of its path is a file and not a folder'],
  ['EISDIR', 'it is a folder'],
  ['ENAMETOOLONG', 'its name is too long'],
  ['ELOOP', 'its links lead in a circle'],
  ['EIO', 'the disk has an error'],
]);

/** For example `its name is too long (ENAMETOOLONG)`. */
export function systemReason(code: string): string {
  const reason = REASONS.get(code);
  return reason === undefined ? code : `${reason} (${code})`;
}
