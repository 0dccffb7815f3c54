/** Behaviour in a shell: pipes, colour, progress, control characters. */
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { dailyCsv, temporaryFolder } from '../../helpers/files.ts';
import { walk } from '../../helpers/panels.ts';
import { PROGRAM, hindcast, run } from '../../helpers/run.ts';

const NAIVE = ['backtest', 'fixtures/ar-simulated-1d.csv', '--model', 'naive', '--quiet'];

describe('a pipe', () => {
  test('that is closed early ends the program quietly', async () => {
    const script = '{ "$0" "$1" simulate ar --rows 50000 --quiet; echo "exit $?" >&2; } | head -n 1';
    const { stdout, stderr } = await run('sh', ['-c', script, process.execPath, PROGRAM]);
    expect([stdout, stderr]).toEqual(['date,open,high,low,close,volume\n', 'exit 0\n']);
  });

  test('gets all of a long output', async () => {
    const { stdout } = await hindcast('simulate ar --rows 50000 --quiet'.split(' '));
    expect(stdout.split('\n').length).toBe(50_002); // the header, and nothing after the last line's end
  });

  test('of standard error that is closed early changes no result', async () => {
    const script = '"$0" "$1" backtest fixtures/ar-simulated-1d.csv --model drift --json 2>&1 >&3 3>&- | :';
    const { stdout } = await run('sh', ['-c', `{ ${script}; } 3>&1`, process.execPath, PROGRAM]);
    expect(JSON.parse(stdout)).toMatchObject({ type: 'backtest' });
  });
});

describe('colour', () => {
  const isColoured = async (args: readonly string[], env: Record<string, string> = {}) => {
    const { stdout, code } = await hindcast([...NAIVE, ...args], { env });
    expect(code).toBe(0);
    return stdout.includes('\u001b[');
  };

  test('is off in a pipe', async () => {
    expect(await isColoured([])).toBe(false);
  });

  test('follows NO_COLOR, then the last flag, then FORCE_COLOR', async () => {
    expect(await isColoured([], { FORCE_COLOR: '1' })).toBe(true);
    expect(await isColoured([], { FORCE_COLOR: '0' })).toBe(false);
    expect(await isColoured(['--no-color'], { FORCE_COLOR: '1' })).toBe(false);
    expect(await isColoured(['--color'], { FORCE_COLOR: '0' })).toBe(true);
    expect(await isColoured(['--no-color', '--color'])).toBe(true);
    expect(await isColoured(['--color', '--no-color'])).toBe(false);
    expect(await isColoured(['--color'], { NO_COLOR: '1', FORCE_COLOR: '1' })).toBe(false);
    expect(await isColoured(['--color'], { NO_COLOR: '' })).toBe(true); // empty is not set
  });

  test('adds no information: without it the text is the same', async () => {
    const withoutTime = (text: string) => text.replaceAll(/ +\d\.\d\d s$/gm, '');
    const [plain, coloured] = await Promise.all([hindcast(NAIVE), hindcast([...NAIVE, '--color'])]);
    // oxlint-disable-next-line no-control-regex
    expect(withoutTime(coloured.stdout.replaceAll(/\u001b\[\d+m/g, ''))).toBe(withoutTime(plain.stdout));
  });

  test('is also in errors with --color', async () => {
    const { stderr } = await hindcast(['backtest', 'no-such.csv', '--color']);
    expect(stderr).toMatch(/^\S*\[31merror:/);
  });
});

describe('a control character', () => {
  /** Every control character except the end of a line; without colour none may appear. */
  // oxlint-disable-next-line no-control-regex
  const CONTROL = /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202e]/;
  const args = '--model drift --input-size 3 --test 10'.split(' ');

  test('in a file name is escaped in the table, in warnings and in errors', async () => {
    const folder = await temporaryFolder();
    const name = 'B\u001b[31m\nT\u202eC.csv';
    const lines = dailyCsv(walk(40, 1)).split('\n');
    await writeFile(path.join(folder, name), lines.toSpliced(20, 2).join('\n'));
    const shown = String.raw`B\x1b[31m\nT\u202eC`;
    const kept = await hindcast(['backtest', name, ...args], { cwd: folder });
    expect(kept.code).toBe(0);
    expect(kept.stdout).toContain(`data     ${shown} (${shown}.csv), close: 38 rows`);
    expect(kept.stderr).toContain(`warning: ${shown}: `);
    const refused = await hindcast(['backtest', name, ...args, '--gaps', 'error'], { cwd: folder });
    expect(refused.code).toBe(12);
    expect(refused.stderr).toContain(`got ${shown}: `);
    const missing = await hindcast(['backtest', `no${name}`], { cwd: folder });
    expect(missing.stderr).toContain(`error: no file no${shown}.csv`);
    for (const { stdout, stderr } of [kept, refused, missing]) expect(stdout + stderr).not.toMatch(CONTROL);
  });

  test('in a cell or a header is escaped, in tables and in CSV', async () => {
    const folder = await temporaryFolder();
    const rows = dailyCsv(walk(40, 1)).trimEnd().split('\n').slice(1);
    const panel = (header: string, id: string) =>
      `${header}\n${[id, 'other'].flatMap((name) => rows.map((row) => `${name},${row}`)).join('\n')}\n`;
    const file = path.join(folder, 'panel.csv');
    await writeFile(file, panel('unique_id,ds,p\u001b[2Jrice', 'x\u0007y\u009b'));
    const { code, stdout, stderr } = await hindcast([
      'backtest',
      file,
      ...args,
      '--column',
      'p\u001b[2Jrice',
      '--output',
      folder,
    ]);
    expect([code, stdout + stderr]).toEqual([0, expect.stringContaining(String.raw`x\x07y\x9b`)]);
    expect(stdout).toContain(String.raw`p\x1b[2jrice`);
    expect(stdout + stderr).not.toMatch(CONTROL);
    const bad = await hindcast(['backtest', '-'], { stdin: 'date,close\n2024-01-01,1\u001b]0;x\u0007\n' });
    expect([bad.code, bad.stderr]).toEqual([12, expect.stringContaining(String.raw`1\x1b]0;x\x07`)]);
    expect(bad.stderr).not.toMatch(CONTROL);
  });

  test('in an argument is escaped', async () => {
    for (const wrong of [
      ['\u001b[31mx'],
      ['backtest', 'f', '--x\u001b[31m'],
      ['simulate', '\u0007'],
      ['backtest', 'f', '--model', '\u0007'],
    ]) {
      const { code, stderr } = await hindcast(wrong);
      expect(code).toBe(2);
      expect(stderr).not.toMatch(CONTROL);
    }
  });
});

describe('progress', () => {
  const args = 'backtest fixtures/ar-simulated-1d.csv --model mlp --epochs 2 --input-size 5 --test 20'.split(
    ' ',
  );

  test('without a terminal is a few plain lines on standard error', async () => {
    const { stdout, stderr } = await hindcast(args);
    expect(stdout).not.toContain(' fits · ');
    expect(stderr).toMatch(/^1\/20 fits · .*\n(?:\d+\/20 fits · .*\n)*20\/20 fits · .*\n$/);
    expect(stderr).not.toContain('\r');
    expect(stderr.split('\n').length).toBeLessThan(10);
  });

  test('is off with --quiet', async () => {
    expect((await hindcast([...args, '--quiet'])).stderr).toBe('');
  });
});
