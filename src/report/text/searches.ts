/** The searches of a backtest with `--tune`, one per fold. */

import { pText } from '../../evaluation/phrases.ts';
import type { FoldSearch } from '../../tuning/nested.ts';
import { settingText, settingWords } from '../format/tuning.ts';
import { UNDEFINED, formatCount, formatNumber, plural } from '../format/units.ts';
import { proseWidth } from './layout.ts';
import { left, renderTable, right, wrap } from './table.ts';

/** What the searches of a backtest with `--tune` have cost, in a sentence; empty without any. */
export function searchesText(searches: readonly FoldSearch[]): string {
  if (searches.length === 0) return '';
  const fits = searches.reduce((sum, one) => sum + one.fits, 0);
  return wrap(
    `Settings were searched in each of ${plural(searches.length, 'fold')} inside its training rows, with ${plural(fits, 'fit')}.`,
    proseWidth(),
  );
}

/** What was chosen in each fold; empty without searches. */
export function searchesTable(searches: readonly FoldSearch[]): string {
  if (searches.length === 0) return '';
  const rows = searches.flatMap(({ fold, models }) =>
    models.map(({ model, tried, chosen, luckRatio, p }) => [
      String(fold),
      model,
      settingText(settingWords(tried[chosen].setting)),
      formatCount(tried.length - 1),
      formatNumber(tried[0].ratio, 4),
      formatNumber(tried[chosen].ratio, 4),
      formatNumber(luckRatio, 4),
      Number.isNaN(p) ? UNDEFINED : pText(p),
    ]),
  );
  const columns = [
    right('fold'),
    left('model'),
    left('chosen setting'),
    right('settings'),
    right('default'),
    right('chosen'),
    right('by luck'),
    right('p'),
  ];
  return `${renderTable(columns, rows)}\n${searchesText(searches)}`;
}
