/** Text that is kept in colours and shown as the terminal takes it. */

import { stripVTControlCharacters } from 'node:util';
import chalk from 'chalk';

/** What `render` returns, in colours whether or not the terminal takes any. */
export function painted(render: () => string): string {
  const { level } = chalk;
  chalk.level = 1;
  try {
    return render();
  } finally {
    chalk.level = level;
  }
}

/** The same text for this terminal. Text from files is escaped where it is rendered, so that all codes are ours. */
export function shown(text: string): string {
  return chalk.level === 0 ? stripVTControlCharacters(text) : text;
}
