/** Completion: candidates for an unfinished command line, and the scripts in real shells. */
import { spawnSync } from 'node:child_process';
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { toOhlcv } from '../../../src/data/ohlcv.ts';
import { readCsv } from '../../../src/data/csv/read-candles.ts';
import { openStore } from '../../../src/store/store.ts';
import { dailyCsv, temporaryFolder } from '../../helpers/files.ts';
import { PROGRAM, hindcast, run } from '../../helpers/run.ts';

/** A folder with a stored market, a job, a table and a folder. */
async function place() {
  const folder = await temporaryFolder();
  const file = path.join(folder, 'store.sqlite');
  const store = openStore(file);
  const [candles] = readCsv(dailyCsv([1, 2, 3]), 'a.csv').candles;
  store.write({ exchange: 'binance', symbol: 'BTC/USDT', timeframe: '1d' }, toOhlcv(candles), { at: 0 });
  store.close();
  await writeFile(path.join(folder, 'prices.csv'), dailyCsv([1, 2, 3]));
  await writeFile(path.join(folder, 'notes.txt'), '');
  await writeFile(path.join(folder, 'gru.safetensors'), '');
  await mkdir(path.join(folder, 'sets'));
  await writeFile(
    path.join(folder, 'hindcast.json'),
    '{ "jobs": { "nightly": { "sources": ["prices.csv"] } } }',
  );
  return { folder, env: { HINDCAST_STORE: file } };
}

async function offered(...words: string[]): Promise<string[]> {
  const { folder, env } = await place();
  const { code, stdout } = await hindcast(['complete', '--', ...words], { cwd: folder, env });
  expect(code).toBe(0);
  const lines = stdout.trimEnd().split('\n');
  expect(lines.at(-1)).toBe(':4');
  return lines.slice(0, -1).map((line) => line.split('\t')[0]);
}

describe('offers', () => {
  test('commands', async () => {
    expect(await offered('fo')).toEqual(['forecast']);
  });

  test('options of the command, and their values', async () => {
    expect(await offered('backtest', '--sca')).toEqual(['--scaler']);
    expect(await offered('backtest', '--scaler', '')).toEqual(['standard', 'min-max', 'robust', 'none']);
    expect(await offered('run', '--if-busy', 's')).toEqual(['skip']);
  });

  test('models, also after a comma', async () => {
    expect(await offered('backtest', '--model', 'ls')).toEqual(['lstm']);
    expect(await offered('backtest', '--model', 'gru,ls')).toEqual(['gru,lstm']);
  });

  test('files of saved models for options that read them', async () => {
    expect(await offered('export-model', '')).toEqual(['gru.safetensors', 'sets/']);
    expect(await offered('forecast', 'prices.csv', '--weights', '')).toEqual(['gru.safetensors', 'sets/']);
  });

  test('stored markets, tables and folders as sources', async () => {
    const sources = await offered('backtest', '');
    expect(sources).toEqual(expect.arrayContaining(['binance:BTC/USDT:1d', 'prices.csv', 'sets/']));
    expect(sources).not.toContain('notes.txt');
    expect(await offered('backtest', 'binance:B')).toEqual(['binance:BTC/USDT:1d']);
  });

  test('jobs', async () => {
    expect(await offered('run', '')).toEqual(['nightly']);
  });
});

test.each(['bash', 'zsh', 'fish', 'powershell'])('there is a script for %s', async (shell) => {
  const { code, stdout } = await hindcast(['complete', shell]);
  expect(code).toBe(0);
  expect(stdout).toMatch(/complet.*hindcast/);
});

test('an unknown shell is an error that lists the known ones', async () => {
  const { code, stderr } = await hindcast(['complete', 'tcsh']);
  expect([code, stderr]).toEqual([2, expect.stringContaining('bash, zsh, fish, powershell')]);
});

test('bash completes a market with colons in its name', async () => {
  const { folder, env } = await place();
  const { stdout: script } = await hindcast(['complete', 'bash']);
  const asked = `${script}
hindcast() { "${process.execPath}" "${PROGRAM}" "$@"; }
COMP_LINE='hindcast backtest binance:B' COMP_POINT=27
COMP_WORDS=(hindcast backtest binance:B) COMP_CWORD=2
compopt() { :; }
__hindcast_complete 2> /dev/null
echo "\${COMPREPLY[@]}"`;
  const { stdout } = await run('bash', ['--norc', '-c', asked], { cwd: folder, env });
  expect(stdout.trim()).toBe('binance:BTC/USDT:1d');
});

const hasShell = (shell: string): boolean => spawnSync(shell, ['-c', 'true']).status === 0;

test.runIf(hasShell('zsh'))('zsh reads its script', async () => {
  const { stdout: script } = await hindcast(['complete', 'zsh']);
  const { code, stderr } = await run('zsh', [
    '-f',
    '-c',
    `autoload -U compinit; compinit -u -D\n${script}\nwhence _hindcast`,
  ]);
  expect([code, stderr]).toEqual([0, '']);
});

test.runIf(hasShell('fish'))('fish completes with its script', async () => {
  const { folder, env } = await place();
  const { stdout: script } = await hindcast(['complete', 'fish']);
  const asked = `${script}\nfunction hindcast; "${process.execPath}" "${PROGRAM}" $argv; end\ncomplete -C 'hindcast foreca'`;
  const { stdout } = await run('fish', ['--no-config', '-c', asked], { cwd: folder, env });
  expect(stdout).toContain('forecast');
});
