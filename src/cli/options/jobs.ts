/**
 * Jobs of `hindcast.json`: sources, the steps to run on them, and options. Options of a job rank after flags and the
 * environment, and before the `options` of the file. An option that no step of the job has is an error.
 */

import { escapeControl } from '../../text/escape.ts';
import { formatMarket, parseMarket } from '../../data/market.ts';
import { jsonKind } from '../../text/strict-json.ts';
import { suggestion } from '../../text/suggest.ts';
import { UsageError } from '../../errors.ts';
import type { Settings, SettingsFile, SettingsPlace } from './settings.ts';
import { asObject, settingsOf } from './settings.ts';

export const stepNames = ['fetch', 'backtest', 'forecast', 'score', 'report'] as const;
/** The commands that a job can run. They run in this order. */
export type StepName = (typeof stepNames)[number];

export interface Job {
  readonly name: string;
  /** The file that defines it. */
  readonly file: string;
  readonly sources: readonly string[];
  readonly steps: readonly StepName[];
  /** What `fetch` is asked for: markets, and exchanges if it chooses from them. */
  readonly fetched: readonly string[];
  /** Options of the job as a whole. */
  readonly own: Settings;
  /** Settings of a step, in order of precedence. */
  readonly layersOf: (step: StepName) => readonly Settings[];
}

/** Names of options that settings can give. */
export interface OptionNames {
  /** Of every command. */
  readonly all: readonly string[];
  /** Of `run`: these belong to the job as a whole. */
  readonly run: readonly string[];
  readonly steps: ReadonlyMap<StepName, readonly string[]>;
}

const EXAMPLE =
  'for example { "jobs": { "btc": { "sources": ["binance:BTC/USDT:1d"], "options": { "model": "gru" } } } }';

/** Every job of the files. If two have the same name, the first is used. */
export function readJobs(files: readonly SettingsFile[], names: OptionNames): Job[] {
  const jobs = new Map<string, Job>();
  for (const { jobs: ofFile, ...file } of files)
    for (const [name, value] of Object.entries(ofFile))
      if (!jobs.has(name)) jobs.set(name, readJob(name, value, file, names));
  return [...jobs.values()];
}

/** @throws UsageError for an unknown name */
export function jobNamed(jobs: readonly Job[], name: string): Job {
  const job = jobs.find((each) => each.name === name);
  if (job !== undefined) return job;
  throw new UsageError(`unknown job \`${escapeControl(name)}\``, {
    hint:
      jobs.length === 0
        ? `no \`hindcast.json\` has jobs, neither in this folder, nor above it, nor your own; ${EXAMPLE}`
        : suggestion(
            name,
            jobs.map((each) => each.name),
          ),
  });
}

/** The command lines of a step, without flags. */
export function commandLines({ sources, fetched }: Job, step: StepName, run: string | undefined): string[][] {
  switch (step) {
    case 'fetch':
      return [['fetch', ...fetched]];
    case 'score':
      // Every record of the job has all its sources, so one of them selects it.
      return [['score', '--source', sources[0]]];
    case 'report':
      return run === undefined ? [] : [['report', run]];
    case 'backtest':
    case 'forecast':
      return [[step, ...sources]];
  }
}

function readJob(
  name: string,
  value: unknown,
  { file, isOwn }: Omit<SettingsFile, 'jobs'>,
  names: OptionNames,
): Job {
  const origin = `job ${name} of ${file}`;
  const { sources: written, steps: asked, options = {}, ...ofSteps } = asObject(value, origin);
  const all = settingsOf(options, { origin, isOwn }, names.all);
  const chooses = isChoosing(all, ofSteps.fetch);
  const isStoreOnly = written === undefined && chooses && isOnlyFetch(asked);
  const sources = isStoreOnly ? [] : readTexts(written, 'sources', origin);
  const isMarket = (source: string): boolean => parseMarket(source) !== undefined;
  const hasMarket = sources.some(isMarket);
  const steps = asked === undefined ? defaultSteps(hasMarket, ofSteps) : readSteps(asked, origin);
  if (steps.includes('fetch') && !hasMarket && !chooses)
    throw new UsageError(
      `expected a market among the sources of ${origin}, because it has the step \`fetch\`, got only files`,
      {
        hint: `leave out the step \`fetch\`, or name a market such as \`${formatMarket({ exchange: 'binance', symbol: 'BTC/USDT', timeframe: '1d' })}\``,
      },
    );
  checkShared(all, steps, origin);
  const stepOptions = (step: StepName): string[] =>
    names.steps.get(step)!.filter((option) => !names.run.includes(option));
  const taken = new Set([...names.run, ...steps.flatMap(stepOptions)]);
  const other = [...all.keys()].find((option) => !taken.has(option));
  if (other !== undefined)
    throw new UsageError(`no step of ${origin} has the option \`${other}\`: it runs ${steps.join(', ')}`, {
      hint: 'leave the option out, or add the step that takes it',
    });
  const own = readStepSettings(ofSteps, { origin, isOwn }, steps, stepOptions);
  return {
    name,
    file,
    sources,
    steps,
    fetched: chooses && isOnlyFetch(asked) ? sources : sources.filter(isMarket),
    own: new Map([...all].filter(([option]) => names.run.includes(option))),
    layersOf: (step) => [own.get(step) ?? new Map(), all],
  };
}

/** @throws UsageError for an option of the whole job that means another thing to each of two steps */
function checkShared(all: Settings, steps: readonly StepName[], origin: string): void {
  if (!all.has('all') || !steps.includes('fetch') || !steps.includes('score')) return;
  throw new UsageError(
    `the option \`all\` of ${origin} means one thing to \`fetch\`, and another to \`score\``,
    {
      hint: 'write it under the step that it is for: `"fetch": { "all": true }` or `"score": { "all": true }`',
    },
  );
}

/** Whether the fetch of a job chooses markets itself. */
function isChoosing(all: Settings, ofFetch: unknown): boolean {
  const own = typeof ofFetch === 'object' && ofFetch !== null ? Object.keys(ofFetch) : [];
  return ['all', 'top'].some((option) => all.has(option) || own.includes(option));
}

/** Then its sources are the words after `fetch`, and may be missing. */
const isOnlyFetch = (asked: unknown): boolean =>
  Array.isArray(asked) && asked.length === 1 && asked[0] === 'fetch';

/** The settings that a job has for single steps. */
function readStepSettings(
  ofSteps: Readonly<Record<string, unknown>>,
  { origin, isOwn }: SettingsPlace,
  steps: readonly StepName[],
  stepOptions: (step: StepName) => readonly string[],
): ReadonlyMap<StepName, Settings> {
  const own = new Map<StepName, Settings>();
  for (const [key, value] of Object.entries(ofSteps)) {
    const step = steps.find((each) => each === key);
    if (step === undefined)
      throw new UsageError(
        `expected sources, steps, options or a step in ${origin}, got \`${escapeControl(key)}\``,
        { hint: suggestion(key, ['sources', 'steps', 'options', ...steps]) },
      );
    own.set(step, settingsOf(value, { origin: `${step} of ${origin}`, isOwn }, stepOptions(step)));
  }
  return own;
}

/** The steps of a job that does not list them. A report is made only if the job sets options for it. */
function defaultSteps(hasMarket: boolean, ofSteps: Readonly<Record<string, unknown>>): StepName[] {
  return stepNames.filter((step) =>
    step === 'fetch' ? hasMarket : step !== 'report' || 'report' in ofSteps,
  );
}

function readSteps(value: unknown, origin: string): StepName[] {
  const texts = readTexts(value, 'steps', origin);
  for (const text of texts)
    if (!stepNames.some((step) => step === text))
      throw new UsageError(`unknown step \`${escapeControl(text)}\` in ${origin}`, {
        hint: suggestion(text, stepNames),
      });
  return stepNames.filter((step) => texts.includes(step));
}

function readTexts(value: unknown, key: string, origin: string): string[] {
  const isList = Array.isArray(value) && value.length > 0;
  if (isList && value.every((item): item is string => typeof item === 'string' && item !== '')) return value;
  const got = isList ? 'a list with other items' : value === undefined ? 'none' : jsonKind(value);
  throw new UsageError(`expected \`${key}\` of ${origin} to be a list of names, got ${got}`, {
    hint: EXAMPLE,
  });
}
