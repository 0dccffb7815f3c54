/** A small store that holds everything, the commands that read it, and the answers that they give. */

import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { openStore } from '../../src/store/store.ts';
import type { Finished } from './run.ts';
import { hindcast } from './run.ts';

const MARKET = 'kraken:BTC/USD:1d';
/** A market with further columns. */
const CONTRACT = 'krakenfutures:BTC/USD:USD:1d';
const DAY = 86_400_000;
/** What the networks are: as small as they can be. */
const SMALL = '--input-size 5 --hidden 2 --epochs 2 --jobs 1 --quiet'.split(' ');
const BACKTEST = ['backtest', MARKET, '--model', 'mlp', '--test', '12', '--refit', '6', ...SMALL];
const FORECAST = ['forecast', MARKET, '--model', 'mlp,linear', '--level', '80', '--horizon', '2', ...SMALL];

const TUNE = ['tune', MARKET, '--model', 'mlp', '--test', '12', '--search', 'hidden=2|3', '--budget', '6']
  .concat(SMALL)
  .concat('--epochs', '1');

/** Every command that reads the store, by a name for messages; three of them also write to it. */
export const readers: ReadonlyMap<string, readonly string[]> = new Map([
  ['backtest', [...BACKTEST, '--json']],
  ['export', ['export', MARKET]],
  ['export contract', ['export', CONTRACT]],
  ['export run', ['export', 'last']],
  ['runs', ['runs', '--json']],
  ['show', ['show', 'last']],
  ['report', ['report', 'last']],
  ['verify', ['verify', 'last', '--json', '--quiet']],
  ['score --list', ['score', '--list', '--json']],
  ['score', ['score', '--json']],
  ['data', ['data', '--json']],
  ['data of one', ['data', MARKET, '--json']],
  ['forecast --reuse', [...FORECAST, '--reuse', '--no-record', '--json']],
  ['forecast', [...FORECAST, '--json']],
  ['import', ['import', 'rows.csv', '--as', MARKET, '--json']],
  ['prune', ['prune', '--dry-run', '--json']],
  ['tune', [...TUNE, '--json']],
]);

export interface FullStore {
  /** The store's file; each command gets a copy. */
  readonly bytes: Uint8Array;
  /** Runs a command on a store of these bytes. */
  run(args: readonly string[], bytes: Uint8Array): Promise<Finished>;
  /** The copy that the last command worked on. */
  copy(): string;
  /** A file of the bytes, to be changed with SQL. */
  fileOf(bytes: Uint8Array): Promise<string>;
  /** A file from `--save`. */
  readonly models: string;
}

/** Answers that a store without later tables, of columns and openings, cannot give. */
export const readersOfLater: ReadonlySet<string> = new Set(['data', 'export contract', 'tune']);

/** Candles with a gap, a confirmed gap and a revision; a kept backtest; recorded forecasts with weights; outcomes. */
export async function makeFullStore(folder: string): Promise<FullStore> {
  const store = path.join(folder, 'store.sqlite');
  // Kept fits are what this is about; tests of the program leave them out.
  const env = { HINDCAST_STORE: store, HINDCAST_FRESH: '' };
  const run = async (now: string, ...args: readonly string[]) => {
    const done = await hindcast(args, { cwd: folder, env, now: `2018-${now}T00:10:00Z` });
    if (done.code !== 0) throw new Error(`${args.join(' ')}: ${done.stderr}`);
    return done;
  };
  const { stdout } = await hindcast(['simulate', 'garch', '--rows', '66', '--seed', '3'], { cwd: folder });
  const [header, ...rows] = stdout.trimEnd().split('\n');
  const importRows = async (now: string, part: readonly string[]) => {
    await writeFile(path.join(folder, 'rows.csv'), [header, ...part, ''].join('\n'));
    await run(now, 'import', 'rows.csv', '--as', MARKET);
  };
  await importRows('03-03', [...rows.slice(0, 20), ...rows.slice(22, 61)]);
  const contract = rows.slice(0, 30).map((row, i) => `${row},${i % 3 === 0 ? 0.0001 : -0.0002}`);
  await writeFile(path.join(folder, 'contract.csv'), [`${header},funding`, ...contract, ''].join('\n'));
  await run('03-03', 'import', 'contract.csv', '--as', CONTRACT);
  const opened = openStore(store);
  const [from, to] = [20, 20].map((row) => Date.UTC(2018, 0, 1) + row * DAY);
  const market = { exchange: 'kraken', symbol: 'BTC/USD', timeframe: '1d' };
  opened.confirmGap(market, { from, to }, Date.UTC(2018, 2, 4));
  opened.close();
  await run('03-04', ...BACKTEST);
  await run('03-04', ...FORECAST);
  // The last candle was not final, and later ones tell what became of the forecast.
  await importRows('03-07', [rows[60].replace(/,[^,]*$/, ',7'), ...rows.slice(61, 64)]);
  await run('03-07', ...BACKTEST);
  await run('03-07', ...FORECAST);
  await run('03-07', ...FORECAST, '--save', 'models.safetensors', '--no-record');
  await run('03-07', 'score');
  await run('03-07', ...TUNE);
  let copies = 0;
  const nameOfCopy = () => path.join(folder, `copy-${copies}`, 'store.sqlite');
  const fileOf = async (bytes: Uint8Array): Promise<string> => {
    // A new name, as statements that are not collected yet keep the connection to the last copy open.
    await rm(path.join(folder, `copy-${copies}`), { recursive: true, force: true });
    copies++;
    const copy = nameOfCopy();
    await mkdir(path.dirname(copy));
    await writeFile(copy, bytes);
    return copy;
  };
  return {
    bytes: await readFile(store),
    copy: nameOfCopy,
    fileOf,
    async run(args, bytes) {
      const copy = await fileOf(bytes);
      return hindcast(args, {
        cwd: folder,
        env: { ...env, HINDCAST_STORE: copy },
        now: '2018-03-07T00:20:00Z',
      });
    },
    models: path.join(folder, 'models.safetensors'),
  };
}

/** What a command printed, without times and the name of the store. */
export function answerOf({ stdout }: Pick<Finished, 'stdout'>): string {
  return stdout
    .replaceAll(/("(?:seconds|sizeBefore|sizeAfter)":) ?[^,}\n]*/g, '$1')
    .replaceAll(/copy-\d+/g, 'copy')
    .replaceAll(/T00:20:00\.\d+Z/g, 'T00:20Z');
}
