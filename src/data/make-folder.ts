/** Makes a folder with the folders above it. */

import { mkdirSync, statSync } from 'node:fs';
import path from 'node:path';

/**
 * Like `mkdirSync` with `recursive`, which never returns if the file system reports an existing parent as missing (/proc).
 * @throws the error of the file system
 */
export function makeFolder(folder: string): void {
  make(path.resolve(folder));
}

function make(folder: string): void {
  if (isFolder(folder)) return;
  const parent = path.dirname(folder);
  if (parent !== folder) make(parent);
  try {
    mkdirSync(folder);
  } catch (error) {
    // Another process may have made it in the meantime.
    if (!isFolder(folder)) throw error;
  }
}

function isFolder(folder: string): boolean {
  try {
    return statSync(folder).isDirectory();
  } catch {
    return false;
  }
}
