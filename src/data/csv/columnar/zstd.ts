/**
 * Unpacks Zstandard, which Node.js does from version 22.15 on. No package is used before that: `fzstd`, which others use, does not end
 * on some damaged data.
 */

import * as zlib from 'node:zlib';
import { UsageError } from '../../../errors.ts';

interface ZstdModule {
  readonly zstdDecompressSync?: (bytes: Uint8Array, options: { readonly maxOutputLength: number }) => Buffer;
}

/**
 * The `size` bytes in `bytes`.
 * @throws UsageError if this Node.js cannot unpack them
 */
export function unpackedZstd(
  bytes: Uint8Array,
  size: number,
  { zstdDecompressSync: decompress }: ZstdModule = zlib as ZstdModule,
): Uint8Array {
  if (decompress !== undefined)
    return new Uint8Array(decompress(bytes, { maxOutputLength: Math.max(size, 1) }));
  throw new UsageError(
    `the file is packed with Zstandard, which Node.js unpacks from version 22.15 on; this is ${process.version}`,
    { hint: 'update Node.js, or write the file with another compression: snappy, gzip, brotli, lz4 or none' },
  );
}
