/** `--markdown` and `--latex` of the commands that print scores. */
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { dailyCsv, temporaryFolder } from '../../helpers/files.ts';
import { DAY, START, walk } from '../../helpers/panels.ts';
import { hindcast } from '../../helpers/run.ts';

const FAST = ['--model', 'linear', '--input-size', '8', '--test', '20'];

/** A folder with a file of prices, and the program there with a store of its own. */
async function folderWithPrices() {
  const cwd = await temporaryFolder();
  await writeFile(path.join(cwd, 'A_1&|$.csv'), dailyCsv(walk(80, 1)));
  const env = { HINDCAST_STORE: path.join(cwd, 'store') };
  return {
    cwd,
    hindcast: (args: readonly string[], now?: number) =>
      hindcast(args, { cwd, env, ...(now !== undefined && { now }) }),
  };
}

test.each(['--markdown', '--latex'])('a backtest with %s prints what `show` prints later', async (form) => {
  const folder = await folderWithPrices();
  const options = [...FAST, '--horizon', '2', '--level', '80', form];
  const printed = await folder.hindcast(['backtest', 'A_1&|$.csv', ...options]);
  expect(printed.code).toBe(0);
  const shown = await folder.hindcast(['show', 'last', form]);
  expect(shown.stdout).toBe(printed.stdout);
  for (const title of ['Scores', 'Tests against naive', 'Prediction intervals', 'By step'])
    expect(printed.stdout).toContain(title);
  // The name of the series is text in both.
  expect(printed.stdout).toContain(
    form === '--latex' ? String.raw`A\_1\&\textbar{}\$` : String.raw`A\_1\&\|\$`,
  );
  expect(printed.stdout).not.toContain('A_1');
});

test('the form of the output changes nothing that is kept or written', async () => {
  const folder = await folderWithPrices();
  const command = ['backtest', 'A_1&|$.csv', ...FAST, '--output', 'out'];
  await folder.hindcast([...command, '--latex']);
  const kept = await folder.hindcast(['show', 'last']);
  await folder.hindcast(command);
  const again = await folder.hindcast(['show', 'last']);
  const withoutTimes = (text: string): string => text.replaceAll(/ended .*|[\d.]+ s\b/g, '');
  expect(withoutTimes(kept.stdout)).toBe(withoutTimes(again.stdout));
  expect((await folder.hindcast(['score', 'out', '--markdown'])).stdout).toContain('### Scores: ');
  expect((await folder.hindcast(['score', 'last', '--latex'])).stdout).toContain(String.raw`\toprule`);
});

test('a comparison has a line per pair, and for several steps one per step', async () => {
  const folder = await folderWithPrices();
  for (const size of ['8', '6'])
    await folder.hindcast([
      'backtest',
      'A_1&|$.csv',
      ...FAST,
      '--input-size',
      size,
      '--horizon',
      '2',
      '--output',
      `out_${size}`,
    ]);
  const { stdout, code } = await folder.hindcast(['compare', 'out_8', 'out_6', '--markdown']);
  expect(code).toBe(0);
  const tables = stdout.split('\n### ');
  expect(tables).toHaveLength(2);
  expect(tables[0]).toContain(
    '| first | second | n | RMSE first | RMSE second | ratio | U2 first | U2 second |',
  );
  expect(tables[1].match(/^\| linear \|/gm)).toHaveLength(2);
  expect(stdout).toContain(String.raw`out\_8`);
});

describe('recorded forecasts', () => {
  test('have a table per series, and none says so on standard error', async () => {
    const folder = await folderWithPrices();
    const none = await folder.hindcast(['score', '--markdown']);
    expect([none.code, none.stdout]).toEqual([0, '']);
    expect(none.stderr).toContain('No matching records');
    const now = START + 80 * DAY;
    await folder.hindcast(['forecast', 'A_1&|$.csv', '--model', 'linear', '--input-size', '8'], now);
    const { stdout } = await folder.hindcast(['score', '--markdown'], now + DAY);
    expect(stdout).toContain('| model | step | n | waiting |');
    expect(stdout).toMatch(/^\| linear \| 1 \| 0 \| 1 \|/m);
  });
});

describe('rejects', () => {
  test.each([
    ['--markdown', '--latex'],
    ['--markdown', '--json'],
    ['--latex', '--json'],
  ])('%s with %s', async (one, other) => {
    for (const words of [
      ['backtest', 'none.csv'],
      ['show', 'last'],
      ['compare', 'a', 'b'],
      ['score', 'none.csv'],
    ]) {
      const { code, stdout, stderr } = await hindcast([...words, other, one]);
      expect([code, stdout]).toEqual([2, '']);
      expect(stderr).toContain(`\`${one}\` and \`${other}\` exclude each other`);
    }
  });

  test('a list of records, which has no scores', async () => {
    const { code, stderr } = await hindcast(['score', '--list', '--latex']);
    expect(code).toBe(2);
    expect(stderr).toContain('`--list` prints records');
  });
});
