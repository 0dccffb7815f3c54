/** Tables of recorded forecasts: one per series and sources, with a line per model and step. */

import { benchmarkOf, targetOf } from '../../data/targets.ts';
import { pText } from '../../evaluation/phrases.ts';
import type { LiveScores, LiveStep } from '../../live/live-scores.ts';
import type { EvaluatedConfiguration } from '../../live/verdict.ts';
import { isSignificant } from '../../significance/significant.ts';
import type { ResultCell, ResultTable } from './result-table.ts';
import { SIGNIFICANT_NOTE, numbers, plainCell, words } from './result-table.ts';
import { UNDEFINED, formatCount, formatNumber, formatPercent, shortId } from './units.ts';

/** @param isAll - whether forecasts made after the fact have a line of their own */
export function liveTables(
  evaluated: readonly EvaluatedConfiguration[],
  { isAll }: { readonly isAll: boolean },
): readonly ResultTable[] {
  return [...bySeries(evaluated)].map(([title, configurations], i, all) => ({
    ...(configurations[0].scores.classes === undefined ? tableOf : tableOfClasses)(configurations, isAll),
    name: all.length === 1 ? 'live' : `live-${i + 1}`,
    title,
  }));
}

/** By series and sources, in the order of their first forecast. */
function bySeries(
  configurations: readonly EvaluatedConfiguration[],
): ReadonlyMap<string, EvaluatedConfiguration[]> {
  const groups = new Map<string, EvaluatedConfiguration[]>();
  for (const configuration of configurations) {
    const { series, asked, options } = configuration;
    const isItself = asked.sources.length === 1 && asked.sources[0] === series;
    const source = isItself ? '' : ` (${asked.sources.join(', ')})`;
    const target =
      configuration.scores.classes === undefined
        ? ''
        : `, ${targetOf(options.target).name} (flat within ${formatPercent(options.flat)})`;
    const title = `${series}${source}, ${options.column}${target}`;
    groups.set(title, [...(groups.get(title) ?? []), configuration]);
  }
  return groups;
}

function tableOf(
  configurations: readonly EvaluatedConfiguration[],
  isAll: boolean,
): Omit<ResultTable, 'name' | 'title'> {
  const models = configurations.map(({ model }) => model);
  const isPromised = configurations.some(({ expected }) => expected !== undefined);
  const isTwice = new Set(models).size < models.length;
  const levels = [
    ...new Set(
      configurations.flatMap(({ steps }) =>
        steps.flatMap(({ coverage }) => coverage.map(({ level }) => level)),
      ),
    ),
  ].toSorted((a, b) => a - b);
  const rows = configurations
    .toSorted((a, b) => byRmse(a.scores.rmse, b.scores.rmse))
    .flatMap((configuration) =>
      configuration.steps.flatMap((step, k) => [
        [
          plainCell(k === 0 ? configuration.model : ''),
          ...(isTwice ? [plainCell(k === 0 ? shortId(configuration.configuration) : '')] : []),
          ...cellsOf(step, step.scores, levels),
          ...(isPromised ? expectationCells(configuration, k) : []),
        ],
        ...(isAll && step.afterTheFact > 0 ? [lateRow(step, levels, { isTwice, isPromised })] : []),
      ]),
    );
  const titles = [
    ...['step', 'n', 'waiting', 'missed', 'RMSE', 'MAE', 'U2', 'direction'],
    ...levels.map((level) => `in ${level} %`),
    ...(isPromised ? ['backtest U2', 'p worse'] : []),
  ];
  return {
    columns: [
      words('model'),
      ...(isTwice ? [words('options')] : []),
      ...titles.map((title) => numbers(title)),
    ],
    rows,
    notes: [
      `RMSE and MAE are in the unit of ${configurations[0].options.column}; U2: RMSE divided by that of naive; direction: right of those that moved.`,
      ...(isPromised
        ? ['p worse: whether live is worse than the backtest, adjusted (Holm) for the steps.']
        : []),
      ...(rows.flat().some((cell) => cell.isSignificant === true) ? [SIGNIFICANT_NOTE] : []),
      ...configurations.map(({ verdict }) => verdict).filter((verdict) => verdict !== ''),
    ],
  };
}

/** Of forecasts of classes. */
function tableOfClasses(
  configurations: readonly EvaluatedConfiguration[],
  isAll: boolean,
): Omit<ResultTable, 'name' | 'title'> {
  const models = configurations.map(({ model }) => model);
  const isTwice = new Set(models).size < models.length;
  const rowOf = (first: readonly string[], step: string, scores: LiveScores, counts: readonly number[]) =>
    [
      ...first,
      step,
      ...[scores.n, ...counts].map(formatCount),
      formatPercent(scores.classes?.accuracy ?? NaN),
      formatNumber(scores.classes?.brier ?? NaN, 4),
      formatPercent(scores.classes?.skill ?? NaN),
    ].map(plainCell);
  return {
    columns: [
      words('model'),
      ...(isTwice ? [words('options')] : []),
      ...['step', 'n', 'waiting', 'missed', 'accuracy', 'Brier', 'skill'].map((title) => numbers(title)),
    ],
    rows: configurations
      .toSorted((a, b) => byRmse(a.scores.classes?.brier ?? NaN, b.scores.classes?.brier ?? NaN))
      .flatMap(({ model, configuration, steps }) =>
        steps.flatMap((step, k) => {
          const first = [k === 0 ? model : '', ...(isTwice ? [k === 0 ? shortId(configuration) : ''] : [])];
          const blank = first.map(() => '');
          return [
            rowOf(first, `${step.step}`, step.scores, [step.waiting, step.missed]),
            ...(isAll && step.afterTheFact > 0
              ? [rowOf(blank, `${step.step} after the fact`, step.late, [0, 0])]
              : []),
          ];
        }),
      ),
    notes: [
      `accuracy: share of forecasts of the right class; Brier: squared error of the probabilities; skill: reduction in Brier score compared with ${benchmarkOf('direction')}.`,
      ...configurations.map(({ verdict }) => verdict).filter((verdict) => verdict !== ''),
    ],
  };
}

/** Forecasts that were made after their candles had closed. */
function lateRow(
  step: LiveStep,
  levels: readonly number[],
  { isTwice, isPromised }: { readonly isTwice: boolean; readonly isPromised: boolean },
): readonly ResultCell[] {
  const counted = { ...step, waiting: 0, missed: 0, coverage: [] };
  return [
    plainCell(''),
    ...(isTwice ? [plainCell('')] : []),
    ...cellsOf(counted, step.late, levels, ' after the fact'),
    ...(isPromised ? [UNDEFINED, UNDEFINED].map(plainCell) : []),
  ];
}

/** U2 of the backtest at this step, and p of live being worse. */
function expectationCells(
  { expected, degradation }: EvaluatedConfiguration,
  k: number,
): readonly ResultCell[] {
  const test = degradation.at(k);
  return [
    plainCell(formatNumber(expected?.steps[k].scores.u2 ?? NaN, 3)),
    test === undefined || Number.isNaN(test.adjusted)
      ? plainCell(UNDEFINED)
      : { text: pText(test.adjusted), isSignificant: isSignificant(test) },
  ];
}

/** Undefined values last. */
const byRmse = (a: number, b: number): number =>
  Number.isNaN(a) ? (Number.isNaN(b) ? 0 : 1) : Number.isNaN(b) ? -1 : a - b;

function cellsOf(
  { step, waiting, missed, coverage }: Pick<LiveStep, 'step' | 'waiting' | 'missed' | 'coverage'>,
  { n, rmse, mae, u2, direction }: LiveScores,
  levels: readonly number[],
  of = '',
): readonly ResultCell[] {
  const texts = [
    `${step}${of}`,
    formatCount(n),
    formatCount(waiting),
    formatCount(missed),
    formatNumber(rmse),
    formatNumber(mae),
    formatNumber(u2, 3),
    direction.n === 0 ? UNDEFINED : `${direction.hits}/${direction.n}`,
    ...levels.map((level) => {
      const one = coverage.find((each) => each.level === level);
      return one === undefined || one.n === 0 ? UNDEFINED : formatPercent(one.coverage);
    }),
  ];
  return texts.map(plainCell);
}
