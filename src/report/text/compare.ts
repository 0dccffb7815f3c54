/** A comparison of two files of forecasts: a line per pair of models, and a sentence on each. */

import type { ForecastComparison } from '../../evaluation/compare.ts';
import { pText } from '../../evaluation/phrases.ts';
import { ALPHA, mostSignificant } from '../../significance/significant.ts';
import { escapeControl } from '../../text/escape.ts';
import { UNDEFINED, formatCount, formatNumber, formatTime, plural } from '../format/units.ts';
import { WIDTH, renderTable, wrap } from './table.ts';

/** A line per pair of models and a sentence on each. */
export function renderCompare(compared: ForecastComparison, sources: readonly [string, string]): string {
  const { n, series, sizes, first, last, pairs, comparisons } = compared;
  const head = [
    `first    ${escapeControl(sources[0])}: ${plural(sizes[0], 'forecast')}`,
    `second   ${escapeControl(sources[1])}: ${plural(sizes[1], 'forecast')}`,
    `common   ${plural(n, 'forecast')} with a known actual value, targets ${formatTime(first)} to ${formatTime(last)}`,
  ];
  const right = (title: string) => ({ title, align: 'right' }) as const;
  const left = (title: string) => ({ title, align: 'left' }) as const;
  const table = renderTable(
    [
      left('first'),
      left('second'),
      ...['n', 'RMSE', 'RMSE', 'ratio', 'U2', 'U2', 'Diebold-Mariano p'].map(right),
    ],
    pairs.map(({ a, b, scoresA, scoresB, ratio, dm }) => {
      const least = mostSignificant(dm);
      return [
        escapeControl(a),
        escapeControl(b),
        formatCount(scoresA.n),
        formatNumber(scoresA.rmse),
        formatNumber(scoresB.rmse),
        formatNumber(ratio, 3),
        formatNumber(scoresA.u2, 3),
        formatNumber(scoresB.u2, 3),
        least === undefined ? UNDEFINED : pText(least.adjusted),
      ];
    }),
  );
  const legend =
    'ratio: RMSE of the first divided by that of the second; U2: RMSE divided by that of naive. ' +
    (series > 1
      ? 'The series with the largest errors dominate RMSE; ratio, U2 and p weight series equally. '
      : '') +
    (comparisons === 0
      ? 'No p: nothing can be tested.'
      : `p: the smallest of the steps, adjusted (Holm) for ${plural(comparisons, 'comparison')}; below ${ALPHA} is significant.`);
  return [
    head.map((line) => wrap(line, WIDTH, '         ')).join('\n'),
    `${table}\n${wrap(legend, WIDTH)}`,
    pairs.map(({ verdict }) => wrap(`- ${escapeControl(verdict)}`, WIDTH, '  ')).join('\n'),
  ].join('\n\n');
}
