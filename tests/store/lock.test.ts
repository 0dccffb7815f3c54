import { spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, onTestFinished, test } from 'vitest';
import { LockedError } from '../../src/errors.ts';
import { takeLock } from '../../src/store/lock.ts';
import { temporaryFolder } from '../helpers/files.ts';

const LOCK = fileURLToPath(new URL('../../dist/store/lock.js', import.meta.url));
const NAME = 'binance:BTC/USDT:1h';

describe('a lock', () => {
  test('can be taken once per name until it is released', async () => {
    const file = path.join(await temporaryFolder(), 'store.sqlite');
    const lock = takeLock(file, NAME, 0);
    expect(() => takeLock(file, NAME, 0)).toThrow(LockedError);
    takeLock(file, 'binance:BTC/USDT:1d', 0).release();
    lock.release();
    lock.release();
    const again = takeLock(file, NAME, 0);
    expect(() => takeLock(file, NAME, 0)).toThrow(LockedError);
    again.release();
  });

  test('of another process cannot be taken while that process lives, and can after it is killed', async () => {
    const file = path.join(await temporaryFolder(), 'store.sqlite');
    const code = `import(${JSON.stringify(LOCK)}).then(({ takeLock }) => {
      takeLock(${JSON.stringify(file)}, ${JSON.stringify(NAME)}, Date.now());
      console.log('held');
      setInterval(() => {}, 1000);
    })`;
    const child = spawn(process.execPath, ['-e', code], { stdio: ['ignore', 'pipe', 'inherit'] });
    onTestFinished(() => void child.kill('SIGKILL'));
    await once(child.stdout, 'data');
    expect(() => takeLock(file, NAME, 0)).toThrow(
      new RegExp(`another process \\(${child.pid} since 20.*${NAME}`),
    );
    child.kill('SIGKILL');
    await once(child, 'exit');
    takeLock(file, NAME, 0).release();
  });
});
