/** `hindcast model-check`: what passes and what fails, for the authors of programs. */
import { cp } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { shellWord } from '../../../src/text/shell.ts';
import { temporaryFolder } from '../../helpers/files.ts';
import { ROOT, hindcast } from '../../helpers/run.ts';

const spec = (...args: readonly string[]): string =>
  `exec:${[process.execPath, path.join(ROOT, 'tests/helpers/program.mjs'), ...args].map(shellWord).join(' ')}`;

describe('model-check', () => {
  test('says what a program passes, and what it leaves to hindcast', async () => {
    const { code, stdout } = await hindcast(['model-check', spec('naive'), '--quiet']);
    expect(code).toBe(0);
    expect(stdout).toContain('passed every check.');
    expect(stdout.match(/^passed {2}/gm)).toHaveLength(4);
    expect(stdout).toContain('it gives no quantiles');
  });

  test('says what it fails, in JSON too, and ends with exit code 3', async () => {
    const { code, stdout, stderr } = await hindcast([
      'model-check',
      spec('short'),
      '--json',
      '--horizon',
      '2',
      '--quiet',
    ]);
    expect(code).toBe(3);
    const { passed, checks } = JSON.parse(stdout) as {
      passed: boolean;
      checks: readonly { problem: string }[];
    };
    expect(passed).toBe(false);
    expect(checks[1].problem).toContain('got 1 value in `yhat`');
    expect(stderr).toContain('4 of 4 checks failed');
  });

  test('tries a script that is called as a built-in model is', async () => {
    const folder = await temporaryFolder();
    await cp(path.join(ROOT, 'tests/helpers/program.mjs'), path.join(folder, 'ar.mjs'));
    const script = `exec:${shellWord(process.execPath)} ${shellWord(path.join(folder, 'ar.mjs'))}`;
    expect((await hindcast(['model-check', script, '--quiet'])).code).toBe(0);
  });

  test('takes only models by specification', async () => {
    const { code, stderr } = await hindcast(['model-check', 'gru']);
    expect([code, stderr]).toEqual([
      2,
      expect.stringContaining('expected a model such as `exec:COMMAND`, got `gru`'),
    ]);
  });
});
