/** The report that a run keeps: in colour, with tables for a terminal of the usual width and each paragraph in a line. */

import { stripVTControlCharacters } from 'node:util';
import chalk from 'chalk';
import { proseWidth, width, withLayout } from './layout.ts';
import { narrowTable } from './narrow-table.ts';
import { widthOf, wrap } from './table.ts';

/** `data     BTC, close: …`: a word, then text that continues below itself, in this column. */
const LABELLED = /^[a-z]+ +(?=\S)/;
const LABEL = 9;
const ITEM = '- ';
/** Cells of a table are two spaces apart; a cell may be empty. */
const CELLS = /\S {2,}\S/;

/** What `render` returns for the store. */
export function storedReport(render: () => string): string {
  const { level } = chalk;
  chalk.level = 1;
  try {
    return withLayout({ columns: 80, sentences: Infinity, keepsRows: false, isAscii: false }, render);
  } finally {
    chalk.level = level;
  }
}

/**
 * The stored text, without colour if the terminal has none. Sentences are wrapped for the terminal, and tables that are too wide for it
 * continue in further ones. Text from files was escaped when rendered, so all codes are colours.
 */
export function shownReport(text: string): string {
  const lines = (chalk.level === 0 ? stripVTControlCharacters(text) : text).split('\n');
  const shown: string[] = [];
  for (let i = 0; i < lines.length;) {
    const end = lines.findIndex((line, at) => at >= i && !isRow(line));
    const rows = lines.slice(i, end === -1 ? lines.length : end);
    // A row alone is a sentence with two spaces in it.
    if (rows.length < 2) shown.push(fitted(lines[i]));
    else if (rows.every((row) => widthOf(row) <= width())) shown.push(...rows);
    else shown.push(...narrowTable(rows, width()));
    i += Math.max(1, rows.length);
  }
  return shown.join('\n');
}

/** Whether a line is a row of a table. */
function isRow(line: string): boolean {
  const plain = stripVTControlCharacters(line);
  return !isLabelled(plain) && !plain.startsWith(ITEM) && CELLS.test(plain);
}

const isLabelled = (plain: string): boolean => LABELLED.exec(plain)?.[0].length === LABEL;

function fitted(line: string): string {
  const plain = stripVTControlCharacters(line);
  const indent = isLabelled(plain) ? LABEL : plain.startsWith(ITEM) ? 2 : 0;
  return wrap(line, proseWidth(), ' '.repeat(indent));
}
