/**
 * The two streams: results go to standard output, everything else to standard error. Everything is printed and escaped
 * here: of the characters that a terminal acts on, only line ends and our own colours reach it.
 */

import { Writable } from 'node:stream';
import chalk, { chalkStderr } from 'chalk';
import { isAscii } from '../../report/text/layout.ts';
import { wrapPieces } from '../../report/text/table.ts';
import { toAscii } from '../../text/ascii.ts';
import { escapeControl, escapeLines } from '../../text/escape.ts';
import type { Host } from '../host.ts';
import type { Content } from './chunks.ts';
import { gathered } from './chunks.ts';
import type { Warning } from '../../text/warning.ts';
import { ofLevel, textsOf } from '../../text/warning.ts';

const ESCAPE = '\u001B';
/** The bold, dim and colours of `chalk`, those of drawings of 256 colours, and their ends. */
const COLOR = new RegExp(String.raw`(${ESCAPE}\[(?:1|2|22|3[1-6]|38;5;(?:25|35|74|166|175|178)|39)m)`);

/** Prints results; ends the line. Where the locale has no UTF-8, in ASCII. */
export function print(host: Pick<Host, 'stdout'>, text: string): void {
  printExactly(host, isAscii() ? toAscii(text) : text);
}

/** Prints results that other programs read, the same in every locale; ends the line. */
export function printExactly({ stdout }: Pick<Host, 'stdout'>, text: string): void {
  const safe = outsideColors(text, chalk.level, escapeLines);
  stdout.write(safe.endsWith('\n') ? safe : `${safe}\n`);
}

/** Prints results that come in chunks, or bytes as they are, no faster than they are read. If the reader is gone, the rest is dropped. */
export async function printChunks({ stdout }: Pick<Host, 'stdout'>, content: Content): Promise<void> {
  let isBroken = false;
  const onError = (): void => void (isBroken = true); // the host reports what it was
  stdout.on('error', onError);
  try {
    for (const chunk of content instanceof Uint8Array ? [content] : escaped(content)) {
      if (!stdout.write(chunk)) await drained(stdout);
      if (isBroken) return;
    }
  } finally {
    stdout.off('error', onError);
  }
}

function* escaped(chunks: Iterable<string>): Generator<string> {
  for (const chunk of gathered(chunks)) yield escapeLines(chunk);
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

/** Resolves when all results are written, or an error of writing them was handled: it changes the exit code. */
export function written({ stdout }: Pick<Host, 'stdout'>): Promise<void> {
  return new Promise((resolve) => void stdout.write('', () => setImmediate(resolve)));
}

/** A stream that drops what is written to it. */
export function silentStream(): Host['stdout'] {
  return new Writable({ write: (_, __, done) => done() });
}

/** Prints a warning. */
export function warn(host: Pick<Host, 'stderr'>, text: string): void {
  say(host, chalkStderr.yellow('warning:'), text);
}

/** Prints a label and a sentence on standard error. A terminal gets whole words in its lines; code in backticks stays together. */
export function say(host: Pick<Host, 'stderr'>, label: string, text: string): void {
  const { isTTY, columns = 0 } = host.stderr;
  const safe = `${label} ${escapeControl(text)}`;
  const lines = isTTY === true && columns > 0 ? wrapPieces(piecesOf(safe), columns) : [safe];
  for (const line of lines) note(host, line);
}

/** The words of a sentence, of which code in backticks is one. */
function piecesOf(text: string): readonly string[] {
  return text.match(/(?:`[^`]*`|\S)+/g) ?? [];
}

/**
 * Prints warnings, and notes as notes: those not with `--quiet`.
 * @param sumsUp - whether several notes are one line that counts them, for a command with `--details`
 * @param only - to print those of one level: a short report has its notes below the answer
 */
export function printWarnings(
  host: Pick<Host, 'stderr'>,
  warnings: readonly Warning[],
  flags: { readonly quiet?: true },
  { sumsUp = false, only }: { readonly sumsUp?: boolean; readonly only?: Warning['level'] } = {},
): void {
  if (only !== 'note') for (const text of ofLevel(warnings, 'warning')) warn(host, text);
  if (only === 'warning') return;
  const notes = warnings.filter(({ level }) => level === 'note');
  const usual = notes.filter(({ isAsked }) => isAsked !== true);
  const isCounted = sumsUp && usual.length > 1;
  const printed = isCounted ? notes.filter(({ isAsked }) => isAsked === true) : notes;
  const count = isCounted ? [`${usual.length} notes; \`--details\` prints them`] : [];
  printNotes(host, [...textsOf(printed), ...count], flags);
}

/** Prints notes, which are worth a line but not a warning; nothing with `--quiet`. */
export function printNotes(
  host: Pick<Host, 'stderr'>,
  lines: readonly string[],
  { quiet }: { readonly quiet?: true },
): void {
  if (quiet === true) return;
  for (const line of lines) say(host, chalkStderr.cyan('note:'), line);
}

/** Prints one line on standard error. */
export function note({ stderr }: Pick<Host, 'stderr'>, line: string): void {
  const shown = isAscii() ? toAscii(line) : line;
  stderr.write(`${outsideColors(shown, chalkStderr.level, escapeControl)}\n`);
}

/**
 * Replaces the line of the terminal that the cursor is in, and those above it.
 * @param above - how many lines above were drawn before
 */
export function redraw({ stderr }: Pick<Host, 'stderr'>, lines: readonly string[], above = 0): void {
  const up = above > 0 ? `${ESCAPE}[${above}A` : '';
  const clear = above > 0 ? 'J' : '2K'; // everything below, or the line
  stderr.write(
    `${up}\r${ESCAPE}[${clear}${lines.map((line) => escapeControl(isAscii() ? toAscii(line) : line)).join('\n')}`,
  );
}

/** `text`, escaped except for our own colours; if there is no colour, all of it. */
function outsideColors(text: string, level: number, escape: (part: string) => string): string {
  if (level === 0) return escape(text);
  return text
    .split(COLOR)
    .map((part, i) => (i % 2 === 1 ? part : escape(part)))
    .join('');
}
