/** The two streams: what reaches a terminal, and what happens when nobody reads. */
import { Writable } from 'node:stream';
import chalk, { chalkStderr } from 'chalk';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { setLayout } from '../../../src/report/text/layout.ts';
import {
  note,
  print,
  printChunks,
  printExactly,
  printWarnings,
  redraw,
  warn,
} from '../../../src/cli/terminal/print.ts';
import { askedNoteOf, noteOf, warningOf } from '../../../src/text/warning.ts';

const [colors, stderrColors] = [chalk.level, chalkStderr.level];
beforeEach(() => void ([chalk.level, chalkStderr.level] = [0, 0]));
afterEach(() => {
  [chalk.level, chalkStderr.level] = [colors, stderrColors];
  setLayout({ columns: 80, keepsRows: true, isAscii: false });
});

class Collected extends Writable {
  text = '';
  override _write(chunk: Buffer, _: unknown, done: () => void): void {
    this.text += chunk.toString();
    done();
  }
}

/** What `work` prints on both streams. */
function printed(work: (host: { stdout: Writable; stderr: Writable }) => unknown): string {
  const stream = new Collected();
  work({ stdout: stream, stderr: stream });
  return stream.text;
}

/** Colour, title, bell, C1, erased line, right-to-left, zero width, line separator, half a pair. */
const ODD = 'a\u001B[31m\u001B]0;x\u0007\u009B2J\r\u202E\u200B\u2028\uD800z';
const SHOWN = String.raw`a\u001b[31m\u001b]0;x\u0007\u009b2J\r\u202e\u200b\u2028\ud800z`;

describe('notes below a short answer', () => {
  const said = [noteOf('one'), askedNoteOf('the choice'), warningOf('look'), noteOf('two')];

  test('are counted, but for one on what was asked for', () => {
    const text = printed((host) => printWarnings(host, said, {}, { sumsUp: true, only: 'note' }));
    expect(text).toBe('note: the choice\nnote: 2 notes; `--details` prints them\n');
  });

  test('are printed if there is one of the usual kind', () => {
    const text = printed((host) => printWarnings(host, said.slice(0, 2), {}, { sumsUp: true }));
    expect(text).toBe('note: one\nnote: the choice\n');
  });
});

describe('what a terminal would act on', () => {
  test('is escaped in results, notes, warnings and progress', async () => {
    expect(printed((host) => print(host, `${ODD}\n${ODD}`))).toBe(`${SHOWN}\n${SHOWN}\n`);
    expect(printed((host) => note(host, `${ODD}\n`))).toBe(`${SHOWN}\\n\n`);
    expect(printed((host) => warn(host, ODD))).toBe(`warning: ${SHOWN}\n`);
    expect(printed((host) => redraw(host, [ODD]))).toBe(`\r\u001B[2K${SHOWN}`);
    expect(printed((host) => redraw(host, [ODD, ODD], 1))).toBe(`\u001B[1A\r\u001B[J${SHOWN}\n${SHOWN}`);
    const stream = new Collected();
    await printChunks({ stdout: stream }, [ODD, '\n', ODD]);
    expect(stream.text).toBe(`${SHOWN}\n${SHOWN}`);
  });

  test('is ASCII where the locale has nothing else, but not what other programs read', () => {
    setLayout({ columns: 80, keepsRows: true, isAscii: true });
    const text = `2020 – 2021 … день ${ODD}`;
    const shown = String.raw`2020 - 2021 ... \u0434\u0435\u043d\u044c ${SHOWN}`;
    expect(printed((host) => print(host, text))).toBe(`${shown}\n`);
    expect(printed((host) => note(host, text))).toBe(`${shown}\n`);
    expect(printed((host) => redraw(host, [text]))).toBe(`\r\u001B[2K${shown}`);
    expect(printed((host) => printExactly(host, '2020 – 2021'))).toBe('2020 – 2021\n');
  });

  test('is escaped around our own colours, which stay', () => {
    [chalk.level, chalkStderr.level] = [1, 1];
    const painted = `${chalk.bold(chalk.green('up'))} \u001B[5m\u001B[38;5;1m\u001B[0m`;
    const shown = String.raw`${chalk.bold(chalk.green('up'))} \u001b[5m\u001b[38;5;1m\u001b[0m`;
    expect(printed((host) => print(host, painted))).toBe(`${shown}\n`);
    expect(printed((host) => note(host, painted))).toBe(`${shown}\n`);
    // A warning has no colour of ours in its text.
    expect(printed((host) => warn(host, ODD))).toBe(`${chalkStderr.yellow('warning:')} ${SHOWN}\n`);
  });

  test('has no colour if the terminal has none', () => {
    expect(printed((host) => print(host, '\u001B[1mx\u001B[22m'))).toBe('\\u001b[1mx\\u001b[22m\n');
  });
});

describe('printChunks', () => {
  /** More than is gathered for one write. */
  const LINE = `${'x'.repeat(999)}\n`;
  const lines = Array.from({ length: 2000 }, () => LINE);

  test('waits for a slow reader without accumulating listeners', async () => {
    const warned = vi.spyOn(process, 'emitWarning');
    let read = 0;
    let most = 0;
    const slow = new Writable({
      highWaterMark: 1,
      write(chunk: Buffer, _, done) {
        read += chunk.length;
        most = Math.max(
          most,
          ...['error', 'drain', 'finish', 'close'].map((name) => slow.listenerCount(name)),
        );
        setImmediate(done);
      },
    });
    await printChunks({ stdout: slow }, lines);
    expect(read).toBe(2000 * 1000);
    expect(most).toBeLessThanOrEqual(2);
    expect(slow.listenerCount('error') + slow.listenerCount('drain')).toBe(0);
    expect(warned).not.toHaveBeenCalled();
    warned.mockRestore();
  });

  test('ends when the reader is gone', async () => {
    let writes = 0;
    const broken = new Writable({
      highWaterMark: 1,
      write: (_, __, done) => void setImmediate(done, ++writes < 3 ? null : new Error('EPIPE')),
    });
    await printChunks({ stdout: broken }, lines);
    expect(writes).toBe(3);
  });
});

describe('a sentence in a terminal', () => {
  /** What is printed on a terminal of that width. */
  const shown = (columns: number, text: string) => {
    const stream = Object.assign(new Collected(), { isTTY: true, columns });
    warn({ stderr: stream }, text);
    return stream.text;
  };

  test('is broken between words, and never inside a command', () => {
    const text = 'run `hindcast show last --details` to see all of them';
    expect(shown(40, text)).toBe('warning: run\n`hindcast show last --details` to see\nall of them\n');
    expect(shown(12, text)).toContain('\n`hindcast show last --details`\n');
  });

  test('is one line if standard error is no terminal', () => {
    expect(printed((host) => warn(host, 'x '.repeat(200).trim()))).toBe(
      `warning: ${'x '.repeat(200).trim()}\n`,
    );
  });
});
