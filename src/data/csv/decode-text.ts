/** Reads a CSV file or standard input as text: unpacks gzip and detects the encoding. Other kinds of files are errors. */

import { constants } from 'node:buffer';
import { readFile } from 'node:fs/promises';
import { gunzipSync } from 'node:zlib';
import type { HindcastError } from '../../errors.ts';
import { NotFoundError } from '../../errors.ts';
import { fileError } from './csv-errors.ts';
import { escapeControl } from '../../text/escape.ts';

/** Standard input, opened when it is read. */
export type OpenInput = () => AsyncIterable<Uint8Array | string>;

/** The bytes of the file `path`; `-` is standard input, unless there is none. */
export async function readBytes(path: string, stdin?: OpenInput): Promise<Uint8Array> {
  if (path === '-' && stdin !== undefined) {
    const chunks: Uint8Array[] = [];
    for await (const chunk of stdin()) chunks.push(Buffer.from(chunk));
    return Buffer.concat(chunks);
  }
  try {
    return await readFile(path);
  } catch (error) {
    throw unreadableFileError(path, error);
  }
}

/** The text of `bytes`, which may be gzip: UTF-8, UTF-16 with a byte order mark, or Windows-1252. */
export function decodeText(bytes: Uint8Array, source: string): string {
  const plain = startsWith(bytes, [0x1f, 0x8b]) ? gunzip(bytes, source) : bytes;
  if (plain.length > constants.MAX_STRING_LENGTH) {
    const size = `${Math.round(plain.length / 2 ** 20)} MiB`;
    throw fileError(source, `expected at most 512 MiB of text, got ${size}`, 'split the file by years');
  }
  if (startsWith(plain, [0xff, 0xfe])) return new TextDecoder('utf-16le').decode(plain);
  if (startsWith(plain, [0xfe, 0xff])) return new TextDecoder('utf-16be').decode(plain);
  if (startsWith(plain, [0x50, 0x4b, 0x03, 0x04])) {
    throw fileError(
      source,
      'expected CSV text, got a ZIP or spreadsheet file',
      'unpack it, or save the sheet as CSV',
    );
  }
  if (plain.includes(0)) throw binaryDataError(source);
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(plain);
  } catch {
    return new TextDecoder('windows-1252').decode(plain);
  }
}

/** The error for text with a NUL character, which CSV never contains. */
export function binaryDataError(source: string): HindcastError {
  return fileError(
    source,
    'expected CSV text, got binary data',
    'save it as UTF-8 text with commas between the cells',
  );
}

function gunzip(bytes: Uint8Array, source: string): Uint8Array {
  try {
    return gunzipSync(bytes, { maxOutputLength: constants.MAX_STRING_LENGTH });
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw fileError(
      source,
      `expected a complete gzip file, got: ${reason}`,
      'download it again, or unpack it',
      error,
    );
  }
}

function startsWith(bytes: Uint8Array, magic: readonly number[]): boolean {
  return magic.every((byte, i) => bytes[i] === byte);
}

function unreadableFileError(path: string, cause: unknown): NotFoundError {
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
