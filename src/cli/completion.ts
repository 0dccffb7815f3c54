/** What a shell can complete: commands, their options, and values that are known on this machine. */

import { readdirSync } from 'node:fs';
import path from 'node:path';
import type { Complete, RootCommand } from '@bomb.sh/tab';
import type { Option } from 'commander';
import { formatMarket } from '../data/market.ts';
import { definitions } from '../data/processes/index.ts';
import { HindcastError } from '../errors.ts';
import { models } from '../models/index.ts';
import { recipes } from '../models/recipes.ts';
import { digitsOf } from '../report/format/runs.ts';
import type { StoreReader } from '../store/store.ts';
import { isPrintable } from '../text/escape.ts';
import { ways } from './if-busy.ts';
import type { ArgumentKind, Program } from './commands/entry.ts';
import { stepNames } from './options/jobs.ts';
import { CheckedOption } from './options/checked.ts';
import { settableNames, settingsFiles } from './options/settings.ts';
import { withExistingStore } from './store.ts';
import type { Host } from './host.ts';

/**
 * Tells `tab` every command with its options.
 * @param words - the command line so far; its last word may be unfinished
 */
export async function describeCommands(
  program: Program,
  host: Host,
  tab: RootCommand,
  words: readonly string[],
): Promise<void> {
  const context = { program, host, word: words.at(-1) ?? '' };
  // Values are only looked up for the command that is being written.
  const asked = words.find((each) => !each.startsWith('-'));
  for (const { name, summary, arguments: kinds = [] } of program.commands) {
    const isAsked = name === asked;
    const described = tab.command(name, summary);
    const values = isAsked && words.length > 1 ? await valuesOfKinds(kinds, context) : [];
    if (isAsked) described.argument('value', handlerOf(values), true);
    for (const option of await program.optionsOf(host, name)) {
      if (option.long === undefined || option.hidden) continue;
      const long = option.long.slice(2);
      if (option.isBoolean() || option.negate) described.option(long, option.description);
      else {
        const completions = isAsked ? await valuesOfOption(option, context) : [];
        described.option(long, option.description, handlerOf(completions));
      }
    }
  }
}

interface Context {
  readonly program: Program;
  readonly host: Host;
  /** The word to complete. */
  readonly word: string;
}

interface Completion {
  readonly value: string;
  readonly about: string;
}

const handlerOf =
  (completions: readonly Completion[]) =>
  (complete: Complete): void => {
    for (const { value, about } of completions) if (isPrintable(value)) complete(value, about);
  };

const plain = (values: readonly string[]): Completion[] => values.map((value) => ({ value, about: '' }));

async function valuesOfOption(option: Option, context: Context): Promise<Completion[]> {
  switch (option.long ?? '') {
    case '--model': {
      // Completes the name after the last comma.
      const before = /^(?:--model=)?(.*,)?/.exec(context.word)?.[1] ?? '';
      return models.map(({ name, summary }) => ({ value: before + name, about: summary }));
    }
    case '--recipe':
      return recipes.map(({ name, summary }) => ({ value: name, about: summary }));
    case '--if-busy':
      return plain(ways);
    case '--only':
      return plain(stepNames);
    case '--weights':
      return valuesOfKinds(['model-file'], context);
    case '--source':
      return valuesOfKinds(['market', 'csv'], context);
    default:
      return plain(option instanceof CheckedOption ? (option.parse.choices ?? []) : []);
  }
}

async function valuesOfKinds(kinds: readonly ArgumentKind[], context: Context): Promise<Completion[]> {
  const lists: Completion[][] = [];
  for (const kind of kinds) lists.push(await valuesOf[kind](context));
  return lists.flat();
}

const valuesOf: Readonly<Record<ArgumentKind, (context: Context) => Completion[] | Promise<Completion[]>>> = {
  market: ({ host }) => markets(host),
  csv: ({ host, word }) => files(host, word, '.csv'),
  run: ({ host }) => runs(host),
  'model-file': ({ host, word }) => files(host, word, '.safetensors'),
  job: jobs,
  process: () => definitions.map(({ name, summary }) => ({ value: name, about: summary })),
  async exchange() {
    const { listVenues } = await import('../exchange/venues.ts');
    return plain((await listVenues()).usable.map(({ name }) => name));
  },
};

const markets = (host: Host): Promise<Completion[]> =>
  ofStore(host, (store) =>
    store.list().map((series) => ({ value: formatMarket(series), about: `${series.rows} candles` })),
  );

const runs = (host: Host): Promise<Completion[]> =>
  ofStore(host, (store) =>
    store.runs.list().map((run) => ({ value: digitsOf(run), about: new Date(run.at).toISOString() })),
  );

/** Values from the store; none if there is no readable store. */
async function ofStore(host: Host, look: (store: StoreReader) => Completion[]): Promise<Completion[]> {
  try {
    return (await withExistingStore(host, {}, look)) ?? [];
  } catch (error) {
    if (error instanceof HindcastError) return [];
    throw error;
  }
}

/** Files with this ending, and folders, in the folder that the unfinished word names. */
function files(host: Host, word: string, ending: string): Completion[] {
  const folder = word.endsWith('/') ? word : path.dirname(word);
  const prefix = word.includes('/') ? `${folder.replace(/\/$/, '')}/` : '';
  try {
    return readdirSync(path.resolve(host.folder, folder), { withFileTypes: true }).flatMap((entry) => {
      if (entry.name.startsWith('.')) return [];
      if (entry.isDirectory()) return plain([`${prefix}${entry.name}/`]);
      return entry.name.endsWith(ending) ? plain([prefix + entry.name]) : [];
    });
  } catch {
    return []; // the folder cannot be read
  }
}

async function jobs({ program, host }: Context): Promise<Completion[]> {
  try {
    const names = settableNames(await program.allOptions(host));
    return settingsFiles(names, host).flatMap((file) => plain(Object.keys(file.jobs)));
  } catch (error) {
    if (error instanceof HindcastError) return [];
    throw error;
  }
}
