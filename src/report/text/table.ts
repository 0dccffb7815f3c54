/** Plain text in columns. Cells are padded before they are coloured, so colour never changes the layout. */

import chalk from 'chalk';
import stringWidth from 'string-width';
import { isEqualRatio } from '../../evaluation/phrases.ts';
import { toAscii } from '../../text/ascii.ts';
import { escapeControl } from '../../text/escape.ts';
import type { ResultGrid } from '../format/result-table.ts';
import { isAscii, proseWidth, tableWidth } from './layout.ts';

export interface TextColumn {
  readonly title: string;
  readonly align: 'left' | 'right';
  /** If a short table is too wide, the columns with the highest number are left out first; those without a number stay. */
  readonly rank?: number;
}

export interface TextCell {
  readonly text: string;
  /** Lays colour over the text; it may only repeat what the text says. */
  readonly paint?: ((text: string) => string) | undefined;
}

/**
 * Lines of equal columns, two spaces apart, under bold titles; no trailing spaces, no final newline. A table that is too wide for the
 * terminal continues in further tables below, each of which begins with the columns that tell rows apart.
 */
export function renderTable(
  columns: readonly TextColumn[],
  rows: readonly (readonly (string | TextCell)[])[],
): string {
  const table = measured(columns, rows);
  const blocks = blocksOf(table.widths, tableWidth(), keysOf(textsOf(table, Array.from(columns.keys()))));
  return blocks.map((shown) => linesOf(table, shown)).join('\n\n');
}

/** As `renderTable`, but at most `most` columns of the terminal wide: columns with a rank are left out, the highest first. */
export function renderShortTable(
  columns: readonly TextColumn[],
  rows: readonly (readonly (string | TextCell)[])[],
  most: number,
): string {
  const table = measured(columns, rows);
  const shown = shownColumns(table, most);
  if (widthOfColumns(table.widths, shown) <= most) return linesOf(table, shown);
  const widths = shown.map((i) => table.widths[i]);
  return blocksOf(widths, most, keysOf(textsOf(table, shown)))
    .map((block) =>
      linesOf(
        table,
        block.map((i) => shown[i]),
      ),
    )
    .join('\n\n');
}

/** Which columns `renderShortTable` keeps. */
export function keptColumns(
  columns: readonly TextColumn[],
  rows: readonly (readonly (string | TextCell)[])[],
  most: number,
): readonly TextColumn[] {
  return shownColumns(measured(columns, rows), most).map((i) => columns[i]);
}

/** Columns without the highest ranks, until they fit. */
function shownColumns({ columns, widths }: MeasuredTable, most: number): readonly number[] {
  let shown = Array.from(columns.keys());
  while (widthOfColumns(widths, shown) > most) {
    const highest = Math.max(...shown.flatMap((i) => columns[i].rank ?? []));
    if (highest === -Infinity) break;
    // Columns of one rank belong together.
    shown = shown.filter((i) => columns[i].rank !== highest);
  }
  return shown;
}

/** A table with the width of each column; its first line has the titles. */
interface MeasuredTable {
  readonly columns: readonly TextColumn[];
  readonly lines: readonly (readonly TextCell[])[];
  readonly widths: readonly number[];
}

function measured(
  columns: readonly TextColumn[],
  rows: readonly (readonly (string | TextCell)[])[],
): MeasuredTable {
  const header = columns.map(({ title }) => asCell({ text: title, paint: chalk.bold }));
  const lines = [header, ...rows.map((row) => row.map(asCell))];
  const widths = columns.map((_, i) => Math.max(...lines.map((line) => widthOf(line[i].text))));
  return { columns, lines, widths };
}

const textsOf = ({ lines }: MeasuredTable, shown: readonly number[]): readonly (readonly string[])[] =>
  lines.map((line) => shown.map((i) => line[i].text));

/** How many of the first columns tell rows apart: 1 if even all of them do not. */
export function keysOf(rows: readonly (readonly string[])[]): number {
  const most = rows[0].length;
  for (let keys = 1; keys < most; keys++)
    if (new Set(rows.map((row) => JSON.stringify(row.slice(0, keys)))).size === rows.length) return keys;
  return 1;
}

/** The columns of each table, of which none is wider than `most`, unless two columns are. */
export function blocksOf(widths: readonly number[], most: number, keys = 1): readonly (readonly number[])[] {
  const all = Array.from(widths.keys());
  if (widthOfColumns(widths, all) <= most) return [all];
  const blocks: number[][] = [];
  let block = all.slice(0, keys);
  for (const i of all.slice(keys)) {
    if (block.length > keys && widthOfColumns(widths, [...block, i]) > most) {
      blocks.push(block);
      block = all.slice(0, keys);
    }
    block.push(i);
  }
  return [...blocks, block];
}

function widthOfColumns(widths: readonly number[], shown: readonly number[]): number {
  return shown.reduce((sum, i) => sum + widths[i] + GAP.length, -GAP.length);
}

function linesOf({ columns, lines, widths }: MeasuredTable, shown: readonly number[]): string {
  return lines
    .map((line) =>
      shown
        .map((i) => pad(line[i], widths[i], columns[i].align))
        .join(GAP)
        .trimEnd(),
    )
    .join('\n');
}

const GAP = '  ';

/** A table without its title and notes; what is significant is bold. */
export function renderResultTable({ columns, rows }: ResultGrid): string {
  return renderTable(
    columns.map(({ title, isNumber }) => (isNumber ? right : left)(escapeControl(title))),
    rows.map((row) =>
      row.map(({ text, isSignificant }) => ({
        text: escapeControl(text),
        paint: isSignificant === true ? chalk.bold : undefined,
      })),
    ),
  );
}

/** A cell with a score that is compared with the benchmark: green or red if the test finds it better or worse. */
export function testedCell(text: string, word: 'better' | 'worse' | undefined, ratio: number): TextCell {
  // A difference that is not printed has no colour.
  if (word === undefined || isEqualRatio(ratio)) return { text };
  return { text, paint: word === 'better' ? chalk.green : chalk.red };
}

/** The words of `text` in lines of at most `width` columns, the lines after the first indented by `indent`. */
export function wrap(text: string, width: number, indent = ''): string {
  // A number stays with its percent sign.
  return wrapPieces((isAscii() ? toAscii(text) : text).split(/ (?!%)/), width, indent).join('\n');
}

/** Lines of at most `width` columns, of pieces that stay whole. The spaces that a line begins with stay: they may align it. */
export function wrapPieces(pieces: readonly string[], width: number, indent = ''): readonly string[] {
  const lines: string[] = [];
  const [first = '', ...words] = pieces;
  let line = first;
  for (const word of words) {
    if (line.trim() !== '' && widthOf(line) + 1 + widthOf(word) > width) {
      lines.push(line.trimEnd());
      line = `${indent}${word}`;
    } else {
      line = `${line} ${word}`;
    }
  }
  return [...lines, line];
}

export function left(title: string): TextColumn {
  return { title, align: 'left' };
}

export function right(title: string): TextColumn {
  return { title, align: 'right' };
}

/** Lines under a table, wrapped. */
export function dim(lines: readonly string[]): string {
  return chalk.dim(lines.map((line) => wrap(line, proseWidth())).join('\n'));
}

function asCell(cell: string | TextCell): TextCell {
  const { text, paint } = typeof cell === 'string' ? { text: cell } : cell;
  // Before it is measured.
  return { text: isAscii() ? toAscii(text) : text, paint };
}

function pad({ text, paint }: TextCell, width: number, align: TextColumn['align']): string {
  const space = ' '.repeat(width - widthOf(text));
  const painted = paint === undefined ? text : paint(text);
  return align === 'right' ? space + painted : painted + space;
}

/** Letters, signs and arrows that take one column each, whatever is beside them. */
const SINGLE = /^[ -~\u00AE-\u02FF\u2010-\u2027\u2030-\u205F\u20A0-\u20CF\u2100-\u22FF]*$/;

/** Columns of a terminal that the text takes: two for 中 and for emoji, none for colours and combining marks. */
export const widthOf = (text: string): number =>
  // To look at every letter took .08 s of a report (measured).
  SINGLE.test(text) ? text.length : stringWidth(text);
