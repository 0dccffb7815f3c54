/** Plain text in columns. Colour is laid over finished cells, so that it never moves anything. */

import chalk from 'chalk';

export interface Column {
  readonly title: string;
  readonly align: 'left' | 'right';
}

export interface Cell {
  readonly text: string;
  /** Lays colour over the text; it may only repeat what the text says. */
  readonly paint?: ((text: string) => string) | undefined;
}

/** Lines of equal columns, two spaces apart, under bold titles; no trailing spaces, no final newline. */
export function renderTable(
  columns: readonly Column[],
  rows: readonly (readonly (string | Cell)[])[],
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

function asCell(cell: string | Cell): Cell {
  return typeof cell === 'string' ? { text: cell } : cell;
}

function pad({ text, paint }: Cell, width: number, align: Column['align']): string {
  const space = ' '.repeat(width - widthOf(text));
  const painted = paint === undefined ? text : paint(text);
  return align === 'right' ? space + painted : painted + space;
}

/** Columns of a terminal that the text takes, one for each code point. */
function widthOf(text: string): number {
  return Array.from(text).length;
}
