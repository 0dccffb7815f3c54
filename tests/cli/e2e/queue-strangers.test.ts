/** Other versions and strangers that write to the same Redis: what they leave is refused by name, and does nothing else. */
import { cpSync, existsSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { deflateSync } from 'node:zlib';
import { Queue } from 'bullmq';
import { Redis } from 'ioredis';
import { describe, expect, onTestFinished, test } from 'vitest';
import { jobId } from '../../../src/queue/job.ts';
import type { FitJob } from '../../../src/queue/job.ts';
import { pack } from '../../../src/queue/packing.ts';
import { ownService, queueName } from '../../../src/queue/service.ts';
import { sha256 } from '../../../src/text/digest.ts';
import { temporaryFolder } from '../../helpers/files.ts';
import { hasRedis } from '../../helpers/has-redis.ts';
import { timeless } from '../../helpers/kept.ts';
import { startWorker } from '../../helpers/queue-worker.ts';
import { startWorkerProcess, until } from '../../helpers/queue-process.ts';
import { startRedis } from '../../helpers/redis.ts';
import { ROOT, hindcast } from '../../helpers/run.ts';

const RUN =
  'backtest fixtures/garch-simulated-1d.csv --model gru --input-size 10 --hidden 16 --epochs 40 --refit 30 --test 60 --train-size 400 --json'.split(
    ' ',
  );
const QUEUE = queueName(ownService(), 'fits');

/** A Redis to which a stranger writes too. */
async function contested() {
  const { url } = await startRedis();
  const client = new Redis(url, { maxRetriesPerRequest: null });
  const queue = new Queue(QUEUE, { connection: client, prefix: 'hindcast' });
  onTestFinished(async () => {
    await queue.close();
    await client.quit();
  });
  const waiting = () => client.lrange(`hindcast:${QUEUE}:wait`, 0, -1);
  return {
    url,
    client,
    queue,
    /** Starts the command, whose jobs wait; gives them. */
    async command(): Promise<{ running: ReturnType<typeof hindcast>; jobs: readonly string[] }> {
      const running = hindcast([...RUN, '--queue', url]);
      await until(async () => (await waiting()).length === 2);
      return { running, jobs: await waiting() };
    },
    /** Leaves a result of a job. */
    async answer(id: string, content: Uint8Array, digest = sha256(content)): Promise<void> {
      await client.set(`hindcast:blob:${digest}:0`, deflateSync(content));
      await client.set(`hindcast:result:${id}`, JSON.stringify({ digest, bytes: content.length }));
      await client.xadd(
        `hindcast:${QUEUE}:events`,
        '*',
        'event',
        'completed',
        'jobId',
        id,
        'returnvalue',
        'null',
      );
    },
  };
}

/** What the command prints when nobody disturbs it. */
let printed: Promise<object> | undefined;
const alone = () => (printed ??= hindcast(RUN).then(({ stdout }) => timeless(stdout)));

/** The outcome of its first fit. */
let computed: Promise<RightOutcome> | undefined;
const rightOutcome = () => (computed ??= computeOutcome());

interface RightOutcome {
  readonly results: readonly { readonly yhat: Float64Array }[];
}

async function computeOutcome(): Promise<RightOutcome> {
  const { url } = await startRedis();
  const { outcomes } = await startWorker(url, { jobs: 1 });
  await hindcast([...RUN, '--queue', url]);
  return outcomes.find(({ results }) => results[0].fold === 0)!;
}

/** The program as another version, in a folder of its own. */
async function otherVersion(): Promise<string> {
  const folder = await temporaryFolder();
  for (const name of ['bin', 'dist'])
    cpSync(path.join(ROOT, name), path.join(folder, name), { recursive: true });
  symlinkSync(path.join(ROOT, 'node_modules'), path.join(folder, 'node_modules'));
  const text = readFileSync(path.join(ROOT, 'package.json'), 'utf8');
  writeFileSync(path.join(folder, 'package.json'), text.replace(/"version": ".*?"/, '"version": "0.0.9"'));
  return path.join(folder, 'bin/hindcast.js');
}

describe.skipIf(!hasRedis)('a worker of another version', () => {
  test('is refused by name, at both ends, and gets no job', async () => {
    const { url, command } = await contested();
    const { running, jobs } = await command();
    const other = await startWorkerProcess(url, { program: await otherVersion() });
    await until(() => other.stderr().includes('fits wait'));
    expect(other.stderr()).toContain(
      '2 fits wait for a worker of hindcast 0.1.0; this one is hindcast 0.0.9',
    );
    expect(jobs).toHaveLength(2);
    const { outcomes } = await startWorker(url);
    const { code, stdout, stderr } = await running;
    expect([code, timeless(stdout)]).toEqual([0, await alone()]);
    expect(outcomes).toHaveLength(2);
    expect(stderr).toContain(`queue: no worker serves ${url}`);

    expect(await other.end('SIGTERM')).toBe(0);
    expect(other.stderr()).toContain('0 fits done');
  });

  test('alone ends the command with 2', async () => {
    const { url } = await startRedis();
    await startWorkerProcess(url, { program: await otherVersion() });
    const { code, stdout, stderr } = await hindcast([...RUN, '--queue', url]);
    expect([code, stdout]).toEqual([2, '']);
    expect(stderr).toContain('error: 1 worker serves hindcast 0.0.9; this is hindcast 0.1.0');
  });
});

describe.skipIf(!hasRedis)('a stranger', () => {
  test('who leaves jobs that are none does not keep a worker from its work', async () => {
    const { url, client, queue } = await contested();
    const touched = path.join(await temporaryFolder(), 'touched');
    const ref = { digest: sha256(new Uint8Array()), bytes: 0 };
    const job: FitJob = {
      ...ownService(),
      panel: ref,
      options: ref,
      fits: '',
      model: 'gru',
      member: 0,
      keepsState: false,
    };
    const program = { words: ['touch', touched], files: [], timeoutMs: 1000, identity: 'x' };
    const withProgram = { ...job, program };
    const none = 'a job whose id is its digest';
    const itself = (one: FitJob): [string, unknown] => [jobId(one), one];
    const jobs: Record<string, readonly [id: string, data: unknown, reason: string]> = {
      text: ['a', 'rm -rf /', none],
      empty: ['b', {}, none],
      huge: ['c', { ...job, model: 'x'.repeat(20_000_000) }, none],
      otherId: ['fit-0', job, none],
      prototype: ['d', JSON.parse('{"__proto__": {"version": 1}}'), none],
      path: [...itself({ ...job, panel: { digest: '../../x', bytes: 1 } }), none],
      size: [...itself({ ...job, panel: { ...ref, bytes: 2 ** 40 } }), none],
      gone: [...itself(job), 'expired'],
      model: [...itself({ ...job, model: 'nothing' }), 'a built-in model'],
      program: [...itself(withProgram), 'it needs `--allow-exec`'],
    };
    for (const [id, data] of Object.values(jobs)) await queue.add('gru', data, { jobId: id });
    const { outcomes } = await startWorker(url);
    await until(async () => (await client.zcard(`hindcast:${QUEUE}:failed`)) === Object.keys(jobs).length);
    for (const [name, [id, , reason]] of Object.entries(jobs))
      expect([name, await client.hget(`hindcast:${QUEUE}:${id}`, 'failedReason')]).toEqual([
        name,
        expect.stringContaining(reason),
      ]);
    expect(outcomes).toEqual([]);
    expect(existsSync(touched)).toBe(false);
    // And the worker serves the next command.
    const { code, stdout } = await hindcast([...RUN, '--queue', url]);
    expect([code, timeless(stdout)]).toEqual([0, await alone()]);
    expect(outcomes).toHaveLength(2);
  });

  test.each<[string, (content: Buffer) => Buffer, string]>([
    ['changes one bit of', (content) => flipped(content), 'got'],
    ['puts an archive of other data in place of', () => deflateSync(Buffer.alloc(1000)), 'got'],
    ['puts an archive that grows in place of', () => deflateSync(Buffer.alloc(30_000_000)), 'got other data'],
    ['puts text in place of', () => Buffer.from('no archive'), 'got other data'],
  ])('who %s a panel is found out; the same command then works', async (_, change, got) => {
    const { url, client, command } = await contested();
    const { running, jobs } = await command();
    const { panel } = JSON.parse((await client.hget(`hindcast:${QUEUE}:${jobs[0]}`, 'data'))!) as FitJob;
    const key = `hindcast:blob:${panel.digest}:0`;
    await client.set(key, change((await client.getBuffer(key))!), 'KEEPTTL');
    const { outcomes } = await startWorker(url);
    const { code, stdout, stderr } = await running;
    expect(code).toBe(3);
    const [failure] = timeless(stdout).failures;
    expect(failure.message).toContain('expected what a fit reads in the queue as it was sent, got');
    expect(failure.message).toContain(got);
    expect(stderr).toContain('no worker could fit gru in fold 0');
    expect(outcomes).toEqual([]);
    const again = await hindcast([...RUN, '--queue', url]);
    expect([again.code, timeless(again.stdout)]).toEqual([0, await alone()]);
  });

  test.each<[string, (right: RightOutcome) => unknown, string]>([
    ['text', () => 'rm -rf /', 'expected results of gru in fold 0 from the queue'],
    ['no result', () => ({ results: [] }), 'expected 1 results of gru in fold 0 from the queue, got 0'],
    [
      'the result of another model',
      ({ results: [one] }) => ({ results: [{ ...one, model: 'lstm' }] }),
      'expected gru 0 in fold 0 of gru in fold 0 from the queue, got lstm 0',
    ],
    [
      'too short a result',
      ({ results: [one] }) => ({ results: [{ ...one, yhat: one.yhat.slice(1) }] }),
      'expected 30 forecasts',
    ],
    [
      'no numbers',
      ({ results: [one] }) => ({ results: [{ ...one, yhat: one.yhat.map(() => NaN) }] }),
      'expected',
    ],
  ])('who answers with %s is found out', async (_, change, message) => {
    const answered = pack(change(await rightOutcome()));
    const { command, answer, url } = await contested();
    const { running, jobs } = await command();
    // The last of the list is the first.
    await answer(jobs.at(-1)!, answered);
    await startWorker(url);
    const { code, stdout } = await running;
    expect(code).toBe(3);
    const { failures } = timeless(stdout);
    expect(failures).toEqual([expect.objectContaining({ model: 'gru', fold: 0 })]);
    expect(failures[0].message).toContain(message);
  });
});

/** With one bit of its middle changed. */
function flipped(content: Buffer): Buffer {
  content[content.length >> 1] ^= 4;
  return content;
}
