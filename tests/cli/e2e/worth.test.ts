/** `--cost`: what following forecasts was worth, in every command that says it. */
import { existsSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { dailyCsv, fileWith, temporaryFolder } from '../../helpers/files.ts';
import { walk } from '../../helpers/panels.ts';
import { hindcast } from '../../helpers/run.ts';

const AR = 'fixtures/ar-simulated-1d.csv';
/** Long enough to be sure. */
const CLEAR = ['backtest', AR, '--model', 'ar,drift', '--test', '0.7', '--jobs', '1'];
const QUICK = ['--model', 'linear,drift', '--input-size', '10', '--refit', '0', '--jobs', '1'];

const flat = (text: string): string => text.replaceAll(/\s+/g, ' ');

interface WorthJson {
  readonly run: string;
  readonly worth: {
    readonly answer: string;
    readonly periods: number;
    readonly models: readonly {
      readonly model: string;
      readonly word: string;
      readonly p: number;
      readonly annual: { readonly value: number };
      readonly turnover: number;
    }[];
    readonly curves: { readonly time: readonly string[]; readonly models: readonly unknown[] };
  };
}

async function json(args: readonly string[], env = {}): Promise<WorthJson> {
  const { code, stdout, stderr } = await hindcast([...args, '--json'], { env });
  expect([code, stderr]).toEqual([0, expect.not.stringContaining('error:')]);
  return JSON.parse(stdout) as WorthJson;
}

async function storeEnv() {
  const folder = await temporaryFolder();
  return { HINDCAST_STORE: path.join(folder, 'store.sqlite') };
}

describe('a backtest with --cost', () => {
  test('claims that a series that can be forecast is worth something', async () => {
    const { code, stdout } = await hindcast([...CLEAR, '--cost', '0.1%']);
    expect(code).toBe(0);
    expect(flat(stdout)).toContain(
      'Worth something after costs of 10 bp: ar earned significantly more than both cash and buying and holding.',
    );
    expect(flat(stdout)).toMatch(/- ar: \+\d+ % a year after 10 bp, breaks even at \d+ bp; worth something/);
    expect(flat(stdout)).toContain('always long, so the same as buying and holding');
  });

  test('says that it is worth nothing where the cost is above that at which it breaks even', async () => {
    const { worth } = await json([...CLEAR, '--cost', '300bp']);
    expect(worth.answer).toMatch(/^Worth nothing after costs of 300 bp/);
    expect(worth.models.find(({ model }) => model === 'ar')!.word).toBe('nothing');
  });

  test('has the same run, forecasts and scores as one without', async () => {
    const [plain, asked] = [await temporaryFolder(), await temporaryFolder()];
    const args = ['backtest', AR, ...QUICK, '--test', '60'];
    await hindcast([...args, '--output', plain]);
    await hindcast([...args, '--output', asked, '--cost', '10bp', '--fill', 'next-open']);
    const [one, other] = await Promise.all(
      [plain, asked].map(async (folder) => ({
        forecasts: await readFile(path.join(folder, 'forecasts.csv'), 'utf8'),
        scores: await readFile(path.join(folder, 'scores.csv'), 'utf8'),
        run: (JSON.parse(await readFile(path.join(folder, 'run.json'), 'utf8')) as WorthJson).run,
      })),
    );
    expect(other).toEqual(one);
    const [head, ...lines] = (await readFile(path.join(asked, 'worth.csv'), 'utf8')).trimEnd().split('\n');
    expect(head).toMatch(/^ds,buy-and-hold,(?:linear,drift|drift,linear)$/);
    expect(lines).toHaveLength(60);
    expect(existsSync(path.join(plain, 'worth.csv'))).toBe(false);
  });

  test('has a table with --details and with --markdown', async () => {
    const args = ['backtest', AR, ...QUICK, '--test', '60', '--cost', '10bp'];
    const details = await hindcast([...args, '--details']);
    expect(details.stdout).toMatch(/^model +mean a year \(95 %\) +Sharpe \(95 %\)/m);
    expect(details.stdout).toMatch(/^buy and hold +[+-]/m);
    const markdown = await hindcast([...args, '--markdown']);
    expect(markdown.stdout).toContain('Worth after costs of 10 bp');
  });

  test('follows the likeliest class of target direction', async () => {
    const args = ['backtest', AR, '--target', 'direction', '--model', 'logistic', '--input-size', '10'];
    const { worth } = await json([...args, '--test', '60', '--refit', '0', '--cost', '0bp']);
    expect(worth.models.map(({ model }) => model)).toEqual(['logistic']);
    expect(worth.models[0].turnover).toBeGreaterThan(0);
  });
});

describe('a finished run', () => {
  test('is worth the same when it is shown, reported and scored', async () => {
    const env = await storeEnv();
    const made = await json(
      ['backtest', AR, ...QUICK, '--test', '60', '--horizon', '3', '--step-size', '2', '--cost', '10bp'],
      env,
    );
    expect((await json(['show', 'last'], env)).worth).toEqual(made.worth);
    expect((await json(['show', 'last', '--cost', '10bp'], env)).worth).toEqual(made.worth);
    const short = await hindcast(['show', 'last'], { env });
    expect(flat(short.stdout)).toContain(made.worth.answer);
    const other = await json(['show', 'last', '--cost', '50bp', '--fill', 'next-open'], env);
    expect(other.worth.answer).toContain('50 bp');
    // The file has no rows after the last target, and no name for its series.
    const scored = await json(['score', 'last', '--cost', '10bp'], env);
    expect(scored.worth.models.map(({ model }) => model)).toEqual(
      made.worth.models.map(({ model }) => model),
    );
    scored.worth.models.forEach(({ annual }, m) => {
      expect(annual.value).toBeCloseTo(made.worth.models[m].annual.value, 9);
    });
    const page = await hindcast(['report', 'last'], { env });
    expect(page.stdout).toContain('Accounts after costs of 10 bp');
    const again = await hindcast(['report', 'last', '--cost', '25bp'], { env });
    expect(again.stdout).toContain('Accounts after costs of 25 bp');
  });

  test('with a season follows the same models, and none of its benchmarks', async () => {
    const env = await storeEnv();
    const args = ['backtest', AR, ...QUICK, '--test', '60', '--seasonality', '7', '--cost', '10bp'];
    const made = await json(args, env);
    expect(made.worth.models.map(({ model }) => model).toSorted()).toEqual(['drift', 'linear']);
    expect((await json(['show', 'last', '--cost', '10bp'], env)).worth).toEqual(made.worth);
  });

  test('of directions is computed from its data, since its forecasts have no prices', async () => {
    const env = await storeEnv();
    const args = ['backtest', AR, '--target', 'direction', '--model', 'logistic', '--input-size', '10'];
    await hindcast([...args, '--test', '60', '--refit', '0'], { env });
    expect((await json(['show', 'last', '--cost', '10bp'], env)).worth.models).toHaveLength(1);
    expect((await json(['show', 'last'], env)).worth).toBeUndefined();
    const { code, stderr } = await hindcast(['score', 'last', '--cost', '10bp'], { env });
    expect([code, stderr]).toEqual([2, expect.stringContaining('a file of directions has none')]);
    const page = await hindcast(['report', 'last'], { env });
    expect(page.stdout).not.toContain('Worth after costs');
  });
});

describe('an option of worth', () => {
  test.each([
    [['--cost', '10'], '`--cost` to be a ratio from 0 to below 1, got `10`', 'did you mean `10bp`?'],
    [['--cost', 'free'], '`--cost` to be a ratio', 'write it as 10bp, 0.1% or 0.001'],
    [['--cost', '-1bp'], '`--cost` to be a ratio', '10bp'],
    [['--position', 'short'], '`--position` to be one of long-flat, long-short', ''],
    [['--fill', 'open', '--cost', '0'], '`--fill` to be one of close, next-open', ''],
    [['--min-edge', '20bp'], '`--min-edge` needs `--cost`', 'add `--cost 10bp`'],
    [['--cost', '1bp', '--confident', '80'], '`--confident 80` needs intervals of this level', '--level 80'],
    [['--cost', '1bp', '--target', 'volatility'], 'a volatility has no side', '--target'],
    [['--cost', '1bp', '--column', 'volume'], 'and `--column volume` is none', 'forecast the close'],
  ])('%j is rejected before anything is fitted', async (args, error, hint) => {
    const { code, stdout, stderr } = await hindcast(['backtest', AR, '--model', 'drift', ...args]);
    expect([code, stdout]).toEqual([2, '']);
    expect(stderr).toContain(error);
    expect(stderr).toContain(hint);
  });

  test('needs opens to fill at, and directions have no edge', async () => {
    const file = await fileWith(dailyCsv(walk(120, 1)));
    const args = ['backtest', file, '--model', 'drift', '--input-size', '5', '--cost', '1bp'];
    const opens = await hindcast([...args, '--fill', 'next-open']);
    expect([opens.code, opens.stderr]).toEqual([
      2,
      expect.stringContaining('`--fill next-open` needs opens'),
    ]);
    const edge = await hindcast([
      ...['backtest', AR, '--model', 'logistic', '--target', 'direction', '--cost', '1bp'],
      ...['--min-edge', '5bp'],
    ]);
    expect([edge.code, edge.stderr]).toEqual([2, expect.stringContaining('a direction has no size')]);
  });

  test('comes from `hindcast.json` too, and then does not touch commands without it', async () => {
    const folder = await temporaryFolder();
    const settings = { options: { cost: '10bp', position: 'long-short', model: 'drift', 'input-size': 5 } };
    await writeFile(path.join(folder, 'hindcast.json'), JSON.stringify(settings));
    await writeFile(path.join(folder, 'walk.csv'), dailyCsv(walk(120, 1)));
    const env = await storeEnv();
    const { stdout } = await hindcast(['backtest', 'walk.csv'], { cwd: folder, env });
    expect(flat(stdout)).toContain('Positions: long or short');
    for (const other of [['forecast', 'walk.csv'], ['score'], ['plan', 'walk.csv']])
      expect((await hindcast(other, { cwd: folder, env })).code).toBe(0);
  });

  test('does not score the ledger', async () => {
    const { code, stderr } = await hindcast(['score', '--cost', '10bp']);
    expect([code, stderr]).toEqual([2, expect.stringContaining('`--cost` is for a file of forecasts')]);
  });
});

test('four models of random walks are hardly ever worth anything', async () => {
  let claims = 0;
  for (let seed = 1; seed <= 8; seed++) {
    const file = await fileWith(dailyCsv(walk(220, seed)));
    const { worth } = await json([
      ...['backtest', file, '--model', 'ar,linear,drift,ses', '--input-size', '5', '--refit', '0'],
      ...['--test', '120', '--cost', '0', '--position', 'long-short', '--jobs', '1'],
    ]);
    if (worth.models.some(({ word }) => word === 'worth')) claims++;
  }
  // The seeds are fixed. Of 8 trials with a chance of 5 %, more than two are claims in 0.6 % of cases.
  expect(claims).toBeLessThanOrEqual(2);
});

describe('a cost in the settings', () => {
  const settings = { HINDCAST_COST: '10bp' };

  test('is for backtests that can be followed; another says why it is left out', async () => {
    const env = { ...(await storeEnv()), ...settings };
    const { worth } = await json(['backtest', AR, ...QUICK, '--test', '60'], env);
    expect(worth.answer).toContain('10 bp');
    const rows = ['backtest', AR, '--target', 'volatility', '--model', 'ewma', '--test', '60', '--jobs', '1'];
    const { code, stdout, stderr } = await hindcast(rows, { env });
    const classes = ['--target', 'direction', '--model', 'logistic', '--refit', '0', '--min-edge', '5bp'];
    const other = await hindcast(['backtest', AR, ...classes, '--test', '60', '--jobs', '1'], { env });
    expect([code, other.code]).toEqual([0, 0]);
    expect(stdout).not.toContain('Worth');
    expect(flat(stderr)).toContain('note: `--cost` of the settings is left out:');
    expect(flat(other.stderr)).toContain('note: `--cost` of the settings is left out: `--min-edge`');
  });

  test('does not ask again about a finished run', async () => {
    const env = await storeEnv();
    await hindcast(['backtest', AR, ...QUICK, '--test', '60'], { env });
    for (const args of [
      ['show', 'last'],
      ['report', 'last'],
      ['score', 'last'],
    ]) {
      const plain = await hindcast(args, { env });
      const { code, stdout } = await hindcast(args, { env: { ...env, ...settings } });
      expect([args, code, stdout.includes('Worth')]).toEqual([args, plain.code, false]);
    }
  });
});
