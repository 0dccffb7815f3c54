/**
 * Jobs of `hindcast.json`: sources with the steps to run on them and the options of these. What a job sets counts after
 * flags and the environment, and before the `options` of the file; what is no option of one of its steps is refused.
 */

import { escapeControl } from '../../text/escape.ts';
import { formatMarket, parseMarket } from '../../data/market.ts';
import { suggestion } from '../../text/suggest.ts';
import { UsageError } from '../../errors.ts';
import type { Settings, SettingsFile } from './settings.ts';
import { asObject, settingsOf } from './settings.ts';

export const stepNames = ['fetch', 'backtest', 'forecast', 'score', 'report'] as const;
/** Commands that a job may run, in this order. */
export type StepName = (typeof stepNames)[number];

export interface Job {
  readonly name: string;
  /** The file that it stands in. */
  readonly file: string;
  readonly sources: readonly string[];
  readonly steps: readonly StepName[];
  /** Of the job as a whole. */
  readonly own: Settings;
  /** Of a step; the first counts before the second. */
  readonly layersOf: (step: StepName) => readonly Settings[];
}

/** Names of options that can be set. */
export interface OptionNames {
  /** Of every command. */
  readonly all: readonly string[];
  /** Of `run`, which are the whole job's. */
  readonly run: readonly string[];
  readonly steps: ReadonlyMap<StepName, readonly string[]>;
}

const EXAMPLE =
  'for example { "jobs": { "btc": { "sources": ["binance:BTC/USDT:1d"], "options": { "model": "gru" } } } }';

/** Every job of the files; of two with one name the first counts. */
export function jobsOf(files: readonly SettingsFile[], names: OptionNames): Job[] {
  const jobs = new Map<string, Job>();
  for (const { file, jobs: ofFile } of files)
    for (const [name, value] of Object.entries(ofFile))
      if (!jobs.has(name)) jobs.set(name, readJob(name, value, file, names));
  return [...jobs.values()];
}

/** @throws UsageError where there is none of this name */
export function jobNamed(jobs: readonly Job[], name: string): Job {
  const job = jobs.find((each) => each.name === name);
  if (job !== undefined) return job;
  throw new UsageError(`unknown job \`${escapeControl(name)}\``, {
    hint:
      jobs.length === 0
        ? `no \`hindcast.json\` here, above or of your own has jobs; ${EXAMPLE}`
        : suggestion(
            name,
            jobs.map((each) => each.name),
          ),
  });
}

/** The command lines of a step, without flags. */
export function commandLines({ sources }: Job, step: StepName, run: string | undefined): string[][] {
  switch (step) {
    case 'fetch':
      return fetchLines(sources);
    case 'score':
      // Every record of the job is of all its sources.
      return [['score', '--source', sources[0]]];
    case 'report':
      return run === undefined ? [] : [['report', run]];
    case 'backtest':
    case 'forecast':
      return [[step, ...sources]];
  }
}

/** One for the markets of an exchange with the same timeframe. */
function fetchLines(sources: readonly string[]): string[][] {
  const lines = new Map<string, string[]>();
  for (const source of sources) {
    const market = parseMarket(source);
    if (market === undefined) continue;
    const { exchange, symbol, timeframe } = market;
    const key = `${exchange} ${timeframe}`;
    const line = lines.get(key) ?? ['fetch', exchange, '--timeframe', timeframe];
    lines.set(key, line.toSpliced(-2, 0, symbol));
  }
  return [...lines.values()];
}

function readJob(name: string, value: unknown, file: string, names: OptionNames): Job {
  const place = `job ${name} of ${file}`;
  const { sources: written, steps: asked, options = {}, ...ofSteps } = asObject(value, place);
  const sources = readTexts(written, 'sources', place);
  const hasMarket = sources.some((source) => parseMarket(source) !== undefined);
  const steps = asked === undefined ? stepsFor(hasMarket, ofSteps) : readSteps(asked, place);
  if (steps.includes('fetch') && !hasMarket)
    throw new UsageError(`expected a market to fetch among the sources of ${place}, got only files`, {
      hint: `leave the step \`fetch\` out, or name a market such as \`${formatMarket({ exchange: 'binance', symbol: 'BTC/USDT', timeframe: '1d' })}\``,
    });
  const taken = (step: StepName): string[] =>
    names.steps.get(step)!.filter((option) => !names.run.includes(option));
  const all = settingsOf(options, place, names.all);
  for (const option of all.keys())
    if (!names.run.includes(option) && !steps.some((step) => taken(step).includes(option)))
      throw new UsageError(`no step of ${place} has the option \`${option}\`: it runs ${steps.join(', ')}`, {
        hint: 'leave the option out, or add the step that takes it',
      });
  const own = new Map<StepName, Settings>();
  for (const [key, each] of Object.entries(ofSteps)) {
    const step = steps.find((one) => one === key);
    if (step === undefined)
      throw new UsageError(
        `expected sources, steps, options or a step in ${place}, got \`${escapeControl(key)}\``,
        {
          hint: suggestion(key, ['sources', 'steps', 'options', ...steps]),
        },
      );
    own.set(step, settingsOf(each, `${step} of ${place}`, taken(step)));
  }
  return {
    name,
    file,
    sources,
    steps,
    own: new Map([...all].filter(([option]) => names.run.includes(option))),
    layersOf: (step) => [own.get(step) ?? new Map(), all],
  };
}

/** What runs unless said: a report only where something is said of it. */
function stepsFor(hasMarket: boolean, ofSteps: Readonly<Record<string, unknown>>): StepName[] {
  return stepNames.filter((step) =>
    step === 'fetch' ? hasMarket : step !== 'report' || 'report' in ofSteps,
  );
}

function readSteps(value: unknown, place: string): StepName[] {
  const texts = readTexts(value, 'steps', place);
  for (const text of texts)
    if (!stepNames.some((step) => step === text))
      throw new UsageError(`unknown step \`${escapeControl(text)}\` in ${place}`, {
        hint: suggestion(text, stepNames),
      });
  return stepNames.filter((step) => texts.includes(step));
}

function readTexts(value: unknown, key: string, place: string): string[] {
  const isList = Array.isArray(value) && value.length > 0;
  if (isList && value.every((item): item is string => typeof item === 'string' && item !== '')) return value;
  throw new UsageError(
    `expected \`${key}\` of ${place} to be a list of names, got \`${JSON.stringify(value) ?? 'none'}\``,
    { hint: EXAMPLE },
  );
}
