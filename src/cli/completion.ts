/** What can be completed: commands, their options, and values as far as they are known on this machine. */

import { existsSync, readdirSync } from 'node:fs';
import path from 'node:path';
import type { Complete, RootCommand } from '@bomb.sh/tab';
import { Command } from 'commander';
import { formatMarket } from '../data/market.ts';
import { definitions } from '../data/processes/index.ts';
import { HindcastError } from '../errors.ts';
import { models } from '../models/index.ts';
import { recipes } from '../models/recipes.ts';
import { digitsOf } from '../report/format/runs.ts';
import type { Store } from '../store/store.ts';
import { ways } from './if-busy.ts';
import { commands } from './commands/index.ts';
import { stepNames } from './options/jobs.ts';
import { choicesOf } from './options/command.ts';
import { allOptions } from './program.ts';
import { settableNames, settingsFiles } from './options/settings.ts';
import { storeOf } from './store.ts';
import type { Host } from './host.ts';

/** Tells `tab` of every command; `words` is the command line as far as it is written, its last word maybe unfinished. */
export async function describe(host: Host, tab: RootCommand, words: readonly string[]): Promise<void> {
  const word = words.at(-1) ?? '';
  // Values are looked up for the command that is being written alone.
  const name = words.find((each) => !each.startsWith('-'));
  const values = words.length > 1 && name !== undefined ? await argumentsOf(host, name, word) : [];
  for (const { name: each, summary, load } of commands) {
    const real = new Command(each);
    (await load())(real, host);
    const told = tab.command(each, summary);
    if (each === name) told.argument('value', handlerOf(values), true);
    for (const option of real.options) {
      if (option.long === undefined || option.hidden) continue;
      const long = option.long.slice(2);
      if (option.isBoolean() || option.negate) told.option(long, option.description);
      else
        told.option(
          long,
          option.description,
          handlerOf(each === name ? await valuesOf(host, option.long, word) : []),
        );
    }
  }
}

interface Value {
  readonly value: string;
  readonly about: string;
}

const handlerOf =
  (values: readonly Value[]) =>
  (complete: Complete): void => {
    for (const { value, about } of values) complete(value, about);
  };

const plain = (values: readonly string[]): Value[] => values.map((value) => ({ value, about: '' }));

async function valuesOf(host: Host, option: string, word: string): Promise<Value[]> {
  switch (option) {
    case '--model': {
      // After a comma the next of the list is completed.
      const before = /^(?:--model=)?(.*,)?/.exec(word)?.[1] ?? '';
      return models.map(({ name, summary }) => ({ value: before + name, about: summary }));
    }
    case '--recipe':
      return recipes.map(({ name, summary }) => ({ value: name, about: summary }));
    case '--if-busy':
      return plain(ways);
    case '--only':
      return plain(stepNames);
    case '--weights':
      return files(word, '.safetensors');
    case '--source':
      return [...(await markets(host)), ...files(word, '.csv')];
    default:
      return plain(choicesOf(option));
  }
}

/** What a command takes beside its options. */
async function argumentsOf(host: Host, command: string, word: string): Promise<Value[]> {
  switch (command) {
    case 'backtest':
    case 'forecast':
    case 'plan':
    case 'data':
      return [...(await markets(host)), ...files(word, '.csv')];
    case 'export':
      return [...(await markets(host)), ...(await runs(host)), ...files(word, '.csv')];
    case 'score':
    case 'compare':
      return [...(await runs(host)), ...files(word, '.csv')];
    case 'show':
    case 'report':
    case 'verify':
      return runs(host);
    case 'import':
      return files(word, '.csv');
    case 'export-model':
      return files(word, '.safetensors');
    case 'run':
      return jobs(host);
    case 'simulate':
      return definitions.map(({ name, summary }) => ({ value: name, about: summary }));
    case 'fetch':
    case 'exchanges': {
      const { listVenues } = await import('../exchange/venues.ts');
      return (await listVenues()).map(({ name }) => ({ value: name, about: '' }));
    }
    default:
      return [];
  }
}

const markets = (host: Host): Promise<Value[]> =>
  ofStore(host, (store) =>
    store.list().map((series) => ({ value: formatMarket(series), about: `${series.rows} candles` })),
  );

const runs = (host: Host): Promise<Value[]> =>
  ofStore(host, (store) =>
    store.runs.list().map((run) => ({ value: digitsOf(run), about: new Date(run.at).toISOString() })),
  );

/** What is in the store; nothing where there is none, or none that can be read. */
async function ofStore(host: Host, look: (store: Store) => Value[]): Promise<Value[]> {
  const { openStore } = await import('../store/store.ts');
  try {
    const file = storeOf(host, host.env.HINDCAST_STORE ? { store: host.env.HINDCAST_STORE } : {});
    if (!existsSync(file)) return [];
    const store = openStore(file, host.now);
    try {
      return look(store);
    } finally {
      store.close();
    }
  } catch (error) {
    if (error instanceof HindcastError) return [];
    throw error;
  }
}

/** Files that end so, and folders, where the unfinished word points. */
function files(word: string, ending: string): Value[] {
  const folder = word.endsWith('/') ? word : path.dirname(word);
  const prefix = word.includes('/') ? `${folder.replace(/\/$/, '')}/` : '';
  try {
    return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
      if (entry.name.startsWith('.')) return [];
      if (entry.isDirectory()) return plain([`${prefix}${entry.name}/`]);
      return entry.name.endsWith(ending) ? plain([prefix + entry.name]) : [];
    });
  } catch {
    return []; // a folder that cannot be read completes nothing
  }
}

async function jobs(host: Host): Promise<Value[]> {
  try {
    return settingsFiles(settableNames(await allOptions(host)), host).flatMap(({ jobs: ofFile }) =>
      Object.keys(ofFile).map((value) => ({ value, about: '' })),
    );
  } catch (error) {
    if (error instanceof HindcastError) return [];
    throw error;
  }
}
