/** The report that a run keeps: in colour and for a terminal of the usual width, whatever terminal it ran in. */

import { stripVTControlCharacters } from 'node:util';
import chalk from 'chalk';
import { width, withLayout } from './layout.ts';
import { wrap } from './table.ts';

/** What `render` returns for the store. */
export function storedReport(render: () => string): string {
  const { level } = chalk;
  chalk.level = 1;
  try {
    return withLayout({ columns: 80, keepsRows: false, isAscii: false }, render);
  } finally {
    chalk.level = level;
  }
}

/**
 * The stored text without colour if the terminal has none. Lines that are too wide for it continue below. Text from files was escaped
 * when rendered, so all codes are colours.
 */
export function shownReport(text: string): string {
  const plain = chalk.level === 0 ? stripVTControlCharacters(text) : text;
  return plain
    .split('\n')
    .map((line) => (widthOf(line) <= width() ? line : wrap(line, width(), '  ')))
    .join('\n');
}

const widthOf = (line: string): number => Array.from(stripVTControlCharacters(line)).length;
