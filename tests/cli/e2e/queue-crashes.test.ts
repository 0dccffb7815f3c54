/** What ends without a word in the middle of fits: a worker, the command, Redis. All fits are done all the same, with the same bytes. */
import { describe, expect, test } from 'vitest';
import { hasRedis } from '../../helpers/has-redis.ts';
import { keptFits, keptRun, storeOfItsOwn, timeless } from '../../helpers/kept.ts';
import { startWorker } from '../../helpers/queue-worker.ts';
import { heldModel, startProcess, startWorkerProcess, until } from '../../helpers/queue-process.ts';
import type { Held } from '../../helpers/queue-process.ts';
import { startRedis } from '../../helpers/redis.ts';
import { hindcast } from '../../helpers/run.ts';

/** Six fits of the held model, of 941, 951, … rows. */
const RUN =
  'backtest fixtures/garch-simulated-1d.csv --horizon 1 --refit 10 --test 60 --json --quiet --jobs 1'.split(
    ' ',
  );
const FITS = ['940', '950', '960', '970', '980', '990'];
const ALLOWED = { path: process.env.PATH };

/** The command by itself: what it prints and keeps. */
async function localRun({ args, open, hold }: Held, more: readonly string[] = []) {
  const { file, env } = await storeOfItsOwn();
  open();
  const { code, stdout } = await hindcast([...RUN, ...args, ...more], { env });
  hold();
  expect(code).toBe(0);
  return { result: timeless(stdout), fits: keptFits(file), run: keptRun(file) };
}

describe.skipIf(!hasRedis)('kill -9', () => {
  test('of a worker in the middle of a fit: another one makes it', async () => {
    const held = await heldModel({ free: 1 });
    const local = await localRun(held);
    const { url } = await startRedis();
    const doomed = await startWorkerProcess(url, { args: ['--allow-exec', '--lost-after', '2s'] });
    const { file, env } = await storeOfItsOwn();
    const running = hindcast([...RUN, ...held.args, '--queue', url], { env });
    await until(() => held.begun().length === 2);
    await doomed.end('SIGKILL');
    const { outcomes } = await startWorker(url, { jobs: 1, ...ALLOWED, lostAfterMs: 2000 });
    held.open();
    const { code, stdout } = await running;
    expect(code).toBe(0);
    expect({ result: timeless(stdout), fits: keptFits(file), run: keptRun(file) }).toEqual(local);
    // The finished fit is not made again; the broken one is.
    expect(outcomes.length).toBe(FITS.length - 1);
    expect(held.done().toSorted()).toEqual(FITS);
    expect(held.begun().toSorted()).toEqual([...FITS, held.begun()[1]].toSorted());
  });

  test('of the command: run again, it makes no finished fit again', async () => {
    const held = await heldModel({ free: 2 });
    const local = await localRun(held);
    const { url } = await startRedis();
    await startWorker(url, { jobs: 1, ...ALLOWED });
    const { file, env } = await storeOfItsOwn();
    const args = [...RUN, ...held.args, '--queue', url];
    const killed = startProcess(args, { env });
    await until(() => held.begun().length === 3);
    expect(await killed.end('SIGKILL')).toBe(null);
    held.open();
    const { code, stdout } = await hindcast(args, { env });
    expect(code).toBe(0);
    expect({ result: timeless(stdout), fits: keptFits(file), run: keptRun(file) }).toEqual(local);
    expect(held.begun().toSorted()).toEqual(FITS);
    expect(held.done().toSorted()).toEqual(FITS);
  });

  test('of a Redis that writes every change to its disk, started again: all fits are made', async () => {
    const held = await heldModel({ free: 2 });
    const local = await localRun(held);
    const onDisk = { arguments: ['--appendonly', 'yes', '--appendfsync', 'always'] };
    const redis = await startRedis(onDisk);
    const workers = [
      await startWorker(redis.url, { jobs: 1, ...ALLOWED }),
      await startWorker(redis.url, { jobs: 1, ...ALLOWED }),
    ];
    const { file, env } = await storeOfItsOwn();
    const running = hindcast([...RUN, ...held.args, '--queue', redis.url], { env });
    await until(() => held.begun().length === 4);
    await redis.stop('SIGKILL');
    // These end while there is no Redis to hear of it.
    held.open();
    await until(() => held.done().length === 4);
    await startRedis({ ...onDisk, port: redis.port, folder: redis.folder });
    const { code, stdout } = await running;
    expect(code).toBe(0);
    expect({ result: timeless(stdout), fits: keptFits(file), run: keptRun(file) }).toEqual(local);
    expect(held.done().toSorted()).toEqual(FITS);
    for (const { lines } of workers)
      expect(lines).toEqual([
        `${redis.url} is away; waiting for it`,
        expect.stringContaining(' is back after '),
      ]);
  });
});

describe.skipIf(!hasRedis)('Redis that is gone for good', () => {
  test('ends the command with 20 after --queue-timeout, and keeps finished fits', async () => {
    const held = await heldModel({ free: 2 });
    const local = await localRun(held);
    const redis = await startRedis();
    const worker = await startWorker(redis.url, { jobs: 1, ...ALLOWED });
    const { file, env } = await storeOfItsOwn();
    const args = [...RUN, ...held.args];
    const running = hindcast([...args, '--queue', redis.url, '--queue-timeout', '1s'], { env });
    // The command has both: a third one begins when the second has been kept.
    await until(() => held.begun().length === 3);
    await until(() => keptFits(file).size === 2);
    await redis.stop('SIGKILL');
    const { code, stdout, stderr } = await running;
    expect([code, stdout]).toEqual([20, '']);
    expect(stderr).toContain(`no Redis at ${redis.url} for 1 s`);
    expect(stderr).toContain('the same command continues');
    expect(worker.lines).toEqual([`${redis.url} is away; waiting for it`]);
    held.open();
    const again = await hindcast(args, { env });
    expect([again.code, timeless(again.stdout)]).toEqual([0, local.result]);
    expect(keptFits(file)).toEqual(local.fits);
  });
});

describe.skipIf(!hasRedis)('Redis that answers no more', () => {
  test('keeps no command that is told to end', async () => {
    const held = await heldModel();
    const redis = await startRedis();
    await startWorker(redis.url, { jobs: 1, ...ALLOWED });
    const running = startProcess([...RUN, ...held.args, '--queue', redis.url]);
    await until(() => held.begun().length === 1);
    redis.process.kill('SIGSTOP');
    expect(await running.end('SIGTERM')).toBe(143);
    redis.process.kill('SIGCONT');
    held.open();
  });
});

describe.skipIf(!hasRedis)('a fit that ends its workers', () => {
  test('ends three, then fails by name, and the command ends with 3', async () => {
    const held = await heldModel({ deadly: 960 });
    held.open();
    const { url } = await startRedis();
    const args = ['--allow-exec', '--lost-after', '2s'];
    const workers = await Promise.all([1, 2, 3, 4].map(() => startWorkerProcess(url, { args })));
    const { code, stdout } = await hindcast([...RUN, ...held.args, '--queue', url]);
    expect(code).toBe(3);
    const message = 'held in fold 2 ended 3 workers, one after the other';
    expect(timeless(stdout).failures).toEqual([expect.objectContaining({ model: 'held', fold: 2, message })]);
    expect(held.begun().filter((rows) => rows === '960')).toHaveLength(3);
    expect(new Set(held.done())).toEqual(new Set(FITS.filter((rows) => rows !== '960')));
    expect(workers.filter(({ child }) => child.signalCode === 'SIGKILL')).toHaveLength(3);
  });
});

describe.skipIf(!hasRedis)('SIGTERM', () => {
  test('lets a worker end its fit; it takes no other, and its fits are not made again', async () => {
    const held = await heldModel();
    const local = await localRun(held);
    const { url } = await startRedis();
    const leaving = await startWorkerProcess(url, { args: ['--allow-exec', '--json'] });
    const { file, env } = await storeOfItsOwn();
    const running = hindcast([...RUN, ...held.args, '--queue', url], { env });
    await until(() => held.begun().length === 1);
    leaving.child.kill('SIGTERM');
    await until(() => leaving.stderr().includes('stopping when the running fits have ended'));
    const staying = await startWorker(url, { jobs: 1, ...ALLOWED });
    await until(() => held.begun().length === 2);
    held.open();
    expect(await leaving.ended).toBe(0);
    expect(JSON.parse(leaving.stdout())).toMatchObject({ type: 'worker', jobs: 1, fits: 1, failed: 0 });
    const { code, stdout } = await running;
    expect([code, timeless(stdout)]).toEqual([0, local.result]);
    expect(keptFits(file)).toEqual(local.fits);
    expect(staying.outcomes).toHaveLength(FITS.length - 1);
    expect(held.begun().toSorted()).toEqual(FITS);
  });

  test('a second time gives its fit back', async () => {
    const held = await heldModel();
    const { url } = await startRedis();
    const leaving = await startWorkerProcess(url, { args: ['--allow-exec', '--json'] });
    const running = hindcast([...RUN, ...held.args, '--queue', url]);
    await until(() => held.begun().length === 1);
    leaving.child.kill('SIGTERM');
    await until(() => leaving.stderr().includes('send the signal again to give them back'));
    expect(await leaving.end('SIGTERM')).toBe(0);
    expect(JSON.parse(leaving.stdout())).toMatchObject({ fits: 0, failed: 0 });
    held.open();
    const { outcomes } = await startWorker(url, { jobs: 1, ...ALLOWED });
    expect((await running).code).toBe(0);
    expect(outcomes).toHaveLength(FITS.length);
    expect(held.done().toSorted()).toEqual(FITS);
  });
});
