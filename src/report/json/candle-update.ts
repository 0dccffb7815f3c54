/** Candles written into the store, as JSON. */

import type { Revision } from '../../store/store.ts';
import { formatTime } from '../format/units.ts';
import type { CandleUpdate } from '../inputs.ts';
import { SCHEMA, toText } from './document.ts';
import type { Warning } from '../../text/warning.ts';
import { warningsJson } from './warnings.ts';

export function candleUpdateJson(
  type: string,
  { market, written, columns, series }: CandleUpdate,
  warnings: readonly Warning[],
): string {
  return toText({
    schema: SCHEMA,
    type,
    ...market,
    inserted: written.inserted,
    unchanged: written.unchanged,
    revisions: written.revisions.map(revisionJson),
    rows: series.rows,
    from: formatTime(series.first),
    to: formatTime(series.last),
    columns,
    ...warningsJson(warnings),
  });
}

/** A revision; absent values are `null`, as JSON writes `NaN`. */
export function revisionJson({ time, at, before, after, usedBy }: Revision): object {
  return { time: formatTime(time), at: new Date(at).toISOString(), before, after, usedBy };
}
