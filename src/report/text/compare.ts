/** A comparison of two files of forecasts: a line per pair of models, and a sentence on each. */

import type { ForecastComparison } from '../../evaluation/compare.ts';
import chalk from 'chalk';
import { isEqualRatio } from '../../evaluation/phrases.ts';
import { isSignificantlyBetter, isSignificantlyWorse } from '../../significance/diebold-mariano.ts';
import { escapeControl } from '../../text/escape.ts';
import { pairTable } from '../format/compare-tables.ts';
import { formatCount, formatNumber, formatTime, plural } from '../format/units.ts';
import { changeText, wordCell } from './answer.ts';
import { proseWidth, width } from './layout.ts';
import type { TextColumn } from './table.ts';
import { dim, left, renderResultTable, renderShortTable, right, wrap } from './table.ts';

/** Pairs of the short table; further ones are counted. */
const PAIRS_SHOWN = 10;

/** The answer, the two tables and a line per pair. */
export function renderShortCompare(
  { answer, n, series, first, last, pairs }: ForecastComparison,
  sources: readonly [string, string],
): string {
  const isPanel = series > 1;
  const columns: TextColumn[] = [
    left('first'),
    left('second'),
    ...(isPanel
      ? []
      : [right('RMSE of first'), right('of second')].map((column) => ({ ...column, rank: 1 }))),
    right('first against second'),
    left('verdict'),
  ];
  const shown = pairs.slice(0, PAIRS_SHOWN);
  const rows = shown.map(({ a, b, scoresA, scoresB, ratio, dm, word }) => [
    escapeControl(a),
    escapeControl(b),
    ...(isPanel ? [] : [formatNumber(scoresA.rmse), formatNumber(scoresB.rmse)]),
    changeText(isEqualRatio(ratio) ? 0 : ratio - 1),
    wordCell({
      word,
      change: isEqualRatio(ratio) ? 0 : ratio - 1,
      better: dm.filter(isSignificantlyBetter).map(({ step }) => step),
      worse: dm.filter(isSignificantlyWorse).map(({ step }) => step),
      steps: dm.length,
    }),
  ]);
  const more = pairs.length - shown.length;
  const weighting = isPanel ? ', series weighted equally' : '';
  const basis = [
    ...(more > 0 ? [`and ${plural(more, 'more pair')}; --details shows all.`] : []),
    `First: ${escapeControl(sources[0])}. Second: ${escapeControl(sources[1])}.`,
    `${plural(n, 'common forecast')}${isPanel ? `, ${formatCount(series)} series` : ''}, ${formatTime(first)} to ${formatTime(last)}.`,
    `First against second: RMSE${weighting}. Verdict: Diebold-Mariano test.`,
  ];
  return [
    chalk.bold(wrap(escapeControl(answer), proseWidth())),
    `${renderShortTable(columns, rows, width())}\n${dim(basis)}`,
  ].join('\n\n');
}

/** A line per pair of models and a sentence on each. */
export function renderCompare(compared: ForecastComparison, sources: readonly [string, string]): string {
  const { answer, n, sizes, first, last, pairs } = compared;
  const head = [
    `first    ${escapeControl(sources[0])}: ${plural(sizes[0], 'forecast')}`,
    `second   ${escapeControl(sources[1])}: ${plural(sizes[1], 'forecast')}`,
    `common   ${plural(n, 'forecast')} with a known actual value, targets ${formatTime(first)} to ${formatTime(last)}`,
  ];
  const table = pairTable(compared);
  return [
    chalk.bold(wrap(escapeControl(answer), proseWidth())),
    head.map((line) => wrap(line, proseWidth(), '         ')).join('\n'),
    `${renderResultTable(table)}\n${wrap(table.notes.join(' '), proseWidth())}`,
    pairs.map(({ verdict }) => wrap(`- ${escapeControl(verdict)}`, proseWidth(), '  ')).join('\n'),
  ].join('\n\n');
}
