/**
 * A table of forecasts as CSV, hindcast's own `forecasts.csv` or another tool's: a line per series, origin and step,
 * `unique_id,ds,cutoff,origin,step,y,<model>,…,<model>-lo-80,<model>-hi-80,…`. `origin` is the cutoff where that
 * column is missing, and `step` the rows from the origin to `ds`, among all times that the file names.
 */

import type { DataError } from '../errors.ts';
import { isAbsent, parseNumber } from './csv-numbers.ts';
import { refusedCell, refusedFile, refusedLine } from './csv-refusal.ts';
import { readTable } from './csv-table.ts';
import { parseTimes } from './csv-times.ts';
import { quoted } from './escape.ts';
import { formatTime } from './timeframe.ts';

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
}

interface Bounds {
  readonly level: number;
  readonly lo: Float64Array;
  readonly hi: Float64Array;
}

const PLACES = ['unique_id', 'ds', 'cutoff', 'origin', 'step', 'y'] as const;
/** What pandas calls an index that it writes beside the columns. */
const INDEX = /^(?:|index|unnamed: 0)$/i;
const BOUND = /^(.+)-(lo|hi)-(\d+(?:\.\d+)?)$/;

/** The table in `text`, the whole of a CSV file that messages call `source`. */
export function readForecasts(text: string, source: string): ForecastRows {
  const plain = text.replace(/^\uFEFF/, '');
  const titles = (/^\s*(.*)$/m.exec(plain)?.[1] ?? '').split(/[,;\t|]/).map((title) => title.trim());
  for (const needed of ['ds', 'y'])
    if (!titles.some((title) => isTitled(title, needed))) throw lacking(needed, titles, source);
  const table = readTable(plain, source, { column: 'y', timeColumn: 'ds' });
  const { header, rows, lines } = table;
  const places = new Map(
    PLACES.map((name) => [name, header.findIndex((title) => isTitled(title.trim(), name))]),
  );
  if (places.get('cutoff') === -1 && places.get('origin') === -1) throw lacking('cutoff', header, source);
  if (rows.length === 0)
    throw refusedFile(
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
      throw refusedCell(
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
        throw refusedCell(
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
    throw refusedLine(
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
    throw refusedLine(
      source,
      lines[twice],
      `expected one line per series, origin and \`ds\`, got ${quoted(idCells[twice])} from ${formatTime(origin[twice])} for ${formatTime(ds[twice])} again`,
      'remove one of the two',
    );
  const stepIndex = places.get('step')!;
  const step = stepIndex === -1 ? stepsOf(ds, cutoff, origin) : numbers(stepIndex);
  const wrongStep = order.find((i) => !Number.isInteger(step[i]) || step[i] < 1);
  if (wrongStep !== undefined)
    throw refusedLine(
      source,
      lines[wrongStep],
      `expected \`step\` to be a whole number from 1, got ${step[wrongStep]}`,
      'leave the column out to have steps counted',
    );
  const { models, intervals } = columnsOf(header, numbers, source);
  return pickRows(
    {
      source,
      ids,
      series,
      ds,
      cutoff,
      origin,
      step: Int32Array.from(step),
      y: numbers(places.get('y')!),
      models,
      intervals,
    },
    Array.from(order),
  );
}

/** Whether a header's cell is `name`, in quotes or not. */
function isTitled(title: string, name: string): boolean {
  return title.replace(/^"(.*)"$/, '$1').toLowerCase() === name;
}

function lacking(name: string, header: readonly string[], source: string): DataError {
  return refusedFile(
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
  };
}

/** Rows from the origin to the target, on the grid of all times that the file names. */
function stepsOf(ds: Float64Array, cutoff: Float64Array, origin: Float64Array): Float64Array {
  const times = Float64Array.from(new Set([...ds, ...cutoff, ...origin])).toSorted();
  const rowOf = new Map(Array.from(times, (ms, row) => [ms, row]));
  return ds.map((ms, i) => rowOf.get(ms)! - rowOf.get(origin[i])!);
}

/** Every column that is no place: a model's forecasts, or a bound of one of its intervals. */
function columnsOf(
  header: readonly string[],
  numbers: (index: number) => Float64Array,
  source: string,
): { readonly models: Map<string, Float64Array>; readonly intervals: Map<string, Bounds[]> } {
  const models = new Map<string, Float64Array>();
  const bounds = new Map<string, Map<number, { lo?: Float64Array; hi?: Float64Array }>>();
  header.forEach((title, index) => {
    const name = title.trim();
    if ((PLACES as readonly string[]).includes(name.toLowerCase()) || INDEX.test(name)) return;
    const bound = BOUND.exec(name);
    if (bound === null) {
      if (models.has(name))
        throw refusedFile(source, `expected one column ${quoted(name)}, got two`, 'rename or remove one');
      models.set(name, numbers(index));
      return;
    }
    const [, model, side, level] = bound;
    const levels = bounds.get(model) ?? new Map<number, { lo?: Float64Array; hi?: Float64Array }>();
    levels.set(Number(level), { ...levels.get(Number(level)), [side]: numbers(index) });
    bounds.set(model, levels);
  });
  if (models.size === 0)
    throw refusedFile(
      source,
      'expected a column of forecasts per model, got none',
      'a model is a column beside unique_id, ds, cutoff, origin, step and y',
    );
  const intervals = new Map<string, Bounds[]>();
  for (const [model, levels] of bounds)
    for (const [level, { lo, hi }] of [...levels].toSorted(([a], [b]) => a - b)) {
      if (!models.has(model) || lo === undefined || hi === undefined)
        throw refusedFile(
          source,
          `expected columns ${[model, `${model}-lo-${level}`, `${model}-hi-${level}`].map(quoted).join(', ')} together, got only some of them`,
          'an interval has two bounds and a forecast between them',
        );
      intervals.set(model, [...(intervals.get(model) ?? []), { level, lo, hi }]);
    }
  return { models, intervals };
}
