import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { temporaryFolder } from '../helpers/files.ts';
import { hindcast } from '../helpers/run.ts';

const SHAPES = 'fixtures/csv-shapes';
const COURSE = 'fixtures/garch-simulated-1d.csv';

/** What is read of a file, from the JSON. */
interface Shown {
  readonly series: readonly {
    readonly digest: string;
    readonly step: string | null;
    readonly missing: number;
  }[];
  readonly columns: readonly { readonly use: string; readonly header: string; readonly foundBy: string }[];
  readonly notRead: readonly { readonly header: string; readonly kind: string | null }[];
  readonly leftOut: readonly { readonly reason: string; readonly count: number; readonly line: number }[];
  readonly first: unknown;
}

async function shown(...args: readonly string[]): Promise<Shown> {
  const { stdout } = await hindcast([...args, '--json']);
  return (JSON.parse(stdout) as { readonly sources: readonly Shown[] }).sources[0];
}

describe('data FILE', () => {
  test('says in less than 25 lines of 80 characters how a file is read', async () => {
    const { stdout, stderr, code } = await hindcast(['data', `${SHAPES}/investing-russian.csv`]);
    expect([code, stderr]).toEqual([0, '']);
    expect(stdout.split('\n\n')[0].replace('\n', ' ')).toBe(
      `${SHAPES}/investing-russian.csv: 2 rows, 2026-05-21 to 2026-05-22, 1d apart, without gaps.`,
    );
    expect(stdout).toContain('times    `Дата`, `22.05.2026` as d/m/yyyy, time zone UTC');
    expect(stdout).toContain('forecast `Цена`; `--column` chooses another');
    expect(stdout).toContain('numbers  decimal mark `,`');
    expect(stdout).toContain('unread   `Изм. %` (change in percent)');
    expect(stdout).toContain('high from `Макс.`');
    expect(stdout).toMatch(/^first +3 +2026-05-21 +169\.5 +172 +168\.25 +171 +1200000$/m);
    const lines = stdout.trimEnd().split('\n');
    expect(lines.length).toBeLessThan(25);
    expect(lines.filter((line) => line.length > 80)).toEqual([]);
  });

  test('says with --details how each column was found, and the digest and the form of the file', async () => {
    const { stdout } = await hindcast(['data', `${SHAPES}/investing-russian.csv`, '--details']);
    expect(stdout).toContain('rows     2, 2026-05-21 to 2026-05-22, 1d apart');
    expect(stdout).toMatch(/^digest +sha256:[\da-f]{64}$/m);
    expect(stdout).toMatch(/^file +3 lines of utf-8, cells separated by commas, header in line 1$/m);
    expect(stdout).toMatch(/^high +`Макс\.` +its name$/m);
  });

  test('says what it would forecast and where gaps are', async () => {
    const file = path.join(await temporaryFolder(), 'a.csv');
    writeFileSync(file, 'date,x,close\n2020-01-01,9,1\n2020-01-02,9,2\n2020-01-05,9,3\n');
    const { stdout } = await hindcast(['data', file, '--column', 'x']);
    expect(stdout).toMatch(/: 3 rows, 2020-01-01 to 2020-01-05,\s1d\sapart\.$/m);
    expect(stdout).toContain('forecast `x`, as `--column` says');
    expect(stdout).toContain('also     close');
    expect(stdout).toMatch(/^gaps +1 gap, 2 candles missing, the longest of 2 from 2020-01-03$/m);
  });

  test('has the digest of a backtest of the file', async () => {
    const { series } = await shown('data', COURSE);
    const { stdout } = await hindcast(['backtest', COURSE, '--model', 'drift', '--json']);
    const { data } = JSON.parse(stdout) as { readonly data: readonly { readonly digest: string }[] };
    expect(series[0].digest).toBe(data[0].digest);
  });

  test('names the evidence of each column', async () => {
    const evidence = async (...args: readonly string[]) =>
      (await shown('data', ...args)).columns.map(({ use, header, foundBy }) => [use, header, foundBy]);
    expect(await evidence(`${SHAPES}/panel-coin-id.csv`)).toEqual([
      ['time', 'date', 'name'],
      ['series', 'coinId', 'cells'],
      ['close', 'price', 'name'],
    ]);
    expect(
      await evidence(`${SHAPES}/panel-coin-id.csv`, '--column', 'rank', '--time-column', 'date'),
    ).toContainEqual(['rank', 'rank', '--column']);
    expect(await evidence(`${SHAPES}/fred-observation-date.csv`)).toEqual([
      ['time', 'observation_date', 'cells'],
      ['close', 'DGS5', 'cells'],
    ]);
    expect((await evidence(`${SHAPES}/metatrader-4-no-header.csv`))[0]).toContain('no header line');
  });

  test('counts what is left out, with the reason and the first line', async () => {
    const file = path.join(await temporaryFolder(), 'a.csv');
    writeFileSync(
      file,
      '# made by hand\ndate,close,x\n2020-01-01,1,9\n\n2020-01-02,2,9\n2020-01-02,2,9\n2020-01-05,3,9\n',
    );
    const { leftOut, notRead, series, first } = await shown('data', file);
    expect(leftOut.map(({ reason, count, line }) => [reason, count, line])).toEqual([
      ['comment', 1, 1],
      ['blank line', 1, 4],
      ['duplicate row', 1, 6],
    ]);
    expect(notRead).toEqual([{ header: 'x', number: 3, kind: null }]);
    expect(series[0]).toMatchObject({
      rows: 3,
      step: '1d',
      missing: 2,
      gaps: [{ from: '2020-01-03', to: '2020-01-04', candles: 2 }],
    });
    expect(first).toEqual({ series: 'a', line: 3, time: '2020-01-01', close: 1 });
  });

  test('shows a file whose rows are uneven, and ends with 12 as a backtest does', async () => {
    const { code, stdout, stderr } = await hindcast(['data', `${SHAPES}/coindesk-footer-lines.csv`]);
    expect([code, stderr]).toEqual([12, expect.stringContaining('expected times 1d apart')]);
    expect(stderr).toContain('use `--gaps keep` with `backtest` or `forecast`');
    expect(stdout).toContain('gaps     not counted');
  });

  test('refuses the files that every command refuses', async () => {
    expect(await hindcast(['data', `${SHAPES}/day-or-month-first.csv`])).toMatchObject({
      code: 12,
      stdout: '',
      stderr: expect.stringContaining('expected a clear order of day and month'),
    });
    expect((await hindcast(['data', 'nowhere.csv'])).code).toBe(10);
    expect((await hindcast(['data', COURSE, '--repair'])).code).toBe(2);
  });

  test('reads standard input', async () => {
    const { stdout } = await hindcast(['data', '-'], { stdin: 'date,close\n2020-01-01,1\n2020-01-02,2\n' });
    expect(stdout).toContain('-: 2 rows, 2020-01-01 to 2020-01-02, 1d apart, without gaps.');
  });
});

describe('--show-source', () => {
  test.each([
    ['backtest', COURSE],
    ['forecast', COURSE],
    ['plan', COURSE],
    ['export', COURSE],
    ['import', COURSE, '--as', 'kraken:BTC/USD:1d'],
  ])('of %s prints what `data FILE` prints, and stops', async (...args) => {
    const { stdout } = await hindcast(['data', COURSE]);
    expect(await hindcast([...args, '--show-source'])).toMatchObject({ code: 0, stdout, stderr: '' });
  });

  test('is refused without a file', async () => {
    const { code, stderr } = await hindcast(['backtest', 'binance:BTC/USDT:1d', '--show-source']);
    expect([code, stderr]).toEqual([2, expect.stringContaining('is for CSV files')]);
  });
});

test('a note names the columns that are not read, unless --quiet is given', async () => {
  const file = `${SHAPES}/investing-turkish.csv`;
  expect((await hindcast(['export', file])).stderr).toBe(`note: ${file}: columns not read: \`Fark %\`\n`);
  expect((await hindcast(['export', file, '--quiet'])).stderr).toBe('');
});

test('the series column comes from settings too', async () => {
  const folder = await temporaryFolder();
  writeFileSync(
    path.join(folder, 'a.csv'),
    'date,feed,market,close\n2020-01-01,x,A,1\n2020-01-01,x,B,2\n2020-01-02,y,A,3\n2020-01-02,y,B,4\n',
  );
  writeFileSync(path.join(folder, 'hindcast.json'), '{ "options": { "series-column": "market" } }');
  const { stdout } = await hindcast(['data', 'a.csv', '--details'], { cwd: folder });
  expect(stdout).toMatch(/^series +`market` +--series-column$/m);
});
