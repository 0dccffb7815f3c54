/** `hindcast tune` from the command line: what it prints, keeps and counts, and that it continues after a crash. */
import { spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { DatabaseSync } from '@photostructure/sqlite';
import { describe, expect, test } from 'vitest';
import { temporaryFolder } from '../../helpers/files.ts';
import { PROGRAM, ROOT, hindcast } from '../../helpers/run.ts';

const SMALL =
  'tune fixtures/garch-simulated-1d.csv --model mlp --test 60 --input-size 5 --epochs 2 --jobs 1 --quiet'.split(
    ' ',
  );
const SEARCH = ['--search', 'hidden=2|3|4|5,learning-rate=0.0001..0.01', '--budget', '20'];

const envOf = (folder: string) => ({
  HINDCAST_STORE: path.join(folder, 'store.sqlite'),
  HINDCAST_FRESH: '',
});

interface Tuned {
  readonly answer: string;
  readonly fits: number;
  readonly warnings: readonly string[];
  readonly sealed: {
    readonly isOpened: boolean;
    readonly openedBefore: number;
    readonly backtestsBefore: number;
  };
  readonly models: readonly {
    readonly chosen: number;
    readonly command: string;
    readonly setting: Readonly<Record<string, string>>;
    readonly tried: readonly object[];
    readonly sealed: { readonly run: string; readonly scores: { readonly u2: number } } | null;
  }[];
}

async function tune(folder: string, ...more: readonly string[]): Promise<Tuned> {
  const { code, stdout, stderr } = await hindcast([...SMALL, ...SEARCH, '--json', ...more], {
    env: envOf(folder),
  });
  expect([code, stderr.includes('error:')]).toEqual([0, false]);
  return JSON.parse(stdout) as Tuned;
}

describe('tune', () => {
  test('prints what was chosen, what luck gives, the sealed span and a command that repeats its score', async () => {
    const folder = await temporaryFolder();
    const env = envOf(folder);
    const { code, stdout } = await hindcast([...SMALL, ...SEARCH], { env });
    expect(code).toBe(0);
    expect(stdout).toMatch(/^mlp: (the best of|none of) \d+/);
    expect(stdout).toMatch(/The sealed span, \S+ to \S+, is opened for the first time\./);
    expect(stdout).toMatch(/^model +default +chosen +by luck +p +sealed: against naive +verdict$/m);
    const command = /^mlp: hindcast (backtest .+)$/m.exec(stdout)![1].split(' ');
    const again = await hindcast([...command, '--json', '--quiet'], { env });
    const { run, models } = JSON.parse(again.stdout) as {
      run: string;
      models: { model: string; scores: { u2: number } }[];
    };
    const {
      models: [tuned],
    } = await tune(folder);
    expect(tuned.sealed!.run).toBe(run);
    expect(tuned.sealed!.scores.u2).toBe(models.find(({ model }) => model === 'mlp')!.scores.u2);
  });

  test('counts openings, also of other settings, and backtests of the same rows', async () => {
    const folder = await temporaryFolder();
    const env = envOf(folder);
    const first = await tune(folder, '--keep-sealed');
    expect(first.sealed).toMatchObject({ isOpened: false, openedBefore: null });
    expect(first.models[0].sealed).toBeNull();
    const second = await tune(folder);
    expect(second.sealed).toMatchObject({ isOpened: true, openedBefore: 0, backtestsBefore: 0 });
    await hindcast('backtest fixtures/garch-simulated-1d.csv --model drift --quiet'.split(' '), { env });
    const third = await tune(folder, '--seed', '2', '--test', '50');
    expect(third.sealed).toMatchObject({ openedBefore: 1, backtestsBefore: 1 });
    expect(third.warnings.join()).toMatch(
      /has been opened once before, last on \d{4}-\d\d-\d\d, and 1 other configuration was backtested .* no longer untouched/,
    );
    // Deleted runs do not make a span untouched.
    expect(
      (
        await hindcast(['prune', '--runs-older-than', '0h', '--older-than', '0h'], {
          env,
          now: Date.now() + 1e6,
        })
      ).code,
    ).toBe(0);
    expect((await tune(folder)).sealed).toMatchObject({ openedBefore: 2, backtestsBefore: 0 });
  });

  test('keeps a run per model that show, report and compare know', async () => {
    const folder = await temporaryFolder();
    const env = envOf(folder);
    const { models } = await tune(folder);
    const digits = models[0].sealed!.run.slice('sha256:'.length, 'sha256:'.length + 12);
    const shown = await hindcast(['show', digits], { env });
    expect([shown.code, shown.stdout]).toEqual([0, expect.stringContaining('--test 60')]);
    expect((await hindcast(['verify', digits, '--quiet'], { env })).code).toBe(0);
    const page = await hindcast(['report', digits], { env });
    expect(page.code).toBe(0);
    expect(page.stdout).toContain('Settings that were tried');
    expect(page.stdout.match(/--hidden \d --learning-rate [\d.]+</g)).toHaveLength(
      models[0].tried.length - 1,
    );
    expect((await hindcast(['compare', digits, digits], { env })).code).toBe(0);
  });

  test('draws nothing of an option that is given, and of a recipe everything', async () => {
    const folder = await temporaryFolder();
    const args =
      'tune fixtures/garch-simulated-1d.csv --model linear --test 60 --input-size 7 --budget 14 --jobs 1 --json --quiet'.split(
        ' ',
      );
    const { code, stdout } = await hindcast([...args, '--keep-sealed'], { env: envOf(folder) });
    expect(code).toBe(0);
    const { models } = JSON.parse(stdout) as Tuned;
    expect(models[0].tried.length).toBeGreaterThan(1);
    expect(JSON.stringify(models[0].tried)).toContain('"scaler":"robust"');
    expect(JSON.stringify(models[0].tried)).not.toContain('input-size');
  });

  test('--save writes jobs that run, and replaces nothing', async () => {
    const folder = await temporaryFolder();
    const file = path.join(folder, 'hindcast.json');
    await tune(folder, '--save', file);
    const { jobs } = JSON.parse(readFileSync(file, 'utf8')) as { jobs: Record<string, { options: object }> };
    expect(jobs['tuned-mlp'].options).toMatchObject({ model: 'mlp', test: '60', epochs: '2' });
    const run = await hindcast(['run', 'tuned-mlp', '--only', 'backtest', '--quiet'], {
      cwd: folder,
      env: envOf(folder),
    });
    expect([run.code, run.stderr]).toEqual([0, '']);
    const again = await hindcast([...SMALL, ...SEARCH, '--save', file], { env: envOf(folder) });
    expect([again.code, again.stderr]).toEqual([
      2,
      expect.stringContaining('exists, and `--save` replaces nothing'),
    ]);
  });

  test.each([
    [['--budget', 'x'], 2, 'expected `--budget` to be a number of fits or a time'],
    [['--search', 'horizon=1|2'], 2, '`--search` cannot search `horizon`'],
    [['--model', 'ses'], 2, '`ses` has no settings to search'],
    [['--budget', '3'], 2, 'expected `--budget` of at least 4 fits'],
    [['--test', '990'], 12, 'expected at least'],
  ])('%j ends with %i', async (more, exit, message) => {
    const folder = await temporaryFolder();
    const { code, stderr } = await hindcast([...SMALL, ...more], { env: envOf(folder) });
    expect([code, stderr]).toEqual([exit, expect.stringContaining(message)]);
    expect(rowsIn(folder, 'openings')).toBe(0);
  });
});

/** Rows of a table of the store; 0 while there is none. */
function rowsIn(folder: string, table: 'fits' | 'openings'): number {
  const file = path.join(folder, 'store.sqlite');
  if (!existsSync(file)) return 0;
  const database = new DatabaseSync(file);
  try {
    return (database.prepare(`SELECT count(*) AS n FROM ${table}`).get() as { n: number }).n;
  } catch {
    return 0;
  } finally {
    database.close();
  }
}

test('killed with -9 twice, it ends with the same choice and one opening', async () => {
  const reference = await temporaryFolder();
  const args = [...SMALL, ...SEARCH, '--epochs', '60', '--patience', '60', '--json'];
  const whole = JSON.parse((await hindcast(args, { env: envOf(reference) })).stdout) as Tuned;
  const folder = await temporaryFolder();
  for (const least of [2, 7]) {
    const child = spawn(process.execPath, [PROGRAM, ...args], {
      cwd: ROOT,
      env: { ...process.env, ...envOf(folder) },
      stdio: 'ignore',
    });
    const ended = new Promise((resolve) => child.on('exit', (_, signal) => resolve(signal)));
    const polling = setInterval(() => {
      if (rowsIn(folder, 'fits') >= least) child.kill('SIGKILL');
    }, 5);
    expect(await ended).toBe('SIGKILL');
    clearInterval(polling);
  }
  const done = JSON.parse((await hindcast(args, { env: envOf(folder) })).stdout) as Tuned;
  const choiceOf = ({ models, fits, sealed }: Tuned) => ({ models, fits, sealed });
  expect(choiceOf(done)).toEqual(choiceOf(whole));
  expect(rowsIn(folder, 'openings')).toBe(1);
});

describe('backtest --tune', () => {
  const NESTED =
    'backtest fixtures/garch-simulated-1d.csv --model mlp --test 60 --refit 30 --input-size 5 --epochs 2 --quiet'.split(
      ' ',
    );

  interface Nested {
    readonly run: string;
    readonly options: { readonly tune: string };
    readonly searches: readonly {
      readonly fits: number;
      readonly models: readonly { readonly tried: number }[];
    }[];
  }

  async function nested(folder: string, ...more: readonly string[]): Promise<Nested> {
    const { code, stdout } = await hindcast([...NESTED, '--json', ...more], { env: envOf(folder) });
    expect(code).toBe(0);
    return JSON.parse(stdout) as Nested;
  }

  test('searches in every fold within the budget, is the same on two threads, and verifies', async () => {
    const folder = await temporaryFolder();
    const one = await nested(folder, '--tune', '24', '--jobs', '1');
    expect(one.searches).toHaveLength(2);
    for (const { fits, models } of one.searches) {
      expect(fits).toBeLessThanOrEqual(12);
      expect(models[0].tried).toBeGreaterThan(2);
    }
    const other = await temporaryFolder();
    const two = await nested(other, '--tune', '24', '--jobs', '2');
    expect([two.run, two.searches]).toEqual([one.run, one.searches]);
    const digits = one.run.slice('sha256:'.length, 'sha256:'.length + 12);
    expect((await hindcast(['verify', digits, '--quiet'], { env: envOf(folder) })).code).toBe(0);
    const shown = await hindcast(['show', digits], { env: envOf(folder) });
    expect(shown.stdout.replaceAll(/\s+/g, ' ')).toContain('--tune 24');
  });

  test('with a time is kept with the number of fits that repeats it', async () => {
    const folder = await temporaryFolder();
    const timed = await nested(folder, '--tune', '3s', '--jobs', '1');
    expect(timed.options.tune).toBe(String(timed.searches[0].fits * 2));
    expect((await nested(await temporaryFolder(), '--tune', timed.options.tune)).run).toBe(timed.run);
  });

  test.each([
    [['--tune', '24', '--level', '80'], '`--tune` and `--level` exclude each other'],
    [['--tune', '24', '--explain'], '`--tune` and `--explain` exclude each other'],
    [['--tune', '24', '--warm'], '`--tune` and `--warm` exclude each other'],
    [['--tune', '24', '--model', 'ses'], '`--tune` has no settings to search: ses'],
    [['--tune', '6'], 'expected `--tune` of at least 4 fits in a search'],
    [['--tune', 'long'], 'expected `--tune` to be a number of fits or a time'],
  ])('%j ends with 2', async (more, message) => {
    const { code, stderr } = await hindcast([...NESTED, ...more], { env: envOf(await temporaryFolder()) });
    expect([code, stderr]).toEqual([2, expect.stringContaining(message)]);
  });
});
