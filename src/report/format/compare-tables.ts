/** The tables of a comparison: a line per pair of models, and for several steps a line per pair and step. */

import type { ComparedPair, ForecastComparison } from '../../evaluation/compare.ts';
import { pText } from '../../evaluation/phrases.ts';
import { ALPHA, isSignificant, mostSignificant } from '../../significance/significant.ts';
import type { ResultCell, ResultTable } from './result-table.ts';
import { SIGNIFICANT_NOTE, numbers, plainCell, words } from './result-table.ts';
import { UNDEFINED, formatCount, formatNumber, formatTime, plural } from './units.ts';

export function compareTables(
  compared: ForecastComparison,
  [first, second]: readonly [string, string],
): readonly ResultTable[] {
  const { n, pairs } = compared;
  const span = `${plural(n, 'common forecast')}, targets ${formatTime(compared.first)} to ${formatTime(compared.last)}`;
  const of = `${first} (first) and ${second} (second), ${span}`;
  const pairsOf = pairTable(compared);
  const steps = pairs.flatMap(stepRows);
  return [
    { ...pairsOf, title: `Comparison of ${of}` },
    ...(pairs.some(({ dm }) => dm.length > 1)
      ? [
          {
            name: 'steps',
            title: `Diebold-Mariano test by step, ${of}`,
            columns: [
              words('first'),
              words('second'),
              ...['step', 'n', 'statistic', 'p'].map((title) => numbers(title)),
            ],
            rows: steps,
            notes: [
              'A negative statistic: the first has the smaller errors. ' + adjustmentText(compared, 'p: '),
              ...significantNote(steps),
            ],
          },
        ]
      : []),
  ];
}

/** A line per pair of models. */
export function pairTable(compared: ForecastComparison): ResultTable {
  const { pairs, series } = compared;
  const rows = pairs.map(({ a, b, scoresA, scoresB, ratio, dm }) => {
    const least = mostSignificant(dm);
    const texts = [
      a,
      b,
      formatCount(scoresA.n),
      formatNumber(scoresA.rmse),
      formatNumber(scoresB.rmse),
      formatNumber(ratio, 3),
      formatNumber(scoresA.u2, 3),
      formatNumber(scoresB.u2, 3),
    ];
    return [
      ...texts.map(plainCell),
      least === undefined
        ? plainCell(UNDEFINED)
        : { text: pText(least.adjusted), isSignificant: isSignificant(least) },
    ];
  });
  const titles = ['n', 'RMSE first', 'RMSE second', 'ratio', 'U2 first', 'U2 second', 'Diebold-Mariano p'];
  return {
    name: 'comparison',
    title: 'Comparison',
    columns: [words('first'), words('second'), ...titles.map((title) => numbers(title))],
    rows,
    notes: [
      'RMSE: in the unit of the series; ratio: RMSE of the first divided by that of the second; U2: RMSE divided by that of naive.',
      ...(series > 1
        ? ['The series with the largest errors dominate RMSE; ratio, U2 and p weight series equally.']
        : []),
      adjustmentText(compared, 'p: the smallest of the steps, '),
      ...significantNote(rows),
    ],
  };
}

/** How p is adjusted, after these words. */
function adjustmentText({ comparisons }: ForecastComparison, before: string): string {
  return comparisons === 0
    ? 'No p: nothing can be tested.'
    : `${before}adjusted (Holm) for ${plural(comparisons, 'comparison')}; below ${ALPHA} is significant.`;
}

function stepRows({ a, b, dm }: ComparedPair): readonly (readonly ResultCell[])[] {
  return dm.map((test) => [
    ...[a, b, formatCount(test.step), formatCount(test.n), formatNumber(test.statistic, 2)].map(plainCell),
    Number.isNaN(test.adjusted)
      ? plainCell(UNDEFINED)
      : { text: pText(test.adjusted), isSignificant: isSignificant(test) },
  ]);
}

const significantNote = (rows: readonly (readonly ResultCell[])[]): readonly string[] =>
  rows.flat().some((cell) => cell.isSignificant === true) ? [SIGNIFICANT_NOTE] : [];
