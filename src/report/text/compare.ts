/** A comparison of two files of forecasts: a line per pair of models, and a sentence on each. */

import type { ForecastComparison } from '../../evaluation/compare.ts';
import { escapeControl } from '../../text/escape.ts';
import { pairTable } from '../format/compare-tables.ts';
import { formatTime, plural } from '../format/units.ts';
import { WIDTH, renderResultTable, wrap } from './table.ts';

/** A line per pair of models and a sentence on each. */
export function renderCompare(compared: ForecastComparison, sources: readonly [string, string]): string {
  const { n, sizes, first, last, pairs } = compared;
  const head = [
    `first    ${escapeControl(sources[0])}: ${plural(sizes[0], 'forecast')}`,
    `second   ${escapeControl(sources[1])}: ${plural(sizes[1], 'forecast')}`,
    `common   ${plural(n, 'forecast')} with a known actual value, targets ${formatTime(first)} to ${formatTime(last)}`,
  ];
  const table = pairTable(compared);
  return [
    head.map((line) => wrap(line, WIDTH, '         ')).join('\n'),
    `${renderResultTable(table)}\n${wrap(table.notes.join(' '), WIDTH)}`,
    pairs.map(({ verdict }) => wrap(`- ${escapeControl(verdict)}`, WIDTH, '  ')).join('\n'),
  ].join('\n\n');
}
