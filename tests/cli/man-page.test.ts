/** The manual page of the package. */
import { spawnSync } from 'node:child_process';
import { expect, test } from 'vitest';
import { commands } from '../../src/cli/commands/index.ts';
import { manPage } from '../../src/cli/man-page.ts';
import { createProgram } from '../../src/cli/program.ts';
import { version } from '../../src/text/version.ts';
import { hostOf } from '../helpers/run.ts';

const program = createProgram(commands);
const page = await manPage(program, hostOf(), version());

test('the manual page has every command and every option', async () => {
  for (const { name } of commands) {
    expect(page).toContain(`.SS hindcast ${name.replaceAll('-', '\\-')}`);
    for (const { long } of await program.optionsOf(hostOf(), name))
      expect(page).toContain(long!.replaceAll('-', '\\-'));
  }
  expect(page).toMatch(/^[\n -~]+$/);
});

const groff = spawnSync('groff', ['--version']).error === undefined;
test.skipIf(!groff)('groff finds nothing to warn about in the manual page', () => {
  const { status, stdout, stderr } = spawnSync('groff', ['-man', '-Tascii', '-ww'], {
    input: page,
    encoding: 'utf8',
  });
  expect([status, stderr]).toEqual([0, '']);
  expect(stdout).toContain('--input-size');
});
