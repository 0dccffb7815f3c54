import { Writable } from 'node:stream';
import { expect, test } from 'vitest';
import { readFile } from '../../src/cli/read-file.ts';
import { hostOf } from '../helpers/run.ts';

function terminal(): { stream: Writable & { isTTY: true }; text: () => string } {
  let text = '';
  const stream = new Writable({
    write(chunk: Uint8Array, _, done) {
      text += chunk.toString();
      done();
    },
  });
  return { stream: Object.assign(stream, { isTTY: true } as const), text: () => text };
}

test('shows on a terminal how far a long file is read, and nothing elsewhere or with --quiet', async () => {
  const shown = async (isTerminal: boolean, flags: { quiet?: true }): Promise<string> => {
    const { stream, text } = terminal();
    let clock = 0;
    const host = {
      ...hostOf(
        { stdin: 'time,close\n2024-01-01,1\n' },
        undefined,
        isTerminal ? stream : Object.assign(stream, { isTTY: false }),
      ),
      monotonicMs: () => (clock += 1000),
    };
    await readFile(host, '-', {}, flags);
    return text();
  };
  expect(await shown(true, {})).toContain('reading standard input: 100 % of the rows');
  expect(await shown(true, { quiet: true })).toBe('');
  expect(await shown(false, {})).toBe('');
});
