/** The two streams: results to standard output, everything else to standard error. */

import { chalkStderr } from 'chalk';
import { escapeControl } from '../data/escape.ts';

/** Results; ends its line. */
export function print(text: string): void {
  process.stdout.write(text.endsWith('\n') ? text : `${text}\n`);
}

/** Something a reader of the results should know. Text from files is escaped here. */
export function warn(text: string): void {
  tell(`${chalkStderr.yellow('warning:')} ${escapeControl(text)}`);
}

/** A line on standard error. */
export function tell(line: string): void {
  process.stderr.write(`${line}\n`);
}
