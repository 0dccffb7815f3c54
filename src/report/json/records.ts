/** The list of recorded forecasts as JSON. */

import type { RecordSummary } from '../../live/ledger.ts';
import { stepsOf } from '../format/records.ts';
import { formatTime } from '../format/units.ts';
import { SCHEMA } from './document.ts';

/** The object of `score --list --json`. */
export function recordsJson(records: readonly RecordSummary[], version: string): object {
  return {
    schema: SCHEMA,
    type: 'forecasts',
    version,
    forecasts: records.map((record) => ({
      record: record.id,
      madeAt: formatTime(record.madeAt),
      origin: formatTime(record.origin),
      ds: Array.from(record.ds, (ms) => (Number.isNaN(ms) ? null : formatTime(ms))),
      sources: record.asked.sources,
      series: record.series.map(({ id }) => id),
      column: record.options.column,
      horizon: record.options.horizon,
      models: record.models,
      steps: stepsOf(record),
      filled: record.filled,
      version: record.version,
    })),
  };
}
