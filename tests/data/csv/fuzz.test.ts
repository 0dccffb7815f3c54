/**
 * Every fixture, damaged: it is read so that every record is accounted for and every value stands in its line, or it is refused
 * with a reason. `FUZZ_RUNS=30000` damages more of them.
 */

import { readdirSync, readFileSync } from 'node:fs';
import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import type { CsvResult } from '../../../src/data/csv/csv-result.ts';
import { readCsv } from '../../../src/data/csv/read-candles.ts';
import { decodeText } from '../../../src/data/csv/decode-text.ts';
import { HindcastError } from '../../../src/errors.ts';
import { share, spliced, splices } from '../../helpers/splices.ts';

const FOLDER = 'fixtures/csv-shapes';
const TEXTS = readdirSync(FOLDER).map((file) =>
  readFileSync(`${FOLDER}/${file}`, 'utf8').replace(/^\uFEFF/, ''),
);
const LINES = TEXTS.flatMap((text) => text.split('\n'));
const RUNS = Number(process.env.FUZZ_RUNS ?? 1500);

type Damage = (text: string) => string;

const at = (size: number, place: number): number => Math.min(size - 1, Math.floor(size * place));

function onLines(change: (lines: string[]) => void): Damage {
  return (text) => {
    const lines = text.split('\n');
    change(lines);
    return lines.join('\n');
  };
}

const damage: fc.Arbitrary<Damage> = fc.oneof(
  // Characters: replaced, put in, taken out, cut off.
  splices(['|', 'x'], 2).map(
    (splice): Damage =>
      (text) =>
        spliced(text, at(text.length + 1, splice.place), splice),
  ),
  share.map(
    (place): Damage =>
      (text) =>
        text.slice(0, at(text.length + 1, place)),
  ),
  share.map(
    (place): Damage =>
      (text) =>
        text.slice(at(text.length + 1, place)),
  ),
  // Lines: moved, repeated, taken out, with other delimiters, in quotes, in comments.
  fc
    .tuple(share, share)
    .map(([from, to]) =>
      onLines(
        (lines) => void lines.splice(at(lines.length, to), 0, ...lines.splice(at(lines.length, from), 1)),
      ),
    ),
  fc
    .tuple(share, share)
    .map(([from, to]) =>
      onLines((lines) => void lines.splice(at(lines.length, to), 0, lines[at(lines.length, from)])),
    ),
  share.map((place) => onLines((lines) => void lines.splice(at(lines.length, place), 1))),
  fc
    .tuple(share, fc.constantFrom(',', ';', '\t', '|', ' '))
    .map(([place, mark]) =>
      onLines(
        (lines) =>
          (lines[at(lines.length, place)] = lines[at(lines.length, place)].replaceAll(/[,;\t]/g, mark)),
      ),
    ),
  fc
    .tuple(share, fc.constantFrom('"', '#', '# ', ' '))
    .map(([place, mark]) =>
      onLines(
        (lines) =>
          (lines[at(lines.length, place)] =
            mark + lines[at(lines.length, place)] + (mark === '"' ? mark : '')),
      ),
    ),
  // Another file below, a line of another file anywhere.
  fc.constantFrom(...TEXTS).map(
    (other): Damage =>
      (text) =>
        text + other,
  ),
  fc
    .tuple(share, fc.constantFrom(...LINES))
    .map(([place, line]) => onLines((lines) => void lines.splice(at(lines.length, place), 0, line))),
  fc.constantFrom('\r\n', '\r').map(
    (end): Damage =>
      (text) =>
        text.replaceAll('\n', end),
  ),
);

/** A line that nobody would take for anything but a row: a time and a number in plain cells. */
const ROW =
  /^(?:\d{4}[-/.]\d\d?[-/.]\d\d?|\d{10,16})(?:[ T]\d\d:\d\d(?::\d\d)?)?[,;\t|]\d+(?:\.\d+)?(?:$|[,;\t|])/;

/** The digits of a number, without the zeros before the first. */
const digits = (text: string): string => text.replaceAll(/\D/g, '').replace(/^0+(?=\d)/, '');

/** What is wrong with how `text` was read; empty if nothing is. */
function faultOf(text: string, { candles, reading }: CsvResult): string {
  const lines = text.split(/\r\n|\n|\r/);
  if (lines.at(-1) === '') lines.pop();
  const skipped = reading.skipped.reduce((sum, { count }) => sum + count, 0);
  if (reading.headerLines.length + reading.rows + skipped !== reading.records) return 'records do not add up';
  const duplicates = reading.remarks.find(({ kind }) => kind === 'duplicate row')?.count ?? 0;
  const rows = candles.reduce((sum, { time }) => sum + time.length, 0);
  if (rows !== reading.rows - duplicates) return 'rows do not add up';
  const isQuoted = text.includes('"');
  if (!isQuoted && reading.records !== lines.length)
    return `${reading.records} records of ${lines.length} lines`;
  const certain = isQuoted ? 0 : lines.filter((line) => ROW.test(line)).length;
  if (certain > reading.rows) return `${certain} lines are rows, ${reading.rows} were read`;
  for (const { time, columns, lines: numbers } of candles) {
    for (let i = 0; i < time.length; i++) {
      if (!Number.isFinite(time[i]) || (i > 0 && time[i] <= time[i - 1])) return 'times do not rise';
      const value = columns['close'][i];
      const line = lines[(numbers?.[i] ?? 0) - 1] ?? '';
      if (Number.isNaN(value) || isQuoted || /e/i.test(String(value))) continue;
      if (!digits(line).includes(digits(String(value)))) return `${value} is not in \`${line}\``;
    }
  }
  return '';
}

function outcome(text: string): string {
  try {
    const read = readCsv(decodeText(Buffer.from(text), 'a.csv').text, 'a.csv');
    const fault = faultOf(text, read);
    return fault === '' ? '' : `${fault}:\n${text}`;
  } catch (error) {
    if (!(error instanceof HindcastError)) throw error;
    if (error.exit !== 12) return `exit ${error.exit}: ${error.message}`;
    return error.hint === undefined ? `no hint: ${error.message}` : '';
  }
}

test(
  'a damaged file is read with every record accounted for, or refused with 12 and a reason',
  { timeout: 600_000 },
  () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...TEXTS),
        fc.array(damage, { minLength: 1, maxLength: 3 }),
        (text, damages) => {
          expect(outcome(damages.reduce((damaged, change) => change(damaged), text))).toBe('');
        },
      ),
      { numRuns: RUNS },
    );
  },
);
