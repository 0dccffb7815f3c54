/**
 * The columns of a forecast file that belong to models. The header says what a column contains: `gru` a forecast,
 * `gru-lo-80` and `gru-hi-80` the bounds of an interval, `gru-p-up` the probability of a class.
 */

import { classNames, likeliest } from '../classes.ts';
import type { ClassName } from '../classes.ts';
import { cellError, fileError, lineError } from './csv-errors.ts';
import type { CsvTable } from './find-table.ts';
import { cellsOf } from './find-table.ts';
import type { Bounds } from './forecast-rows.ts';
import { isAbsent, parseNumber } from './parse-numbers.ts';
import { quoted } from '../../text/escape.ts';

export interface ModelColumns {
  readonly models: ReadonlyMap<string, Float64Array>;
  readonly intervals: ReadonlyMap<string, readonly Bounds[]>;
  readonly probabilities: ReadonlyMap<string, readonly Float64Array[]>;
}

interface Header {
  readonly index: number;
  readonly model: string;
  readonly bound?: { readonly side: 'lo' | 'hi'; readonly level: number };
  readonly className?: ClassName;
}

const BOUND = /^(.+)-(lo|hi)-(\d+(?:\.\d+)?)$/;
const PROBABILITY = new RegExp(`^(.+)-p-(${classNames.join('|')})$`);
/** The probabilities of a line may miss a sum of 1 by this much: they may be rounded to two decimals. */
const ROUNDING = 0.015;

/**
 * The forecasts, intervals and probabilities in the columns `indices`. A model that has only probabilities
 * forecasts the most likely class.
 * @param y - actual values, which must be classes if there are probabilities
 */
export function readModelColumns(table: CsvTable, indices: readonly number[], y: Float64Array): ModelColumns {
  const headers = indices.map((index) => parseHeader(table.header[index].trim(), index));
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

function parseHeader(name: string, index: number): Header {
  const probability = PROBABILITY.exec(name);
  if (probability !== null) return { index, model: probability[1], className: probability[2] as ClassName };
  const bound = BOUND.exec(name);
  if (bound === null) return { index, model: name };
  const [, model, side, level] = bound;
  return { index, model, bound: { side: side as 'lo' | 'hi', level: Number(level) } };
}

function readForecastColumns(table: CsvTable, headers: readonly Header[]): Map<string, Float64Array> {
  const models = new Map<string, Float64Array>();
  for (const { index, model, bound, className } of headers) {
    if (bound !== undefined || className !== undefined) continue;
    if (models.has(model))
      throw fileError(
        table.source,
        `expected one column ${quoted(model)}, got two`,
        'rename or remove one of them',
      );
    models.set(model, readNumbers(table, index));
  }
  return models;
}

function readIntervals(
  table: CsvTable,
  headers: readonly Header[],
  models: ReadonlyMap<string, Float64Array>,
): Map<string, readonly Bounds[]> {
  const byModel = new Map<string, Map<number, { lo?: Float64Array; hi?: Float64Array }>>();
  for (const { index, model, bound } of headers) {
    if (bound === undefined) continue;
    const levels = byModel.get(model) ?? new Map<number, { lo?: Float64Array; hi?: Float64Array }>();
    levels.set(bound.level, { ...levels.get(bound.level), [bound.side]: readNumbers(table, index) });
    byModel.set(model, levels);
  }
  const boundsOf = (model: string, level: number, lo?: Float64Array, hi?: Float64Array): Bounds => {
    if (models.has(model) && lo !== undefined && hi !== undefined) return { level, lo, hi };
    const needed = [model, `${model}-lo-${level}`, `${model}-hi-${level}`].map(quoted).join(', ');
    throw fileError(
      table.source,
      `expected all of the columns ${needed}, got only some of them`,
      'an interval needs a forecast, a lower bound and an upper bound',
    );
  };
  return new Map(
    [...byModel].map(([model, levels]) => [
      model,
      [...levels].toSorted(([a], [b]) => a - b).map(([level, { lo, hi }]) => boundsOf(model, level, lo, hi)),
    ]),
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
