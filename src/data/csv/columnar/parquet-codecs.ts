/** Unpacks the pages of Parquet files, none into more than it claims. */

import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import { unpackedBlock, unpackedHadoop } from './lz4.ts';
import { unpackedZstd } from './zstd.ts';

type Unpack = (bytes: Uint8Array, size: number) => Uint8Array;

const limited = (size: number): { readonly maxOutputLength: number } => ({
  maxOutputLength: Math.max(size, 1),
});

/** By name; Snappy is in the package that reads the file. */
export const unpackers: Readonly<Record<string, Unpack>> = {
  GZIP: (bytes, size) => new Uint8Array(gunzipSync(bytes, limited(size))),
  BROTLI: (bytes, size) => new Uint8Array(brotliDecompressSync(bytes, limited(size))),
  ZSTD: unpackedZstd,
  LZ4: unpackedHadoop,
  LZ4_RAW: unpackedBlock,
};
