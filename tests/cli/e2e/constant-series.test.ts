import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { dailyCsv, temporaryFolder } from '../../helpers/files.ts';
import { walk } from '../../helpers/panels.ts';
import { hindcast } from '../../helpers/run.ts';

interface Report {
  readonly models: readonly {
    readonly model: string;
    readonly scores: Readonly<Record<string, number | null>>;
    readonly bySeries: readonly (Readonly<Record<string, unknown>> & { readonly id: string })[];
  }[];
  readonly warnings: readonly string[];
}

/** A: moves. B: never moves. C: moves only after the first cutoff. */
const series = {
  A: walk(120, 1),
  B: Array.from({ length: 120 }, () => 5),
  C: walk(120, 2).map((price, i) => (i < 100 ? 7 : price)),
};

/** A folder with a file of prices for each series, and for those that are asked its backtest. */
async function backtestOf(names: readonly (keyof typeof series)[]) {
  const cwd = await temporaryFolder();
  const env = { HINDCAST_STORE: path.join(cwd, 'store.sqlite') };
  for (const name of names) await writeFile(path.join(cwd, `${name}.csv`), dailyCsv(series[name]));
  const sources = names.map((name) => `${name}.csv`);
  const options = '--model drift --input-size 5 --test 40 --refit 10 --output out --json --quiet'.split(' ');
  const run = (args: readonly string[]) => hindcast(args, { cwd, env });
  const { code, stdout } = await run(['backtest', ...sources, ...options]);
  return { code, report: JSON.parse(stdout) as Report, run };
}

const SCALED = ['mase', 'rmsse', 'u2', 'skill', 'rmae'];

describe('a panel with a series that never moves', () => {
  test('has every scaled score without it, and one warning for each reason names it', async () => {
    const { code, report } = await backtestOf(['A', 'B', 'C']);
    expect(code).toBe(0);
    for (const { scores, bySeries } of report.models) {
      for (const name of SCALED) expect(scores[name]).toEqual(expect.any(Number));
      expect(scores.mase).toBeCloseTo(bySeries.find(({ id }) => id === 'A')!.mase as number, 12);
      const [, still] = bySeries;
      for (const name of SCALED) expect(still[name]).toBeNull();
    }
    expect(report.warnings.filter((text) => /leave|undefined/.test(text))).toEqual([
      'mase and rmsse leave out 1 of 3 series, where the training rows never change from one season to the next: B',
      'mase and rmsse leave out 1 of 3 series, where in some folds the training rows never change from one season to the next: C',
      'u2, skill, rmae and the tests leave out 1 of 3 series, where naive has no error: B',
    ]);
  });

  test('is scored and compared from files by the same rule', async () => {
    const { run } = await backtestOf(['A', 'B']);
    const warning = 'u2, skill, rmae and the tests leave out 1 of 2 series, where naive has no error: B';
    const scored = JSON.parse((await run(['score', 'out/forecasts.csv', '--json'])).stdout) as Report;
    for (const { scores } of scored.models)
      for (const name of ['u2', 'skill', 'rmae']) expect(scores[name]).toEqual(expect.any(Number));
    expect(scored.warnings).toContain(warning);
    const compared = await run(['compare', 'out/forecasts.csv', 'out/forecasts.csv', '--json']);
    expect((JSON.parse(compared.stdout) as Report).warnings).toContain(warning);
  });

  test('has no scaled score if no series moves', async () => {
    const { report } = await backtestOf(['B']);
    for (const { scores } of report.models) for (const name of SCALED) expect(scores[name]).toBeNull();
    expect(report.warnings.join()).not.toContain('leave out');
  });
});

test('a forecast says that a series never moved, and not that it has too few errors', async () => {
  const cwd = await temporaryFolder();
  await writeFile(path.join(cwd, 'B.csv'), dailyCsv(series.B));
  await writeFile(path.join(cwd, 'A.csv'), dailyCsv(series.A));
  const args = 'forecast A.csv B.csv --model drift --input-size 5 --level 80 --no-record --json'.split(' ');
  const { stdout } = await hindcast(args, { cwd, env: { HINDCAST_STORE: path.join(cwd, 's.sqlite') } });
  expect((JSON.parse(stdout) as Report).warnings).toEqual([
    'no intervals of B: the values never change, so there is no volatility to scale errors by',
  ]);
});

test('live forecasts of a constant series have no score against naive, and the verdict says so', async () => {
  const cwd = await temporaryFolder();
  const fit = ['a.csv', '--input-size', '5', '--model', 'drift', '--level', '80'];
  const START = Date.UTC(2024, 0, 1);
  const DAY = 86_400_000;
  const run = (words: readonly string[], rows: number) =>
    hindcast(words, { cwd, env: { HINDCAST_STORE: 'live.db' }, now: START + rows * DAY + 1000 });
  const write = (rows: number) => {
    const lines = Array.from({ length: rows }, (_, i) => `${new Date(START + i * DAY).toISOString()},100`);
    return writeFile(path.join(cwd, 'a.csv'), ['time,close', ...lines, ''].join('\n'));
  };
  await write(60);
  await run(['backtest', ...fit, '--test', '20'], 60);
  await run(['forecast', ...fit], 60);
  await write(62);
  const { code, stdout, stderr } = await run(['score', '--details', '--fail-on', 'live.u2 > 1'], 62);
  const verdict = stdout.replaceAll(/\s+/g, ' ');
  expect([code, stdout]).toEqual([4, expect.not.stringContaining('NaN')]);
  expect(verdict).toContain('no comparison with naive, which has no error over 1 live forecast.');
  expect(verdict).toContain('The backtest had no U2, since naive had no error.');
  expect(verdict).toContain('No live forecast has an interval of level 80.');
  expect(stderr).toContain('drift: live.u2 undefined > 1');
});
