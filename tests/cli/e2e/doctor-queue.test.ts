/** `doctor --queue`: what it says of a Redis as it should be, and of one that is not. */
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { Queue } from 'bullmq';
import { Redis } from 'ioredis';
import { describe, expect, onTestFinished, test } from 'vitest';
import { findingsOf } from '../../../src/cli/queue-checks.ts';
import type { ServerFacts } from '../../../src/queue/inspect.ts';
import { Roster } from '../../../src/queue/roster.ts';
import { ownService, queueName } from '../../../src/queue/service.ts';
import { QueueAddress } from '../../../src/queue/url.ts';
import { temporaryFolder } from '../../helpers/files.ts';
import { hasRedis } from '../../helpers/has-redis.ts';
import { startWorker } from '../../helpers/queue-worker.ts';
import { startProcess } from '../../helpers/queue-process.ts';
import { freePort, startRedis } from '../../helpers/redis.ts';
import { ROOT, hindcast } from '../../helpers/run.ts';

const DOCTOR = ['doctor', '--no-network'];
const TO_DISK = ['--appendonly', 'yes', '--appendfsync', 'everysec'];

interface Report {
  readonly checks: readonly { readonly check: string; readonly status: string; readonly detail: string }[];
  readonly queue: Record<string, unknown> | null;
}

/** What it says of a queue, without what it says of this machine. */
async function examine(url: string) {
  const text = await hindcast([...DOCTOR, '--queue', url]);
  const { code, stdout } = await hindcast([...DOCTOR, '--queue', url, '--json']);
  const { checks, queue } = JSON.parse(stdout) as Report;
  const from = checks.findIndex(({ check }) => check === 'redis');
  expect(text.code).toBe(code);
  expect(text.stdout + text.stderr + stdout).not.toMatch(/secret|anna/);
  const statuses = checks.slice(from).map(({ check, status }) => `${check} ${status}`);
  return { code, stdout: text.stdout, statuses, queue };
}

/** The Redis of a test, to write to. */
function clientOf(url: string): Redis {
  const client = new Redis(url);
  onTestFinished(async () => void (await client.quit()));
  return client;
}

const WELL = ['redis ok', 'eviction ok', 'memory ok', 'saving ok', 'workers ok', 'jobs ok', 'content ok'];

describe.skipIf(!hasRedis)('doctor --queue', () => {
  test('finds a queue as it should be', async () => {
    const { url } = await startRedis({ arguments: [...TO_DISK, '--maxmemory', '500mb'] });
    await startWorker(url, { jobs: 1 });
    await startWorker(url, { jobs: 2, path: process.env.PATH });
    const { code, stdout, statuses, queue } = await examine(url);
    expect([code, statuses]).toEqual([0, WELL]);
    expect(stdout).toMatch(
      new RegExp(
        `^ok +redis +${url} answers in \\d+ ms: version [\\d.]+, without TLS, without a password$`,
        'm',
      ),
    );
    expect(stdout).toMatch(/^ok +memory +\d MB used of 525 MB \(0\.\d %\)$/m);
    expect(stdout).toMatch(/^ok +saving +appendonly yes, appendfsync everysec$/m);
    expect(stdout).toMatch(
      /^ok +workers +\S+: 2 workers of hindcast [\d.]+, 3 fits at a time, 1 with --allow-exec$/m,
    );
    expect(stdout).toMatch(/^ok +jobs +0 waiting, 0 running, 0 to be tried again, 0 failed$/m);
    expect(queue).toMatchObject({
      server: {
        evictionPolicy: 'noeviction',
        limitBytes: 500 * 2 ** 20,
        isAppendOnly: true,
        fsync: 'everysec',
      },
      jobs: { waiting: 0, running: 0, delayed: 0, failed: 0 },
      workers: [{ jobs: expect.any(Number) as number }, { programs: expect.any(Boolean) as boolean }],
      content: { keys: 0, bytes: 0 },
      others: [],
    });
  });

  test('says what to do with one that loses jobs, and with nobody who serves it', async () => {
    const { url } = await startRedis();
    const { code, stdout, statuses } = await examine(url);
    expect([code, statuses]).toEqual([
      0,
      ['redis ok', 'eviction ok', 'memory ok', 'saving warn', 'workers warn', 'jobs ok', 'content ok'],
    ]);
    expect(stdout).toContain('`appendonly yes` in redis.conf');
    expect(stdout).toContain(
      `no worker of this version\n               start one: \`hindcast worker --queue ${url}\``,
    );
    await clientOf(url).config('SET', 'maxmemory-policy', 'allkeys-lru');
    expect(await examine(url)).toMatchObject({
      code: 0,
      statuses: expect.arrayContaining(['eviction warn']) as string[],
    });
  });

  test('fails with 20 for one that throws jobs away, or is full', async () => {
    const { url } = await startRedis({
      arguments: ['--maxmemory', '100mb', '--maxmemory-policy', 'allkeys-lru'],
    });
    const evicting = await examine(url);
    expect([evicting.code, evicting.statuses[1]]).toEqual([20, 'eviction fail']);
    expect(evicting.stdout).toContain('expected maxmemory-policy to be noeviction, got allkeys-lru');
    const client = clientOf(url);
    await client.config('SET', 'maxmemory-policy', 'noeviction');
    // An empty Redis uses more.
    await client.config('SET', 'maxmemory', '1mb');
    const full = await examine(url);
    expect([full.code, full.statuses[2]]).toEqual([20, 'memory fail']);
  });

  test('lists jobs that wait, have failed, or are of other versions, and their workers', async () => {
    const { url } = await startRedis();
    const client = clientOf(url);
    const own = ownService();
    const other = { ...own, version: '0.0.9' };
    const roster = new Roster(client, 'hindcast');
    await roster.ask(own);
    await roster.ask(other);
    await roster.announce({ ...other, host: 'there', pid: 1, jobs: 4, programs: true, since: 1 });
    for (const service of [own, other]) {
      const queue = new Queue(queueName(service, 'fits'), { connection: client, prefix: 'hindcast' });
      for (const id of ['a', 'b', 'c']) await queue.add('lstm', {}, { jobId: id });
      await queue.close();
    }
    await client.set('hindcast:blob:x:0', 'x'.repeat(2_000_000));
    const waiting = await examine(url);
    expect(waiting.stdout).toMatch(
      /^warn +workers +there: 1 worker of hindcast 0\.0\.9, 4 fits at a time, with --allow-exec$/m,
    );
    expect(waiting.stdout).toContain('no worker of this version, and 3 fits wait');
    expect(waiting.stdout).toMatch(/^ok +jobs +3 waiting, 0 running/m);
    expect(waiting.stdout).toMatch(/^ok +content +2 MB of data and results in 1 key$/m);
    expect(waiting.stdout).toMatch(/^warn +versions +3 waiting and 0 running for hindcast 0\.0\.9$/m);
    expect(waiting.code).toBe(0);
    // These are no jobs, which the worker says.
    const { worker } = await startWorker(url);
    while ((await client.zcard(`hindcast:${queueName(own, 'fits')}:failed`)) < 3)
      await new Promise((resolve) => void setTimeout(resolve, 20));
    expect(worker).toBeDefined();
    const done = await examine(url);
    expect(done.statuses).toContain('jobs warn');
    expect(done.stdout).toMatch(/^warn +failed +lstm: expected a job whose id is its digest/m);
    expect(done.queue).toMatchObject({ jobs: { failed: 3 }, failed: [{ id: 'c', model: 'lstm' }, {}, {}] });
  });

  test('counts nobody as a worker who is none', async () => {
    const { url } = await startRedis();
    const roster = new Roster(clientOf(url), 'hindcast');
    const worker = { ...ownService(), host: 'there', pid: 1, jobs: 1, programs: false, since: 1 };
    const others = [{ jobs: 1e308 }, { jobs: -1 }, { jobs: 1.5 }, { host: 'x'.repeat(1000) }];
    for (const [since, other] of others.entries()) await roster.announce({ ...worker, ...other, since });
    await roster.announce({ ...worker, version: 'x'.repeat(1000), since: 10 });
    const { stdout } = await examine(url);
    expect(stdout).toContain('no worker of this version');
    expect(stdout).not.toContain('there: ');
    await roster.announce({ ...worker, since: 11 });
    expect((await examine(url)).stdout).toContain('there: 1 worker of hindcast');
  });

  test('fails with 20 if none answers or the password is wrong, without saying it', async () => {
    const { port } = await startRedis({ arguments: ['--requirepass', 'secret'] });
    const wrong = await examine(`redis://anna:secrets@127.0.0.1:${port}`);
    expect([wrong.code, wrong.statuses, wrong.queue]).toEqual([20, ['redis fail'], null]);
    expect(wrong.stdout).toContain('WRONGPASS');
    expect((await examine(`redis://127.0.0.1:${port}`)).stdout).toContain('NOAUTH');
    expect(await examine(`redis://:secret@127.0.0.1:${port}`)).toMatchObject({ code: 0 });
    expect(await examine(`redis://127.0.0.1:${await freePort()}`)).toMatchObject({ code: 20 });
  });

  test('checks the certificate of a Redis with TLS', async ({ skip }) => {
    const folder = await temporaryFolder();
    const [key, certificate] = ['key.pem', 'certificate.pem'].map((name) => path.join(folder, name));
    const words = ['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '2', '-subj', '/CN=localhost'];
    const made = spawnSync('openssl', [
      ...words,
      '-addext',
      'subjectAltName=DNS:localhost',
      '-keyout',
      key,
      '-out',
      certificate,
    ]);
    skip(made.status !== 0, 'openssl is not installed');
    const port = await freePort();
    const tls = [
      '--tls-port',
      String(port),
      '--tls-cert-file',
      certificate,
      '--tls-key-file',
      key,
      '--tls-auth-clients',
      'no',
    ];
    await startRedis({ arguments: tls });
    const args = [...DOCTOR, '--queue', `rediss://localhost:${port}`];
    const stranger = await hindcast(args);
    expect(stranger.code).toBe(20);
    expect(stranger.stdout).toContain('self-signed certificate');
    const known = startProcess(args, { env: { NODE_EXTRA_CA_CERTS: certificate } });
    expect(await known.ended).toBe(0);
    expect(known.stdout()).toContain(`rediss://localhost:${port} answers`);
    expect(known.stdout()).toContain('with TLS');
  });
});

describe('of the facts of a queue', () => {
  const server: ServerFacts = {
    version: '7.0.15',
    answersMs: 1,
    evictionPolicy: 'noeviction',
    usedBytes: 1e6,
    limitBytes: 100e6,
    isAppendOnly: true,
    fsync: 'always',
    isSaved: true,
    isReplica: false,
  };
  const none = { waiting: 0, running: 0, delayed: 0, failed: 0 };
  const rest = { jobs: none, failed: [], workers: [], isContentPartial: false, others: [] };
  const content = { keys: 1, bytes: 1 };
  const address = QueueAddress.parse('redis://127.0.0.1', '--queue');

  test.each<[Partial<ServerFacts>, string]>([
    [{ usedBytes: 80e6 }, 'memory ok'],
    [{ usedBytes: 80e6 + 1 }, 'memory warn'],
    [{ usedBytes: 100e6 }, 'memory fail'],
    [{ usedBytes: 1e12, limitBytes: null }, 'memory ok'],
    [{ fsync: null }, 'saving ok'],
    [{ fsync: 'no' }, 'saving warn'],
    [{ isSaved: false }, 'saving fail'],
    [{ evictionPolicy: 'volatile-lru' }, 'eviction fail'],
    [{ evictionPolicy: 'volatile-lru', limitBytes: null }, 'eviction warn'],
  ])('%j is %s', (facts, expected) => {
    const findings = findingsOf({ ...rest, content, server: { ...server, ...facts } }, address);
    expect(findings.map(({ check, status }) => `${check} ${status}`)).toContain(expected);
    for (const { status, hint } of findings) expect(hint === undefined).toBe(status === 'ok');
  });
});

/** docs/scale.md has a user for this. */
test.skipIf(!hasRedis)('a user of Redis may do no more than docs/scale.md says', async () => {
  const page = readFileSync(path.join(ROOT, 'docs/scale.md'), 'utf8');
  const [, line] = /^```acl\n(.*)\n```$/m.exec(page)!;
  const { url } = await startRedis();
  const client = clientOf(url);
  const [command, ...words] = line.split(' ');
  await client.call(command, ...words);
  await client.call('ACL', 'SETUSER', 'default', 'off');
  const own = url.replace('//', '//hindcast:SECRET@');
  const { outcomes } = await startWorker(own);
  const run =
    'backtest fixtures/garch-simulated-1d.csv --model gru --input-size 10 --hidden 16 --epochs 40 --test 40';
  const { code, stderr } = await hindcast([...run.split(' '), '--refit', '20', '--queue', own]);
  expect([code, stderr]).toEqual([0, expect.not.stringContaining('SECRET')]);
  expect(outcomes).toHaveLength(2);
  expect(await examine(own)).toMatchObject({ code: 0, queue: { server: { fsync: 'everysec' } } });
  const stranger = new Redis(own);
  onTestFinished(() => stranger.disconnect());
  await expect(stranger.set('other', 1)).rejects.toThrow('NOPERM');
  await expect(stranger.flushall()).rejects.toThrow('NOPERM');
});

test('doctor without --queue looks at none', async () => {
  const { stdout } = await hindcast([...DOCTOR, '--json']);
  expect((JSON.parse(stdout) as Report).queue).toBeNull();
});
