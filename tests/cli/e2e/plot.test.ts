/** `--plot`, and the drawing that a terminal gets without it. */
import { Writable } from 'node:stream';
import { beforeAll, describe, expect, test } from 'vitest';
import { main } from '../../../src/cli/main.ts';
import { usualArea } from '../../../src/cli/plot.ts';
import { temporaryFolder } from '../../helpers/files.ts';
import { hindcast, hostOf } from '../../helpers/run.ts';
import path from 'node:path';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { onTestFinished } from 'vitest';

const FIXTURE = 'fixtures/garch-simulated-1d.csv';
const FIT = '--model drift --input-size 10 --quiet'.split(' ');
const BRAILLE = /[\u2801-\u28FF]/;

const folder = mkdtempSync(path.join(tmpdir(), 'hindcast-'));
const env = { HINDCAST_STORE: path.join(folder, 'store.sqlite') };
beforeAll(async () => {
  for (const rows of ['60', '80']) await hindcast(['backtest', FIXTURE, ...FIT, '--test', rows], { env });
  return () => rmSync(folder, { recursive: true, force: true });
});

describe('--plot', () => {
  test.each([
    ['backtest', [FIXTURE, ...FIT, '--test', '60'], 'drift, 1 step ahead'],
    ['show', ['last'], 'drift, 1 step ahead'],
    ['show', ['last', '--details'], 'drift, 1 step ahead'],
    ['forecast', [FIXTURE, ...FIT, '--no-record'], 'the last 20 rows and 1 step ahead'],
    ['data', [FIXTURE], 'garch-simulated-1d: 1,000 rows, 2018-01-01 to 2020-09-26'],
    ['runs', [], 'U2 by the last row read: 1 run of'],
    ['runs', ['--configuration', 'last'], 'U2 by the last row read: 1 run of'],
  ])('of %s %j draws below the results, also without a terminal', async (command, args, words) => {
    const plain = await hindcast([command, ...args], { env });
    const { code, stdout } = await hindcast([command, ...args, '--plot'], { env });
    expect(code).toBe(0);
    expect(stdout).toContain(words);
    expect(plain.stdout).not.toContain(words);
    expect(stdout.split('\n').filter((line) => /[┤│]/.test(line)).length).toBeGreaterThan(8);
    expect(stdout).not.toContain('\u001B');
  });

  test('is ASCII in the locale C, and coloured if colour is asked for', async () => {
    const args = ['forecast', FIXTURE, ...FIT, '--no-record', '--plot'];
    const ascii = await hindcast(args, { env: { ...env, LC_ALL: 'C' } });
    expect(ascii.stdout).toMatch(/^[\n\x20-\x7E]*$/);
    expect(ascii.stdout).toContain('*** known');
    const coloured = await hindcast([...args, '--color'], { env: { ...env, TERM: 'xterm-256color' } });
    expect(coloured.stdout.includes('\u001B[38;5;178m') || coloured.stdout.includes('\u001B[33m')).toBe(true);
    const plain = await hindcast([...args, '--color'], { env: { ...env, NO_COLOR: '1' } });
    expect(plain.stdout).not.toContain('\u001B');
  });

  test('follows COLUMNS', async () => {
    for (const COLUMNS of ['60', '120']) {
      const { stdout } = await hindcast(['data', FIXTURE, '--plot'], { env: { ...env, COLUMNS } });
      const axis = stdout.split('\n').find((line) => line.includes('└'));
      expect(axis).toHaveLength(Number(COLUMNS));
    }
  });

  test.each(['--json', '--markdown'])('with %s is an error', async (form) => {
    const { code, stdout, stderr } = await hindcast(['show', 'last', '--plot', form], { env });
    expect([code, stdout]).toEqual([2, '']);
    expect(stderr).toContain(`option \`--plot\` cannot be used with option \`${form}\``);
  });

  test('as a setting draws, but not in JSON', async () => {
    const set = { ...env, HINDCAST_PLOT: '1' };
    expect((await hindcast(['show', 'last'], { env: set })).stdout).toMatch(BRAILLE);
    const { code, stdout } = await hindcast(['show', 'last', '--json'], { env: set });
    expect([code, JSON.parse(stdout).type]).toEqual([0, 'backtest']);
  });

  test('needs a market or a file to draw data', async () => {
    const { code, stderr } = await hindcast(['data', '--plot'], { env });
    expect(code).toBe(2);
    expect(stderr).toContain('expected a market or a file to draw, got none');
  });

  test('of score draws live errors, or says that there are none yet', async () => {
    const cwd = await temporaryFolder();
    const own = { HINDCAST_STORE: path.join(cwd, 's.sqlite') };
    const { code, stdout } = await hindcast(['score', '--plot'], { env: own });
    expect(code).toBe(0);
    expect(stdout).toContain('Nothing to draw');
  });
});

describe('a terminal', () => {
  /** What a command prints on a terminal. */
  async function printed(args: readonly string[]): Promise<string> {
    let text = '';
    const write = (chunk: Buffer | string, _: unknown, done: () => void): void => {
      text += String(chunk);
      done();
    };
    const stream = (): Writable =>
      Object.assign(new Writable({ write, decodeStrings: false }), { isTTY: true, columns: 80, rows: 40 });
    const before = process.cwd();
    onTestFinished(() => process.chdir(before));
    await main(
      [...args, '--no-color'],
      hostOf({ env }, stream(), new Writable({ write: (_, __, done) => done() })),
    );
    return text;
  }

  test('gets a small drawing of a backtest and of a run, and 24 lines in all', async () => {
    for (const args of [
      ['backtest', FIXTURE, ...FIT, '--test', '60'],
      ['show', 'last'],
    ]) {
      const text = await printed(args.filter((word) => word !== '--quiet'));
      expect(text).toMatch(BRAILLE);
      expect(text.split('\n').filter((line) => /[┤│]/.test(line)).length).toBeLessThan(8);
      expect(text.trimEnd().split('\n').length).toBeLessThan(25);
    }
  });

  test('gets a drawing of a single series, and none if the answer is long', () => {
    const area = (lines: number) =>
      usualArea(
        { columns: () => 80, isUtf8: true, stdout: Object.assign(new Writable(), { isTTY: true }) },
        {},
        'x\n'.repeat(lines),
      );
    expect(area(12)).toMatchObject({ height: 8, isBrief: true });
    expect(area(15)).toMatchObject({ height: 7, isBrief: true });
    expect(area(16)).toBeUndefined();
  });

  test('gets no drawing of a forecast, of data or with --details unless asked', async () => {
    for (const args of [
      ['forecast', FIXTURE, ...FIT, '--no-record'],
      ['data', FIXTURE],
      ['show', 'last', '--details'],
    ])
      expect(await printed(args)).not.toMatch(BRAILLE);
  });
});
