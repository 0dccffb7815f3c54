/** Text that is stored in colour and printed with or without it. */

import { stripVTControlCharacters } from 'node:util';
import chalk from 'chalk';

/** What `render` returns, in colour even if the terminal has none. */
export function painted(render: () => string): string {
  const { level } = chalk;
  chalk.level = 1;
  try {
    return render();
  } finally {
    chalk.level = level;
  }
}

/** The text without colour if the terminal has none. Text from files was escaped when rendered, so all codes are colours. */
export function shown(text: string): string {
  return chalk.level === 0 ? stripVTControlCharacters(text) : text;
}
