/** Which value of a revised candle to show. */

import type { Revision } from '../../store/store.ts';

/** The column that says most of a revision: the close where it differs, else the first that does. */
export function differenceOf({ before, after }: Pick<Revision, 'before' | 'after'>): {
  readonly column: string;
  readonly before: string;
  readonly after: string;
} {
  const columns = ['close', 'open', 'high', 'low', 'volume'] as const;
  const column = columns.find((name) => !Object.is(before[name], after[name])) ?? 'close';
  const text = (value: number) => (Number.isNaN(value) ? 'absent' : String(value));
  return { column, before: text(before[column]), after: text(after[column]) };
}
