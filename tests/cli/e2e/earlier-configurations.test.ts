import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { temporaryFolder } from '../../helpers/files.ts';
import { hindcast } from '../../helpers/run.ts';

const SENTENCE = /(\d+) other\s+configurations\s+were\s+tried\s+on\s+these\s+targets\s+before/;

test('other configurations of the same targets are counted where there are at least two, and not in run.json', async () => {
  const folder = await temporaryFolder();
  const env = { HINDCAST_STORE: path.join(folder, 's.db') };
  const file = path.join(folder, 'walk.csv');
  writeFileSync(file, (await hindcast(['simulate', 'random-walk', '--rows', '120'])).stdout);
  const run = async (...args: string[]) =>
    (await hindcast(['backtest', file, '--model', 'drift', '--input-size', '5', ...args], { env })).stdout;
  expect(await run('--test', '30')).not.toMatch(SENTENCE);
  expect(await run('--test', '31')).not.toMatch(SENTENCE);
  // The same configuration again is not another one, and one other is no crowd.
  expect(await run('--test', '30')).not.toMatch(SENTENCE);
  expect(await run('--test', '32')).toMatch(SENTENCE);
  expect(SENTENCE.exec(await run('--test', '33'))?.[1]).toBe('3');
  // Of another column nothing was tried.
  expect(await run('--column', 'high')).not.toMatch(SENTENCE);
  const output = path.join(folder, 'out');
  const printed = await run('--test', '30', '--json', '--output', output);
  expect(JSON.parse(printed)).toMatchObject({ earlierConfigurations: 3 });
  const kept = readFileSync(path.join(output, 'run.json'), 'utf8');
  expect(JSON.parse(kept)).not.toHaveProperty('earlierConfigurations');
  expect((await hindcast(['show', 'last', '--json'], { env })).stdout).toBe(kept);
});
