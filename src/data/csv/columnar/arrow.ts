/**
 * Arrow streams and files, also called Feather version 2, as tables. They are read here, not by a package: those that there are trust the
 * lengths that a file claims, and do not end on some damaged files.
 */

import { HindcastError } from '../../../errors.ts';
import { arrowMessages } from './arrow-messages.ts';
import type { ArrowBatch, ArrowMessages } from './arrow-messages.ts';
import type { ArrowField } from './arrow-schema.ts';
import { decodedPart, wholeNumbers } from './arrow-values.ts';
import { bitAt, validityOf } from './arrow-buffers.ts';
import type { ByteSource, ColumnTable, TableColumn } from './column-table.ts';
import { checkRowCount, emptyColumn, unreadable, WordCodes } from './column-table.ts';
import { inFrameOrder, PANDAS } from './pandas-index.ts';

/**
 * The table in an Arrow stream or file.
 * @throws DataError for a damaged file
 */
export async function arrowTable(file: ByteSource, source: string): Promise<ColumnTable> {
  const bytes = await file.read(0, file.size).catch((error: unknown) => {
    throw unreadable(source, 'Arrow', error);
  });
  return guarded(source, () => {
    const messages = arrowMessages(bytes);
    const { fields, metadata, batches } = messages;
    const rows = batches.reduce((sum, batch) => sum + batch.rows, 0);
    for (const count of [rows, ...batches.map((batch) => batch.rows)]) checkRowCount(source, count);
    const order = inFrameOrder(
      fields.map(({ name }) => name),
      metadata.get(PANDAS),
    );
    return {
      format: 'Arrow',
      header: order.map(({ name }) => name),
      rows,
      column: (index, count) =>
        Promise.resolve(guarded(source, () => tableColumn(messages, order[index].index, count))),
    };
  });
}

function tableColumn({ fields, batches }: ArrowMessages, index: number, count: number): TableColumn {
  const field = fields[index];
  const { kind } = field.type;
  if (kind === 'other') return emptyColumn(count);
  const texts = new WordCodes();
  const isNumber = kind === 'int' || kind === 'float' || kind === 'decimal' || kind === 'time';
  const out = isNumber ? new Float64Array(count) : new Int32Array(count);
  let row = 0;
  for (const batch of batches) {
    if (row === count) break;
    const values = decodedBatch(batch, field, index, texts);
    out.set(values.subarray(0, count - row), row);
    row += Math.min(values.length, count - row);
  }
  if (row < count) throw new Error(`${row} rows where ${count} are expected`);
  if (out instanceof Int32Array) return { kind: 'text', words: texts.words, codes: out };
  return field.type.kind === 'time'
    ? { kind: 'time', values: out, isUtc: field.type.isUtc }
    : { kind: 'number', values: out };
}

function decodedBatch(
  { parts, dictionaries }: ArrowBatch,
  { type, dictionary }: ArrowField,
  index: number,
  texts: WordCodes,
): Float64Array | Int32Array {
  const part = parts[index];
  if (dictionary === undefined) return decodedPart(part, type, texts)!;
  const all = (dictionaries.get(dictionary.id) ?? []).map((each) => decodedPart(each, type, texts)!);
  const words = all.length === 1 ? all[0] : all.flatMap((each) => [...each]);
  const places = wholeNumbers(part, dictionary.index.bits, dictionary.index.isSigned);
  const bits = validityOf(part);
  const isText =
    type.kind === 'text' || type.kind === 'view' || type.kind === 'bool' || type.kind === 'clock';
  const out = isText ? new Int32Array(part.rows) : new Float64Array(part.rows);
  for (let row = 0; row < out.length; row++) {
    const place = places[row];
    if (bits !== undefined && !bitAt(bits, row)) out[row] = isText ? -1 : NaN;
    else if (place >= 0 && place < words.length) out[row] = words[place];
    else throw new Error('a value that is not in the dictionary of its column');
  }
  return out;
}

function guarded<Value>(source: string, work: () => Value): Value {
  try {
    return work();
  } catch (error) {
    if (error instanceof HindcastError) throw error;
    throw unreadable(source, 'Arrow', error);
  }
}
