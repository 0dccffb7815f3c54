/** Live forecasts in the report of the backtest that led us to expect them. */
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { expect, test } from 'vitest';
import { temporaryFolder } from '../../helpers/files.ts';
import { DAY, START, walk } from '../../helpers/panels.ts';
import { hindcast } from '../../helpers/run.ts';
import { damageRows } from '../../helpers/store.ts';

const MARKET = 'binance:BTC/USDT:1d';
/** Not shrunk: a walk would leave nothing but the forecast of naive, whose drift cannot be monitored. */
const FIT = '--model linear --input-size 6 --level 80 --shrink none';
const prices = walk(200, 1);
const FIRST = 150;
/** Enough for the test of whether live is worse. */
const DAYS = 21;

const csvOf = (rows: number): string =>
  `date,open,high,low,close,volume\n${prices
    .slice(0, rows)
    .map(
      (price, i) =>
        `${new Date(START + i * DAY).toISOString().slice(0, 10)},${price},${price},${price},${price},1`,
    )
    .join('\n')}\n`;

/** A store with a backtest, and a forecast after each of the following days, scored on the last. */
async function scriptedDays(days: number) {
  const cwd = await temporaryFolder();
  const store = path.join(cwd, 'store.sqlite');
  const at = (rows: number) => (words: string) =>
    hindcast(words.split(' '), { cwd, env: { HINDCAST_STORE: store }, now: START + rows * DAY + 3_600_000 });
  const grow = async (rows: number): Promise<ReturnType<typeof at>> => {
    await writeFile(path.join(cwd, 'prices.csv'), csvOf(rows));
    const run = at(rows);
    expect((await run(`import prices.csv --as ${MARKET}`)).code).toBe(0);
    return run;
  };
  expect((await (await grow(FIRST))(`backtest ${MARKET} ${FIT} --test 80`)).code).toBe(0);
  for (let day = 0; day < days; day++) {
    const run = await grow(FIRST + day);
    expect((await run(`forecast ${MARKET} ${FIT}`)).code).toBe(0);
  }
  const run = await grow(FIRST + days);
  return { run, store, later: at(FIRST + days + 40) };
}

test('shows live errors, scores and drift, with the same bytes at any time', async () => {
  const { run, later } = await scriptedDays(DAYS);
  // Not before `score` has filled in the actual values.
  expect((await run('report last')).stdout).not.toContain('Live forecasts');
  expect((await run('score')).code).toBe(0);
  const { stdout, code } = await run('report last');
  expect(code).toBe(0);
  const [section] = /<section id="[^"]*-live">.*?<\/section>/s.exec(stdout)!;
  expect(section).toContain('Errors of live forecasts of linear on binance:BTC/USDT:1d, one step ahead');
  expect(section).toContain('linear in the backtest');
  const [, row] = /<tbody><tr>(.*?)<\/tr>/.exec(section)!;
  const cells = [...row.matchAll(/<td[^>]*>(.*?)<\/td>/g)].map(([, cell]) => cell.replaceAll(/<[^>]*>/g, ''));
  expect(cells.slice(0, 3)).toEqual(['linear', MARKET, String(DAYS)]);
  // The market is in the store, so drift and the test are known: as `score` says.
  const { stdout: scored } = await run('score --json');
  const { configurations } = JSON.parse(scored) as {
    readonly configurations: readonly {
      readonly model: string;
      readonly verdict: string;
      readonly live: { readonly u2: number };
    }[];
  };
  const { live, verdict } = configurations.find(({ model }) => model === 'linear')!;
  expect(cells[3]).toBe(live.u2.toFixed(3));
  expect(cells.at(-1)).toBe('no');
  expect(section).toContain(verdict.slice(0, 60));
  expect((await later('report last')).stdout).toBe(stdout);
});

test('is left out with a warning if the ledger is damaged', async () => {
  const { run, store } = await scriptedDays(2);
  await run('score');
  damageRows(store, `UPDATE forecasts SET head = replace(head, 'linear', 'linea')`);
  const { code, stdout, stderr } = await run('report last');
  expect(code).toBe(0);
  expect(stdout).not.toContain('Live forecasts');
  expect(stderr).toContain('warning: live forecasts are left out: ');
});
