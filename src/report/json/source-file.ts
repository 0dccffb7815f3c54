/** How CSV files were read, as JSON. */

import { columnUses } from '../../data/csv/column-uses.ts';
import type { Noted } from '../../data/csv/reading.ts';
import { formatTime } from '../format/units.ts';
import type { FileRow, SourceFile } from '../inputs.ts';
import { SCHEMA } from './document.ts';

export function sourceFilesJson(files: readonly SourceFile[]): object {
  return { schema: SCHEMA, type: 'source', sources: files.map(fileJson) };
}

function fileJson({ source, column, reading, series, leftOut, remarks, first, last }: SourceFile): object {
  const { header, columns } = reading;
  return {
    source,
    column,
    series: series.map(({ from, to, gaps, ...rest }) => ({
      ...rest,
      from: formatTime(from),
      to: formatTime(to),
      gaps: gaps.map((gap) => ({ ...gap, from: formatTime(gap.from), to: formatTime(gap.to) })),
    })),
    columns: columnUses(reading).map(({ use, index, foundBy }) => ({
      use,
      header: header[index],
      number: index + 1,
      foundBy,
    })),
    notRead: columns.unread.map(({ index, kind }) => ({
      header: header[index],
      number: index + 1,
      kind: kind ?? null,
    })),
    times: { form: reading.timeForm, first: reading.firstTime, timeZone: reading.timeZone },
    numbers: { decimalMark: reading.mark },
    file: {
      encoding: reading.encoding,
      delimiter: reading.delimiter,
      headerLines: reading.headerLines,
      records: reading.records,
      rows: reading.rows,
    },
    leftOut: leftOut.map(notedJson),
    remarks: remarks.map(notedJson),
    first: rowJson(first),
    last: rowJson(last),
  };
}

function notedJson({ kind, count, line, column }: Noted<string>): object {
  return { reason: kind, count, line: line === 0 ? null : line, column: column ?? null };
}

function rowJson({ id, line, time, values }: FileRow): object {
  return { series: id, line: line ?? null, time: formatTime(time), ...values };
}
