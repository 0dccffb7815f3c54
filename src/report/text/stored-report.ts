/** The report that a run keeps: in colour, with tables for a terminal of the usual width and each paragraph in a line. */

import { stripVTControlCharacters } from 'node:util';
import chalk from 'chalk';
import { proseWidth, width, withLayout } from './layout.ts';
import { wrap } from './table.ts';

/** `data     BTC, close: …`: a word, then text that continues below itself, in this column. */
const LABELLED = /^[a-z]+ +(?=\S)/;
const LABEL = 9;
/** Cells of a table are two spaces apart. */
const CELLS = /\S {2,}\S.* {2,}\S/;

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
 * The stored text, without colour if the terminal has none. Sentences are wrapped for the terminal, and so are rows of tables that are
 * too wide for it. Text from files was escaped when rendered, so all codes are colours.
 */
export function shownReport(text: string): string {
  return (chalk.level === 0 ? stripVTControlCharacters(text) : text).split('\n').map(fitted).join('\n');
}

function fitted(line: string): string {
  const plain = stripVTControlCharacters(line);
  const isLabelled = LABELLED.exec(plain)?.[0].length === LABEL;
  if (!isLabelled && CELLS.test(plain)) return wrap(line, width(), '  ');
  const indent = isLabelled ? LABEL : plain.startsWith('- ') ? 2 : 0;
  return wrap(line, proseWidth(), ' '.repeat(indent));
}
