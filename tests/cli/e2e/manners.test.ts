/** Behaviour in a shell: pipes, colour, progress, control characters. */
import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { dailyCsv, fileWith, temporaryFolder } from '../../helpers/files.ts';
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

describe('an output', () => {
  test.skipIf(process.platform === 'win32')('into a slow pipe prints no warning', async () => {
    const hours = Array.from({ length: 50_000 }, (_, i) => new Date(Date.UTC(2018, 0, 1, i)).toISOString());
    const file = await fileWith(
      `time,close\n${hours.map((time, i) => `${time},${100 + (i % 7)}`).join('\n')}\n`,
    );
    const script = '"$0" "$1" export "$2" | (sleep 0.1; wc -l)';
    const { stdout, stderr } = await run('sh', ['-c', script, process.execPath, PROGRAM, file]);
    expect([stdout.trim(), stderr]).toEqual(['50001', '']);
  });

  test('of names that a spreadsheet would run reads back the same', async () => {
    const folder = await temporaryFolder();
    const ids = ["=cmd|'/c calc'!A1", '+1', '-1.5', '@x', "'=q", '＝A1', "'plain", 'a;=b'];
    const rows = dailyCsv(walk(40, 1)).trimEnd().split('\n').slice(1);
    const panel = `unique_id,date,'=p\n${ids.flatMap((id) => rows.map((row) => `"${id === "'=q" ? "''=q" : id}",${row}`)).join('\n')}\n`;
    await writeFile(path.join(folder, 'panel.csv'), panel);
    const args =
      '--column =p --model drift --input-size 3 --test 10 --target price --output out --json'.split(' ');
    const { code, stdout } = await hindcast(['backtest', 'panel.csv', ...args], { cwd: folder });
    expect(code).toBe(0);
    const { data } = JSON.parse(stdout) as { data: { id: string }[] };
    expect(data.map(({ id }) => id)).toEqual(ids);
    for (const name of ['forecasts.csv', 'scores.csv']) {
      const text = await readFile(path.join(folder, 'out', name), 'utf8');
      expect(text).toContain("'=cmd|'/c calc'!A1");
      // A cell of text starts with none of these; numbers may be negative.
      expect(text).not.toMatch(/(?:^|,)"?[=+@＝]/m);
      expect(text).not.toContain(',-1.5,');
    }
    const scored = await hindcast(['score', 'out/forecasts.csv', '--json'], { cwd: folder });
    const [{ bySeries }] = (JSON.parse(scored.stdout) as { models: { bySeries: object[] }[] }).models;
    expect(bySeries).toEqual(ids.map((id) => expect.objectContaining({ id }) as object));
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
    const shown = String.raw`B\u001b[31m\nT\u202eC`;
    const short = await hindcast(['backtest', name, ...args], { cwd: folder });
    expect(short.stdout).toContain(` on ${shown}, one day`);
    const kept = await hindcast(['backtest', name, ...args, '--details'], { cwd: folder });
    expect(kept.code).toBe(0);
    expect(kept.stdout).toContain(`data     ${shown} (${shown}.csv), close: 38 rows`);
    expect(kept.stderr).toContain(`warning: ${shown}: `);
    const refused = await hindcast(['backtest', name, ...args, '--gaps', 'error'], { cwd: folder });
    expect(refused.code).toBe(12);
    expect(refused.stderr).toContain(`got ${shown}: `);
    const missing = await hindcast(['backtest', `no${name}`], { cwd: folder });
    expect(missing.stderr).toContain(`error: no file no${shown}.csv`);
    for (const { stdout, stderr } of [short, kept, refused, missing])
      expect(stdout + stderr).not.toMatch(CONTROL);
  });

  test('in a cell is escaped, and in a name refused', async () => {
    const folder = await temporaryFolder();
    const rows = dailyCsv(walk(40, 1)).trimEnd().split('\n').slice(1);
    const panel = (header: string, id: string) =>
      `${header}\n${[id, 'other'].flatMap((name) => rows.map((row) => `${name},${row}`)).join('\n')}\n`;
    const file = path.join(folder, 'panel.csv');
    await writeFile(file, panel('unique_id,ds,p\u001b[2Jrice', 'x\u0007y\u009b'));
    const series = await hindcast(['backtest', file, ...args, '--column', 'p\u001b[2Jrice']);
    expect([series.code, series.stderr]).toEqual([
      12,
      expect.stringContaining(String.raw`without control or invisible characters, got `),
    ]);
    expect(series.stdout + series.stderr).not.toMatch(CONTROL);
    const bad = await hindcast(['backtest', '-'], { stdin: 'date,close\n2024-01-01,1\u001b]0;x\u0007\n' });
    expect([bad.code, bad.stderr]).toEqual([12, expect.stringContaining(String.raw`1\u001b]0;x\u0007`)]);
    expect(bad.stderr).not.toMatch(CONTROL);
  });

  test('in the name of a job or a source of `hindcast.json` is escaped', async () => {
    const folder = await temporaryFolder();
    const jobs = { 'a\u001b[31m\nb\u202e': { sources: ['\u001b]0;x\u0007\n.csv'], steps: ['backtest'] } };
    await writeFile(path.join(folder, 'hindcast.json'), JSON.stringify({ jobs }));
    const [name] = Object.keys(jobs);
    const list = await hindcast(['run'], { cwd: folder });
    expect([list.code, list.stdout]).toEqual([
      0,
      'a\\u001b[31m\\nb\\u202e: backtest of \\u001b]0;x\\u0007\\n.csv\n',
    ]);
    const json = await hindcast(['run', '--json'], { cwd: folder });
    expect(JSON.parse(json.stdout)).toMatchObject({ jobs: [{ name }] });
    const ran = await hindcast(['run', name, '--debug'], {
      cwd: folder,
      env: { HINDCAST_STORE: path.join(folder, 's') },
    });
    expect(ran.code).toBe(10);
    for (const { stdout, stderr } of [list, json, ran]) expect(stdout + stderr).not.toMatch(CONTROL);
  });

  test('in the name of a market is refused', async () => {
    const file = await fileWith(dailyCsv(walk(40, 1)));
    for (const market of ['binance:B\u001b[31m/C:1d', 'binance:B\u202eC:1d', 'binance:B\u009bC:1d']) {
      const { code, stderr } = await hindcast(['import', file, '--as', market]);
      expect([code, stderr]).toEqual([2, expect.stringContaining('expected `--as` to be EXCHANGE')]);
      const read = await hindcast(['backtest', market]);
      expect(read.code).toBe(10);
      expect(stderr + read.stderr).not.toMatch(CONTROL);
    }
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
