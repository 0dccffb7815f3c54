/** `hindcast run JOB` with the local exchange: what each step does, and the exit code of a job. */
import { readFile, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { startProxy } from '../../exchange/proxy.mjs';
import { canMountDisk, runOnSmallDisk } from '../../helpers/disk.ts';
import { complaint, newBench } from '../../helpers/fetching.ts';
import type { Bench } from '../../helpers/fetching.ts';
import { clockAt } from '../../helpers/run.ts';
import { DAY } from '../../helpers/panels.ts';

const NOW = Date.UTC(2024, 0, 10, 0, 10);

interface JobJson {
  readonly job: string;
  readonly exit: number;
  readonly skipped: boolean;
  readonly steps: readonly {
    readonly step: string;
    readonly exit: number | null;
    readonly markets?: readonly { readonly inserted: number }[];
    readonly run?: string;
    readonly record?: string;
    readonly isNew?: boolean;
    readonly scored?: number;
  }[];
}

/** A bench with a job `btc` in its folder, and a function that runs it. */
async function benchWithJob(job: object = {}) {
  const bench = await newBench();
  bench.exchange.clock = NOW;
  await writeJob(bench, job);
  const options = (now = NOW) => ({ cwd: bench.folder, now, env: { HINDCAST_FRESH: '' } });
  const run = (words: string, now = NOW) => bench.run(`run ${words}`, options(now));
  const runProcess = (words: string) => bench.runProcess(`run ${words}`, options());
  const runJson = async (words: string, now = NOW) => {
    const { code, stdout } = await run(`${words} --json`, now);
    expect(stdout.trimEnd()).not.toContain('\n');
    return { code, job: JSON.parse(stdout) as JobJson };
  };
  return { bench, run, runProcess, runJson };
}

async function writeJob(bench: Bench, job: object): Promise<void> {
  const options = { model: ['mlp'], horizon: 2, 'input-size': 8, hidden: 4, epochs: 2 };
  const btc = {
    sources: ['binance:BTC/USDT:1d'],
    options: { ...options, ...('options' in job ? (job.options as object) : {}) },
    fetch: { since: '2023-10-01', 'base-url': bench.exchange.url },
    backtest: { test: 10, 'step-size': 1 },
  };
  const settings = { jobs: { btc: { ...btc, ...job, options: btc.options } } };
  await writeFile(path.join(bench.folder, 'hindcast.json'), JSON.stringify(settings));
}

test('a job fetches, backtests, forecasts and scores; a second start repeats nothing', async () => {
  const { runJson } = await benchWithJob();
  const first = await runJson('btc');
  expect(first.code).toBe(0);
  expect(first.job.steps.map(({ step, exit }) => [step, exit])).toEqual([
    ['fetch', 0],
    ['backtest', 0],
    ['forecast', 0],
    ['score', 0],
  ]);
  const [fetched, tested, forecast] = first.job.steps;
  expect(fetched.markets?.[0].inserted).toBeGreaterThan(90);
  expect(tested.run).toMatch(/^sha256:/);
  expect(forecast.isNew).toBe(true);
  const second = await runJson('btc');
  expect(second.job.steps[0].markets?.[0].inserted).toBe(0);
  expect(second.job.steps[1].run).toBe(tested.run);
  expect([second.job.steps[2].record, second.job.steps[2].isNew]).toEqual([forecast.record, false]);
});

describe('run JOB --quiet', () => {
  const silent = { code: 0, signal: null, stdout: '', stderr: '' };
  /** Long enough for tests and intervals, with a model that hardly leaves the last value. */
  const normal = {
    options: { model: ['mlp', 'ses'], horizon: 1, level: [80] },
    backtest: { test: '2023-11-15', 'step-size': 1, refit: 30 },
    report: { output: 'btc.html' },
  };

  test('prints not one byte on a normal day, at the first start and again, and on the next day', async () => {
    const { bench, run } = await benchWithJob(normal);
    for (const now of [NOW, NOW, NOW + DAY, NOW + DAY]) {
      bench.exchange.clock = now;
      expect(await run('btc --quiet', now)).toEqual(silent);
    }
    // The same day has notes, which are in the JSON of the run.
    const shown = JSON.parse((await bench.run('show last --json')).stdout) as Record<string, string[]>;
    expect(shown.notes).toEqual([expect.stringContaining('nearly repeat the last known value')]);
    expect(shown.warnings).toEqual(shown.notes);
  });

  test('prints what needs a person: a revised candle, a wrong clock, an exchange without new candles', async () => {
    const { bench, run } = await benchWithJob(normal);
    expect(await run('btc --quiet')).toEqual(silent);
    const day = async (now: number, clock = now): Promise<string> => {
      bench.exchange.clock = clock;
      const { stdout, stderr } = await run('btc --quiet', now);
      expect(stdout).toBe('');
      return stderr;
    };
    bench.exchange.revise('BTC/USDT', Date.UTC(2024, 0, 9), { 5: 7 });
    expect(await day(NOW + DAY)).toMatch(
      /^warning: binance:BTC\/USDT:1d: a candle changed, .* volume [\d.]+ to 7;/,
    );
    expect(await day(NOW + 2 * DAY, NOW + 2 * DAY - 60_000)).toMatch(
      /^warning: the clock of this machine is .* ahead of that of binance/,
    );
    bench.exchange.market('BTC/USDT').missing.push([NOW + 2 * DAY, Infinity]);
    expect(await day(NOW + 8 * DAY)).toMatch(
      /warning: binance:BTC\/USDT:1d ends with .*, \d+ closed candles ago;/,
    );
  });
});

test('without --json, each step is printed as its command line', async () => {
  const { run } = await benchWithJob();
  const { stdout } = await run('btc --only fetch,score');
  expect(stdout).toMatch(/^\$ hindcast fetch binance:BTC\/USDT:1d --store /m);
  expect(stdout).toMatch(/^\$ hindcast score --source binance:BTC\/USDT:1d --store /m);
  expect(stdout).not.toContain('$ hindcast backtest');
});

test('after an outage the other steps run on stored candles, and the next start catches up', async () => {
  const { bench, runJson } = await benchWithJob({ options: { retries: 0 } });
  expect((await runJson('btc')).code).toBe(0);
  bench.exchange.fail('503', { times: Infinity });
  bench.exchange.clock = NOW + DAY;
  const down = await runJson('btc', NOW + DAY);
  expect([down.code, down.job.exit]).toEqual([20, 20]);
  expect(down.job.steps.map(({ exit }) => exit)).toEqual([20, 0, 0, 0]);
  bench.exchange.heal();
  bench.exchange.clock = NOW + 3 * DAY;
  const up = await runJson('btc', NOW + 3 * DAY);
  expect([up.code, up.job.steps[0].markets?.[0].inserted]).toEqual([0, 3]);
  expect(up.job.steps[3].scored).toBe(2);
});

test('a job exits with 4 for a gate if nothing else failed', async () => {
  const { run, bench } = await benchWithJob({ backtest: { test: 10, 'fail-on': 'mlp:u2 > 0.1' } });
  const gated = await run('btc');
  expect([gated.code, complaint(gated).error]).toEqual([4, expect.stringContaining('mlp:u2')]);
  bench.exchange.fail('404', { times: Infinity });
  expect((await run('btc')).code).not.toBe(4);
});

test('a deadline applies to the whole job: steps not started are named, and the code is 3', async () => {
  const { run } = await benchWithJob({ options: { deadline: '0.001s' } });
  const { code, stderr } = await run('btc');
  expect([code, stderr]).toEqual([3, expect.stringContaining('backtest was not started')]);
});

test('an unknown option of a job is an error before any step', async () => {
  const { run } = await benchWithJob({ options: { 'no-such': 1 } });
  const refused = await run('btc');
  expect([refused.code, complaint(refused).error]).toEqual([2, expect.stringContaining('`no-such`')]);
  expect((await run('cbt')).code).toBe(2);
});

test('if a job is started twice at once, the second exits with 11, or with 0 under --if-busy skip', async () => {
  const { runProcess } = await benchWithJob({ options: { epochs: 200, patience: 200 } });
  const [first, second] = await Promise.all([runProcess('btc'), runProcess('btc')]);
  expect(new Set([first.code, second.code])).toEqual(new Set([0, 11]));
  const [third, fourth] = await Promise.all([
    runProcess('btc --if-busy skip'),
    runProcess('btc --if-busy wait'),
  ]);
  expect([third.code, fourth.code]).toEqual([0, 0]);
});

/** A monitor that receives pings, and the requested paths. */
async function monitor(status = 200) {
  const asked: string[] = [];
  const server = createServer((request, response) => {
    asked.push(request.url!);
    response.writeHead(status).end();
  });
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void server.close());
  const { port } = server.address() as AddressInfo;
  return { asked, url: `http://127.0.0.1:${port}/secret-path` };
}

test('a monitor is pinged once with the exit code, and its address is never printed', async () => {
  const { asked, url } = await monitor();
  const { run, bench } = await benchWithJob({ options: { 'ping-url': url, retries: 0 } });
  const good = await run('btc --json');
  expect([good.code, asked]).toEqual([0, ['/secret-path']]);
  bench.exchange.fail('503', { times: Infinity });
  const bad = await run('btc');
  expect([bad.code, asked]).toEqual([20, ['/secret-path', '/secret-path/20']]);
  const shown = await bench.run(`backtest --show-options`, { env: { HINDCAST_PING_URL: url } });
  expect(good.stdout + good.stderr + bad.stdout + bad.stderr + shown.stdout).not.toContain('secret-path');
  const stored = await readFile(bench.store);
  expect(stored.includes('secret-path')).toBe(false);
});

test('a failed ping is a warning without the address, and changes no exit code', async () => {
  const { asked, url } = await monitor(500);
  const { bench } = await benchWithJob();
  const answered = await bench.run(`score --ping-url ${url}`);
  expect([answered.code, asked.length]).toEqual([0, 3]);
  expect(answered.stderr).toMatch(/^warning: the ping .*HTTP 500$/m);
  const gone = await bench.run('score --ping-url http://127.0.0.1:9/secret-path');
  expect([gone.code, gone.stderr]).toEqual([0, expect.stringContaining('warning: the ping')]);
  const wrong = await bench.run('score --ping-url secret-path');
  expect([wrong.code, complaint(wrong).error]).toEqual([2, expect.stringContaining('`--ping-url`')]);
  expect(answered.stderr + gone.stderr + wrong.stderr).not.toContain('secret-path');
});

test('a ping uses the proxy of the environment, and the warning of a refusing proxy has no password', async () => {
  const { asked, url } = await monitor();
  const proxy = await startProxy();
  onTestFinished(() => proxy.close());
  const { bench } = await benchWithJob();
  const env = { http_proxy: `http://user:hush@127.0.0.1:${proxy.port}` };
  const through = await bench.run(`score --ping-url ${url}`, { env });
  expect([through.code, through.stderr, asked]).toEqual([0, '', ['/secret-path']]);
  expect(proxy.tunnels).toEqual([
    { target: new URL(url).host, authorization: `Basic ${Buffer.from('user:hush').toString('base64')}` },
  ]);
  const refused = await bench.run('score --ping-url http://monitor.invalid/secret-path', { env });
  expect([refused.code, refused.stderr]).toEqual([0, expect.stringContaining('HTTP 403 from the proxy')]);
  expect(refused.stderr).not.toMatch(/hush|secret-path|monitor/);
  // An address with TLS is requested only through the tunnel; this server has no TLS.
  const secure = url.replace('http:', 'https:');
  const tls = await bench.run(`score --ping-url ${secure}`, { env: { https_proxy: proxy.url } });
  expect([tls.code, tls.stderr]).toEqual([0, expect.stringContaining('warning: the ping')]);
  expect(proxy.tunnels.at(-1)?.target).toBe(new URL(url).host);
  expect(asked.length).toBe(1);
});

test('SIGTERM ends a job with 143 before its next step, and the next start continues', async () => {
  const { bench, runJson } = await benchWithJob();
  const endless = { HINDCAST_EPOCHS: '1000000000', HINDCAST_PATIENCE: '1000000000' };
  const stopped = await bench.runProcess('run btc --json', {
    cwd: bench.folder,
    now: NOW,
    env: { HINDCAST_FRESH: '', ...endless },
    signals: [{ after: ' fits · ', send: 'SIGTERM' }],
  });
  expect([stopped.code, JSON.parse(stopped.stdout)]).toEqual([
    143,
    expect.objectContaining({
      exit: 143,
      steps: [
        expect.objectContaining({ step: 'fetch', exit: 0 }),
        expect.objectContaining({ step: 'backtest', exit: 143 }),
      ],
    }),
  ]);
  expect(await runJson('btc')).toMatchObject({ code: 0, job: { exit: 0 } });
});

test.skipIf(!canMountDisk())(
  'a job on a full disk exits with 28 before its next step, and continues when there is space',
  async () => {
    const { bench } = await benchWithJob();
    const script = `
      cd "${bench.folder}"
      step hindcast run btc --only fetch --quiet
      dd if=/dev/zero of="$DISK/filler" bs=1k count=4000 2>/dev/null || true
      step hindcast run btc --quiet
      rm "$DISK/filler"
      step hindcast run btc --quiet`;
    const { exits, stderr } = await runOnSmallDisk(script, { ...clockAt(NOW), HINDCAST_FRESH: '' });
    expect(exits).toEqual([0, 28, 0]);
    expect(stderr).toContain('error: no space left');
  },
  120_000,
);
