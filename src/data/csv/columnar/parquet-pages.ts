/**
 * The pages of a column of a Parquet file, one by one. What a page claims about itself is checked before it is unpacked, and all must have
 * together as many values as there are rows.
 */

import type { DecodedArray } from 'hyparquet';
import type { ColumnDecoder, DataPage, PageHeader } from 'hyparquet/src/types.js';
import { endOfStruct } from './check-thrift.ts';

/** What reads pages. */
export interface ParquetPageReader {
  readonly parquetHeader: (reader: { view: DataView; offset: number }) => PageHeader;
  readonly decompressPage: (
    bytes: Uint8Array,
    size: number,
    codec: ColumnDecoder['codec'],
    compressors: ColumnDecoder['compressors'],
  ) => Uint8Array;
  readonly readDataPage: (
    bytes: Uint8Array,
    header: NonNullable<PageHeader['data_page_header']>,
    decoder: ColumnDecoder,
  ) => DataPage;
  readonly readDataPageV2: (bytes: Uint8Array, header: PageHeader, decoder: ColumnDecoder) => DataPage;
  readonly readPlain: (
    reader: { view: DataView; offset: number },
    type: ColumnDecoder['type'],
    count: number,
    length: number | undefined,
  ) => DecodedArray;
  readonly convert: (values: DecodedArray, decoder: ColumnDecoder) => DecodedArray;
}

export interface ColumnPage {
  /** Values of a dictionary, for the pages after it; values; or places in the dictionary. */
  readonly kind: 'dictionary' | 'values' | 'places';
  readonly values: DecodedArray;
  /** For each row whether it has a value, 1 or 0; `undefined` if all have. */
  readonly levels: ArrayLike<number> | undefined;
  /** Rows of the page. */
  readonly rows: number;
}

/** The most bytes of a page, unpacked. Writers end pages after one or a few MiB. */
const MOST_PAGE = 1 << 28;

/** The pages in `bytes`, of a column with `rows` rows in which no value is a list. */
export function* pagesOf(
  bytes: Uint8Array,
  rows: number,
  decoder: ColumnDecoder,
  read: ParquetPageReader,
): Generator<ColumnPage> {
  const reader = { view: viewOf(bytes), offset: 0 };
  let values = 0;
  while (values < rows) {
    if (reader.offset >= bytes.length - 1) throw new Error(`${values} values in a column of ${rows} rows`);
    const end = endOfStruct(bytes, reader.offset);
    const header = read.parquetHeader(reader);
    const packed = header.compressed_page_size;
    if (reader.offset !== end || !(packed >= 0 && packed <= bytes.length - end))
      throw new Error('a page that is cut off');
    const count = checkedCount(header, rows - values);
    reader.offset = end + packed;
    const page = readPage(bytes.subarray(end, end + packed), header, decoder, read);
    if (page.kind !== 'dictionary') values += count;
    yield page;
  }
}

/** The values that a page claims to have. Throws if they are more than `most`, or its size is not possible. */
function checkedCount(header: PageHeader, most: number): number {
  const { data_page_header: first, data_page_header_v2: second, dictionary_page_header: dictionary } = header;
  const size = header.uncompressed_page_size;
  if (!(size >= 0 && size <= MOST_PAGE))
    throw new Error(`a page of ${size} bytes, where at most ${MOST_PAGE} are expected`);
  const count = (first ?? second ?? dictionary)?.num_values ?? NaN;
  // A value of a dictionary takes a bit or more.
  const limit = first === undefined && second === undefined ? 8 * size : most;
  if (!(Number.isSafeInteger(count) && count >= 0 && count <= limit))
    throw new Error(`a page of ${count} values, where at most ${limit} are expected`);
  if (second === undefined) return count;
  const { num_nulls: missing, num_rows: rows } = second;
  const lengths = [second.repetition_levels_byte_length, second.definition_levels_byte_length];
  if (!lengths.every((length) => length >= 0) || lengths[0] + lengths[1] > size || rows !== count)
    throw new Error('a page with impossible lengths');
  if (!(missing >= 0 && missing <= count)) throw new Error('a page with more missing values than rows');
  return count;
}

function readPage(
  bytes: Uint8Array,
  header: PageHeader,
  decoder: ColumnDecoder,
  read: ParquetPageReader,
): ColumnPage {
  const { data_page_header: first, data_page_header_v2: second, dictionary_page_header: dictionary } = header;
  const unpack = (): Uint8Array =>
    read.decompressPage(bytes, header.uncompressed_page_size, decoder.codec, decoder.compressors);
  if (first !== undefined) return valuesOf(read.readDataPage(unpack(), first, decoder), first, decoder, read);
  if (second !== undefined)
    return valuesOf(read.readDataPageV2(bytes, header, decoder), second, decoder, read);
  const count = dictionary!.num_values;
  const plain = { view: viewOf(unpack()), offset: 0 };
  const values = read.readPlain(plain, decoder.type, count, decoder.element.type_length);
  return { kind: 'dictionary', values: read.convert(values, decoder), levels: undefined, rows: 0 };
}

function valuesOf(
  { definitionLevels, dataPage }: DataPage,
  { num_values: rows, encoding }: { readonly num_values: number; readonly encoding: string },
  decoder: ColumnDecoder,
  read: ParquetPageReader,
): ColumnPage {
  const levels = definitionLevels !== undefined && definitionLevels.length > 0 ? definitionLevels : undefined;
  return encoding.endsWith('_DICTIONARY')
    ? { kind: 'places', values: dataPage, levels, rows }
    : { kind: 'values', values: read.convert(dataPage, decoder), levels, rows };
}

function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
