/** The two streams: results go to standard output, everything else to standard error. */

import { Writable } from 'node:stream';
import { chalkStderr } from 'chalk';
import { escapeControl } from '../../text/escape.ts';
import type { Host } from '../host.ts';
import { gathered } from './chunks.ts';

/** Prints results; ends the line. */
export function print({ stdout }: Pick<Host, 'stdout'>, text: string): void {
  stdout.write(text.endsWith('\n') ? text : `${text}\n`);
}

/** Prints results that come in chunks, no faster than they are read. If the reader is gone, the rest is dropped. */
export async function printChunks({ stdout }: Pick<Host, 'stdout'>, chunks: Iterable<string>): Promise<void> {
  let isBroken = false;
  const onError = (): void => void (isBroken = true); // the host reports what it was
  stdout.on('error', onError);
  try {
    for (const chunk of gathered(chunks)) {
      if (!stdout.write(chunk)) await drained(stdout);
      if (isBroken) return;
    }
  } finally {
    stdout.off('error', onError);
  }
}

function drained(stream: Host['stdout']): Promise<void> {
  return new Promise((resolve) => {
    const end = (): void => {
      stream.off('drain', end);
      stream.off('error', end);
      resolve();
    };
    stream.on('drain', end);
    stream.on('error', end);
  });
}

/** A stream that drops what is written to it. */
export function silentStream(): Host['stdout'] {
  return new Writable({ write: (_, __, done) => done() });
}

/** Prints a warning. Control characters are escaped here. */
export function warn(host: Pick<Host, 'stderr'>, text: string): void {
  note(host, `${chalkStderr.yellow('warning:')} ${escapeControl(text)}`);
}

/** Prints what is worth a line, but no warning; nothing with `--quiet`. */
export function printNotes(
  host: Pick<Host, 'stderr'>,
  lines: readonly string[],
  { quiet }: { readonly quiet?: true },
): void {
  if (quiet === true) return;
  for (const line of lines) note(host, `${chalkStderr.cyan('note:')} ${escapeControl(line)}`);
}

/** Prints a line on standard error. */
export function note({ stderr }: Pick<Host, 'stderr'>, line: string): void {
  stderr.write(`${line}\n`);
}
