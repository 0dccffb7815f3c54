/** What should have been kept and could not be: the results are printed, then the command ends with 5, or with 12 for damage. */
import { existsSync } from 'node:fs';
import { copyFile, readFile, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { boundHindcast, whileReadOnly } from '../../helpers/bound.ts';
import { dailyCsv, temporaryFolder } from '../../helpers/files.ts';
import { complaint } from '../../helpers/fetching.ts';
import type { Finished } from '../../helpers/run.ts';
import { hindcast, PROGRAM, run as runProcess } from '../../helpers/run.ts';

const MARKET = 'sim:A/B:1d';
const PRICES = Array.from({ length: 120 }, (_, i) => 100 + 10 * Math.sin(i) + (i % 7));
/** When `dailyCsv` ends. */
const END = '2024-04-30';

/** A folder with `prices.csv`, and the same in `kept/store.sqlite` as a market. */
async function benchOf(rows = PRICES.length) {
  const folder = await temporaryFolder();
  await writeFile(path.join(folder, 'prices.csv'), dailyCsv(PRICES));
  await writeFile(path.join(folder, 'first.csv'), dailyCsv(PRICES.slice(0, rows)));
  const store = path.join(folder, 'kept', 'store.sqlite');
  const options = { cwd: folder, env: { HINDCAST_STORE: store }, now: END };
  const run = (words: string, more: object = {}) => hindcast(words.split(' '), { ...options, ...more });
  expect((await run(`import first.csv --as ${MARKET}`)).code).toBe(0);
  /** Runs a command in a process with a copy of the store that cannot be written. */
  async function runReadOnly(words: string) {
    const copy = path.join(await temporaryFolder(), 'store.sqlite');
    await copyFile(store, copy);
    const env = { HINDCAST_STORE: copy };
    return whileReadOnly(path.dirname(copy), () => boundHindcast(words.split(' '), { ...options, env }));
  }
  return { folder, store, run, runReadOnly };
}

/** The exit code that a finished command says in its JSON. */
const said = ({ code, stderr }: Finished) => {
  const last = stderr.trimEnd().split('\n').at(-1)!;
  const { code: name, exit } = JSON.parse(last) as { readonly code: string; readonly exit: number };
  return [code, name, exit];
};

describe('where the store can be read but not written', () => {
  test('a backtest prints its results, then ends with 5', async () => {
    const { runReadOnly } = await benchOf();
    const done = await runReadOnly(`backtest ${MARKET} --model drift --json`);
    expect(said(done)).toEqual([5, 'not-kept', 5]);
    expect(JSON.parse(done.stdout)).toMatchObject({ type: 'backtest' });
    expect(complaint(done).error).toMatch(/^the results are printed but not kept: .*store\.sqlite/);
  });

  test('a gate or failed fits are a warning beside it', async () => {
    const { runReadOnly } = await benchOf();
    const { code, stderr } = await runReadOnly(`backtest ${MARKET} --model drift --fail-on u2>0`);
    expect([code, stderr]).toEqual([5, expect.stringMatching(/^warning: `--fail-on` is true/m)]);
  });

  test('a forecast is printed, then ends with 5, or with 0 if it need not be recorded', async () => {
    const { runReadOnly } = await benchOf();
    const done = await runReadOnly(`forecast ${MARKET} --model drift --json`);
    expect(said(done)).toEqual([5, 'not-kept', 5]);
    expect(JSON.parse(done.stdout)).toMatchObject({ recorded: false, forecasts: [{ step: 1 }] });
    expect(complaint(done).hint).toContain('`--no-record`');
    const unrecorded = await runReadOnly(`forecast ${MARKET} --model drift --no-record`);
    expect([unrecorded.code, unrecorded.stdout]).toEqual([0, expect.stringContaining('drift')]);
  });

  test('score prints the scores, then ends with 5 if there are new actual values, else with 0', async () => {
    const { run, runReadOnly } = await benchOf(110);
    const made = { now: '2024-04-20T12:00:00Z' };
    expect((await run(`forecast ${MARKET} --model drift`, made)).code).toBe(0);
    expect((await run(`import prices.csv --as ${MARKET}`)).code).toBe(0);
    const done = await runReadOnly('score --json');
    expect(said(done)).toEqual([5, 'not-kept', 5]);
    expect(JSON.parse(done.stdout)).toMatchObject({ scored: 1, filled: 1 });
    expect((await run('score')).code).toBe(0);
    expect((await runReadOnly('score')).code).toBe(0);
  });
});

/** A monitor, and the paths that were requested from it. */
async function makeMonitor() {
  const asked: string[] = [];
  const server = createServer((request, response) => {
    asked.push(request.url!);
    response.end();
  });
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void server.close());
  const { port } = server.address() as AddressInfo;
  return { asked, url: `http://127.0.0.1:${port}/ping` };
}

test.skipIf(!existsSync('/dev/full'))(
  'results that cannot be printed are no success for the monitor',
  async () => {
    const { asked, url } = await makeMonitor();
    const { folder, store } = await benchOf();
    const words = ['forecast', MARKET, '--model', 'drift'];
    const script = '"$0" "$@" > /dev/full';
    const done = await runProcess('sh', ['-c', script, process.execPath, PROGRAM, ...words], {
      cwd: folder,
      env: { HINDCAST_STORE: store, HINDCAST_PING_URL: url },
    });
    expect([done.code, asked]).toEqual([28, ['/ping/28']]);
    expect(done.stderr).toContain('no space left to write standard output');
  },
);

test.skipIf(!existsSync('/dev/full'))(
  'results that cannot be printed are one error, not one for each step',
  async () => {
    const { folder, store } = await benchOf();
    const jobs = { daily: { sources: ['prices.csv'], options: { model: 'drift', 'input-size': 5 } } };
    await writeFile(path.join(folder, 'hindcast.json'), JSON.stringify({ jobs }));
    const done = await runProcess(
      'sh',
      ['-c', '"$0" "$@" > /dev/full', process.execPath, PROGRAM, 'run', 'daily'],
      {
        cwd: folder,
        env: { HINDCAST_STORE: store },
      },
    );
    expect(done.code).toBe(28);
    expect(done.stderr.match(/^error: /gm)).toHaveLength(1);
  },
);

test('a store in a place where nothing can be made ends with 5, and the ping says so', async () => {
  const { asked, url } = await makeMonitor();
  const { folder, run } = await benchOf();
  const env = {
    HINDCAST_STORE: path.join(folder, 'prices.csv', 'store.sqlite'),
    HINDCAST_PING_URL: url,
  };
  for (const command of ['backtest', 'forecast']) {
    const done = await run(`${command} prices.csv --model drift --json`, { env });
    expect([said(done), done.stdout]).toEqual([[5, 'not-kept', 5], expect.stringContaining('drift')]);
    expect(complaint(done).error).toContain('EEXIST');
  }
  expect(asked).toEqual(['/ping/5', '/ping/5']);
});

test('a job runs its next steps after a 5, and ends with 5', async () => {
  const { folder, run } = await benchOf();
  const steps = ['forecast', 'score'];
  const job = { sources: [MARKET], steps, options: { model: 'drift' } };
  await writeFile(path.join(folder, 'hindcast.json'), JSON.stringify({ jobs: { daily: job } }));
  // The clock is set back, so nothing can be recorded as live.
  const { code, stdout, stderr } = await run('run daily --json', { now: '2024-04-01' });
  expect([code, JSON.parse(stdout)]).toMatchObject([
    5,
    {
      exit: 5,
      steps: [
        { step: 'forecast', exit: 5 },
        { step: 'score', exit: 0 },
      ],
    },
  ]);
  expect(stderr).toContain('error: the forecast is printed but not recorded: the clock of this machine');
});

test('score of a damaged market prints what it can, then ends with 12, as export does', async () => {
  const { store, run } = await benchOf();
  expect((await run(`forecast ${MARKET} --model drift`)).code).toBe(0);
  const copy = `${store}.copy`;
  await copyFile(store, copy);
  const bytes = await readFile(copy);
  // A close price; its bytes occur once in the file.
  bytes[bytes.indexOf(Buffer.from(Float64Array.of(PRICES[1]).buffer))] ^= 1;
  await writeFile(copy, bytes);
  const done = await run(`score --json --store ${copy}`);
  expect(said(done)).toEqual([12, 'data', 12]);
  expect(JSON.parse(done.stdout)).toMatchObject({ scored: 0, waiting: 1 });
  expect((await run(`export ${MARKET} --store ${copy}`)).code).toBe(12);
});
