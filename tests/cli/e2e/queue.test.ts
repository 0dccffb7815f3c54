/** `--queue`: the same bytes as without, from workers that come and go, through a Redis that does too. */
import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { Redis } from 'ioredis';
import { describe, expect, test } from 'vitest';
import { Connection } from '../../../src/queue/connection.ts';
import { QueueAddress } from '../../../src/queue/url.ts';
import { temporaryFolder } from '../../helpers/files.ts';
import { hasRedis } from '../../helpers/has-redis.ts';
import { keptFits, keptRun, storeOfItsOwn, timeless } from '../../helpers/kept.ts';
import { nextMoment } from '../../helpers/processes.ts';
import { freePort, startRedis } from '../../helpers/redis.ts';
import { startWorker } from '../../helpers/queue-worker.ts';
import { ROOT, hindcast, hindcastProcess } from '../../helpers/run.ts';

const FIT = '--input-size 10 --hidden 16 --epochs 40 --train-size 400';
const SMALL = `${FIT} --refit 20 --test 60 --json`.split(' ');
const RUN = ['backtest', 'fixtures/garch-simulated-1d.csv', ...SMALL];
const PANEL = 'backtest fixtures/garch-simulated-1d.csv fixtures/ar-simulated-1d.csv --gaps keep'.split(' ');

describe('a wrong queue', () => {
  test('that nothing answers at is an error that names it without its password', async () => {
    const port = await freePort();
    const url = `redis://anna:secret@127.0.0.1:${port}/2`;
    const { code, stdout, stderr } = await hindcast([...RUN, '--queue', url]);
    expect([code, stdout]).toEqual([20, '']);
    expect(stderr).toContain(`cannot use the queue at redis://127.0.0.1:${port}/2: connect ECONNREFUSED`);
    expect(stderr).not.toMatch(/secret|anna/);
  });

  test('is rejected before anything is read, without its text', async () => {
    const { code, stderr } = await hindcast([
      'backtest',
      'nothing.csv',
      '--queue',
      'http://anna:secret@host',
    ]);
    expect(code).toBe(2);
    expect(stderr).toContain('expected `--queue` to be redis://');
    expect(stderr).not.toContain('secret');
  });

  test('a worker needs one', async () => {
    expect(await hindcast(['worker'])).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('missing required option `--queue`') as string,
    });
  });
});

test('--show-options shows the queue without its password, wherever it comes from', async () => {
  const url = 'redis://anna:secret@host/1';
  for (const [args, env] of [
    [['--queue', url], {}],
    [[], { HINDCAST_QUEUE: url }],
  ] as const) {
    const { code, stdout } = await hindcast([...RUN, ...args, '--show-options'], { env });
    expect(code).toBe(0);
    expect(stdout).toContain('redis://host:6379/1');
    expect(stdout).not.toMatch(/secret|anna/);
  }
});

describe.skipIf(!hasRedis)('with Redis', () => {
  test.each([
    [
      'a network, statistics and members',
      [...RUN, '--model', 'gru,mlp,ets,theta', '--members', '2', '--level', '80'],
    ],
    ['learnt intervals', [...RUN, '--model', 'gru', '--loss', 'quantile', '--level', '80,95']],
    ['classes', [...RUN, '--model', 'logistic,gru', '--target', 'direction']],
    ['warm refits', [...RUN, '--model', 'gru', '--warm']],
    ['a panel with gaps', [...PANEL, ...SMALL, '--model', 'gru,linear']],
    ['a search in each fold', [...RUN, '--model', 'gru', '--tune', '12']],
  ])('%s gives the same result and keeps the same fits and run', async (_, args) => {
    const { url } = await startRedis();
    const { outcomes } = await startWorker(url);
    const [local, queued] = [await storeOfItsOwn(), await storeOfItsOwn()];
    const here = await hindcast([...args, '--quiet', '--jobs', '2'], { env: local.env });
    const there = await hindcast([...args, '--quiet', '--queue', url], { env: queued.env });
    expect([here.code, there.code, there.stderr]).toEqual([0, 0, here.stderr]);
    expect(timeless(there.stdout)).toEqual(timeless(here.stdout));
    expect(keptFits(queued.file)).toEqual(keptFits(local.file));
    expect(keptRun(queued.file)).toEqual(keptRun(local.file));
    expect(outcomes.length).toBeGreaterThan(0);
  });

  test('nothing finished is computed again: results wait in Redis, and afterwards in the store', async () => {
    const { url } = await startRedis();
    const { outcomes } = await startWorker(url);
    const args = [...RUN, '--model', 'gru', '--quiet', '--queue', url];
    const [one, other] = [await storeOfItsOwn(), await storeOfItsOwn()];
    const first = await hindcast(args, { env: one.env });
    const fits = outcomes.length;
    expect(fits).toBeGreaterThan(2);
    const second = await hindcast(args, { env: one.env });
    const third = await hindcast(args, { env: other.env });
    expect(outcomes.length).toBe(fits);
    expect(timeless(second.stdout)).toEqual(timeless(first.stdout));
    expect(timeless(third.stdout)).toEqual(timeless(first.stdout));
    await hindcast([...args, '--fresh'], { env: one.env });
    expect(outcomes.length).toBe(2 * fits);
  });

  test('a program is fitted by workers that allow it', async () => {
    const { url } = await startRedis();
    const { outcomes } = await startWorker(url, { path: process.env.PATH });
    const args = [
      ...RUN,
      '--model',
      `exec:${process.execPath} tests/helpers/program.mjs`,
      '--as',
      'mine',
      '--quiet',
    ];
    const here = await hindcast(args);
    const there = await hindcast([...args, '--queue', url]);
    expect([there.code, there.stderr]).toEqual([0, '']);
    expect(timeless(there.stdout)).toEqual(timeless(here.stdout));
    expect(outcomes.length).toBeGreaterThan(2);
  });

  test('a fit that fails fails as it does here', async () => {
    const { url } = await startRedis();
    await startWorker(url);
    const args = [
      ...RUN,
      ...'--model linear,gru --target price --scaler none --optimizer sgd --learning-rate 1e30 --clip 0 --quiet'.split(
        ' ',
      ),
    ];
    const here = await hindcast(args);
    const there = await hindcast([...args, '--queue', url]);
    expect([here.code, there.code, there.stderr]).toEqual([3, 3, here.stderr]);
    expect(timeless(there.stdout)).toEqual(timeless(here.stdout));
  });

  test('tune, forecast and verify give what they give without', async () => {
    const { url } = await startRedis();
    const { outcomes } = await startWorker(url);
    const [local, queued] = [await storeOfItsOwn(), await storeOfItsOwn()];
    const model = `fixtures/garch-simulated-1d.csv --model gru --json --quiet ${FIT}`;
    for (const args of [
      `tune ${model} --test 60 --budget 8 --search learning-rate=0.001..0.01`.split(' '),
      `forecast ${model} --horizon 3 --no-record`.split(' '),
    ]) {
      const before = outcomes.length;
      const here = await hindcast(args, { env: local.env });
      const there = await hindcast([...args, '--queue', url], { env: queued.env });
      expect([here.code, there.code, there.stderr]).toEqual([0, 0, here.stderr]);
      expect(timeless(there.stdout)).toEqual(timeless(here.stdout));
      expect(outcomes.length).toBeGreaterThan(before);
    }
    const { env } = local;
    await hindcast([...RUN, '--model', 'gru', '--quiet'], { env });
    const before = outcomes.length;
    const verified = await hindcast(['verify', 'last', '--queue', url, '--json', '--quiet'], { env });
    expect([verified.code, verified.stderr]).toEqual([0, '']);
    expect(outcomes.length).toBeGreaterThan(before);
  });

  test('the steps of a job use the queue of the job, whose password is printed nowhere', async () => {
    const { port } = await startRedis({ arguments: ['--requirepass', 'secret'] });
    const { outcomes } = await startWorker(`redis://:secret@127.0.0.1:${port}`);
    const folder = await temporaryFolder();
    const { env } = await storeOfItsOwn();
    const job = {
      sources: [path.join(ROOT, 'fixtures/garch-simulated-1d.csv')],
      steps: ['backtest'],
      options: {
        queue: `redis://:secret@127.0.0.1:${port}`,
        model: 'gru',
        hidden: 16,
        epochs: 40,
        'input-size': 10,
        'train-size': 400,
        test: 40,
      },
    };
    await writeFile(path.join(folder, 'hindcast.json'), JSON.stringify({ jobs: { btc: job } }));
    const { code, stdout, stderr } = await hindcast(['run', 'btc'], { cwd: folder, env });
    expect(code).toBe(0);
    expect(stdout).toContain(`--queue redis://127.0.0.1:${port}`);
    expect(stdout + stderr).not.toContain('secret');
    expect(outcomes.length).toBeGreaterThan(2);
  });

  test('workers of another version only are an error that names it', async () => {
    const { url, port } = await startRedis();
    const client = new Redis(port);
    const other = {
      version: '0.0.9',
      numbers: 1,
      protocol: 1,
      host: 'a',
      pid: 1,
      jobs: 1,
      programs: false,
      since: 1,
    };
    await client.sadd('hindcast:workers', 'hindcast:worker:a');
    await client.set('hindcast:worker:a', JSON.stringify(other));
    const refused = await hindcast([...RUN, '--model', 'gru', '--queue', url]);
    expect(refused.code).toBe(2);
    expect(refused.stderr).toContain('error: 1 worker serves hindcast 0.0.9; this is hindcast ');
    await client.sadd('hindcast:versions', JSON.stringify({ version: '0.0.9', numbers: 1, protocol: 1 }));
    await client.lpush('hindcast:fits-0.0.9-n1-p1:wait', '1', '2');
    const { lines } = await startWorker(url);
    expect(lines).toEqual([
      expect.stringMatching(/^2 fits wait for a worker of hindcast 0\.0\.9; this one is hindcast /),
    ]);
    await client.quit();
  });

  test('SIGTERM takes the waiting fits back', async () => {
    const { url, port } = await startRedis();
    const done = await hindcastProcess([...RUN, '--model', 'gru', '--queue', url], {
      signals: [{ after: 'no worker serves', send: 'SIGTERM' }],
    });
    expect(done.code).toBe(143);
    const client = new Redis(port);
    const [queue] = (await client.keys('hindcast:fits-*:meta')).map((key) => key.replace(':meta', ''));
    expect(await client.llen(`${queue}:wait`)).toBe(0);
    expect(await client.keys(`${queue}:fit-*`)).toEqual([]);
    await client.quit();
  });

  test('Redis may go and come back', async () => {
    const first = await startRedis({ arguments: ['--appendonly', 'yes', '--appendfsync', 'always'] });
    const { url, port, folder } = first;
    const { lines, outcomes, end } = await startWorker(url);
    let restarted: Promise<unknown> | undefined;
    const there = await hindcastProcess([...RUN, '--model', 'gru', '--refit', '1', '--queue', url], {
      signals: [
        {
          after: 'queue: 1 worker',
          send: () => {
            restarted = first
              .stop('SIGKILL')
              .then(() => startRedis({ port, folder, arguments: ['--appendonly', 'yes'] }));
          },
        },
      ],
    });
    await restarted;
    // Before the second Redis, which is younger, ends with the test.
    await end();
    const alone = await hindcast([...RUN, '--model', 'gru', '--refit', '1', '--quiet']);
    expect([there.code, alone.code]).toEqual([0, 0]);
    expect(timeless(there.stdout)).toEqual(timeless(alone.stdout));
    expect(there.stderr.match(/is away; waiting for it/g)).toHaveLength(1);
    expect(lines.filter((line) => line.includes('is away'))).toHaveLength(1);
    expect(outcomes.length).toBeGreaterThan(50);
  });

  test('the producer says that it waits for workers, and ends with 20 when it has waited long enough', async () => {
    const { url } = await startRedis();
    const { code, stdout, stderr } = await hindcast([
      ...RUN,
      '--model',
      'gru',
      '--queue',
      url,
      '--queue-timeout',
      '1s',
    ]);
    expect([code, stdout]).toEqual([20, '']);
    expect(stderr.match(/no worker serves/g)).toHaveLength(1);
    expect(stderr).toContain(
      `queue: no worker serves ${url}; waiting for one: \`hindcast worker --queue ${url}\``,
    );
    expect(stderr).toContain(`no worker that can fit at ${url} for 1 s`);
  });

  test('the producer ends with 20 if Redis stays away', async () => {
    const { url, stop } = await startRedis();
    let stopped: Promise<void> | undefined;
    const { code, stdout, stderr } = await hindcastProcess(
      [...RUN, '--model', 'gru', '--queue', url, '--queue-timeout', '1s'],
      { signals: [{ after: 'no worker serves', send: () => void (stopped = stop('SIGKILL')) }] },
    );
    await stopped;
    expect([code, stdout]).toEqual([20, '']);
    expect(stderr).toContain(`queue: ${url} is away; waiting for it`);
    expect(stderr).toMatch(/^error: no Redis at .* for 1 s$/m);
  });

  test('a connection that bullmq is making ends with the one that it is made from', async () => {
    const { url, stop } = await startRedis();
    const connection = await Connection.open(QueueAddress.parse(url, '--queue'), {
      onLost() {},
      onBack() {},
    });
    await stop('SIGKILL');
    const other = connection.client.duplicate();
    other.on('error', () => {});
    other.connect().catch(() => {});
    const heard = (name: 'reconnecting' | 'end') => new Promise<void>((resolve) => other.once(name, resolve));
    await heard('reconnecting');
    const ended = heard('end');
    await connection.close();
    await ended;
    expect(other.status).toBe('end');
  });

  test('a worker that is told twice gives its fits back', async () => {
    const { url, port } = await startRedis();
    const first = await startWorker(url, { jobs: 1 });
    const args = [
      ...RUN,
      '--model',
      'gru',
      '--hidden',
      '64',
      '--epochs',
      '300',
      '--patience',
      '300',
      '--quiet',
    ];
    const running = hindcast([...args, '--queue', url]);
    const client = new Redis(port);
    const list = async (name: string): Promise<number> => {
      const [meta] = await client.keys('hindcast:fits-*:meta');
      return meta === undefined ? 0 : client.llen(meta.replace('meta', name));
    };
    while ((await list('active')) === 0) await nextMoment();
    const waiting = await list('wait');
    first.worker.abandon();
    await first.end();
    expect([await list('active'), await list('wait')]).toEqual([0, waiting + 1]);
    expect(first.outcomes).toEqual([]);
    const second = await startWorker(url);
    const there = await running;
    expect(there.code).toBe(0);
    expect(second.outcomes.length).toBe(waiting + 1);
    await client.quit();
  });

  test('a password is sent, and printed nowhere', async () => {
    const { port } = await startRedis({ arguments: ['--requirepass', 'secret'] });
    const url = `redis://:secret@127.0.0.1:${port}`;
    await startWorker(url);
    const folder = await temporaryFolder();
    const { env, file } = await storeOfItsOwn();
    const done = await hindcast([...RUN, '--model', 'gru', '--queue', url, '--output', folder], { env });
    expect(done.code).toBe(0);
    const texts = [
      done.stdout,
      done.stderr,
      await readFile(path.join(folder, 'run.json'), 'utf8'),
      JSON.stringify(keptRun(file)),
    ];
    for (const text of texts) expect(text).not.toContain('secret');
    const wrong = await hindcast([...RUN, '--queue', `redis://:wrong-one@127.0.0.1:${port}`, '--debug']);
    expect(wrong.code).toBe(20);
    expect(wrong.stderr).toContain('WRONGPASS');
    expect(wrong.stderr).not.toContain('wrong-one');
  });

  test('a worker drains at SIGTERM, and says what it did', async () => {
    const { url } = await startRedis();
    const { stdout: help } = await hindcast(['worker', '--help']);
    const example = /^ {2}\$ hindcast (worker .*)$/m.exec(help)![1].replace('redis://127.0.0.1:6379', url);
    const done = await hindcastProcess([...example.split(' '), '--json'], {
      signals: [{ after: 'serves', send: 'SIGTERM' }],
    });
    expect(done.code).toBe(0);
    expect(JSON.parse(done.stdout)).toMatchObject({ type: 'worker', jobs: 2, fits: 0, failed: 0 });
    expect(done.stderr).toMatch(/^hindcast .* serves redis:\/\/127\.0\.0\.1:\d+, 2 fits at a time\n/);
  });
});
