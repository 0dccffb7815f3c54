/** Plain text in columns. Cells are padded before they are coloured, so colour never changes the layout. */

import chalk from 'chalk';
import { escapeControl } from '../../text/escape.ts';
import type { ResultTable } from '../format/result-table.ts';
import type { ScoreCell } from '../format/score-columns.ts';

/** Columns of a terminal that text is wrapped to. */
export const WIDTH = 108;

export interface TextColumn {
  readonly title: string;
  readonly align: 'left' | 'right';
}

export interface TextCell {
  readonly text: string;
  /** Lays colour over the text; it may only repeat what the text says. */
  readonly paint?: ((text: string) => string) | undefined;
}

/** Lines of equal columns, two spaces apart, under bold titles; no trailing spaces, no final newline. */
export function renderTable(
  columns: readonly TextColumn[],
  rows: readonly (readonly (string | TextCell)[])[],
): string {
  const header = columns.map(({ title }) => ({ text: title, paint: chalk.bold }));
  const lines = [header, ...rows.map((row) => row.map(asCell))];
  const widths = columns.map((_, i) => Math.max(...lines.map((line) => widthOf(line[i].text))));
  return lines
    .map((line) =>
      line
        .map((cell, i) => pad(cell, widths[i], columns[i].align))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}

/** A table without its title and notes; what is significant is bold. */
export function renderResultTable({ columns, rows }: Pick<ResultTable, 'columns' | 'rows'>): string {
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

/** The words of `text` in lines of at most `width` columns, the lines after the first indented by `indent`. */
export function wrap(text: string, width: number, indent = ''): string {
  const lines: string[] = [];
  let line = '';
  // A number stays with its percent sign.
  for (const word of text.split(/ (?!%)/)) {
    if (line !== '' && widthOf(line) + 1 + widthOf(word) > width) {
      lines.push(line);
      line = `${indent}${word}`;
    } else {
      line = line === '' ? word : `${line} ${word}`;
    }
  }
  return [...lines, line].join('\n');
}

export function left(title: string): TextColumn {
  return { title, align: 'left' };
}

export function right(title: string): TextColumn {
  return { title, align: 'right' };
}

/** Green if the benchmark is beaten, red if it is not. */
export function scoreCell({ text, relativeLoss }: ScoreCell): TextCell {
  const paint = relativeLoss < 1 ? chalk.green : relativeLoss > 1 ? chalk.red : undefined;
  return { text, paint };
}

/** Lines under a table, wrapped. */
export function dim(lines: readonly string[]): string {
  return chalk.dim(lines.map((line) => wrap(line, WIDTH)).join('\n'));
}

function asCell(cell: string | TextCell): TextCell {
  return typeof cell === 'string' ? { text: cell } : cell;
}

function pad({ text, paint }: TextCell, width: number, align: TextColumn['align']): string {
  const space = ' '.repeat(width - widthOf(text));
  const painted = paint === undefined ? text : paint(text);
  return align === 'right' ? space + painted : painted + space;
}

/** Columns of a terminal that the text takes, one for each code point. */
function widthOf(text: string): number {
  return Array.from(text).length;
}
