/** `--recipe auto` and recipes that read the training rows, on the command line. */

import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { temporaryFolder } from '../../helpers/files.ts';
import { hindcast } from '../../helpers/run.ts';
import { seasonalCandles } from '../../helpers/seasonal-candles.ts';

const quick = ['--model', 'linear', '--horizon', '6'];

/** Runs command lines in a folder of their own, which has the panel. */
async function inFolder(): Promise<(...args: readonly string[]) => ReturnType<typeof hindcast>> {
  const folder = await temporaryFolder();
  const candles = seasonalCandles({ series: 3, rows: 300, season: 24, height: 1 });
  const lines = candles.flatMap(({ id, time, columns }) =>
    Array.from(time, (ms, row) => `${id},${new Date(ms).toISOString()},${columns.close[row]}`),
  );
  await writeFile(path.join(folder, 'panel.csv'), ['unique_id,ds,close', ...lines].join('\n'));
  return (...args) => hindcast(args, { cwd: folder, env: { XDG_DATA_HOME: folder } });
}

describe('backtest --recipe auto', () => {
  test('says what it chose and why, and its JSON has it', async () => {
    const run = await inFolder();
    const { code, stderr } = await run('backtest', 'panel.csv', '--recipe', 'auto', ...quick);
    expect(code).toBe(0);
    expect(stderr.replaceAll(/\s+/g, ' ')).toContain(
      'recipe auto chose seasonal: a season of 24 rows in 100 % of the series',
    );
    const json = await run('backtest', 'panel.csv', '--recipe', 'auto', ...quick, '--json', '--quiet');
    expect(JSON.parse(json.stdout)).toMatchObject({
      options: { recipe: 'seasonal', seasonality: 24, deseasonalize: 'indices', inputSize: 48 },
      recipe: {
        asked: 'auto',
        chosen: 'seasonal',
        seasons: [{ rows: 24, share: 1 }],
        options: { seasonality: 24 },
        tried: [{ recipe: 'seasonal' }, { recipe: 'default' }],
        flags: expect.stringMatching(/^--recipe seasonal .*--seasonality 24/) as string,
      },
    });
    expect(json.stderr).not.toContain('recipe auto');
  });

  test('is the run of the flags that it prints', async () => {
    const run = await inFolder();
    const asked = await run('backtest', 'panel.csv', '--recipe', 'auto', ...quick, '--json');
    const { run: identity, recipe } = JSON.parse(asked.stdout) as { run: string; recipe: { flags: string } };
    const again = await run('backtest', 'panel.csv', ...recipe.flags.split(' '), ...quick, '--json');
    expect(JSON.parse(again.stdout)).toMatchObject({ run: identity });
    const shown = await run('show', 'last', '--json');
    expect(JSON.parse(shown.stdout)).toMatchObject({ run: identity });
  });
});

test('the command line of a run repeats it, also where the user gave a default instead of what the recipe computes', async () => {
  const run = await inFolder();
  const asked = await run('backtest', 'panel.csv', '--recipe', 'seasonal', '--input-size', '60', ...quick);
  expect(asked.code).toBe(0);
  const shown = await run('show', 'last', '--details');
  const line = /hindcast backtest .*/.exec(shown.stdout.replaceAll(/\s+/g, ' '))?.[0] ?? '';
  expect(line).toContain('--recipe seasonal');
  expect(line).toContain('--input-size 60');
});

test('forecast reads all rows, and standard input is read once', async () => {
  const run = await inFolder();
  const { stdout } = await run('forecast', 'panel.csv', '--recipe', 'seasonal', ...quick, '--json');
  expect(JSON.parse(stdout)).toMatchObject({ options: { recipe: 'seasonal', seasonality: 24 } });
  const saved = await run(
    'forecast',
    'panel.csv',
    '--recipe',
    'seasonal',
    ...quick,
    '--save',
    'm.safetensors',
  );
  expect(saved.stderr).toContain('recipe seasonal: a season of 24 rows');
  const restored = await run('forecast', 'panel.csv', '--weights', 'm.safetensors', '--json');
  expect(restored.stderr).not.toContain('recipe');
  expect(JSON.parse(restored.stdout)).toMatchObject({ options: { recipe: 'seasonal', seasonality: 24 } });
  const csv = ['ds,close', ...Array.from({ length: 200 }, (_, i) => `${i + 1},${100 + (i % 7)}`)];
  const stdin = csv
    .map((line, i) =>
      i === 0 ? line : `${new Date(Date.UTC(2024, 0, i)).toISOString().slice(0, 10)},${line.split(',')[1]}`,
    )
    .join('\n');
  const piped = await hindcast(['backtest', '-', '--recipe', 'auto', ...quick, '--json'], {
    stdin,
    env: { XDG_DATA_HOME: await temporaryFolder() },
  });
  expect(JSON.parse(piped.stdout)).toMatchObject({ recipe: { asked: 'auto', seasons: [{ rows: 7 }] } });
});

test('plan says what a backtest would choose', async () => {
  const run = await inFolder();
  const { code, stdout, stderr } = await run('plan', 'panel.csv', '--recipe', 'auto', ...quick);
  expect([code, stderr.replaceAll(/\s+/g, ' ')]).toEqual([0, expect.stringContaining('auto chose seasonal')]);
  expect(stdout).toContain('recipe seasonal');
});
