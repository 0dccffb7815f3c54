/** Recognises files other than CSV by their first bytes or characters, and says how to convert them. */

import type { DataError } from '../../errors.ts';
import { fileError } from './csv-errors.ts';
import { escapeControl } from '../../text/escape.ts';

export interface FileKind {
  readonly name: string;
  /** How to convert `file` to CSV. */
  readonly hint: (file: string) => string;
}

const pandas =
  (reader: string) =>
  (file: string): string =>
    `convert it, for example with Python: \`import pandas as pd; pd.${reader}("${file}").to_csv("${file}.csv")\``;
const unpack =
  (command: string) =>
  (file: string): string =>
    `unpack it into the command, with \`-\` as the source: \`${command} ${file} | hindcast backtest -\``;
const say = (hint: string) => (): string => hint;

const WORKBOOK: FileKind = {
  name: 'an Excel workbook',
  hint: say('open it in a spreadsheet program and save the sheet as CSV'),
};
const ZIP: FileKind = { name: 'a ZIP archive', hint: unpack('unzip -p') };
const PARQUET: FileKind = { name: 'a Parquet file', hint: pandas('read_parquet') };
const ARROW: FileKind = { name: 'an Arrow or Feather file', hint: pandas('read_feather') };
const PICKLE: FileKind = { name: 'a Python pickle', hint: pandas('read_pickle') };
const SQLITE: FileKind = {
  name: 'an SQLite database',
  hint: say(
    'if it is a store of hindcast, name it with `--store` and give a market as the source; else export a table as CSV',
  ),
};

/** First bytes, as text with one character per byte. */
const MAGIC: readonly (readonly [string, FileKind])[] = [
  ['\u00d0\u00cf\u0011\u00e0', WORKBOOK],
  ['PAR1', PARQUET],
  ['ARROW1', ARROW],
  ['FEA1', ARROW],
  ['\u00ff\u00ff\u00ff\u00ff', ARROW],
  ['\u0089HDF', { name: 'an HDF5 file', hint: pandas('read_hdf') }],
  ['\u0093NUMPY', { name: 'a NumPy array', hint: say('write it as CSV, for example with `numpy.savetxt`') }],
  ['SQLite format 3', SQLITE],
  ['%PDF', { name: 'a PDF document', hint: say('find the table as CSV where the document comes from') }],
  ['BZh', { name: 'a bzip2 file', hint: unpack('bzip2 -dc') }],
  ['\u00fd7zXZ', { name: 'an xz file', hint: unpack('xz -dc') }],
  ['(\u00b5/\u00fd', { name: 'a Zstandard file', hint: unpack('zstd -dc') }],
  ['7z\u00bc\u00af', { name: 'a 7-Zip archive', hint: say('unpack it first') }],
  ['Rar!', { name: 'a RAR archive', hint: say('unpack it first') }],
  ['RDX', { name: 'an R data file', hint: say('write the data frame with `write.csv` in R') }],
  ['\u0089PNG', { name: 'an image', hint: say('find the numbers as CSV where the image comes from') }],
];

/** Bytes that show the kind of a file. */
export const MAGIC_BYTES = 4096;

/** Whether a file that begins with `bytes` is a ZIP archive, and no workbook. */
export function isArchive(bytes: Uint8Array): boolean {
  return describeBytes(bytes) === ZIP;
}

/** What the bytes are, if they are known not to be CSV. */
export function describeBytes(bytes: Uint8Array): FileKind | undefined {
  const head = Buffer.from(bytes.buffer, bytes.byteOffset, Math.min(bytes.length, MAGIC_BYTES)).toString(
    'latin1',
  );
  if (head.startsWith('PK\u0003\u0004'))
    return /xl\/|\[Content_Types\]|opendocument/.test(head) ? WORKBOOK : ZIP;
  if (bytes[0] === 0x80 && bytes[1] >= 2 && bytes[1] <= 5) return PICKLE;
  if (head.slice(257, 262) === 'ustar') return { name: 'a tar archive', hint: unpack('tar -xOf') };
  return MAGIC.find(([magic]) => head.startsWith(magic))?.[1];
}

/** What text without a table is, if that is known. */
export function describeText(text: string): FileKind | undefined {
  const head = text.slice(0, 4096).trimStart();
  if (/^<!doctype html|^<html|<body|<head/i.test(head))
    return {
      name: 'a web page (HTML)',
      hint: say(
        'look on the page for a link to the CSV file, and download that; an exchange may also send a page when it refuses a request',
      ),
    };
  if (/^<\?xml|^</.test(head))
    return { name: 'XML', hint: say('open it in a spreadsheet program and save the sheet as CSV') };
  if (/^[[{]\s*(?:["[{\]}]|-?\d)/.test(head)) return { name: 'JSON', hint: pandas('read_json') };
  if (head.startsWith('version https://git-lfs'))
    return { name: 'a Git LFS pointer', hint: say('get the file itself with `git lfs pull`') };
  return undefined;
}

export function notCsvError(source: string, { name, hint }: FileKind): DataError {
  return fileError(source, `expected CSV text, got ${name}`, hint(escapeControl(source)));
}
