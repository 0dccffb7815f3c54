/** The options that say how a CSV file is read: written once, for every command that reads one. */

import { Option } from 'commander';
import type { Command } from 'commander';
import { parseDecimalMark } from '../data/csv/parse-numbers.ts';
import { parseTimeFormat } from '../data/csv/parse-times.ts';
import type { FileReading } from '../data/sources.ts';
import { parseTimeZone } from '../data/time-zone.ts';
import { CheckedOption } from './options/checked.ts';
import type { FlagParser } from '../options/parse.ts';
import { asRare } from './options/rare.ts';

/** The options as commander reads them. */
export type FileFlags = FileReading;

interface FileOption {
  readonly long: string;
  readonly key: keyof FileReading;
  readonly flag: string;
  readonly summary: string;
  /** How its text is read; `undefined` for a name that only the file can have. */
  readonly parse?: FlagParser<unknown>;
}

/** In the order of the help. */
export const fileOptions: readonly FileOption[] = [
  {
    long: '--time-column',
    key: 'timeColumn',
    flag: '--time-column <name>',
    summary: 'header of the time column (default: found by its name)',
  },
  {
    long: '--series-column',
    key: 'seriesColumn',
    flag: '--series-column <name>',
    summary: 'header of the column that names the series of a row (default: found from the data)',
  },
  {
    long: '--date-format',
    key: 'dateFormat',
    flag: '--date-format <format>',
    summary: 'd/m/yyyy, m/d/yyyy, yyyy-mm-dd, s, ms, us or ns (default: found from the data)',
    parse: parseTimeFormat,
  },
  {
    long: '--decimal-mark',
    key: 'decimalMark',
    flag: '--decimal-mark <mark>',
    summary: 'decimal mark, `.` or `,` (default: found from the data)',
    parse: parseDecimalMark,
  },
  {
    long: '--time-zone',
    key: 'timeZone',
    flag: '--time-zone <name>',
    summary: 'zone of times without an offset: Europe/Berlin, +09:00 (default: UTC)',
    parse: parseTimeZone,
  },
];

/** Adds the options to a command. */
export function addFileOptions(command: Command): Command {
  for (const { flag, summary, parse } of fileOptions)
    command.addOption(
      asRare(parse === undefined ? new Option(flag, summary) : new CheckedOption(flag, summary, parse)),
    );
  return command;
}

/** Adds the option that keeps candles that have not closed, for commands that read a source. */
export function addOpenOption(command: Command): Command {
  return command.addOption(
    asRare(new Option('--include-open', 'keep candles that have not closed yet, and rows in the future')),
  );
}

export interface ShowSourceFlag {
  readonly showSource?: true;
}

export function addShowSource(command: Command): Command {
  return command.addOption(asRare(new Option('--show-source', 'print how each file is read, and stop')));
}

/** The options among `flags` that are given. */
export function fileReadingOf(flags: FileFlags): FileReading {
  return Object.fromEntries(
    fileOptions.flatMap(({ key }) => (flags[key] === undefined ? [] : [[key, flags[key]]])),
  );
}
