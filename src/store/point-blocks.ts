/**
 * The stored form of the columns of a market: blocks of the points of a stretch of time, with the spans of which all points are
 * there. Both are in one row, so that a lost row never makes old values count for the time that it was of.
 */

import { crc32 } from 'node:zlib';
import type { ColumnHistory, MarketColumn, KnownPoints, Span } from '../data/market-columns.ts';
import { joinSpans, marketColumns } from '../data/market-columns.ts';
import type { Market } from '../data/market.ts';
import { damagedRow, getRow, keyOf, listRows, putRow } from './rows.ts';
import { makeSeries, seriesId, stepOf } from './series.ts';
import type { Database, SqlRow } from './sql.ts';
import { tables } from './tables.ts';

/** Points of one block, and the spans within it. */
interface PointBlock extends KnownPoints {
  readonly spans: readonly Span[];
}

export interface WrittenPoints {
  /** New points. */
  readonly inserted: number;
  /** Points whose value was replaced. */
  readonly changed: number;
}

const DAY = 86_400_000;
const EMPTY: PointBlock = { time: new Float64Array(), value: new Float64Array(), spans: [] };

/** Every stored column of a market, in their order. */
export function readColumns(database: Database, market: Market): readonly ColumnHistory[] {
  const series = seriesId(database, market);
  if (series === undefined) return [];
  const rows = database.reading(() => listRows(database, tables.points, { key: [series] }));
  return marketColumns.flatMap((name): readonly ColumnHistory[] => {
    const blocks = rows.filter((row) => row.name === name).map((row) => readPoints(database, row));
    if (blocks.length === 0) return [];
    return [
      {
        name,
        time: concatenated(blocks.map(({ time }) => time)),
        value: concatenated(blocks.map(({ value }) => value)),
        spans: blocks.flatMap(({ spans }) => spans).reduce<readonly Span[]>(joinSpans, []),
      },
    ];
  });
}

/**
 * Adds points, replaces those with other values, and records that in `span` there are no others. All or nothing.
 * @param points - ascending, all within the span
 */
export function writeColumn(
  database: Database,
  market: Market,
  name: MarketColumn,
  points: KnownPoints,
  span: Span,
  at: number,
): WrittenPoints {
  return database.writing(() => {
    const series = makeSeries(database, market, at);
    const width = widthOf(market, name);
    let [inserted, changed] = [0, 0];
    for (let start = span.from; start < span.to;) {
      const block = Math.floor(start / width);
      const end = Math.min(span.to, (block + 1) * width);
      const stored = getRow(database, tables.points, [series, name, block]);
      const before = stored === undefined ? EMPTY : readPoints(database, stored);
      const merged = merge(before, within(points, start, end));
      const spans = joinSpans(before.spans, { from: start, to: end });
      if (merged.inserted + merged.changed > 0 || !isSame(spans, before.spans))
        putRow(database, tables.points, { series, name, block, ...pack({ ...merged, spans }) });
      inserted += merged.inserted;
      changed += merged.changed;
      start = end;
    }
    return { inserted, changed };
  });
}

/** The points of a row of the table. */
export function readPoints(database: Database, row: SqlRow): PointBlock {
  const { spans, rows, checksum, columns } = row;
  const counts = [Number(spans), Number(rows)] as const;
  const isIntact =
    columns instanceof Uint8Array &&
    columns.byteLength === 16 * (counts[0] + counts[1]) &&
    crc32(columns) === Number(checksum);
  if (isIntact) return unpack(columns, ...counts);
  const table = tables.points;
  throw damagedRow(database, { table, key: keyOf(table, row), problem: 'has changed since it was written' });
}

/** The time of a block. Funding is settled every few hours, whatever the candles are. */
function widthOf(market: Market, name: MarketColumn): number {
  return name === 'funding' ? 256 * DAY : 1024 * stepOf(market).ms;
}

/** Beginnings of the spans, their ends, times, values: one after another. */
function pack({ spans, time, value }: PointBlock): Pick<SqlRow, string> {
  const values = Float64Array.from([
    ...spans.map(({ from }) => from),
    ...spans.map(({ to }) => to),
    ...time,
    ...value,
  ]);
  const columns = new Uint8Array(values.buffer);
  return { spans: spans.length, rows: time.length, checksum: crc32(columns), columns };
}

function unpack(columns: Uint8Array, spans: number, rows: number): PointBlock {
  const { buffer } = columns.slice(); // aligned
  const part = (start: number, length: number) => new Float64Array(buffer, 8 * start, length);
  const ends = part(spans, spans);
  return {
    spans: Array.from(part(0, spans), (from, i) => ({ from, to: ends[i] })),
    time: part(2 * spans, rows),
    value: part(2 * spans + rows, rows),
  };
}

/** Both, ascending; if both have a time, the new value wins. */
function merge(before: KnownPoints, added: KnownPoints): KnownPoints & WrittenPoints {
  const values = new Map(Array.from(before.time, (time, i) => [time, before.value[i]]));
  let [inserted, changed] = [0, 0];
  added.time.forEach((time, i) => {
    const old = values.get(time);
    if (old === undefined) inserted++;
    else if (old !== added.value[i]) changed++;
    values.set(time, added.value[i]);
  });
  const time = Float64Array.from(values.keys()).toSorted();
  return { time, value: time.map((ms) => values.get(ms)!), inserted, changed };
}

function within({ time, value }: KnownPoints, from: number, to: number): KnownPoints {
  const isWithin = (_: number, i: number): boolean => time[i] >= from && time[i] < to;
  return { time: time.filter(isWithin), value: value.filter(isWithin) };
}

const isSame = (one: readonly Span[], other: readonly Span[]): boolean =>
  one.length === other.length && one.every(({ from, to }, i) => from === other[i].from && to === other[i].to);

function concatenated(parts: readonly Float64Array[]): Float64Array {
  const all = new Float64Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}
