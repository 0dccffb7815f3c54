/** The two streams: results to standard output, everything else to standard error. */

import { chalkStderr } from 'chalk';
import { escapeControl } from '../../text/escape.ts';
import { gathered } from './chunks.ts';

let isSilent = false;

/** Does `work` with its results left unprinted. */
export async function silence(work: () => Promise<void>): Promise<void> {
  isSilent = true;
  try {
    await work();
  } finally {
    isSilent = false;
  }
}

/** Results; ends its line. */
export function print(text: string): void {
  if (isSilent) return;
  process.stdout.write(text.endsWith('\n') ? text : `${text}\n`);
}

/** Results that come in pieces, no faster than they are read; what is left is dropped once nobody reads any more. */
export async function printPieces(pieces: Iterable<string>): Promise<void> {
  if (isSilent) return;
  const { stdout } = process;
  let isBroken = false;
  stdout.once('error', () => (isBroken = true)); // main.ts says what it was
  for (const chunk of gathered(pieces)) {
    if (!stdout.write(chunk)) {
      await new Promise<void>((resolve) => {
        stdout.once('drain', resolve);
        stdout.once('error', () => resolve());
      });
    }
    if (isBroken) return;
  }
}

/** Something a reader of the results should know. Text from files is escaped here. */
export function warn(text: string): void {
  tell(`${chalkStderr.yellow('warning:')} ${escapeControl(text)}`);
}

/** A line on standard error. */
export function tell(line: string): void {
  process.stderr.write(`${line}\n`);
}
