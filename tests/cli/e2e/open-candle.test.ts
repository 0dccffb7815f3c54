/** A file whose last row is the candle of today, and what every command does with it. */

import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { expect, test } from 'vitest';
import { dailyCsv, temporaryFolder } from '../../helpers/files.ts';
import { DAY, START, walk } from '../../helpers/panels.ts';
import { hindcast } from '../../helpers/run.ts';

const TODAY = '2024-04-10';
const LEFT_OUT = `candles that have not closed yet left out: 1, the first at ${TODAY} in line 102; \`--include-open\` keeps them`;
const MODEL = '--model drift --input-size 5';

/** A file of 101 days, at noon of the last of them. */
async function atNoon() {
  const folder = await temporaryFolder();
  const prices = walk(101, 7);
  const file = path.join(folder, 'prices.csv');
  await writeFile(file, dailyCsv(prices));
  const run = (words: string, now = START + 100.5 * DAY) =>
    hindcast(words.split(' '), {
      cwd: folder,
      now,
      env: { HINDCAST_STORE: path.join(folder, 'store.sqlite') },
    });
  const json = async <T>(words: string, now?: number) => JSON.parse((await run(words, now)).stdout) as T;
  return { file, prices, run, json };
}

interface RunJson {
  readonly run: string;
  readonly data: readonly { readonly rows: number; readonly to: string }[];
}

test.each([
  ['backtest', `backtest prices.csv ${MODEL}`],
  ['plan', `plan prices.csv ${MODEL}`],
  ['forecast', `forecast prices.csv ${MODEL}`],
  ['export', 'export prices.csv --output copy.csv'],
])('%s leaves it out and says so, unless it is told otherwise', async (_, words) => {
  const { run } = await atNoon();
  const closed = await run(words);
  expect(closed.code).toBe(0);
  expect(closed.stderr).toContain(`note: prices.csv: ${LEFT_OUT}\n`);
  const open = await run(`${words} --include-open`);
  expect(open.code).toBe(0);
  expect(open.stderr).not.toContain('left out');
});

test('the run with the open candle is another one, and shows how to make it again', async () => {
  const { run, json } = await atNoon();
  const words = `backtest prices.csv ${MODEL} --json --quiet`;
  const closed = await json<RunJson>(words);
  const open = await json<RunJson>(`${words} --include-open`, START + 100.6 * DAY);
  expect(closed.data[0]).toMatchObject({ rows: 100, to: '2024-04-09' });
  expect(open.data[0]).toMatchObject({ rows: 101, to: TODAY });
  expect(open.run).not.toBe(closed.run);
  const { stdout } = await run('show last');
  expect(stdout.replaceAll(/\s+/g, ' ')).toContain('prices.csv --include-open --model drift');
});

test('a forecast starts from the last closed candle', async () => {
  const { json } = await atNoon();
  const words = `forecast prices.csv ${MODEL} --json --quiet`;
  expect(await json(words)).toMatchObject({ forecasts: [{ origin: '2024-04-09' }] });
  expect(await json(`${words} --include-open`)).toMatchObject({ forecasts: [{ origin: TODAY }] });
});

test('verify reads the rows that the run had, open or not', async () => {
  const { file, prices, run } = await atNoon();
  await run(`backtest prices.csv ${MODEL} --quiet --include-open`);
  expect((await run('verify last')).code).toBe(0);
  const later = START + 100.6 * DAY;
  await run(`backtest prices.csv ${MODEL} --quiet`, later);
  expect((await run('verify last', later)).code).toBe(0);
  // The open candle has closed at another price, which concerns only the run that had it.
  await writeFile(file, dailyCsv([...prices.slice(0, 100), prices[100] + 1]));
  expect((await run('verify last', START + 102 * DAY)).code).toBe(0);
});

test('score waits until the candle has closed', async () => {
  const { run, json } = await atNoon();
  await run(`forecast prices.csv ${MODEL} --quiet`);
  expect(await json('score --json')).toMatchObject({ scored: 0, waiting: 1 });
  expect(await json('score --json', START + 101 * DAY)).toMatchObject({ scored: 1, waiting: 0 });
});

test('a setting keeps it for every command', async () => {
  const { file, run } = await atNoon();
  await writeFile(path.join(path.dirname(file), 'hindcast.json'), '{ "options": { "include-open": true } }');
  expect((await run(`plan prices.csv ${MODEL}`)).stderr).toBe('');
});

test.each([`backtest prices.csv ${MODEL}`, `forecast prices.csv ${MODEL}`, 'export prices.csv'])(
  'by a clock of 1970, %s is refused and names the clock',
  async (words) => {
    const { run } = await atNoon();
    const refused = await run(words, 0);
    expect([refused.code, refused.stdout]).toEqual([12, '']);
    expect(refused.stderr).toContain(
      'prices.csv: expected closed candles, got none in 101 rows from 2024-01-01 on: the clock of this machine says 1970-01-01',
    );
    expect((await run(`${words} --include-open`, 0)).code).toBe(0);
  },
);

test('a stored market with candles in the future ends at the last closed one', async () => {
  const { run } = await atNoon();
  await run('import prices.csv --as kraken:BTC/USD:1d', START + 101 * DAY);
  const exported = await run('export kraken:BTC/USD:1d');
  expect(exported.stderr).toBe(
    `warning: kraken:BTC/USD:1d: candles that have not closed yet left out: 1, the first at ${TODAY}; \`--include-open\` keeps them\n`,
  );
  expect(exported.stdout.trimEnd().split('\n').at(-1)).toMatch(/^2024-04-09,/);
});

test('simulate says how many rows are in the future, and --include-open keeps them', async () => {
  const { file, run } = await atNoon();
  const simulated = await run('simulate random-walk --rows 3000');
  expect(simulated.stderr).toContain(
    '708 of these rows are in the future: `--include-open` keeps them when the file is read',
  );
  await writeFile(file, simulated.stdout);
  expect((await run(`plan prices.csv ${MODEL}`)).stderr).toContain(
    'rows in the future left out: 708, the first at 2024-04-11 in line 2294',
  );
  expect((await run(`plan prices.csv ${MODEL} --include-open`)).stdout).toContain('3,000 rows');
});

test('score FILE and compare leave out actual values that are not final', async () => {
  const { file, run, json } = await atNoon();
  const days = ['07', '08', '09', '10', '11'];
  const lines = days.slice(1).map((day, i) => `2024-04-${day},2024-04-${days[i]},${i + 1},2,3`);
  await writeFile(file, ['ds,cutoff,y,m,naive', ...lines].join('\n'));
  const told =
    'note: prices.csv: actual values of candles that have not closed yet left out: 2, the first at 2024-04-10; `--include-open` keeps them\n';
  expect((await run('score prices.csv --details')).stderr).toContain(told);
  // Several notes are one line of the short answer.
  expect((await run('score prices.csv')).stderr).toMatch(/^note: \d notes; `--details` prints them$/m);
  expect((await run('compare prices.csv prices.csv')).stderr).toContain(told);
  const n = async (words: string, now?: number) =>
    (await json<{ models: readonly { scores: { n: number } }[] }>(words, now)).models[0].scores.n;
  expect(await n('score prices.csv --json')).toBe(2);
  expect(await n('score prices.csv --json --include-open')).toBe(4);
  expect(await n('score prices.csv --json', START + 102 * DAY)).toBe(4);
  const early = await run('score prices.csv', 0);
  expect([early.code, early.stdout]).toEqual([12, '']);
  expect(early.stderr).toContain('the clock of this machine says 1970-01-01');
  const none = await run('score --include-open');
  expect([none.code, none.stderr]).toEqual([
    2,
    'error: `--include-open` is for a file of forecasts, and none is named\nhint: name the file, or leave out the option\n',
  ]);
});
