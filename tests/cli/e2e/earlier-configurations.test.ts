import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { temporaryFolder } from '../../helpers/files.ts';
import { hindcast } from '../../helpers/run.ts';

const SENTENCE = /(\d+) other\s+configurations\s+were\s+tried\s+on\s+these\s+targets\s+before/;

test('other configurations of the same targets are counted where there are at least two', async () => {
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
  // What `--json` prints depends on the options and the data only; the list of runs has the number.
  expect(await run('--test', '30', '--json')).not.toContain('onfigurations');
  const listed = await hindcast(['runs', '--json'], { env, now: Date.now() + 1000 });
  const { runs } = JSON.parse(listed.stdout) as { runs: { earlierConfigurations: number }[] };
  expect(Math.max(...runs.map((one) => one.earlierConfigurations))).toBe(3);
});
