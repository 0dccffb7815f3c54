/** SHA-256 digests: they show whether two contents are equal, and whether one was damaged. */

import { createHash } from 'node:crypto';

/** Text, or the bytes of any typed array. */
export type DigestPart = string | NodeJS.ArrayBufferView;

const PREFIX = 'sha256:';

/** Digest of all parts, one after another: `sha256:` and 64 hexadecimal digits. */
export function digestOf(...parts: readonly DigestPart[]): string {
  return PREFIX + sha256(...parts);
}

/** The 64 hexadecimal digits only. */
export function sha256(...parts: readonly DigestPart[]): string {
  const running = createRunningDigest();
  for (const part of parts) running.add(part);
  return running.hex();
}

/** The hexadecimal digits of `sha256:…`, or the first `count` of them. */
export function hexOf(digest: string, count = 64): string {
  return digest.replace(PREFIX, '').slice(0, count);
}

/** A digest of what was added so far. */
export interface RunningDigest {
  readonly add: (part: DigestPart) => void;
  readonly hex: () => string;
  readonly digest: () => string;
}

export function createRunningDigest(): RunningDigest {
  const hash = createHash('sha256');
  const hex = () => hash.copy().digest('hex');
  return { add: (part) => hash.update(part), hex, digest: () => PREFIX + hex() };
}
