/** Digests: they tell whether two contents are the same, and whether one was damaged. */

import { createHash } from 'node:crypto';

/** Text, or bytes of any typed array. */
export type DigestPart = string | NodeJS.ArrayBufferView;

/** Digest of all parts one after another: `sha256:` and 64 hexadecimal digits. */
export function digestOf(...parts: readonly DigestPart[]): string {
  return `sha256:${sha256(...parts)}`;
}

/** The 64 hexadecimal digits alone. */
export function sha256(...parts: readonly DigestPart[]): string {
  const hash = createHash('sha256');
  for (const part of parts) hash.update(part);
  return hash.digest('hex');
}
