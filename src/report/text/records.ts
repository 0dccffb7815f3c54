/** The list of recorded forecasts. */

import type { RecordSummary } from '../../live/ledger.ts';
import { escapeControl } from '../../text/escape.ts';
import { stepsOf } from '../format/records.ts';
import { formatMinute, formatTime, shortId } from '../format/units.ts';
import { proseWidth } from './layout.ts';
import { renderTable, wrap } from './table.ts';

export function nothingRecorded(store: string): string {
  return wrap(
    `No matching records in the store \`${escapeControl(store)}\`. \`hindcast forecast SOURCE\` records its forecasts; \`hindcast score\` scores them once the candles have closed.`,
    proseWidth(),
  );
}

/** A line per record, newest first. */
export function renderRecords(records: readonly RecordSummary[], store: string): string {
  if (records.length === 0) return nothingRecorded(store);
  const left = (title: string) => ({ title, align: 'left' }) as const;
  const right = (title: string) => ({ title, align: 'right' }) as const;
  return renderTable(
    [
      left('record'),
      left('made'),
      left('from'),
      left('to'),
      left('source'),
      left('models'),
      right('actuals'),
    ],
    records.map((record) => [
      shortId(record.id),
      formatMinute(record.madeAt),
      formatTime(record.origin),
      Number.isNaN(lastOf(record)) ? `row +${record.options.horizon}` : formatTime(lastOf(record)),
      record.asked.sources.map(escapeControl).join(', '),
      record.models.join(','),
      `${record.filled}/${stepsOf(record)}`,
    ]),
  );
}

const lastOf = ({ ds }: RecordSummary): number => ds[ds.length - 1];
