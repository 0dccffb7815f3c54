/**
 * The columns of a forecast file that belong to models. The header says what a column contains: `gru` a forecast,
 * `gru-lo-80` and `gru-hi-80` the bounds of an interval, `gru-p-up` the probability of a class.
 */

import { classNames, likeliest } from '../classes.ts';
import type { ClassName } from '../classes.ts';
import type { DataError } from '../../errors.ts';
import { cellError, fileError, lineError } from './csv-errors.ts';
import type { CsvTable } from './find-table.ts';
import { cellsOf } from './find-table.ts';
import type { Bounds } from './forecast-rows.ts';
import { checkedName } from './names.ts';
import { isAbsent, parseNumber } from './parse-numbers.ts';
import { quoted } from '../../text/escape.ts';
import { percentOf } from '../../text/literals.ts';

export interface ModelColumns {
  readonly models: ReadonlyMap<string, Float64Array>;
  readonly intervals: ReadonlyMap<string, readonly Bounds[]>;
  readonly probabilities: ReadonlyMap<string, readonly Float64Array[]>;
}

interface Bound {
  readonly side: 'lo' | 'hi';
  readonly level: number;
}

interface Header {
  readonly index: number;
  readonly model: string;
  readonly bound?: Bound;
  readonly className?: ClassName;
}

/** What looks like a bound, even if its level is not valid: `gru-lo-80`, `gru-lo-.8`. */
const BOUND = /^(.+)-(lo|hi)-([.\d].*)$/i;
const LEVEL = /^\d+(?:\.\d+)?$/;
const PROBABILITY = new RegExp(`^(.+)-p-(${classNames.join('|')})$`);
/** The probabilities of a line may miss a sum of 1 by this much: they may be rounded to two decimals. */
const ROUNDING = 0.015;

/**
 * The forecasts, intervals and probabilities in the columns `indices`. A model that has only probabilities
 * forecasts the most likely class.
 * @param y - actual values, which must be classes if there are probabilities
 */
export function readModelColumns(table: CsvTable, indices: readonly number[], y: Float64Array): ModelColumns {
  const headers = indices.map((index) => parseHeader(table, index));
  const models = readForecastColumns(table, headers);
  const probabilities = readProbabilities(table, headers);
  if (models.size === 0 && probabilities.size === 0)
    throw fileError(
      table.source,
      'expected a column of forecasts per model, got none',
      'every column except unique_id, ds, cutoff, origin, step and y is a model',
    );
  const intervals = readIntervals(table, headers, models);
  if (probabilities.size === 0) return { models, intervals, probabilities };
  for (const [model, columns] of probabilities) checkProbabilities(table, model, columns);
  const likeliestClasses = [...probabilities]
    .filter(([model]) => !models.has(model))
    .map(([model, columns]) => [model, likeliest(columns)] as const);
  const all = new Map([...models, ...likeliestClasses]);
  checkClasses(table, 'y', y);
  for (const [model, values] of all) checkClasses(table, model, values);
  return { models: all, intervals, probabilities };
}

/** The numbers of one column; `NaN` for an empty cell. */
export function readNumbers(table: CsvTable, index: number): Float64Array {
  const { source, header, lines } = table;
  return Float64Array.from(cellsOf(table, index), (cell, i) => {
    const value = parseNumber(cell);
    if (Number.isNaN(value) && !isAbsent(cell))
      throw cellError(
        { source, line: lines[i], column: header[index] },
        'a number or an empty cell',
        cell,
        'correct the cell, or remove the column',
      );
    return value;
  });
}

function parseHeader(table: CsvTable, index: number): Header {
  const [line = 1] = table.headerLines;
  const position = { source: table.source, line, column: table.header[index] };
  const name = checkedName(table.header[index].trim(), position);
  const probability = PROBABILITY.exec(name);
  if (probability !== null) return { index, model: probability[1], className: probability[2] as ClassName };
  const bound = BOUND.exec(name);
  if (bound === null) return { index, model: name };
  const [, model, side, text] = bound;
  const level = LEVEL.test(text) ? Number(text) : NaN;
  if (level >= 1 && level < 100)
    return { index, model, bound: { side: side.toLowerCase() as Bound['side'], level } };
  const isShare = Number(text) > 0 && Number(text) < 1;
  throw fileError(
    table.source,
    `expected a level in percent, from 1 to below 100, at the end of the column ${quoted(name)}, got ${quoted(text)}`,
    isShare
      ? `did you mean ${quoted(`${model}-${side}-${percentOf(Number(text))}`)}? rename the column`
      : `name the bounds of an 80 % interval ${quoted(`${model}-lo-80`)} and ${quoted(`${model}-hi-80`)}`,
  );
}

function readForecastColumns(table: CsvTable, headers: readonly Header[]): Map<string, Float64Array> {
  const models = new Map<string, Float64Array>();
  for (const { index, model, bound, className } of headers) {
    if (bound !== undefined || className !== undefined) continue;
    if (models.has(model)) throw twoColumnsError(table, [index, index]);
    models.set(model, readNumbers(table, index));
  }
  return models;
}

function readIntervals(
  table: CsvTable,
  headers: readonly Header[],
  models: ReadonlyMap<string, Float64Array>,
): Map<string, readonly Bounds[]> {
  /** Headers by model, then level. */
  const byModel = new Map<string, Map<number, Map<Bound['side'], Header>>>();
  for (const header of headers) {
    const { index, model, bound } = header;
    if (bound === undefined) continue;
    const levels = byModel.get(model) ?? new Map<number, Map<Bound['side'], Header>>();
    byModel.set(model, levels);
    const sides = levels.get(bound.level) ?? new Map<Bound['side'], Header>();
    const other = sides.get(bound.side);
    if (other !== undefined) throw twoColumnsError(table, [other.index, index]);
    levels.set(bound.level, sides.set(bound.side, header));
  }
  return new Map(
    [...byModel].map(([model, levels]) => [
      model,
      [...levels]
        .toSorted(([a], [b]) => a - b)
        .map(([level, sides]) => readBounds(table, model, level, models.has(model) ? sides : new Map())),
    ]),
  );
}

/** The bounds of one interval. Throws if a column is missing, and for a row whose lower bound is above the upper one. */
function readBounds(
  table: CsvTable,
  model: string,
  level: number,
  sides: ReadonlyMap<Bound['side'], Header>,
): Bounds {
  const [lower, upper] = [sides.get('lo'), sides.get('hi')];
  if (lower === undefined || upper === undefined) {
    const needed = [model, `${model}-lo-${level}`, `${model}-hi-${level}`].map(quoted).join(', ');
    throw fileError(
      table.source,
      `expected all of the columns ${needed}, got only some of them`,
      'an interval needs a forecast, a lower bound and an upper bound',
    );
  }
  const [lo, hi] = [lower, upper].map(({ index }) => readNumbers(table, index));
  const crossed = lo.findIndex((value, i) => value > hi[i]);
  if (crossed < 0) return { level, lo, hi };
  const [loName, hiName] = [lower, upper].map(({ index }) => quoted(table.header[index].trim()));
  throw lineError(
    table.source,
    table.lines[crossed],
    `expected ${loName} to be at most ${hiName}, got ${lo[crossed]} and ${hi[crossed]}`,
    'correct the line; if all lines are like this, swap the names of the two columns',
  );
}

/** The error for two columns of the same content. */
function twoColumnsError(table: CsvTable, indices: readonly number[]): DataError {
  const [first, second] = indices.map((index) => quoted(table.header[index].trim()));
  return fileError(
    table.source,
    first === second
      ? `expected one column ${first}, got two`
      : `expected one column for each bound, got ${first} and ${second}`,
    'rename or remove one of them',
  );
}

function readProbabilities(
  table: CsvTable,
  headers: readonly Header[],
): Map<string, readonly Float64Array[]> {
  const byModel = new Map<string, Map<ClassName, Float64Array>>();
  for (const { index, model, className } of headers) {
    if (className === undefined) continue;
    const byClass = byModel.get(model) ?? new Map<ClassName, Float64Array>();
    if (byClass.has(className)) throw twoColumnsError(table, [index, index]);
    byModel.set(model, byClass.set(className, readNumbers(table, index)));
  }
  return new Map(
    [...byModel].map(([model, byClass]) => {
      const absent = classNames.find((name) => !byClass.has(name));
      if (absent === undefined) return [model, classNames.map((name) => byClass.get(name)!)];
      const needed = classNames.map((name) => quoted(`${model}-p-${name}`)).join(', ');
      throw fileError(
        table.source,
        `expected all of the columns ${needed}, got no ${quoted(`${model}-p-${absent}`)}`,
        'give an impossible class the probability 0',
      );
    }),
  );
}

/** Throws unless the probabilities of every row are from 0 to 1 with a sum of 1, or all absent. */
function checkProbabilities(table: CsvTable, model: string, columns: readonly Float64Array[]): void {
  for (const [i, line] of table.lines.entries()) {
    const row = columns.map((column) => column[i]);
    if (row.every((p) => Number.isNaN(p))) continue;
    const sum = row.reduce((total, p) => total + p, 0);
    if (row.every((p) => p >= 0 && p <= 1) && Math.abs(sum - 1) <= ROUNDING) continue;
    throw lineError(
      table.source,
      line,
      `expected the probabilities of ${quoted(model)} to be from 0 to 1 with a sum of 1, got ${row.join(', ')}`,
      'write one probability per class, as a ratio: 0.25, not 25',
    );
  }
}

/** Throws for a value that is not a class. */
function checkClasses({ source, lines }: CsvTable, column: string, values: Float64Array): void {
  const row = values.findIndex((value) => !Number.isNaN(value) && ![-1, 0, 1].includes(value));
  if (row < 0) return;
  throw cellError(
    { source, line: lines[row], column },
    'a class',
    String(values[row]),
    'in a file with class probabilities, write -1 for down, 0 for flat and 1 for up',
  );
}
