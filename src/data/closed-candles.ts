/** Leaves out candles that have not closed: their values still change, or are not known yet. */

import { DataError } from '../errors.ts';
import { escapeControl, quoted } from '../text/escape.ts';
import type { Candles } from './candles.ts';
import { filterRows } from './ohlcv.ts';
import type { Timeframe } from './timeframe.ts';
import { addSteps, formatTime, inferTimeframe } from './timeframe.ts';
import type { Warning } from '../text/warning.ts';
import { noteOf, warningOf } from '../text/warning.ts';

/** Rows that were left out: how many, and the first of them. */
export interface LeftOut {
  readonly kind: 'open candle' | 'row in the future';
  readonly count: number;
  /** Its opening time. */
  readonly time: number;
  /** Its line in the file; 0 if the source has no lines. */
  readonly line: number;
}

export interface ClosedCandles {
  readonly candles: readonly Candles[];
  readonly leftOut: readonly LeftOut[];
}

/**
 * The candles that have closed at `now`. A candle closes one step after it opens; without a step (a single row), when it
 * opens. Rows after them stay if a column has a value there that is known ahead, with these columns only.
 * @param timeframe - default: the most common step between rows
 * @param ahead - columns that are known before their candle closes
 * @throws DataError if none has closed, in all series or in one
 */
export function closedCandles(
  candles: readonly Candles[],
  now: number,
  timeframe: Timeframe | null = inferTimeframe(candles.map(({ time }) => time)),
  ahead: readonly string[] = [],
): ClosedCandles {
  const closeOf = (time: number): number => (timeframe === null ? time : addSteps(time, timeframe, 1));
  const closed = candles.map((one) => filterRows(one, (row) => closeOf(one.time[row]) <= now));
  const rows = closed.reduce((sum, { time }) => sum + time.length, 0);
  if (rows === 0) throw noneClosedError(candles, now);
  const empty = closed.find(({ time }) => time.length === 0);
  if (empty !== undefined)
    throw new DataError(
      `${escapeControl(empty.source)}: expected a closed candle of ${quoted(empty.id)}, got none by the clock of this machine, ${formatTime(minuteOf(now))}`,
      { hint: 'leave out the series, or keep its rows with `--include-open`' },
    );
  const isIn = (one: Candles, row: number, isAhead: boolean): boolean =>
    Object.entries(one.columns).some(
      ([name, values]) => ahead.includes(name) === isAhead && !Number.isNaN(values[row]),
    );
  const outside = candles.map((one, i) =>
    filterRows(
      one,
      (row) => row >= closed[i].time.length && (!isIn(one, row, true) || isIn(one, row, false)),
    ),
  );
  return {
    candles:
      ahead.length === 0
        ? closed
        : candles.map((one, i) =>
            knownRows(one, closed[i].time.length, ahead, (row) => isIn(one, row, true)),
          ),
    leftOut: [
      ...leftOut('open candle', outside, (time) => time <= now),
      ...leftOut('row in the future', outside, (time) => time > now),
    ],
  };
}

/** The rows before `end`, and those after it in which something is known ahead, with nothing else. */
function knownRows(
  candles: Candles,
  end: number,
  ahead: readonly string[],
  isKnown: (row: number) => boolean,
): Candles {
  const columns = Object.entries(candles.columns).map(([name, values]): [string, Float64Array] => [
    name,
    ahead.includes(name) ? values : values.map((value, row) => (row < end ? value : NaN)),
  ]);
  return filterRows({ ...candles, columns: Object.fromEntries(columns) }, (row) => row < end || isKnown(row));
}

/** The warning about what was left out, without the name of the source. */
export function leftOutWarning({ kind, count, time, line }: LeftOut): Warning {
  const what = {
    'open candle': 'candles that have not closed yet left out',
    'row in the future': 'rows in the future left out',
  }[kind];
  const where = line === 0 ? '' : ` in line ${line}`;
  // A file that is written during the day ends with an open candle; rows in the future mean a wrong clock or wrong dates.
  const say = kind === 'open candle' ? noteOf : warningOf;
  return say(`${what}: ${count}, the first at ${formatTime(time)}${where}; \`--include-open\` keeps them`);
}

function leftOut(
  kind: LeftOut['kind'],
  candles: readonly Candles[],
  isOfKind: (time: number) => boolean,
): LeftOut[] {
  const found = candles.flatMap(({ time, lines }) =>
    Array.from(time, (ms, row) => ({ time: ms, line: lines?.[row] ?? 0 })).filter((row) =>
      isOfKind(row.time),
    ),
  );
  if (found.length === 0) return [];
  const first = found.reduce((best, row) => (row.time < best.time ? row : best));
  return [{ kind, count: found.length, ...first }];
}

function noneClosedError(candles: readonly Candles[], now: number): DataError {
  const rows = candles.reduce((sum, { time }) => sum + time.length, 0);
  const first = candles.reduce((least, { time }) => Math.min(least, time[0]), Infinity);
  return new DataError(
    `${escapeControl(candles[0].source)}: expected closed candles, got none in ${rows} rows from ${formatTime(first)} on: the clock of this machine says ${formatTime(minuteOf(now))}`,
    { hint: 'correct the clock if it is wrong; otherwise keep the rows with `--include-open`' },
  );
}

const minuteOf = (now: number): number => Math.floor(now / 60_000) * 60_000;
