/**
 * Columns whose headers alone do not say what they are, but their cells do: the only column of numbers is the value, and
 * a header that holds `date` or `time` over cells that are times is the time; and the count of ticks is the volume where
 * that of trades is 0.
 */

import { withoutAffix } from './affixed-names.ts';
import { headerLikeness } from './choose-columns.ts';
import type { ColumnChoice, WantedColumns } from './choose-columns.ts';
import { bareName } from './header-names.ts';
import { fileError, optionText } from './csv-errors.ts';
import { isAbsent, parseNumber } from './parse-numbers.ts';
import type { InferredColumn } from './reading.ts';
import { isNumberCell, isTimeCell } from './row-signs.ts';
import { quoted } from '../../text/escape.ts';

/** What is known of the columns of a table. */
export interface ShownTable {
  readonly source: string;
  readonly header: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

export interface InferredColumns {
  /** The columns asked for; those that were found are named by their headers. */
  readonly wanted: WantedColumns;
  /** The headers, without a word that those of the prices share. */
  readonly header: readonly string[];
  readonly inferred: readonly InferredColumn[];
}

/** Rows that are checked for what a column contains. */
const SHOWN_ROWS = 200;
/** `observation_date`, `Transaction Date`, `tradeTime`; not `update`, not `lifetime`. */
const HOLDS_TIME = /(?:^|[^a-z])(?:date|time|datetime|timestamp)(?:$|[^a-z])|[a-z](?:Date|Time)/i;
/** Times other than the opening time of a candle. */
const OTHER_TIME = /clos|end|last|updat|creat|modif|expir|matur|high|low|publish|releas|retriev|download/i;
/** Row numbers have these names. */
const ROW_NUMBER = /^(?:|#|index|unnamed: \d+|id|no\.?|s\.?no\.?|nr\.?)$/i;

/** Columns of times whose header contains `date` or `time`, or is empty in the first column. */
export function datedColumns(header: readonly string[], row: readonly string[]): readonly number[] {
  const isDated = (name: string, i: number): boolean =>
    (i === 0 && name.trim() === '') || (HOLDS_TIME.test(name) && !OTHER_TIME.test(name));
  return header.flatMap((name, i) => (i < row.length && isDated(name, i) && isTimeCell(row[i]) ? [i] : []));
}

/** The columns to read of `table`: those that headers name, else those that cells show. */
export function inferColumns(table: ShownTable, wanted: WantedColumns): InferredColumns {
  const { header } = table;
  const inferred: InferredColumn[] = [];
  let { column, timeColumn } = wanted;
  if (timeColumn === undefined && headerLikeness(header, { column: '', timeColumn }) === 0) {
    const time = datedColumn(table);
    if (time !== undefined && header[time].trim() !== '') {
      timeColumn = header[time];
      inferred.push({
        column: timeColumn,
        role: 'time',
        evidence: 'its header and cells look like times',
      });
    }
  }
  const value = column.toLowerCase() === 'close' ? onlyNumbers(table, { column, timeColumn }) : undefined;
  if (value !== undefined) {
    column = header[value];
    inferred.push({ column, role: 'close', evidence: 'it is the only column of numbers' });
  }
  const plain = isNamed(header, column, timeColumn) ? undefined : withoutAffix(header);
  if (plain !== undefined && isNamed(plain, column, timeColumn)) {
    const close = plain.findIndex((name) => isNamed([name], 'close', timeColumn));
    const evidence = 'open, high and low have the same name beside theirs';
    inferred.push({ column: header[close], role: 'close', evidence });
    return { wanted: { ...wanted, column, timeColumn }, header: plain, inferred };
  }
  return { wanted: { ...wanted, column, timeColumn }, header, inferred };
}

/** Whether one of the headers is a name of the column. */
function isNamed(header: readonly string[], column: string, timeColumn: string | undefined): boolean {
  return headerLikeness(header, { column, timeColumn: timeColumn ?? '' }) % 2 === 1;
}

function datedColumn({ header, rows, source }: ShownTable): number | undefined {
  const found = datedColumns(header, rows.at(0) ?? []);
  if (found.length < 2) return found.at(0);
  throw fileError(
    source,
    `expected one time column, got ${found.map((i) => quoted(header[i])).join(' and ')}`,
    `choose the time at which a row begins: ${found.map((i) => optionText('--time-column', header[i])).join(' or ')}`,
  );
}

/** The column of numbers if there is only one, its name can be that of a price, and no column has the wanted name. */
function onlyNumbers(table: ShownTable, wanted: WantedColumns): number | undefined {
  const { header, rows } = table;
  const has = (names: readonly string[], column: string): boolean =>
    isNamed(names, column, wanted.timeColumn);
  if (has(header, wanted.column)) return undefined;
  const shown = rows.slice(0, SHOWN_ROWS);
  const isTime = (name: string): boolean =>
    name === wanted.timeColumn || headerLikeness([name], { column: '', timeColumn: undefined }) === 2;
  const found = header.flatMap((name, i) => {
    if (isTime(name) || isRowNumbers(name, shown, i)) return [];
    const cells = shown.map((row) => row.at(i) ?? '');
    const holdsNumbers =
      cells.some(isNumberCell) && cells.every((cell) => isNumberCell(cell) || isAbsent(cell));
    return holdsNumbers ? [i] : [];
  });
  const [value] = found;
  if (found.length !== 1 || header[value].trim() === '') return undefined;
  return ['open', 'high', 'low', 'volume'].some((other) => has([header[value]], other)) ? undefined : value;
}

/** Whether a column only counts the rows. */
function isRowNumbers(name: string, rows: readonly (readonly string[])[], index: number): boolean {
  const first = Number(rows.at(0)?.at(index) ?? NaN);
  return ROW_NUMBER.test(name.trim()) && rows.every((row, i) => Number(row.at(index)) === first + i);
}

/** Counts of changes of the price, which MetaTrader has for markets without a volume. */
const TICKS: ReadonlySet<string> = new Set(['tickvolume', 'tickvol']);

/** The columns with the count of ticks as the volume, if what is named so is 0 or empty in every row. */
export function withTicks(
  { header, rows }: ShownTable,
  columns: ColumnChoice,
): { readonly columns: ColumnChoice; readonly inferred: readonly InferredColumn[] } {
  const volume = columns.numbers.find(({ key }) => key === 'volume');
  const ticks = columns.unread.find(({ index }) => TICKS.has(bareName(header[index])));
  if (volume === undefined || ticks === undefined || volume === columns.forecast)
    return { columns, inferred: [] };
  const isNothing = (cell: string): boolean => isAbsent(cell) || parseNumber(cell) === 0;
  if (!rows.every((row) => isNothing(row.at(volume.index) ?? ''))) return { columns, inferred: [] };
  const numbers = columns.numbers.map((each) =>
    each === volume ? { key: 'volume', index: ticks.index } : each,
  );
  const unread = columns.unread.map((each) =>
    each === ticks ? { index: volume.index, kind: 'volume' as const } : each,
  );
  const evidence = `${quoted(header[volume.index])} is 0 in every row`;
  return {
    columns: { ...columns, numbers, unread: unread.toSorted((a, b) => a.index - b.index) },
    inferred: [{ column: header[ticks.index], role: 'volume', evidence }],
  };
}
