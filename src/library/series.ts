/** Price histories for the library: from arrays, and from CSV files and text. */

import { fileURLToPath } from 'node:url';
import type { Candles, Constant } from '../data/candles.ts';
import { parseNumber } from '../data/csv/parse-numbers.ts';
import { aheadColumns, constantColumns } from '../data/features/index.ts';
import { loadCsv, readCsv as parseCsv } from '../data/csv/read-candles.ts';
import { parseMoment } from '../data/moment.ts';
import type { FileReading } from '../data/sources.ts';
import { formatTime } from '../data/timeframe.ts';
import { DataError, UsageError } from '../errors.ts';
import { escapeControl, isPrintable, quoted } from '../text/escape.ts';
import type { Warning } from '../text/warning.ts';
import { checkList, checkObject, checkSettings, shown } from './given.ts';

/** A moment: milliseconds since 1970 UTC, a `Date`, or text such as `2024-01-31` or `2024-01-31T13:00Z`. */
export type Moment = number | Date | string;

/** The history of one market or series: rows in ascending order of time. */
export interface SeriesData {
  /** Its name in results. */
  readonly id: string;
  /** When each candle opens. */
  readonly time: ArrayLike<Moment>;
  /** The prices; `null` and `NaN` are missing. */
  readonly close?: ArrayLike<number | null>;
  /** Columns by name, each as long as `time`: open, high, low, close, volume, and any other. */
  readonly columns?: Readonly<Record<string, ArrayLike<number | null>>>;
  /** What is the same in every row, by name, for the option `static`: text or a number; `null` is unknown. */
  readonly static?: Readonly<Record<string, string | number | null>>;
}

/** What a CSV file contains. */
export interface CsvData {
  /** One per series of the file. */
  readonly series: readonly SeriesData[];
  /** The column to forecast, as the file names it. */
  readonly column: string;
  /** What is worth saying about the file: a warning needs a person, a note only explains. */
  readonly warnings: readonly Warning[];
}

/** What a backtest or a forecast reads: series as arrays, or what `readCsv` gives. */
export type PanelData = readonly SeriesData[] | CsvData;

/** How a CSV file is read. A field that is not given is found from the file. */
export interface CsvSettings extends FileReading {
  /** The column to forecast. Default: close. */
  readonly column?: string;
  /** Further columns to read, for features. */
  readonly columns?: readonly string[];
  /** Columns that are known ahead, as in the option: rows after the last price stay if they have a value there. */
  readonly knownAhead?: readonly string[];
  /** Columns that are the same in every row of a series, as in the option. */
  readonly static?: readonly string[];
  /** Whether to keep candles that have not closed yet. Default: they are left out, by the clock of this machine. */
  readonly includeOpen?: boolean;
}

interface CsvText {
  readonly text: string;
  readonly name?: string;
}

const CSV_SETTINGS = [
  'column',
  'columns',
  'knownAhead',
  'static',
  'includeOpen',
  'timeColumn',
  'seriesColumn',
  'dateFormat',
  'decimalMark',
  'timeZone',
] as const satisfies readonly (keyof CsvSettings)[];

/**
 * The series of a CSV file, as `hindcast backtest FILE` reads them.
 * @param source - a path, a file URL, or the text of the file
 * @throws NotFoundError and DataError that name file and line
 */
export async function readCsv(source: string | URL | CsvText, settings: CsvSettings = {}): Promise<CsvData> {
  checkSettings(settings, CSV_SETTINGS);
  const { columns = [], knownAhead = [], static: constants = [], includeOpen = false, ...reading } = settings;
  for (const [name, list] of Object.entries({ columns, knownAhead, static: constants }))
    checkList(list, `\`${name}\` to be a list of columns`, "for example `['volume']`");
  const ahead = aheadColumns({ horizon: 1, inputSize: 1, knownAhead });
  const options = {
    ...reading,
    others: [...columns.map((name) => name.trim().toLowerCase()), ...ahead],
    ahead,
    constants: constantColumns({ horizon: 1, inputSize: 1, static: constants }),
    now: includeOpen ? undefined : Date.now(),
  };
  const file = source instanceof URL && source.protocol === 'file:' ? fileURLToPath(source) : source;
  if (typeof file !== 'string' && typeof (file as { text?: unknown } | null)?.text !== 'string')
    throw new UsageError(`expected a path, a file URL or \`{ text }\`, got ${shown(source)}`, {
      hint: "for example `readCsv('prices.csv')`",
    });
  const { candles, column, warnings } =
    typeof file === 'string'
      ? await loadCsv(file, options)
      : parseCsv((file as CsvText).text, (file as CsvText).name ?? 'text', options);
  return { series: candles, column, warnings };
}

export interface ReadPanel {
  readonly candles: readonly Candles[];
  /** The column that the data are about; `undefined` if the options say. */
  readonly column: string | undefined;
  readonly warnings: readonly Warning[];
}

/**
 * Series as candles.
 * @throws UsageError for what is no series; DataError for rows without order, columns of another length and values that are no numbers
 */
export function readPanel(data: PanelData): ReadPanel {
  if (typeof data !== 'object' || data === null) throw noSeries(shown(data));
  const { series, column, warnings = [] } = isList(data) ? { series: data, column: undefined } : data;
  if (!Array.isArray(series) || series.length === 0) throw noSeries('none');
  return { candles: series.map(candlesOf), column, warnings };
}

const noSeries = (got: string): UsageError =>
  new UsageError(`expected one or more series, got ${got}`, {
    hint: 'give a list of objects with `id`, `time` and `close`, or what `readCsv` gives',
  });

const isList = (data: PanelData): data is readonly SeriesData[] => Array.isArray(data);

function candlesOf(data: SeriesData): Candles {
  checkObject(data, 'a series', 'a series is an object with `id`, `time` and `close`');
  const { time, close, columns } = data;
  const id: unknown = data.id;
  if (typeof id !== 'string' || id === '' || !isPrintable(id))
    throw new UsageError(`expected a series with an \`id\`, got \`${escapeControl(String(id))}\``, {
      hint: 'an id is printable text',
    });
  const given = { ...columns, ...(close !== undefined && { close }) };
  if (typeof time !== 'object' || time === null || Object.keys(given).length === 0)
    throw new UsageError(`expected \`time\`, and \`close\` or \`columns\`, of series ${quoted(id)}`, {
      hint: 'each is an array with one entry per candle',
    });
  const times = timesOf(id, time);
  const entries = Object.entries(given).map(([name, column]) => [
    name,
    numbersOf(id, name, column, times.length),
  ]);
  const { source = id, lines, areGapsConfirmed, constants: read } = data as Partial<Candles>;
  const constants = data.static === undefined ? read : constantsOf(id, data.static);
  return {
    id,
    source,
    time: times,
    columns: Object.fromEntries(entries) as Record<string, Float64Array>,
    ...(constants && { constants }),
    ...(lines && { lines }),
    ...(areGapsConfirmed !== undefined && { areGapsConfirmed }),
  };
}

/** What is the same in every row. Text that is a number is one, as in a file. */
function constantsOf(id: string, given: NonNullable<SeriesData['static']>): Candles['constants'] {
  const hint = 'a static value is text, a number, or `null` if it is unknown';
  checkObject(given, `\`static\` of series ${quoted(id)} to be an object`, hint);
  return Object.fromEntries(
    Object.entries<unknown>(given).map(([name, value]): [string, Constant] => {
      const isValue = value === null || typeof value === 'string' || Number.isFinite(value);
      if (!isValue)
        throw new DataError(
          `expected a static value \`${escapeControl(name)}\` of series ${quoted(id)}, got ${shown(value)}`,
          { hint },
        );
      const text = typeof value === 'number' || typeof value === 'string' ? String(value).trim() : '';
      return [
        name.trim().toLowerCase(),
        { text, number: typeof value === 'number' ? value : parseNumber(text) },
      ];
    }),
  );
}

/** Milliseconds of a moment; `NaN` for anything else. */
export function momentOf(moment: unknown): number {
  if (moment instanceof Date) return moment.getTime();
  if (typeof moment === 'number') return moment;
  return typeof moment === 'string' ? (parseMoment(moment) ?? NaN) : NaN;
}

/** The end of the year 9999. */
const LATEST = Date.UTC(9999, 11, 31);

function timesOf(id: string, time: ArrayLike<Moment>): Float64Array {
  const times = Float64Array.from(Array.from(time), momentOf);
  const isTime = (ms: number): boolean => Number.isInteger(ms) && Math.abs(ms) <= LATEST;
  const wrong = times.findIndex((ms, row) => !isTime(ms) || ms <= times[row - 1]);
  if (wrong < 0) return times;
  const got = isTime(times[wrong])
    ? `${formatTime(times[wrong])} after ${formatTime(times[wrong - 1])}`
    : `\`${escapeControl(String(time[wrong]))}\``;
  throw new DataError(`expected ascending times of series ${quoted(id)}, got ${got} in row ${wrong}`, {
    hint: 'a time is in milliseconds since 1970 UTC, a `Date`, or text such as `2024-01-31`; each time is there once',
  });
}

function numbersOf(id: string, name: string, column: ArrayLike<number | null>, length: number): Float64Array {
  const where = `column ${quoted(name)} of series ${quoted(id)}`;
  if (column?.length !== length)
    throw new DataError(`expected ${length} values in ${where}, got ${column?.length ?? 'none'}`, {
      hint: 'give one value for each time; `null` is missing',
    });
  const values = Array.from(column);
  const wrong = values.findIndex(
    (value) => value !== null && (typeof value !== 'number' || Math.abs(value) === Infinity),
  );
  if (wrong >= 0)
    throw new DataError(
      `expected numbers in ${where}, got \`${escapeControl(String(values[wrong]))}\` in row ${wrong}`,
      { hint: '`null` and `NaN` are missing' },
    );
  return Float64Array.from(values, (value) => value ?? NaN);
}
