/** A comparison of two files of forecasts: a line per pair of models, and a sentence on each. */

import type { ForecastComparison } from '../../evaluation/compare.ts';
import chalk from 'chalk';
import { isEqualRatio } from '../../evaluation/phrases.ts';
import { isSignificantlyBetter, isSignificantlyWorse } from '../../significance/diebold-mariano.ts';
import { escapeControl } from '../../text/escape.ts';
import { pairScores, pairTable } from '../format/compare-tables.ts';
import { formatCount, formatTime, plural } from '../format/units.ts';
import { changeText, wordCell } from './answer.ts';
import { proseWidth, width } from './layout.ts';
import type { TextColumn } from './table.ts';
import { dim, left, renderResultTable, renderShortTable, right, wrap } from './table.ts';

/** Pairs of the short table; further ones are counted. */
const PAIRS_SHOWN = 10;

/** The answer, the two tables and a line per pair. */
export function renderShortCompare(compared: ForecastComparison, sources: readonly [string, string]): string {
  const { answer, n, series, first, last, pairs, quantity } = compared;
  const isPanel = series > 1;
  const isClass = quantity.classes !== undefined;
  // Scores in the unit of the series mean nothing for several of them.
  const scores = isPanel && !isClass ? [] : pairScores(compared);
  const columns: TextColumn[] = [
    left('first'),
    left('second'),
    ...scores.flatMap(({ title }, i) =>
      [right(`${title} of first`), right('of second')].map((column) => ({ ...column, rank: i + 1 })),
    ),
    // Short, so that the scores of classes fit beside it.
    right(isClass ? 'difference' : 'first against second'),
    left('verdict'),
  ];
  const shown = pairs.slice(0, PAIRS_SHOWN);
  const rows = shown.map(({ a, b, scoresA, scoresB, ratio, dm, word }) => [
    escapeControl(a),
    escapeControl(b),
    ...scores.flatMap(({ cell }) => [cell(scoresA), cell(scoresB)]),
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
    isClass
      ? `Difference: ${lossText(compared)} of the first against that of the second${weighting}; less is better. Verdict: Diebold-Mariano test.`
      : `First against second: RMSE${weighting}. Verdict: Diebold-Mariano test.`,
  ];
  return [
    chalk.bold(wrap(escapeControl(answer), proseWidth())),
    `${renderShortTable(columns, rows, width())}\n${dim(basis)}`,
  ].join('\n\n');
}

/** What models of classes are compared by. */
function lossText({ pairs }: ForecastComparison): string {
  const misses = pairs.filter(({ loss }) => loss === 'misses').length;
  if (misses === 0) return 'Brier score';
  return misses === pairs.length
    ? 'share of misses'
    : 'Brier score (share of misses where a model gives no probabilities)';
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
