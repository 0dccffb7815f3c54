/** Which value of a revised candle to show. */

import type { Revision } from '../../store/store.ts';

/** The close if it changed, else the first column that did. */
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
