/** Says once, in one line, if tests of the queue are left out. */
import { hasRedis } from './helpers/has-redis.ts';

export default function sayWithoutRedis(): void {
  if (!hasRedis)
    process.stderr.write('redis-server is not installed: the tests of the queue that need one are skipped\n');
}
