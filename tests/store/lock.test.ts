import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, onTestFinished, test } from 'vitest';
import { LockedError, UsageError } from '../../src/errors.ts';
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

  test('is released with a warning if the note of its holder cannot be removed', async () => {
    const file = path.join(await temporaryFolder(), 'store.sqlite');
    const warnings: string[] = [];
    const lock = takeLock(file, NAME, 0, (message) => warnings.push(message));
    const note = readdirSync(`${file}-locks`).find((name) => name.endsWith('.holder'));
    const place = path.join(`${file}-locks`, note!);
    rmSync(place);
    mkdirSync(path.join(place, 'inside'), { recursive: true });
    lock.release();
    expect(warnings).toEqual([expect.stringMatching(/is released, but .*\.holder` cannot be removed: /)]);
    takeLock(file, NAME, 0).release();
  });

  test('is an ordinary error where its folder cannot be made', async () => {
    const file = path.join(await temporaryFolder(), 'store.sqlite');
    writeFileSync(`${file}-locks`, '');
    expect(() => takeLock(file, NAME, 0)).toThrow(UsageError);
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
