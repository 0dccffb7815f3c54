/** A table by columns is read as the CSV text that it would be. */

import { describe, expect, test } from 'vitest';
import type { ColumnTable, TableColumn } from '../../../../src/data/csv/columnar/column-table.ts';
import { tableText } from '../../../../src/data/csv/columnar/column-table.ts';
import { candlesOfTable, tableReading } from '../../../../src/data/csv/columnar/read-columns.ts';
import type { CsvOptions, CsvResult } from '../../../../src/data/csv/csv-result.ts';
import { readCsv } from '../../../../src/data/csv/read-candles.ts';
import { HindcastError } from '../../../../src/errors.ts';
import { numbers, tableOf, texts, times } from '../../../helpers/tables.ts';

const ROWS = 60;
const START = Date.UTC(2024, 1, 1);
const HOUR = 3_600_000;
const rows = Array.from({ length: ROWS }, (_, i) => i);
const at = (i: number): number => START + i * HOUR;
const hours = times(rows.map(at));
const close = numbers(rows.map((i) => 100 + (i % 7) / 8));
const volume = numbers(rows.map((i) => (i % 5 === 3 ? NaN : i * 1e-9)));
const iso = (ms: number): string => new Date(ms).toISOString();
const two = rows.map((i) => (i % 2 === 0 ? 'BTC' : 'ETH'));
const pairs = times(rows.map((i) => at(i >> 1)));

interface Shape {
  readonly columns: Readonly<Record<string, TableColumn>>;
  readonly options?: CsvOptions;
}

/** Tables whose columns are taken as they are. */
const REGULAR: Readonly<Record<string, Shape>> = {
  'times and numbers': { columns: { time: hours, close, volume } },
  'an index without a name': { columns: { '': hours, Close: close, Volume: volume, other: close } },
  'local times': { columns: { date: times(rows.map(at), false), close } },
  'falling times': { columns: { time: times(rows.map((i) => at(-i))), close } },
  seconds: { columns: { timestamp: numbers(rows.map((i) => at(i) / 1000)), close } },
  milliseconds: { columns: { open_time: numbers(rows.map(at)), close, note: texts(rows.map(String)) } },
  'compact days': {
    columns: {
      date: numbers(
        rows.map((i) =>
          Number(
            iso(START + i * 24 * HOUR)
              .slice(0, 10)
              .replaceAll('-', ''),
          ),
        ),
      ),
      close,
    },
  },
  'asked unit': { columns: { t: numbers(rows.map((i) => 1e6 + i)), close }, options: { dateFormat: 's' } },
  'times as text': { columns: { time: texts(rows.map((i) => iso(at(i)))), close } },
  'numbers as text': {
    columns: {
      time: hours,
      close: texts(rows.map((i) => `${i}.50`)),
      volume: texts(rows.map((i) => (i % 2 === 0 ? null : `${i}e3`))),
    },
  },
  'one market': { columns: { symbol: texts(rows.map(() => 'BTC/USD')), time: hours, close } },
  'a panel': { columns: { unique_id: texts(two), time: pairs, close, volume } },
  'a panel by an asked column': {
    columns: { coin: texts(two), note: texts(two), time: pairs, close },
    options: { seriesColumn: 'coin' },
  },
  'an asked column': { columns: { time: hours, close, Rate: volume }, options: { column: 'rate' } },
  'open candles': { columns: { time: hours, close }, options: { now: at(40) } },
  'names with signs': {
    columns: { time: hours, close: close, 'a,"b"\n': texts(rows.map((i) => `"${i},\n`)) },
  },
};

/** Tables of which more has to be known. */
const OTHER: Readonly<Record<string, Shape>> = {
  'a time twice': {
    columns: { time: times(rows.map((i) => at(Math.min(i, 58)))), close: numbers(rows.map(() => 1)) },
  },
  'a missing time': { columns: { time: times(rows.map((i) => (i === 50 ? NaN : at(i)))), close } },
  'a time zone': {
    columns: { time: times(rows.map(at), false), close },
    options: { timeZone: 'Europe/Berlin' },
  },
  'a panel whose column is found': { columns: { symbol: texts(two), time: pairs, close } },
  'two markets': {
    columns: { symbol: texts(rows.map((i) => (i < 50 ? 'BTC' : 'ETH'))), time: hours, close },
  },
  'an infinite price': {
    columns: { time: hours, close: numbers(rows.map((i) => (i === 55 ? Infinity : i))) },
  },
  'a price that is text': {
    columns: { time: hours, close: texts(rows.map((i) => (i === 55 ? 'abc' : '1.5'))) },
  },
  'days in an order to be found': {
    columns: { time: texts(rows.map((i) => `${1 + (i % 28)}/${1 + Math.floor(i / 28)}/2024`)), close },
  },
  'a constant': {
    columns: { time: hours, close, kind: texts(rows.map(() => 'x')) },
    options: { constants: ['kind'] },
  },
  'two time columns': {
    columns: { unix: numbers(rows.map((i) => at(i) / 1000)), date: times(rows.map(at)), close },
  },
  'ticks as the volume': {
    columns: { time: hours, close, vol: numbers(rows.map(() => 0)), tickvol: numbers(rows) },
  },
  'an empty series': {
    columns: { unique_id: texts(rows.map((i) => (i === 50 ? null : 'a'))), time: hours, close },
  },
  'no price': { columns: { time: hours, text: texts(two) } },
};

async function outcomeOf(read: () => CsvResult | Promise<CsvResult | string>): Promise<unknown> {
  try {
    return await read();
  } catch (error) {
    if (!(error instanceof HindcastError)) throw error;
    return { error: error.message, hint: error.hint, exit: error.exit };
  }
}

async function bothOf({ columns, options = {} }: Shape) {
  const table = tableOf(columns);
  const asked = { ...options, id: 'a' };
  const text = tableText('a.x', table.header, await allOf(table), table.rows);
  const any = await outcomeOf(() => readCsv(text, 'a.x', tableReading(table, asked)));
  const read = await outcomeOf(() => candlesOfTable(table, 'a.x', asked, { firstRows: 20 }));
  return { any, read, text };
}

function allOf(table: ColumnTable): Promise<TableColumn[]> {
  return Promise.all(table.header.map((_, index) => table.column(index, table.rows)));
}

describe('a table', () => {
  test.each(Object.entries(REGULAR))('of %s is read from its columns as from its text', async (_, shape) => {
    const { any, read } = await bothOf(shape);
    expect(any).toHaveProperty('candles');
    expect(withoutProgress(read)).toEqual(withoutProgress(any));
  });

  test.each(Object.entries(OTHER))('with %s is left to the reader of text', async (_, shape) => {
    const { read, text } = await bothOf(shape);
    expect(read).toBe(text);
  });

  test('that is short is read as text', async () => {
    const read = await candlesOfTable(tableOf({ time: times([START]), close: numbers([1.5]) }), 'a.x', {
      id: 'a',
    });
    expect(read).toBe('time,close\n2024-02-01T00:00:00.000Z,1.5\n');
  });
});

/** Both name the same options; the reader of columns does not name the id. */
function withoutProgress(result: unknown): unknown {
  const { reading, ...rest } = result as CsvResult;
  const { asked: _, ...others } = reading;
  return { ...rest, reading: others };
}
