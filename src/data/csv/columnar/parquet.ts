/**
 * Parquet files as tables, by `hyparquet`, which decodes one column of one row group at a time. What it trusts is checked before: the lengths
 * in headers, how many values a page claims to have, and how large it claims to be.
 */

import type { FileMetaData, SchemaTree } from 'hyparquet';
import { HindcastError } from '../../../errors.ts';
import { loadPackage } from '../optional-package.ts';
import { endOfStruct } from './check-thrift.ts';
import type { ByteSource, ColumnTable, TableColumn } from './column-table.ts';
import { checkRowCount, emptyColumn, unreadable } from './column-table.ts';
import { inFrameOrder, PANDAS } from './pandas-index.ts';
import { pagesOf } from './parquet-pages.ts';
import { unpackers } from './parquet-codecs.ts';
import { kindOfElement, plainElement, ParquetValues } from './parquet-values.ts';
import { wholeTime } from './whole-times.ts';

/** The table, and what its columns are. */
interface OpenParquet {
  readonly file: ByteSource;
  readonly source: string;
  readonly metadata: FileMetaData;
  /** One per column: with the root, the path to it in the schema. */
  readonly trees: readonly SchemaTree[];
  readonly root: SchemaTree;
}

/** Bytes at the end of every file: the length of its description, and `PAR1`. */
const TAIL = 8;
/** More rows for each byte are not a table of prices. */
const MOST_ROWS_PER_BYTE = 64;
const FEW_ROWS = 1 << 20;

const importHyparquet = async () => ({
  ...(await import('hyparquet')),
  ...(await import('hyparquet/src/column.js')),
  ...(await import('hyparquet/src/convert.js')),
  ...(await import('hyparquet/src/datapage.js')),
  ...(await import('hyparquet/src/plain.js')),
});

/**
 * The table in a Parquet file.
 * @throws DataError for a damaged file
 * @throws UsageError if the package is not installed
 */
export async function parquetTable(
  file: ByteSource,
  source: string,
  load = importHyparquet,
): Promise<ColumnTable> {
  const hyparquet = await loadPackage(load, {
    name: 'hyparquet',
    for: 'a Parquet file',
    otherwise: 'convert it to CSV',
  });
  return guarded(source, async () => {
    const metadata = await describe(file, hyparquet);
    const root = hyparquet.parquetSchema(metadata);
    const open = { file, source, metadata, trees: root.children, root };
    const rows = checkRows(open);
    const pandas = metadata.key_value_metadata?.find(({ key }) => key === PANDAS)?.value;
    const order = inFrameOrder(
      open.trees.map(({ element }) => element.name),
      pandas,
    );
    return {
      format: 'Parquet',
      header: order.map(({ name }) => name),
      rows,
      column: (index, count) =>
        guarded(source, () => readTableColumn(open, order[index].index, count, hyparquet)),
    };
  });
}

type Hyparquet = Awaited<ReturnType<typeof importHyparquet>>;

/** What the end of the file says about it. */
async function describe(file: ByteSource, { parquetMetadata }: Hyparquet): Promise<FileMetaData> {
  if (file.size < 2 * TAIL) throw new Error('a file that is too short');
  const tail = await file.read(file.size - TAIL, file.size);
  const magic = Buffer.from(tail).toString('latin1', 4);
  if (magic !== 'PAR1') throw new Error(magic === 'PARE' ? 'an encrypted file' : 'a file that is cut off');
  const length = new DataView(tail.buffer, tail.byteOffset).getUint32(0, true);
  if (length > file.size - TAIL) throw new Error('a description that is longer than the file');
  const footer = await file.read(file.size - TAIL - length, file.size);
  if (endOfStruct(footer, 0) > length) throw new Error('a description that is cut off');
  return parquetMetadata(footer, { geoparquet: false });
}

/** The number of rows, of which every row group has its part. */
function checkRows({ file, source, metadata: { row_groups, num_rows } }: OpenParquet): number {
  const counts = row_groups.map((group) => Number(group.num_rows));
  const rows = counts.reduce((sum, count) => sum + count, 0);
  for (const count of [...counts, rows]) checkRowCount(source, count);
  if (rows !== Number(num_rows)) throw new Error(`${rows} rows where ${num_rows} are announced`);
  if (rows > FEW_ROWS + MOST_ROWS_PER_BYTE * file.size) throw new Error(`${rows} rows in ${file.size} bytes`);
  return rows;
}

async function readTableColumn(
  open: OpenParquet,
  index: number,
  count: number,
  hyparquet: Hyparquet,
): Promise<TableColumn> {
  const { metadata, trees, root } = open;
  const tree = trees[index];
  const kind = kindOfElement(tree);
  if (kind === undefined) return emptyColumn(count);
  const values = new ParquetValues(kind, count);
  const element = plainElement(tree.element);
  for (const group of metadata.row_groups) {
    if (values.isFull) break;
    const column = group.columns.find(
      ({ meta_data }) =>
        meta_data?.path_in_schema.length === 1 && meta_data.path_in_schema[0] === element.name,
    );
    if (column?.meta_data === undefined)
      throw new Error(`a row group without the column \`${element.name}\``);
    const rows = Number(group.num_rows);
    const bytes = await chunkOf(open.file, column.meta_data);
    const decoder = {
      ...column.meta_data,
      element,
      schemaPath: [root, { ...tree, element }],
      pathInSchema: column.meta_data.path_in_schema,
      compressors: unpackers,
      parsers: {
        ...hyparquet.DEFAULT_PARSERS,
        timestampFromNanoseconds: (nanos: bigint) => wholeTime(nanos, 1e6),
      },
    };
    for (const page of pagesOf(bytes, rows, decoder, hyparquet)) {
      values.add(page);
      if (values.isFull) break;
    }
  }
  return values.end();
}

/** The bytes of a column in a row group. */
async function chunkOf(
  file: ByteSource,
  meta: NonNullable<FileMetaData['row_groups'][number]['columns'][number]['meta_data']>,
): Promise<Uint8Array> {
  const first = Number(meta.data_page_offset);
  const dictionary = Number(meta.dictionary_page_offset ?? first);
  const start = dictionary > 0 ? Math.min(first, dictionary) : first;
  const end = start + Number(meta.total_compressed_size);
  if (!(start >= 0 && start <= end && end <= file.size)) throw new Error('a column outside the file');
  const bytes = await file.read(start, end);
  // In memory of its own, at a place where numbers of eight bytes may begin.
  return bytes.byteOffset % 8 === 0 ? bytes : new Uint8Array(bytes);
}

async function guarded<Value>(source: string, work: () => Promise<Value>): Promise<Value> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof HindcastError) throw error;
    throw unreadable(source, 'Parquet', error);
  }
}
