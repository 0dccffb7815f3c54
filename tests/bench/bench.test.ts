import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { hasRedis } from '../helpers/has-redis.ts';

const script = fileURLToPath(new URL('run.mjs', import.meta.url));

test('the benchmark runs, and every one of its tables has figures', () => {
  const { status, stdout, stderr } = spawnSync(process.execPath, [script, '--quick'], { encoding: 'utf8' });
  expect(stderr).toBe('');
  expect(status).toBe(0);
  for (const head of [
    'product',
    'elementwise',
    'training step',
    'kernels',
    'fit',
    'backtest',
    'workers',
    'start',
    'store',
    'reading',
    'report,',
    'panel',
    ...(hasRedis && process.platform === 'linux' ? ['ms per fit,', '2 fits', 'fits'] : []),
  ])
    expect(stdout).toMatch(new RegExp(`^\\| ${head} .*\\n\\| -.*\\n(\\| .*\\d.* \\|\\n)+`, 'm'));
});

test('the benchmark names the sections it knows when asked for another', () => {
  const { status, stderr } = spawnSync(process.execPath, [script, '--only', 'speed'], { encoding: 'utf8' });
  expect(status).not.toBe(0);
  expect(stderr).toContain('expected sections among products, elementwise, training');
});
