/** The tables of a comparison: a line per pair of models, and for several steps a line per pair and step. */

import type { ComparedPair, ForecastComparison } from '../../evaluation/compare.ts';
import { pText } from '../../evaluation/phrases.ts';
import { ALPHA, isSignificant, mostSignificant } from '../../significance/significant.ts';
import type { Scores } from '../../evaluation/evaluation.ts';
import type { ResultCell, ResultTable } from './result-table.ts';
import { SIGNIFICANT_NOTE, numbers, plainCell, words } from './result-table.ts';
import { UNDEFINED, formatCount, formatNumber, formatPercent, formatTime, plural } from './units.ts';

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

/** A score of both models of a pair, as two columns. */
export interface PairScore {
  readonly title: string;
  readonly cell: (scores: Scores) => string;
}

const ratioScore = (title: string, name: string, digits?: number): PairScore => ({
  title,
  cell: (scores) => formatNumber(scores[name], digits),
});

/** The scores of both models that reports show before the ratio, the loss that is compared first. */
export function pairScores({ quantity }: Pick<ForecastComparison, 'quantity'>): readonly PairScore[] {
  if (quantity.classes === undefined) return [ratioScore('RMSE', 'rmse')];
  return [
    ratioScore('Brier', 'brier', 4),
    { title: 'accuracy', cell: ({ accuracy }) => formatPercent(accuracy) },
    ratioScore('log loss', 'logLoss', 4),
  ];
}

/** A line per pair of models. */
export function pairTable(compared: ForecastComparison): ResultTable {
  const { pairs, series, quantity } = compared;
  const isClass = quantity.classes !== undefined;
  const before = pairScores(compared);
  const after: readonly PairScore[] = isClass
    ? [{ title: 'skill', cell: ({ skill }) => formatPercent(skill) }]
    : [ratioScore('U2', 'u2', 3)];
  const rows = pairs.map(({ a, b, scoresA, scoresB, ratio, dm }) => {
    const least = mostSignificant(dm);
    const bothOf = (scores: readonly PairScore[]): readonly string[] =>
      scores.flatMap(({ cell }) => [cell(scoresA), cell(scoresB)]);
    const texts = [a, b, formatCount(scoresA.n), ...bothOf(before), formatNumber(ratio, 3), ...bothOf(after)];
    return [
      ...texts.map(plainCell),
      least === undefined
        ? plainCell(UNDEFINED)
        : { text: pText(least.adjusted), isSignificant: isSignificant(least) },
    ];
  });
  const titlesOf = (scores: readonly PairScore[]): readonly string[] =>
    scores.flatMap(({ title }) => [`${title} first`, `${title} second`]);
  const titles = ['n', ...titlesOf(before), 'ratio', ...titlesOf(after), 'Diebold-Mariano p'];
  return {
    name: 'comparison',
    title: 'Comparison',
    columns: [words('first'), words('second'), ...titles.map((title) => numbers(title))],
    rows,
    notes: [
      ...(isClass ? classNotes(compared) : numberNotes(series)),
      adjustmentText(compared, 'p: the smallest of the steps, '),
      ...significantNote(rows),
    ],
  };
}

const numberNotes = (series: number): readonly string[] => [
  'RMSE: in the unit of the series; ratio: RMSE of the first divided by that of the second; U2: RMSE divided by that of naive.',
  ...(series > 1
    ? ['The series with the largest errors dominate RMSE; ratio, U2 and p weight series equally.']
    : []),
];

const classNotes = ({ pairs, series }: ForecastComparison): readonly string[] => [
  'Brier: squared error of the probabilities; ratio: Brier score of the first divided by that of the second; skill: reduction in Brier score compared with frequencies.',
  ...(pairs.some(({ loss }) => loss === 'misses')
    ? ['Where a model gives no probabilities, ratio and p compare misses.']
    : []),
  ...(series > 1 ? ['Ratio, skill and p weight series equally.'] : []),
];

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
