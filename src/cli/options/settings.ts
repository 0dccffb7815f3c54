/**
 * Options from outside the command line. If a flag is not given, its value comes from `HINDCAST_*` in the environment, else
 * from the job that runs, else from the nearest `hindcast.json` in the working directory or above, else from the user's own
 * file. Recipe and defaults come last, in `resolve.ts`.
 */

import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { Command, Option } from 'commander';
import { escapeControl } from '../../text/escape.ts';
import { JsonError, jsonKind, parseJson } from '../../text/strict-json.ts';
import { suggestion } from '../../text/suggest.ts';
import { UsageError } from '../../errors.ts';
import { userFolder } from '../../store/location.ts';
import type { Host } from '../host.ts';
import { CheckedOption } from './checked.ts';
import { isOfCommandLine } from './rare.ts';

/** Where settings come from: the environment, and folders with files. */
export type SettingsHost = Pick<Host, 'env' | 'platform' | 'home' | 'folder'>;

/** The origin of each value that no flag gave, by flag: `--horizon` → `HINDCAST_HORIZON`. */
export type SettingOrigins = Map<string, string>;

export interface Setting {
  readonly text: string;
  /** Whether it was written as a list, in brackets. */
  readonly isList: boolean;
  /** The variable or the file that it came from. */
  readonly origin: string;
  /** Whether the person who runs hindcast wrote it: in the environment or in their own file, not in one that lies in a folder. */
  readonly isOwn: boolean;
}

/** The settings of one origin, by name of the option: `input-size`. */
export type Settings = ReadonlyMap<string, Setting>;

/** What a job sets for the command of a step. They rank between the environment and the files. */
export interface JobSettings {
  /** In order of precedence. */
  readonly layers: readonly Settings[];
  /** Options of the job as a whole. Steps get them as flags, or not at all, but never from settings. */
  readonly ofJob: readonly string[];
}

/** Whose a file of settings is. */
interface SettingsOwner {
  /** Whether the file is the user's own. */
  readonly isOwn: boolean;
}

/** Where an object of settings was written. */
export interface SettingsPlace extends SettingsOwner {
  /** The file, or the part of it. */
  readonly origin: string;
}

/** A settings file, with its jobs still unchecked. */
export interface SettingsFile extends SettingsOwner {
  readonly file: string;
  readonly options: Settings;
  /** By name; `jobs.ts` reads them. */
  readonly jobs: Readonly<Record<string, unknown>>;
}

const PREFIX = 'HINDCAST_';
const FILE = 'hindcast.json';
/** Allows programs as models; only the person who runs hindcast may set it. */
const ALLOW_EXEC = '--allow-exec';
/** These make sense for one command line only: `main.ts` reads them before anything else, or they end the program. */
const NEVER_SET = new Set([
  '--json',
  '--debug',
  '--color',
  '--no-color',
  '--version',
  '--show-options',
  '--show-source',
]);

/**
 * Gives options of `command` that no flag has set their values from settings.
 * @param allOptions - of all commands; only called if there are settings
 * @param job - if the command is a step of a job
 * @returns the origin of each value
 * @throws UsageError for a setting that is not an option of any command, and for a file that cannot be read
 */
export async function applySettings(
  allOptions: () => Promise<readonly Option[]>,
  command: Command,
  surroundings: SettingsHost,
  { layers: ofJob, ofJob: withheld }: JobSettings = { layers: [], ofJob: [] },
): Promise<SettingOrigins> {
  const { env } = surroundings;
  const variables = Object.entries(env).filter(([name]) => name.startsWith(PREFIX));
  const texts = findFiles(surroundings);
  if (variables.length + texts.length === 0) return new Map();
  const optionNames = settableNames(await allOptions());
  const layers = [
    fromEnvironment(variables, optionNames),
    ...ofJob,
    ...texts.map((found) => fromFile(found, optionNames).options),
  ];
  const origins: SettingOrigins = new Map();
  const asking: Setting[] = [];
  for (const option of command.options.filter(isSettable)) {
    if (withheld.includes(nameOf(option)) || isOfCommandLine(option)) continue;
    const attribute = option.attributeName();
    if (command.getOptionValueSource(attribute) === 'cli') continue;
    const setting = layers.map((layer) => layer.get(nameOf(option))).find((one) => one !== undefined);
    if (setting === undefined) continue;
    if (!setting.isOwn && option.long === ALLOW_EXEC) throw notOwn(setting);
    if (setting.isList && !takesList(option)) throw listError(nameOf(option), setting.origin);
    const value = option.isBoolean() ? readSwitch(setting) : setting.text;
    if (value === false) continue;
    command.setOptionValueWithSource(attribute, value, setting.origin);
    origins.set(option.long!, setting.origin);
    if (!setting.isOwn && startsProgram(option, setting)) asking.push(setting);
  }
  const [first] = asking;
  if (first !== undefined && command.opts<{ allowExec?: true }>().allowExec !== true) throw notAllowed(first);
  return origins;
}

const startsProgram = (option: Option, { text }: Setting): boolean =>
  option instanceof CheckedOption && option.parse.startsProgram?.(text) === true;

/** The error for a program in a file that merely lies in a folder. */
function notAllowed({ origin }: Setting): UsageError {
  return new UsageError(
    `\`${origin}\` asks for a model that is a program (\`exec:\`), and nobody has allowed it`,
    {
      hint: 'read the file; then add `--allow-exec`, or name the model on the command line',
    },
  );
}

function notOwn({ origin }: Setting): UsageError {
  return new UsageError(
    `expected \`allow-exec\` on the command line or in your own settings, found it in \`${origin}\``,
    {
      hint: 'a file in a folder cannot allow programs: leave it out there, and add `--allow-exec`',
    },
  );
}

/** Whether a setting, and not the command line, gave an option its value. */
export function isFromSettings(command: Command, attribute: string): boolean {
  const source = command.getOptionValueSource(attribute);
  return source !== undefined && source !== 'cli';
}

/** The error. If its message is about a flag that a setting gave, the message names the setting. */
export function withOrigin(error: unknown, origins: SettingOrigins): unknown {
  if (!(error instanceof UsageError)) return error;
  const about = [...origins].find(([flag]) => error.message.includes(`\`${flag}\``));
  if (about === undefined) return error;
  const [flag, origin] = about;
  return new UsageError(`${error.message} (\`${flag}\` was set by ${origin})`, {
    cause: error,
    ...(error.hint !== undefined && { hint: error.hint }),
  });
}

/** Whether settings can give an option. One that commander parses needs a command line. */
function isSettable(option: Option): boolean {
  const isText = option.parseArg === undefined || option instanceof CheckedOption;
  return !NEVER_SET.has(option.long ?? '') && isText && !option.negate;
}

/** Whether an option takes several values, separated by commas: its help says so. */
const takesList = ({ flags }: Option): boolean => /<(?:list|steps)>$/.test(flags);

/** The error for a list that is given to an option with one value. It does not repeat the list, which may hold a secret. */
function listError(name: string, origin: string): UsageError {
  return new UsageError(`expected one value for \`${name}\` in \`${origin}\`, got a list`, {
    hint: `write the value without brackets; \`--${name}\` takes only one`,
  });
}

/** Names of these options in settings. */
export const settableNames = (options: readonly Option[]): string[] => [
  ...new Set(options.filter(isSettable).map(nameOf)),
];

/** Every settings file that exists, in order of precedence. */
export function settingsFiles(optionNames: readonly string[], surroundings: SettingsHost): SettingsFile[] {
  return findFiles(surroundings).map((found) => fromFile(found, optionNames));
}

interface FoundFile extends SettingsOwner {
  readonly file: string;
  readonly text: string;
}

function findFiles(surroundings: SettingsHost): FoundFile[] {
  const config = userFolder(surroundings, 'config');
  const own = config === undefined ? undefined : path.join(config, 'hindcast', FILE);
  const files = [findFile(surroundings.folder), ...(own === undefined ? [] : [own])];
  return files.flatMap((file) => {
    const text = read(file);
    return text === undefined ? [] : [{ file, text, isOwn: file === own }];
  });
}

/** `input-size` of `--input-size <n>`. */
const nameOf = ({ long }: Option): string => (long ?? '').slice(2);

function fromEnvironment(
  given: readonly (readonly [variable: string, text: string | undefined])[],
  optionNames: readonly string[],
): Map<string, Setting> {
  const variables = optionNames.map((name) => PREFIX + name.toUpperCase().replaceAll('-', '_'));
  const found = new Map<string, Setting>();
  for (const [variable, text = ''] of given) {
    const index = variables.indexOf(variable);
    if (index < 0)
      throw new UsageError(`unknown option \`${escapeControl(variable)}\` in the environment`, {
        hint: suggestion(variable, variables),
      });
    found.set(optionNames[index], { text, isList: false, origin: variable, isOwn: true });
  }
  return found;
}

/** The nearest `hindcast.json` in `folder` or above it. If there is none, a path where no file exists. */
function findFile(folder: string): string {
  const file = path.join(folder, FILE);
  const above = path.dirname(folder);
  return read(file) !== undefined || above === folder ? file : findFile(above);
}

function fromFile({ file, text, isOwn }: FoundFile, optionNames: readonly string[]): SettingsFile {
  const { options = {}, jobs = {}, ...rest } = asObject(parse(text, file), file);
  const other = Object.keys(rest).at(0);
  if (other !== undefined)
    throw new UsageError(
      `expected \`options\` and \`jobs\` in \`${file}\`, got \`${escapeControl(other)}\``,
      { hint: 'for example { "options": { "horizon": 7, "model": ["gru", "linear"] } }' },
    );
  return {
    file,
    isOwn,
    options: settingsOf(options, { origin: file, isOwn }, optionNames),
    jobs: asObject(jobs, file),
  };
}

/**
 * The settings in an object of options.
 * @param place - the file, or the part of it, for messages
 * @param optionNames - the names that a setting can have
 */
export function settingsOf(
  value: unknown,
  { origin, isOwn }: SettingsPlace,
  optionNames: readonly string[],
): Settings {
  const found = new Map<string, Setting>();
  for (const [key, each] of Object.entries(asObject(value, origin))) {
    if (!optionNames.includes(key))
      throw new UsageError(`unknown option \`${escapeControl(key)}\` in \`${origin}\``, {
        hint: suggestion(key, optionNames),
      });
    found.set(key, { text: asText(each, key, origin), isList: Array.isArray(each), origin, isOwn });
  }
  return found;
}

function read(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT' || code === 'ENOTDIR') return undefined;
    throw new UsageError(`cannot read \`${file}\`: ${code}`, {
      cause: error,
      hint: 'make it a file that you can read, or move it away',
    });
  }
}

function parse(text: string, file: string): unknown {
  try {
    return parseJson(text);
  } catch (error) {
    if (!(error instanceof JsonError)) throw error;
    throw new UsageError(`expected JSON in \`${file}\`: ${error.message}`, {
      cause: error,
      hint: 'put keys and text in double quotes, use each key once, and leave out commas before closing brackets',
    });
  }
}

/** @throws UsageError for anything but an object */
export function asObject(value: unknown, file: string): Readonly<Record<string, unknown>> {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return { ...value };
  throw new UsageError(`expected an object of options in \`${file}\`, got ${jsonKind(value)}`, {
    hint: 'for example { "options": { "horizon": 7 } }',
  });
}

/** The value as text of its flag; a list is separated by commas. An error does not repeat the value, which may be a secret. */
function asText(value: unknown, key: string, file: string): string {
  const items = Array.isArray(value) ? value : [value];
  if (items.length > 0 && items.every(isScalar)) return items.map(String).join(',');
  const other = items.find((item) => !isScalar(item));
  const got =
    Array.isArray(value) && other !== undefined ? `a list with ${jsonKind(other)}` : jsonKind(value);
  throw new UsageError(
    `expected \`${key}\` in \`${file}\` to be text, a number, true, false or a list of these, got ${got}`,
    { hint: `leave it out to use the default of \`--${key}\`` },
  );
}

const isScalar = (item: unknown): boolean => ['string', 'number', 'boolean'].includes(typeof item);

function readSwitch({ text, origin }: Setting): boolean {
  if (text === 'true' || text === '1') return true;
  if (text === 'false' || text === '0') return false;
  throw new UsageError(`expected true or false from ${origin}, got \`${escapeControl(text)}\``, {
    hint: 'a switch is true, false, 1 or 0',
  });
}
