/**
 * Reads a CSV file or standard input as text: unpacks gzip and ZIP, and detects the encoding. Other kinds of files are errors as
 * soon as their first bytes show it, so that reading always ends.
 */

import { open, stat } from 'node:fs/promises';
import { pipeline, Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import type { HindcastError } from '../../errors.ts';
import { NotFoundError } from '../../errors.ts';
import { fileError, incompleteError } from './csv-errors.ts';
import { MAGIC_BYTES, describeBytes, isArchive, notCsvError } from './file-kinds.ts';
import { legacyEncoding } from './legacy-encoding.ts';
import { unzipped } from './unzip.ts';
import { escapeControl } from '../../text/escape.ts';

/** Standard input, opened when it is read. */
export type OpenInput = () => AsyncIterable<Uint8Array | string>;

export interface TextOptions {
  /** Standard input, which the path `-` means. */
  readonly stdin?: OpenInput | undefined;
  /** Throws if the beginning of a long text shows no table. */
  readonly checkStart?: (start: Uint8Array) => void;
  /** Called with the number of bytes read so far. */
  readonly onBytes?: ((bytes: number) => void) | undefined;
}

export interface DecodedText {
  readonly text: string;
  /** As the web names it: `utf-8`, `windows-1251`. */
  readonly encoding: string;
}

/** The longest string of V8. */
const MOST_BYTES = 2 ** 29 - 24;
/** Bytes that are checked before the rest is read: a table must start in them, in any encoding. */
const FIRST_BYTES = 1 << 22;
const CHUNK = 1 << 20;

/** The bytes of the file `path`; `-` is standard input, unless there is none. */
export async function readBytes(path: string, stdin?: OpenInput): Promise<Uint8Array> {
  return gather(chunksOf(path, stdin), path, {});
}

/** The text of the file `path`, which messages call `source`; it may be gzip. */
export async function readText(
  path: string,
  source: string,
  options: TextOptions = {},
): Promise<DecodedText> {
  return decodeText(await readUnpacked(path, source, options), source);
}

/** The bytes of the file `path`, which messages call `source`; unpacked if they are gzip or a ZIP archive. */
export async function readUnpacked(
  path: string,
  source: string,
  options: TextOptions = {},
): Promise<Uint8Array> {
  return gather(unpacked(chunksOf(path, options.stdin), source), source, options);
}

/** A file that can be read again. */
export interface ReopenedFile {
  /** Its bytes, unpacked. */
  readonly chunks: AsyncIterable<Uint8Array>;
  /** Bytes on disk. */
  readonly size: number;
}

/** The file `path`; `undefined` for standard input, a pipe, and what is not there. */
export async function reopenedFile(path: string, source: string): Promise<ReopenedFile | undefined> {
  const what = path === '-' ? undefined : await stat(path).catch(() => undefined);
  return what?.isFile() === true ? { chunks: unpacked(chunksOf(path), source), size: what.size } : undefined;
}

/** The text of `bytes`: UTF-8, UTF-16 with a byte order mark, or an older encoding of the language of the headers. */
export function decodeText(bytes: Uint8Array, source: string): DecodedText {
  if (startsWith(bytes, [0xff, 0xfe])) return decode(bytes, 'utf-16le');
  if (startsWith(bytes, [0xfe, 0xff])) return decode(bytes, 'utf-16be');
  const kind = describeBytes(bytes);
  if (kind !== undefined) throw notCsvError(source, kind);
  if (isBinary(bytes)) throw binaryDataError(source);
  try {
    return decode(bytes, 'utf-8');
  } catch {
    return decode(bytes, legacyEncoding(bytes));
  }
}

function decode(bytes: Uint8Array, encoding: string): DecodedText {
  return { text: new TextDecoder(encoding, { fatal: encoding === 'utf-8' }).decode(bytes), encoding };
}

/** Whether there is a NUL byte that is not in the middle of text, as after a crash. */
function isBinary(bytes: Uint8Array): boolean {
  const nul = bytes.indexOf(0);
  if (nul < 0) return false;
  const before = bytes.subarray(0, nul);
  return !before.includes(10) || before.some((byte) => byte < 32 && !(byte >= 9 && byte <= 13));
}

function binaryDataError(source: string): HindcastError {
  return fileError(
    source,
    'expected CSV text, got binary data',
    'save it as UTF-8 text with commas between the cells',
  );
}

/** All chunks. Throws if there are too many, or if their beginning is not text with a table. */
async function gather(
  chunks: AsyncIterable<Uint8Array>,
  source: string,
  { checkStart, onBytes }: TextOptions,
): Promise<Uint8Array> {
  const parts: Uint8Array[] = [];
  let size = 0;
  let isChecked = checkStart === undefined;
  for await (const part of chunks) {
    parts.push(part);
    size += part.length;
    if (!isChecked && size >= FIRST_BYTES) {
      checkStart?.(Buffer.concat(parts));
      isChecked = true;
    }
    if (size > MOST_BYTES)
      throw fileError(source, 'expected at most 512 MiB of text, got more', 'split the file by years');
    onBytes?.(size);
  }
  return parts.length === 1 ? parts[0] : Buffer.concat(parts);
}

async function* chunksOf(path: string, stdin?: OpenInput): AsyncGenerator<Uint8Array> {
  if (path === '-' && stdin !== undefined) {
    for await (const chunk of stdin()) yield Buffer.from(chunk);
    return;
  }
  try {
    const what = await stat(path);
    if (what.isSocket())
      throw new NotFoundError(`expected a CSV file, got the socket ${escapeControl(path)}`, {
        hint: 'give a file',
      });
    const handle = await open(path);
    // A stream that closes the handle itself may leave that to the garbage collector, which warns.
    try {
      for await (const chunk of handle.createReadStream({ highWaterMark: CHUNK, autoClose: false }))
        yield Buffer.from(chunk);
    } finally {
      await handle.close();
    }
  } catch (error) {
    throw unreadableFileError(path, error);
  }
}

/** The chunks, unpacked if they are gzip or a ZIP archive. */
async function* unpacked(chunks: AsyncGenerator<Uint8Array>, source: string): AsyncGenerator<Uint8Array> {
  let first: Uint8Array = Buffer.alloc(0);
  for (let next = await chunks.next(); next.done !== true; next = await chunks.next()) {
    first = Buffer.concat([first, next.value]);
    if (first.length >= MAGIC_BYTES) break;
  }
  const all = startingWith(first, chunks);
  if (isArchive(first)) {
    yield* unzipped(all, source);
    return;
  }
  if (!startsWith(first, [0x1f, 0x8b])) {
    yield* all;
    return;
  }
  const gunzip = createGunzip({ chunkSize: CHUNK });
  pipeline(Readable.from(all), gunzip, () => {}); // the loop below throws the error
  try {
    for await (const part of gunzip) yield Buffer.from(part);
  } catch (error) {
    throw incompleteError(source, 'gzip file', 'download it again, or unpack it', error);
  }
}

async function* startingWith(
  first: Uint8Array,
  rest: AsyncGenerator<Uint8Array>,
): AsyncGenerator<Uint8Array> {
  try {
    yield first;
    yield* rest;
  } finally {
    await rest.return(undefined); // closes the file of a reader that stops at the first chunk
  }
}

function startsWith(bytes: Uint8Array, magic: readonly number[]): boolean {
  return magic.every((byte, i) => bytes[i] === byte);
}
function unreadableFileError(path: string, cause: unknown): NotFoundError {
  if (cause instanceof NotFoundError) return cause;
  const code = (cause as NodeJS.ErrnoException).code;
  const name = escapeControl(path);
  if (code === 'EISDIR') {
    return new NotFoundError(`expected a CSV file, got the folder ${name}`, {
      cause,
      hint: 'give a file in it',
    });
  }
  if (code === 'EACCES' || code === 'EPERM') {
    return new NotFoundError(`no permission to read ${name}`, {
      cause,
      hint: 'check the permissions of the file',
    });
  }
  if (code === 'ENOENT' || code === 'ENOTDIR') {
    return new NotFoundError(`no file ${name}`, { cause, hint: 'check the path; `-` reads standard input' });
  }
  const reason = cause instanceof Error ? escapeControl(cause.message) : String(cause);
  return new NotFoundError(`${name} cannot be read: ${reason}`, { cause, hint: 'check the path' });
}
