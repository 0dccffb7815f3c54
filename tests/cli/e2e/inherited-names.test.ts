/** A column may have the name of what every object inherits: it is read as any other, and none is found where there is none. */
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { expect, test } from 'vitest';
import { temporaryFolder } from '../../helpers/files.ts';
import { hindcast } from '../../helpers/run.ts';

const NAMES = ['constructor', '__proto__', 'valueof'];
const STEPS = [
  ['--input-size', '5'],
  ['--input-size', '5', '--timeframe', '1w'],
] as const;

/** Runs commands on two hundred days of `close`, and of a column with this name. */
async function runsOn(name: string) {
  const cwd = await temporaryFolder();
  const rows = Array.from({ length: 200 }, (_, i) => {
    const day = new Date(Date.UTC(2024, 0, 1 + i)).toISOString().slice(0, 10);
    return `${day},${100 + Math.sin(i)},${200 + Math.cos(i)}`;
  });
  await writeFile(path.join(cwd, 'both.csv'), [`ds,close,${name}`, ...rows, ''].join('\n'));
  await writeFile(path.join(cwd, 'other.csv'), [`ds,close,other`, ...rows, ''].join('\n'));
  const env = { HINDCAST_STORE: path.join(cwd, 'store') };
  return (...args: string[]) => hindcast(args, { cwd, env });
}

test.each(NAMES)('a column %s is forecast, also when built into larger candles', async (name) => {
  const run = await runsOn(name);
  const backtest = ['--model', 'drift', '--test', '5', '--json', '--column'];
  for (const steps of STEPS) {
    const [given, other] = [
      await run('backtest', 'both.csv', ...steps, ...backtest, name),
      await run('backtest', 'other.csv', ...steps, ...backtest, 'other'),
    ];
    expect([given.code, other.code]).toEqual([0, 0]);
    const scores = [given, other].map(
      ({ stdout }) => (JSON.parse(stdout) as { models: { scores: object }[] }).models[0].scores,
    );
    expect(scores[0]).toEqual(scores[1]);
  }
});

test.each(NAMES)('a column %s that is not there is not found', async (name) => {
  const run = await runsOn('another');
  for (const command of ['backtest', 'forecast', 'plan', 'data']) {
    const { code, stdout, stderr } = await run(command, 'other.csv', '--column', name);
    expect([code, stdout]).toEqual([12, '']);
    expect(stderr).toContain(`\`${name}\``);
  }
});
