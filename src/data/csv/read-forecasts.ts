/**
 * A table of forecasts as CSV, hindcast's own `forecasts.csv` or another tool's: a line per series, origin and step,
 * `unique_id,ds,cutoff,origin,step,y,<model>,…,<model>-lo-80,<model>-hi-80,…`, or of classes `<model>-p-down`, `-p-flat` and
 * `-p-up` in their place, where `y` and forecasts are -1, 0 and 1. `origin` is the cutoff where that column is missing, and
 * `step` the rows from the origin to `ds`, among all times that the file names.
 */

import type { DataError } from '../../errors.ts';
import { classNames, likeliest } from '../classes.ts';
import { isAbsent, parseNumber } from './parse-numbers.ts';
import { cellError, fileError, lineError } from './csv-errors.ts';
import { findTable } from './find-table.ts';
import { parseTimes } from './parse-times.ts';
import { quoted } from '../../text/escape.ts';
import { formatTime } from '../timeframe.ts';

/** One entry per line, ordered by series, then origin, then step. Times are milliseconds since 1970 UTC. */
export interface ForecastRows {
  readonly source: string;
  /** Names of the series, by their number. */
  readonly ids: readonly string[];
  readonly series: Int32Array;
  readonly ds: Float64Array;
  readonly cutoff: Float64Array;
  readonly origin: Float64Array;
  readonly step: Int32Array;
  /** What came true; `NaN` where it is not known. */
  readonly y: Float64Array;
  /** Forecasts by model; `NaN` where there is none. */
  readonly models: ReadonlyMap<string, Float64Array>;
  /** Bounds by model, ascending by level in percent. */
  readonly intervals: ReadonlyMap<string, readonly Bounds[]>;
  /** Probabilities by model and class; a table that has any is one of classes. */
  readonly probabilities: ReadonlyMap<string, readonly Float64Array[]>;
}

interface Bounds {
  readonly level: number;
  readonly lo: Float64Array;
  readonly hi: Float64Array;
}

const PLACES = ['unique_id', 'ds', 'cutoff', 'origin', 'step', 'y'] as const;
/** What pandas calls an index that it writes beside the columns. */
const INDEX = /^(?:|index|unnamed: 0)$/i;
const PROBABILITY = new RegExp(`^(.+)-p-(${classNames.join('|')})$`);
/** How far the probabilities of a line may add up to something else than 1, which rounding to two places does. */
const ROUNDED = 0.015;
const BOUND = /^(.+)-(lo|hi)-(\d+(?:\.\d+)?)$/;

/** The table in `text`, the whole of a CSV file that messages call `source`. */
export function readForecasts(text: string, source: string): ForecastRows {
  const plain = text.replace(/^\uFEFF/, '');
  const titles = (/^\s*(.*)$/m.exec(plain)?.[1] ?? '').split(/[,;\t|]/).map((title) => title.trim());
  for (const needed of ['ds', 'y'])
    if (!titles.some((title) => isTitled(title, needed))) throw lacking(needed, titles, source);
  const table = findTable(plain, source, { column: 'y', timeColumn: 'ds' });
  const { header, rows, lines } = table;
  const places = new Map(
    PLACES.map((name) => [name, header.findIndex((title) => isTitled(title.trim(), name))]),
  );
  if (places.get('cutoff') === -1 && places.get('origin') === -1) throw lacking('cutoff', header, source);
  if (rows.length === 0)
    throw fileError(
      source,
      'expected forecasts, got none below the header',
      'check how the file was written',
    );
  const cellsOf = (index: number): string[] => rows.map((row) => row.at(index) ?? '');
  const times = (name: 'ds' | 'cutoff' | 'origin'): Float64Array => {
    const index = places.get(name)!;
    const cells = cellsOf(index);
    const read = parseTimes({ source, column: header[index], cells, lines });
    const wrong = read.findIndex((time) => Number.isNaN(time));
    if (wrong >= 0)
      throw cellError(
        { source, line: lines[wrong], column: header[index] },
        'a time',
        cells[wrong],
        'write it as 2024-01-31 or 2024-01-31T13:00Z',
      );
    return read;
  };
  const numbers = (index: number): Float64Array =>
    Float64Array.from(cellsOf(index), (cell, i) => {
      const value = parseNumber(cell);
      if (Number.isNaN(value) && !isAbsent(cell))
        throw cellError(
          { source, line: lines[i], column: header[index] },
          'a number or an empty cell',
          cell,
          'correct it, or leave the column out',
        );
      return value;
    });
  const ds = times('ds');
  const origin = places.get('origin') === -1 ? times('cutoff') : times('origin');
  const cutoff = places.get('cutoff') === -1 ? origin : times('cutoff');
  const idIndex = places.get('unique_id')!;
  const idCells = idIndex === -1 ? rows.map(() => 'series') : cellsOf(idIndex);
  const ids = [...new Set(idCells)];
  const numberOf = new Map(ids.map((id, s) => [id, s]));
  const series = Int32Array.from(idCells, (id) => numberOf.get(id)!);
  const order = Int32Array.from(rows.keys()).toSorted(
    (a, b) => series[a] - series[b] || origin[a] - origin[b] || ds[a] - ds[b],
  );
  const late = order.find((i) => ds[i] <= origin[i]);
  if (late !== undefined)
    throw lineError(
      source,
      lines[late],
      `expected \`ds\` after the origin ${formatTime(origin[late])}, got ${formatTime(ds[late])}`,
      'a forecast is of a later time than that from which it is made',
    );
  const twice = order.find(
    (i, at) =>
      at > 0 &&
      series[order[at - 1]] === series[i] &&
      origin[order[at - 1]] === origin[i] &&
      ds[order[at - 1]] === ds[i],
  );
  if (twice !== undefined)
    throw lineError(
      source,
      lines[twice],
      `expected one line per series, origin and \`ds\`, got ${quoted(idCells[twice])} from ${formatTime(origin[twice])} for ${formatTime(ds[twice])} again`,
      'remove one of the two',
    );
  const stepIndex = places.get('step')!;
  const step = stepIndex === -1 ? stepsOf(ds, cutoff, origin) : numbers(stepIndex);
  const wrongStep = order.find((i) => !Number.isInteger(step[i]) || step[i] < 1);
  if (wrongStep !== undefined)
    throw lineError(
      source,
      lines[wrongStep],
      `expected \`step\` to be a whole number from 1, got ${step[wrongStep]}`,
      'leave the column out to have steps counted',
    );
  const y = numbers(places.get('y')!);
  const { models, intervals, probabilities } = columnsOf(header, numbers, source);
  if (probabilities.size > 0) checkClasses(y, models, probabilities, (i) => ({ source, line: lines[i] }));
  return pickRows(
    {
      source,
      ids,
      series,
      ds,
      cutoff,
      origin,
      step: Int32Array.from(step),
      y,
      models,
      intervals,
      probabilities,
    },
    Array.from(order),
  );
}

/** Whether a header's cell is `name`, in quotes or not. */
function isTitled(title: string, name: string): boolean {
  return title.replace(/^"(.*)"$/, '$1').toLowerCase() === name;
}

/**
 * Refuses values that are no class, and probabilities that are none. A model with probabilities alone forecasts the
 * likeliest class.
 */
function checkClasses(
  y: Float64Array,
  models: Map<string, Float64Array>,
  probabilities: ReadonlyMap<string, readonly Float64Array[]>,
  place: (i: number) => { readonly source: string; readonly line: number },
): void {
  for (const [model, columns] of probabilities) {
    y.forEach((_, i) => {
      const given = columns.map((column) => column[i]);
      const sum = given.reduce((total, p) => total + p, 0);
      const isAbsentHere = given.every((p) => Number.isNaN(p));
      if (isAbsentHere || (given.every((p) => p >= 0 && p <= 1) && Math.abs(sum - 1) <= ROUNDED)) return;
      const { source, line } = place(i);
      throw lineError(
        source,
        line,
        `expected the probabilities of ${quoted(model)} to be from 0 to 1 and to add up to 1, got ${given.join(', ')}`,
        'write all classes, as ratios',
      );
    });
    if (!models.has(model)) models.set(model, likeliest(columns));
  }
  for (const [column, values] of [['y', y] as const, ...models]) {
    const wrong = values.findIndex((value) => !Number.isNaN(value) && ![-1, 0, 1].includes(value));
    if (wrong < 0) continue;
    const { source, line } = place(wrong);
    throw cellError(
      { source, line, column },
      'a class',
      String(values[wrong]),
      'beside probabilities of classes, -1 is down, 0 flat and 1 up',
    );
  }
}

function lacking(name: string, header: readonly string[], source: string): DataError {
  return fileError(
    source,
    `expected a column \`${name}\`, got ${header.map(quoted).join(', ')}`,
    'a table of forecasts has unique_id, ds, cutoff, y and a column per model: `forecasts.csv` of `--output`, or what `cross_validation` returns',
  );
}

/** The same table with these of its rows, in this order. */
export function pickRows(rows: ForecastRows, kept: readonly number[]): ForecastRows {
  const floats = (column: Float64Array): Float64Array => Float64Array.from(kept, (i) => column[i]);
  const ints = (column: Int32Array): Int32Array => Int32Array.from(kept, (i) => column[i]);
  return {
    ...rows,
    series: ints(rows.series),
    ds: floats(rows.ds),
    cutoff: floats(rows.cutoff),
    origin: floats(rows.origin),
    step: ints(rows.step),
    y: floats(rows.y),
    models: new Map([...rows.models].map(([name, column]) => [name, floats(column)])),
    intervals: new Map(
      [...rows.intervals].map(([name, bounds]) => [
        name,
        bounds.map(({ level, lo, hi }) => ({ level, lo: floats(lo), hi: floats(hi) })),
      ]),
    ),
    probabilities: new Map([...rows.probabilities].map(([name, columns]) => [name, columns.map(floats)])),
  };
}

/** Rows from the origin to the target, on the grid of all times that the file names. */
function stepsOf(ds: Float64Array, cutoff: Float64Array, origin: Float64Array): Float64Array {
  const times = Float64Array.from(new Set([...ds, ...cutoff, ...origin])).toSorted();
  const rowOf = new Map(Array.from(times, (ms, row) => [ms, row]));
  return ds.map((ms, i) => rowOf.get(ms)! - rowOf.get(origin[i])!);
}

/** Every column that is no place: a model's forecasts, a bound of one of its intervals, the probability of a class. */
function columnsOf(
  header: readonly string[],
  numbers: (index: number) => Float64Array,
  source: string,
): {
  readonly models: Map<string, Float64Array>;
  readonly intervals: Map<string, Bounds[]>;
  readonly probabilities: Map<string, readonly Float64Array[]>;
} {
  const shares = new Map<string, Map<string, Float64Array>>();
  const models = new Map<string, Float64Array>();
  const bounds = new Map<string, Map<number, { lo?: Float64Array; hi?: Float64Array }>>();
  header.forEach((title, index) => {
    const name = title.trim();
    if ((PLACES as readonly string[]).includes(name.toLowerCase()) || INDEX.test(name)) return;
    const share = PROBABILITY.exec(name);
    if (share !== null) {
      const [, model, of] = share;
      shares.set(model, (shares.get(model) ?? new Map<string, Float64Array>()).set(of, numbers(index)));
      return;
    }
    const bound = BOUND.exec(name);
    if (bound === null) {
      if (models.has(name))
        throw fileError(source, `expected one column ${quoted(name)}, got two`, 'rename or remove one');
      models.set(name, numbers(index));
      return;
    }
    const [, model, side, level] = bound;
    const levels = bounds.get(model) ?? new Map<number, { lo?: Float64Array; hi?: Float64Array }>();
    levels.set(Number(level), { ...levels.get(Number(level)), [side]: numbers(index) });
    bounds.set(model, levels);
  });
  if (models.size === 0 && shares.size === 0)
    throw fileError(
      source,
      'expected a column of forecasts per model, got none',
      'a model is a column beside unique_id, ds, cutoff, origin, step and y',
    );
  const intervals = new Map<string, Bounds[]>();
  for (const [model, levels] of bounds)
    for (const [level, { lo, hi }] of [...levels].toSorted(([a], [b]) => a - b)) {
      if (!models.has(model) || lo === undefined || hi === undefined)
        throw fileError(
          source,
          `expected columns ${[model, `${model}-lo-${level}`, `${model}-hi-${level}`].map(quoted).join(', ')} together, got only some of them`,
          'an interval has two bounds and a forecast between them',
        );
      intervals.set(model, [...(intervals.get(model) ?? []), { level, lo, hi }]);
    }
  const probabilities = new Map(
    [...shares].map(([model, byClass]) => {
      const absent = classNames.find((of) => !byClass.has(of));
      if (absent !== undefined)
        throw fileError(
          source,
          `expected columns ${classNames.map((of) => quoted(`${model}-p-${of}`)).join(', ')} together, got no ${quoted(`${model}-p-${absent}`)}`,
          'a class that cannot come has a probability of 0',
        );
      return [model, classNames.map((of) => byClass.get(of)!)] as const;
    }),
  );
  return { models, intervals, probabilities };
}
