/**
 * The series of every row. A column `unique_id` names it, or the one that the user names; or it is found: where times repeat, the
 * column of names that tells these rows apart.
 */

import type { ColumnChoice, WantedColumns } from './choose-columns.ts';
import type { CellPosition } from './csv-errors.ts';
import { namesIn } from './names.ts';
import { cellError, fileError, optionText } from './csv-errors.ts';
import type { CsvTable } from './find-table.ts';
import { cellsOf } from './find-table.ts';
import { bareName } from './header-names.ts';
import { isClockTime } from './local-times.ts';
import { isAbsent, parseNumber } from './parse-numbers.ts';
import { zonesThatRepeat } from './repeated-hours.ts';
import { TimeZone } from '../time-zone.ts';
import { quoted } from '../../text/escape.ts';

/** A table with the time of every row. */
type TableWithTimes = CsvTable & {
  readonly time: Float64Array;
  /** The times in UTC if the file is one series. */
  readonly moment: Float64Array;
};

export interface SeriesIds {
  /** The series of every row. */
  readonly ids: readonly string[];
  /** The column that names them; `undefined` if the file is one series. */
  readonly seriesColumn: number | undefined;
  /** Columns that name a market, the same in all rows of a series. */
  readonly marketColumns: readonly number[];
}

/** A column that may name the series. */
interface Candidate {
  readonly index: number;
  readonly cells: readonly string[];
  /** Whether its header says that it names a market or a series. */
  readonly isKnown: boolean;
}

/** Headers of columns that name a market. */
const MARKETS: ReadonlySet<string> = names('symbol ticker pair coin asset currency crypto name');
/** Headers of other columns that name a series. */
const NAMED: ReadonlySet<string> = names(
  'series instrument product security stock 股票名称 名称 종목명 銘柄',
);
/** Headers of columns that may name either by a number. */
const CODED: ReadonlySet<string> = names(
  `symbol ticker series seriesid itemid coinid assetid productid code stockcode tscode securitiescode securitycode permno gvkey stkcd stockid 股票代码 证券代码 代码 종목코드 コード 銘柄コード`,
);

function names(text: string): ReadonlySet<string> {
  return new Set(text.split(' ').map(bareName));
}

/**
 * The series of every row.
 * @param id - the series of a file without a column that names it
 * @throws DataError if several columns could name the series, and if a column such as `symbol` names two markets in one
 */
export function readSeries(
  body: TableWithTimes,
  columns: ColumnChoice,
  id: string,
  { areTrades }: Pick<WantedColumns, 'areTrades'> = {},
): SeriesIds {
  const find = areTrades === true ? findMarketColumn : findSeriesColumn;
  const seriesColumn = columns.uniqueId ?? find(body, columns);
  const ids = seriesColumn === undefined ? body.rows.map(() => id) : idsOf(body, seriesColumn);
  // If the user chose a column, another one may differ: it is not read.
  const isChosen = columns.uniqueId !== undefined && bareName(body.header[columns.uniqueId]) !== 'uniqueid';
  const markets = isChosen
    ? []
    : candidatesOf(body, columns, MARKETS).filter(({ index }) => index !== seriesColumn);
  for (const candidate of markets) checkMarket(body, candidate, ids);
  return { ids, seriesColumn, marketColumns: markets.map(({ index }) => index) };
}

/** Whether a column with this header names the same market in all rows of a series, if it holds names. */
export function isMarketHeader(header: string): boolean {
  return MARKETS.has(bareName(header));
}

function idsOf(body: TableWithTimes, index: number): readonly string[] {
  const cells = cellsOf(body, index);
  const positionOf = (row: number): CellPosition => ({
    source: body.source,
    line: body.lines[row],
    column: body.header[index],
  });
  const empty = cells.findIndex((cell) => cell.trim() === '');
  if (empty < 0) return namesIn(cells, positionOf);
  throw cellError(
    positionOf(empty),
    'the name of a series',
    cells[empty],
    'fill in the cell, or delete the line',
  );
}

/** Columns of names among those that are not read as times or numbers; if asked for, only those with these headers. */
function candidatesOf(
  body: TableWithTimes,
  columns: ColumnChoice,
  headers?: ReadonlySet<string>,
): readonly Candidate[] {
  const { time, secondTime, numbers, constants } = columns;
  const taken = new Set([time, secondTime, ...[...numbers, ...constants].map(({ index }) => index)]);
  return body.header.flatMap((header, index) => {
    const bare = bareName(header);
    if (taken.has(index) || headers?.has(bare) === false) return [];
    const cells = cellsOf(body, index).map((cell) => cell.trim());
    const areCodes = CODED.has(bare) && areRepeated(cells) && cells.every((cell) => /^\d+$/.test(cell));
    if (!areCodes && !areWords(cells)) return [];
    return [{ index, cells, isKnown: MARKETS.has(bare) || NAMED.has(bare) || CODED.has(bare) }];
  });
}

/** Whether most cells are text: a column of numbers, such as the volume in a currency, names nothing. */
function areWords(cells: readonly string[]): boolean {
  let [words, numbers] = [0, 0];
  for (const cell of cells) {
    if (isAbsent(cell)) continue;
    if (Number.isNaN(parseNumber(cell, '.')) && Number.isNaN(parseNumber(cell, ','))) words++;
    else numbers++;
  }
  return words > numbers;
}

/** The only column of trades that names markets, several of them: times of trades repeat, and tell nothing. */
function findMarketColumn(body: TableWithTimes, columns: ColumnChoice): number | undefined {
  const several = candidatesOf(body, columns, MARKETS).filter(
    ({ cells }) => areRepeated(cells) && cells.some((cell) => cell !== cells[0]),
  );
  return several.length === 1 ? several[0].index : undefined;
}

/** The column that tells rows with the same time apart; `undefined` if no such rows differ, or no column does. */
function findSeriesColumn(body: TableWithTimes, columns: ColumnChoice): number | undefined {
  if (isMonotonic(body.moment)) return undefined;
  const values = columns.numbers.map(({ index }) => cellsOf(body, index));
  const isSame = (a: number, b: number): boolean =>
    values.every((cells) => cells[a].trim() === cells[b].trim());
  const rows = body.rows.map(() => '');
  if (tellsApart(rows, body.time, isSame)) return undefined;
  const several = candidatesOf(body, columns).filter(({ cells }) => cells.some((cell) => cell !== cells[0]));
  const telling = several.filter(
    ({ cells, isKnown }) => (isKnown || areRepeated(cells)) && tellsApart(cells, body.time, isSame),
  );
  if (telling.length === 0) checkNoPair(body, several, isSame);
  const known = telling.filter(({ isKnown }) => isKnown);
  if (known.length === 0 && telling.length > 0 && hasDoubledHour(body, columns)) return undefined;
  // If no column tells all rows apart, a column with a known name shows in which series two rows contradict each other.
  const best =
    known.length > 0 ? known : telling.length > 0 ? telling : several.filter(({ isKnown }) => isKnown);
  const [first] = best;
  const other = best.find(({ cells }) => !isSamePartition(cells, first.cells));
  if (other === undefined) return first?.index;
  const [one, two] = [first, other].map(({ index }) => body.header[index]);
  throw fileError(
    body.source,
    `expected one column that names the series of a row, got ${quoted(one)} and ${quoted(two)}, which differ`,
    `choose one with ${optionText('--series-column', one)} or ${optionText('--series-column', two)}`,
  );
}

/** Throws if two columns tell the rows apart only together, such as `symbol` and `exchange`. */
function checkNoPair(
  body: TableWithTimes,
  candidates: readonly Candidate[],
  isSame: (a: number, b: number) => boolean,
): void {
  for (const [i, first] of candidates.entries()) {
    for (const second of candidates.slice(i + 1)) {
      const cells = first.cells.map((cell, row) => `${cell} ${second.cells[row]}`);
      if (!(areRepeated(cells) || (first.isKnown && second.isKnown)) || !tellsApart(cells, body.time, isSame))
        continue;
      const [one, two] = [first, second].map(({ index }) => quoted(body.header[index]));
      throw fileError(
        body.source,
        `expected one column that names the series of a row, got ${one} and ${two}, which name it together`,
        `join them in one column \`unique_id\`, for example as ${quoted(cells[0])}`,
      );
    }
  }
}

/** Whether each time is later than the one before, or each is earlier: then none is there twice. */
export function isMonotonic(time: Float64Array): boolean {
  const direction = Math.sign(time[1] - time[0]);
  return time.every((each, i) => i === 0 || Math.sign(each - time[i - 1]) === direction) && direction !== 0;
}

/** Whether no time is there twice but those of an hour that the clocks of a zone show twice. */
function hasDoubledHour(body: TableWithTimes, columns: ColumnChoice): boolean {
  const counts = new Map<number, number>();
  for (const time of body.time) counts.set(time, (counts.get(time) ?? 0) + 1);
  const repeated = [...counts].flatMap(([time, count]) => (count > 1 ? [time] : []));
  if (!cellsOf(body, columns.time).every(isClockTime) || [...counts.values()].some((count) => count > 2))
    return false;
  return zonesThatRepeat(repeated, body.time).some((name) => {
    const zone = TimeZone.named(name);
    return repeated.every((time) => zone !== undefined && zone.momentsOf(time).length > 1);
  });
}

/** Whether rows with the same time and the same name are equal. */
function tellsApart(
  cells: readonly string[],
  time: Float64Array,
  isSame: (a: number, b: number) => boolean,
): boolean {
  const seen = new Map<string, Map<number, number>>();
  for (const [row, name] of cells.entries()) {
    const rows = seen.get(name) ?? new Map<number, number>();
    seen.set(name, rows);
    const earlier = rows.get(time[row]);
    if (earlier === undefined) rows.set(time[row], row);
    else if (!isSame(earlier, row)) return false;
  }
  return true;
}

/** Whether names have two or more rows on average, and none is empty: otherwise they name rows, not series. */
function areRepeated(cells: readonly string[]): boolean {
  return !cells.includes('') && new Set(cells).size * 2 <= cells.length;
}

/** Whether two columns group the rows in the same way. */
function isSamePartition(a: readonly string[], b: readonly string[]): boolean {
  const [toB, toA] = [new Map<string, string>(), new Map<string, string>()];
  return a.every((name, row) => {
    const [known, back] = [toB.get(name) ?? b[row], toA.get(b[row]) ?? name];
    toB.set(name, known);
    toA.set(b[row], back);
    return known === b[row] && back === name;
  });
}

/** Throws if the column names two markets in one series. `BTC/USD` and `BTCUSD` are the same. */
function checkMarket(body: TableWithTimes, { index, cells }: Candidate, ids: readonly string[]): void {
  const seen = new Map<string, string>();
  for (const [row, cell] of cells.entries()) {
    if (isAbsent(cell)) continue;
    const first = seen.get(ids[row]);
    if (first === undefined) seen.set(ids[row], cell);
    else if (first !== cell && bareName(first) !== bareName(cell)) {
      const column = body.header[index];
      const position = { source: body.source, line: body.lines[row], column };
      const hint = `read one series per market with ${optionText('--series-column', column)}, or split the file`;
      throw cellError(position, `the same market as in the rows before, ${quoted(first)}`, cell, hint);
    }
  }
}
