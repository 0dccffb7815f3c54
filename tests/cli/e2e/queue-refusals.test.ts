/** A Redis that answers, but with no: it is named with what to try, at every end, and is never a bug of ours. */
import { Redis } from 'ioredis';
import { describe, expect, onTestFinished, test } from 'vitest';
import { ownService, queueName } from '../../../src/queue/service.ts';
import { hasRedis } from '../../helpers/has-redis.ts';
import { until } from '../../helpers/queue-process.ts';
import { startWorker } from '../../helpers/queue-worker.ts';
import { startRedis } from '../../helpers/redis.ts';
import { hindcast } from '../../helpers/run.ts';

const RUN =
  'backtest fixtures/garch-simulated-1d.csv --model gru --input-size 10 --hidden 16 --epochs 40 --refit 30 --test 60 --train-size 400 --json'.split(
    ' ',
  );

function clientOf(url: string): Redis {
  const client = new Redis(url);
  onTestFinished(async () => void (await client.quit()));
  return client;
}

/** Exit code and errors of each end. */
const ends = async (url: string) => {
  const all = [RUN, ['worker', '--jobs', '1'], ['doctor', '--no-network']].map(async (words) => {
    const { code, stderr } = await hindcast([...words, '--queue', url]);
    return [code, stderr];
  });
  return Promise.all(all);
};

describe.skipIf(!hasRedis)('a Redis that refuses', () => {
  test.each<[string, string, (client: Redis) => Promise<unknown>, string, string, string]>([
    [
      'another user than one with rights to its keys',
      'hindcast-test:secret@',
      (client) => client.acl('SETUSER', 'hindcast-test', 'on', '>secret', '~other:*', '+@all'),
      '',
      'NOPERM',
      'give the user of the address the rights',
    ],
    [
      'to write, since it is a replica',
      '',
      (client) => client.replicaof('127.0.0.1', 1),
      '',
      'READONLY',
      'write the address of the primary',
    ],
    [
      'a database that it does not have',
      '',
      async () => {},
      '/99',
      'DB index is out of range',
      'choose a database that this Redis has',
    ],
    [
      'keys that another program uses',
      '',
      (client) => client.mset('hindcast:workers', 'x', 'hindcast:versions', 'x'),
      '',
      'WRONGTYPE',
      'choose another `--queue-prefix`',
    ],
  ])('%s', async (_, user, prepare, database, message, hint) => {
    const { port, url } = await startRedis();
    await prepare(clientOf(url));
    for (const [code, stderr] of await ends(`redis://${user}127.0.0.1:${port}${database}`)) {
      expect([code, stderr]).toEqual([20, expect.stringContaining(message)]);
      expect(stderr).toContain(`cannot use the queue at ${url}${database}: `);
      expect(stderr).toContain(hint);
      expect(stderr).not.toContain('secret');
    }
  });

  test('what it has no memory for ends the command with 20', async () => {
    const { url } = await startRedis({ arguments: ['--maxmemory', '1', '--maxmemory-policy', 'noeviction'] });
    const { code, stderr } = await hindcast([...RUN, '--queue', url]);
    expect([code, stderr]).toEqual([20, expect.stringContaining("when used memory > 'maxmemory'")]);
    expect(stderr).toContain('raise maxmemory');
  });

  test('for longer than --queue-timeout, while fits are on the way, ends the command with 20', async () => {
    const { url } = await startRedis();
    const client = clientOf(url);
    const running = hindcast([...RUN, '--queue', url, '--queue-timeout', '1s']);
    const wait = `hindcast:${queueName(ownService(), 'fits')}:wait`;
    await until(async () => (await client.llen(wait)) === 2);
    await client.replicaof('127.0.0.1', 1);
    const { code, stderr } = await running;
    expect([code, stderr]).toEqual([20, expect.stringContaining('at redis://')]);
  });

  test('to read a result, since somebody has set another type, fails that fit by name', async () => {
    const { url } = await startRedis();
    const client = clientOf(url);
    const queue = queueName(ownService(), 'fits');
    const running = hindcast([...RUN, '--queue', url]);
    await until(async () => (await client.llen(`hindcast:${queue}:wait`)) === 2);
    const id = (await client.lrange(`hindcast:${queue}:wait`, 0, 0))[0];
    await client.rpush(`hindcast:result:${id}`, 'x');
    await startWorker(url);
    const { code, stdout } = await running;
    expect(code).toBe(3);
    const { failures } = JSON.parse(stdout) as { failures: readonly { message: string }[] };
    expect(failures.map(({ message }) => message)).toEqual([
      expect.stringContaining('got a value of another type'),
    ]);
  });
});
