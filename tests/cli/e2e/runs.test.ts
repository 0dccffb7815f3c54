/** The ledger of runs by the built program: what is kept, how it is found again, and what is refused. */
import { copyFile, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { temporaryFolder } from '../../helpers/files.ts';
import { ROOT, hindcast } from '../../helpers/run.ts';

const RUN = 'backtest prices.csv --model linear,ar --test 60 --refit 20 --input-size 10 --quiet'.split(' ');

/** A folder with prices and a store of its own, and the program in it. */
async function newBench() {
  const folder = await temporaryFolder();
  const source = path.join(folder, 'prices.csv');
  await copyFile(path.join(ROOT, 'fixtures/garch-simulated-1d.csv'), source);
  const lines = (await readFile(source, 'utf8')).trimEnd().split('\n');
  const env = { HINDCAST_STORE: path.join(folder, 'store.sqlite') };
  return {
    folder,
    store: env.HINDCAST_STORE,
    run: (...args: readonly string[]) => hindcast(args, { cwd: folder, env }),
    /** The prices as they were that many days ago. */
    before: (days: number) => writeFile(source, `${lines.slice(0, lines.length - days).join('\n')}\n`),
  };
}

interface ListedRun {
  readonly run: string;
  readonly configuration: string;
  readonly at: string;
  readonly failed: number;
  readonly exit: number;
  readonly models: readonly { readonly model: string; readonly u2: number | null }[];
}

const listed = (stdout: string) => (JSON.parse(stdout) as { runs: ListedRun[] }).runs;
const digits = ({ run }: ListedRun) => run.slice('sha256:'.length);
const errorOf = (stderr: string) => /^error: (.*)$/m.exec(stderr)?.[1];

test('an empty folder has no runs, which is no failure', async () => {
  const { run, store } = await newBench();
  const { code, stdout } = await run('runs');
  expect([code, stdout]).toEqual([
    0,
    `${store}: no run that fits, or none yet; \`hindcast backtest\` keeps each of its runs\n`,
  ]);
  expect(JSON.parse((await run('runs', '--json')).stdout)).toEqual({
    schema: 1,
    type: 'runs',
    store,
    runs: [],
  });
});

test('a backtest is shown again as it was printed, and its run.json to the byte', async () => {
  const { run, folder } = await newBench();
  const printed = await run(...RUN, '--output', 'out');
  const shown = await run('show', 'last');
  expect(shown.stdout.split('\n\n').slice(1).join('\n\n')).toBe(printed.stdout);
  expect(shown.stdout).toContain(
    `command  hindcast backtest ${path.join(folder, 'prices.csv')} --model linear,ar --input-size 10 --test 60`,
  );
  expect((await run('show', 'last', '--json')).stdout).toBe(
    await readFile(path.join(folder, 'out/run.json'), 'utf8'),
  );
  expect((await run('show', 'last', '--color')).stdout).toContain('\u001b[1m');
  expect(shown.stdout).not.toContain('\u001b');
});

test('the command that `show` prints is the same run', async () => {
  const { run } = await newBench();
  await run(
    ...RUN,
    '--horizon',
    '3',
    '--level',
    '80',
    '--gaps',
    'ffill',
    '--recipe',
    'lab-0503',
    '--epochs',
    '2',
  );
  const { stdout } = await run('show', 'last');
  const [, command] = /^command {2}hindcast ([^]*?)\nread/m.exec(stdout) ?? [];
  await run(...command.split(/\s+/), '--quiet');
  expect(listed((await run('runs', '--json')).stdout).length).toBe(1);
});

test('runs of one configuration are one line with U2 over time, or a line each', async () => {
  const { run, before } = await newBench();
  for (const days of [2, 1, 0]) {
    await before(days);
    await run(...RUN);
  }
  await run(...RUN); // the same again
  await run(...RUN, '--horizon', '2');
  const all = listed((await run('runs', '--json')).stdout);
  expect(all.length).toBe(4);
  expect(new Set(all.slice(1).map(({ configuration }) => configuration)).size).toBe(1);
  const lines = (await run('runs')).stdout.split('\n');
  expect(lines[1]).toMatch(new RegExp(`^${digits(all[0]).slice(0, 8)} .* 1 +prices.csv +linear,ar +2 `));
  expect(lines[2]).toMatch(
    new RegExp(`^${digits(all[1]).slice(0, 8)} .* 3 +prices.csv +linear,ar +1 +60 .*[▁-█]{3} `),
  );
  expect((await run('runs', '--all')).stdout.match(/ prices\.csv /g)?.length).toBe(4);
  const one = (await run('runs', '--configuration', digits(all[2]).slice(0, 10))).stdout;
  const times = Array.from(one.matchAll(/^[0-9a-f]{8} .*? (2020-\d\d-\d\d) /gm), ([, time]) => time);
  expect(times).toEqual(times.toSorted());
  expect(times.length).toBe(3);
  const u2 = all.slice(1).map(({ models }) => models.find(({ model }) => model === 'ar')!.u2!);
  expect(one).toMatch(new RegExp(`^ar +3 +${u2[2].toFixed(3)} .*${u2[0].toFixed(3)} +[▁-█]{3}$`, 'm'));
});

test('filters are of models, sources and time, and a limit says what it leaves out', async () => {
  const { run } = await newBench();
  await run(...RUN);
  await run(...RUN, '--model', 'theta');
  const count = async (...args: string[]) => listed((await run('runs', '--json', ...args)).stdout).length;
  expect(await count('--model', 'theta')).toBe(1);
  expect(await count('--model', 'theta,linear')).toBe(2);
  expect(await count('--model', 'gru')).toBe(0);
  expect(await count('--source', 'PRICES')).toBe(2);
  expect(await count('--source', 'binance')).toBe(0);
  expect(await count('--since', '2020-01-01')).toBe(2);
  expect(await count('--since', '2100-01-01')).toBe(0);
  expect(await count('--limit', '1')).toBe(1);
  expect((await run('runs', '--limit', '1')).stdout).toContain(
    'and 1 more configuration; `--limit` shows them',
  );
});

test('a partial run is kept as one until the same command ends it', async () => {
  const { run } = await newBench();
  const endless = ['--model', 'gru', '--epochs', '1000000', '--patience', '1000000', '--deadline', '1s'];
  expect((await run(...RUN, ...endless)).code).toBe(3);
  const [partial] = listed((await run('runs', '--json')).stdout);
  expect(partial).toMatchObject({ failed: 3, exit: 3, models: [{ model: 'naive' }] });
  expect((await run('runs')).stdout).toContain('partial: 3 fits missing');
  expect((await run('show', 'last')).stdout).toContain('exit 3; partial, 3 fits missing');
});

describe('a run that cannot be named', () => {
  test('is refused with 2, 10 or 12, and a hint', async () => {
    const { run } = await newBench();
    expect(await run('show', 'last')).toMatchObject({ code: 10 });
    await run(...RUN);
    const none = await run('show', '000000');
    expect([none.code, errorOf(none.stderr)]).toEqual([
      10,
      expect.stringContaining('no run `000000` in the store'),
    ]);
    expect(await run('show', '12345')).toMatchObject({ code: 2 });
    expect(await run('show', 'prices')).toMatchObject({ code: 2 });
    expect(await run('runs', '--configuration', '000000')).toMatchObject({ code: 10 });
  });
});
