/** The formats of tables that are not text: how their first bytes show them, and what reads them. */

import { open, stat } from 'node:fs/promises';
import type { FileHandle } from 'node:fs/promises';
import type { ByteSource, ColumnTable } from './column-table.ts';

export interface TableFormat {
  readonly name: string;
  /** Whether a file that begins with `head`, as text with one character per byte, is one. */
  readonly isOne: (head: string) => boolean;
  /** The table; text, if it is one of text. */
  readonly read: (file: ByteSource, source: string) => Promise<ColumnTable | string>;
}

const formats: readonly TableFormat[] = [
  {
    name: 'Parquet',
    isOne: (head) => head.startsWith('PAR1'),
    read: async (file, source) => (await import('./parquet.ts')).parquetTable(file, source),
  },
  {
    name: 'Arrow',
    isOne: (head) => head.startsWith('ARROW1') || head.startsWith('\u00ff\u00ff\u00ff\u00ff'),
    read: async (file, source) => (await import('./arrow.ts')).arrowTable(file, source),
  },
  {
    name: 'Excel',
    isOne: (head) =>
      head.startsWith('PK\u0003\u0004') &&
      /xl\/|\[Content_Types\]/.test(head) &&
      !head.includes('opendocument'),
    read: async (file, source) => (await import('../workbook/workbook.ts')).workbookText(file, source),
  },
];

/** Bytes that show a format. */
const HEAD_BYTES = 4096;

/** The format of a file that begins with these bytes; `undefined` for text, and for what cannot be read. */
export function formatOf(bytes: Uint8Array): TableFormat | undefined {
  const head = Buffer.from(bytes.buffer, bytes.byteOffset, Math.min(bytes.length, HEAD_BYTES));
  const text = head.toString('latin1');
  return formats.find(({ isOne }) => isOne(text));
}

/** Bytes in memory. */
export function bytesSource(bytes: Uint8Array): ByteSource {
  return { size: bytes.length, read: (from, to) => Promise.resolve(bytes.subarray(from, to)) };
}

/** Calls `work` with the format of the file `path`, and the file; `undefined` if it is of none, or cannot be opened. */
export async function withFormat<Value>(
  path: string,
  work: (format: TableFormat, file: ByteSource) => Promise<Value>,
): Promise<Value | undefined> {
  const what = await stat(path).catch(() => undefined);
  if (what?.isFile() !== true) return undefined;
  const handle = await open(path).catch(() => undefined);
  if (handle === undefined) return undefined;
  try {
    const file = { size: what.size, read: (from: number, to: number) => readPart(handle, from, to) };
    const format = formatOf(await file.read(0, Math.min(HEAD_BYTES, what.size)));
    return format && (await work(format, file));
  } finally {
    await handle.close();
  }
}

/** The most bytes that are read at once, which is the most that Node.js reads at once. */
const MOST_AT_ONCE = 2 ** 31 - 1;

async function readPart(handle: FileHandle, from: number, to: number): Promise<Uint8Array> {
  if (to - from > MOST_AT_ONCE)
    throw new Error(`a part of ${to - from} bytes, where at most ${MOST_AT_ONCE} are expected`);
  const bytes = new Uint8Array(to - from);
  const { bytesRead } = await handle.read(bytes, 0, bytes.length, from);
  return bytesRead === bytes.length ? bytes : bytes.subarray(0, bytesRead);
}
