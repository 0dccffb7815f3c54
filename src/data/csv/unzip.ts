/**
 * The tables in a ZIP archive, as exchanges publish months: its files one after another in the order of their names, as the
 * text of one file. All have the same header line, which is there once, or none.
 */

import { crc32 } from 'node:zlib';
import type { Entry } from 'yauzl';
import { HindcastError } from '../../errors.ts';
import { quoted } from '../../text/escape.ts';
import { fileError, incompleteError } from './csv-errors.ts';
import { loadPackage } from './optional-package.ts';
import { isTimeCell } from './row-signs.ts';

/** Folders, hidden files and what macOS adds. */
const NO_FILE = /\/$|(?:^|\/)(?:__MACOSX\/|\.)/;
const TABLE = /\.(?:csv|tsv|txt)$/i;
const DELIMITER = /[,;\t|]/;
const LF = 10;

/** Bytes of a part of a workbook, unpacked. */
const MOST_PART = 1 << 28;

export const loadYauzl = () => import('yauzl');

/**
 * The text of the archive in `chunks`.
 * @throws DataError for a damaged or encrypted archive, one without tables, and tables with different header lines
 * @throws UsageError if the package that reads archives is not installed
 */
export async function* unzipped(
  chunks: AsyncIterable<Uint8Array>,
  source: string,
  load = loadYauzl,
): AsyncGenerator<Uint8Array> {
  const { fromBufferPromise } = await loadPackage(load, {
    name: 'yauzl',
    for: 'a ZIP archive',
    otherwise: 'unpack it',
  });
  const parts: Uint8Array[] = [];
  for await (const chunk of chunks) parts.push(chunk);
  try {
    const archive = await fromBufferPromise(Buffer.concat(parts), { lazyEntries: true, autoClose: false });
    const entries: Entry[] = [];
    for await (const entry of archive.eachEntry()) entries.push(entry);
    let first: FirstLine | undefined;
    const tables = tablesOf(entries, source);
    for (const entry of tables) {
      const unpacked = checked(await archive.openReadStreamPromise(entry), entry);
      // The only file is read as it is: it need not be text.
      if (tables.length === 1) yield* unpacked;
      else
        for await (const part of joined(unpacked, entry, first, source)) {
          if (part instanceof Uint8Array) yield part;
          else first ??= part;
        }
    }
  } catch (error) {
    if (error instanceof HindcastError) throw error;
    throw incompleteError(source, 'ZIP archive without a password', 'download it again, or unpack it', error);
  }
}

interface FirstLine {
  readonly file: string;
  readonly text: string;
}

/** The files to read: those that are named as tables, or the only one. */
function tablesOf(entries: readonly Entry[], source: string): readonly Entry[] {
  const files = entries.filter(({ fileName }) => !NO_FILE.test(fileName));
  const tables = files.length === 1 ? files : files.filter(({ fileName }) => TABLE.test(fileName));
  if (tables.length > 0)
    return tables.toSorted((a, b) => (a.fileName < b.fileName ? -1 : a.fileName > b.fileName ? 1 : 0));
  throw fileError(
    source,
    `expected a CSV file in the archive, got ${files.length === 0 ? 'no file' : files.map(({ fileName }) => quoted(fileName)).join(', ')}`,
    'unpack it, and give the file with the table',
  );
}

/** The chunks of a file, whose checksum must be that of the archive. */
async function* checked(stream: AsyncIterable<unknown>, entry: Entry): AsyncGenerator<Uint8Array> {
  let sum = 0;
  for await (const chunk of stream as AsyncIterable<Uint8Array>) {
    sum = crc32(chunk, sum);
    yield chunk;
  }
  if (sum !== entry.crc32) throw new Error(`the checksum of ${quoted(entry.fileName)} is wrong`);
}

/** The first line of a file, then its bytes, up to a line end; without the first line if the first file begins with it too. */
async function* joined(
  chunks: AsyncIterable<Uint8Array>,
  { fileName }: Entry,
  first: FirstLine | undefined,
  source: string,
): AsyncGenerator<Uint8Array | FirstLine> {
  let start: Uint8Array | undefined = Buffer.alloc(0);
  let last = LF;
  for await (const chunk of chunks) {
    if (start === undefined) yield chunk;
    else {
      start = Buffer.concat([start, chunk]);
      if (!start.includes(LF)) continue;
      yield* firstOf(start);
      start = undefined;
    }
    last = chunk.at(-1) ?? last;
  }
  if (start !== undefined) yield* firstOf(start);
  if (start !== undefined || last !== LF) yield Buffer.of(LF);

  function* firstOf(bytes: Uint8Array): Generator<Uint8Array | FirstLine> {
    const end = bytes.indexOf(LF) + 1 || bytes.length;
    const line = { file: fileName, text: textOf(bytes.subarray(0, end)) };
    if (first !== undefined) checkSame(first, line, source);
    yield line;
    yield first?.text === line.text ? bytes.subarray(end) : bytes;
  }
}

function textOf(bytes: Uint8Array): string {
  return new TextDecoder().decode(bytes).trim();
}

/** Throws if one file has a header line that the other has not: their columns may differ. */
function checkSame(first: FirstLine, other: FirstLine, source: string): void {
  const isRow = ({ text }: FirstLine): boolean => text.split(DELIMITER).some(isTimeCell);
  if (first.text === other.text || (isRow(first) && isRow(other))) return;
  throw fileError(
    source,
    `expected the same header line in all files of the archive, got ${quoted(first.text)} in ${quoted(first.file)} and ${quoted(other.text)} in ${quoted(other.file)}`,
    'unpack it, and give the files one by one',
  );
}

/** The parts of an archive by their names. */
export interface ArchiveParts {
  /** The text of a part, which must be at most 256 MiB; `undefined` if there is none. */
  readonly text: (name: string) => Promise<string | undefined>;
}

/**
 * The parts of an archive that is a document of one program.
 * @param what - the document
 */
export async function partsOf(bytes: Buffer, load: typeof loadYauzl, what: string): Promise<ArchiveParts> {
  const otherwise = 'save the sheet as CSV';
  const { fromBufferPromise } = await loadPackage(load, { name: 'yauzl', for: what, otherwise });
  const archive = await fromBufferPromise(bytes, { lazyEntries: true, autoClose: false });
  const entries = new Map<string, Entry>();
  for await (const entry of archive.eachEntry()) entries.set(entry.fileName, entry);
  return {
    async text(name) {
      const entry = entries.get(name);
      if (entry === undefined) return undefined;
      if (entry.uncompressedSize > MOST_PART)
        throw new Error(`a part of ${entry.uncompressedSize} bytes, where at most ${MOST_PART} are expected`);
      const parts: Uint8Array[] = [];
      const stream = await archive.openReadStreamPromise(entry);
      for await (const part of checked(stream, entry)) parts.push(part);
      return new TextDecoder().decode(Buffer.concat(parts));
    },
  };
}
