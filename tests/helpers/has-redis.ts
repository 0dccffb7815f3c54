/** Whether tests can start a Redis server. */

import { accessSync, constants } from 'node:fs';
import path from 'node:path';

export const SERVER = 'redis-server';

/** Whether there is a server to test with; `tests/setup-redis.ts` says so once if there is none. */
export const hasRedis = (process.env.PATH ?? '').split(path.delimiter).some((folder) => {
  try {
    accessSync(path.join(folder, SERVER), constants.X_OK);
    return true;
  } catch {
    return false;
  }
});
