/** Scores of recorded forecasts. */

import { pText } from '../../evaluation/phrases.ts';
import type { LiveEvaluation } from '../../live/live-evaluation.ts';
import type { LiveScores, LiveStep } from '../../live/live-scores.ts';
import type { EvaluatedConfiguration } from '../../live/verdict.ts';
import { escapeControl } from '../../text/escape.ts';
import {
  UNDEFINED,
  formatCount,
  formatNumber,
  formatPercent,
  formatTime,
  plural,
  shortId,
} from '../format/units.ts';
import type { LiveReport } from '../inputs.ts';
import { nothingRecorded } from './records.ts';
import { WIDTH, renderTable, wrap } from './table.ts';

/** Counts, a table per series, and a sentence per model. */
export function renderLive({ live, evaluated, store, isAll }: LiveReport): string {
  if (live.records === 0) return nothingRecorded(store);
  const tables = [...bySeries(evaluated)].map(([title, configurations]) =>
    [title, tableOf(configurations, isAll)].join('\n'),
  );
  const verdicts = evaluated
    .filter(({ verdict }) => verdict !== '')
    .map(({ verdict }) => wrap(`- ${escapeControl(verdict)}`, WIDTH, '  '));
  return [ledgerLines(live), ...tables, ...(verdicts.length === 0 ? [] : [verdicts.join('\n')])].join('\n\n');
}

function ledgerLines({ records, counts, next, revised, fills }: LiveEvaluation): string {
  const { scored, waiting, overdue, missed, afterTheFact } = counts;
  const open = waiting - overdue;
  const states = [
    `${formatCount(scored)} scored live`,
    ...(open > 0 ? [`${formatCount(open)} waiting, the first closes at ${formatTime(next)}`] : []),
    ...(overdue > 0 ? [`${formatCount(overdue)} closed but not in the source yet`] : []),
    ...(missed > 0 ? [`${formatCount(missed)} missed (no candle)`] : []),
    ...(afterTheFact > 0 ? [`${formatCount(afterTheFact)} made after the fact (not counted)`] : []),
  ];
  const isNew = fills.filter(({ revisedAt }) => revisedAt === null).length;
  const lines = [
    `ledger   ${plural(records, 'forecast')}; steps: ${states.join('; ')}`,
    ...(isNew > 0 ? [`new      ${plural(isNew, 'actual value')} since the last score`] : []),
    ...(fills.length > isNew
      ? [`changed  ${plural(fills.length - isNew, 'actual value')} revised; the new values count`]
      : []),
    ...(revised > 0
      ? [
          `revised  ${plural(revised, 'forecast')} made from values that were revised or filled in later; the forecasts are unchanged`,
        ]
      : []),
  ];
  return lines.map((line) => wrap(line, WIDTH, '         ')).join('\n');
}

/** By series and sources, in the order of their first forecast. */
function bySeries(
  configurations: readonly EvaluatedConfiguration[],
): ReadonlyMap<string, EvaluatedConfiguration[]> {
  const groups = new Map<string, EvaluatedConfiguration[]>();
  for (const configuration of configurations) {
    const { series, asked, options } = configuration;
    const from =
      asked.sources.length === 1 && asked.sources[0] === series
        ? ''
        : ` (${asked.sources.map(escapeControl).join(', ')})`;
    const title = `${escapeControl(series)}${from}, ${escapeControl(options.column)}`;
    groups.set(title, [...(groups.get(title) ?? []), configuration]);
  }
  return groups;
}

function tableOf(configurations: readonly EvaluatedConfiguration[], isAll: boolean): string {
  const models = configurations.map(({ model }) => model);
  const isPromised = configurations.some(({ expected: promised }) => promised !== undefined);
  const isTwice = new Set(models).size < models.length;
  const levels = [
    ...new Set(
      configurations.flatMap(({ steps }) =>
        steps.flatMap(({ coverage }) => coverage.map(({ level }) => level)),
      ),
    ),
  ].toSorted((a, b) => a - b);
  const right = (title: string) => ({ title, align: 'right' }) as const;
  const rows = configurations
    .toSorted((a, b) => byRmse(a.scores.rmse, b.scores.rmse))
    .flatMap((configuration) =>
      configuration.steps.flatMap((step, k) => [
        [
          k === 0 ? configuration.model : '',
          ...(isTwice ? [k === 0 ? shortId(configuration.configuration) : ''] : []),
          ...cellsOf(step, step.scores, levels),
          ...(isPromised ? expectationCells(configuration, k) : []),
        ],
        ...(isAll && step.afterTheFact > 0
          ? [
              [
                '',
                ...(isTwice ? [''] : []),
                ...cellsOf(
                  { ...step, waiting: 0, missed: 0, coverage: [] },
                  step.late,
                  levels,
                  ' after the fact',
                ),
                ...(isPromised ? [UNDEFINED, UNDEFINED] : []),
              ],
            ]
          : []),
      ]),
    );
  return renderTable(
    [
      { title: 'model', align: 'left' },
      ...(isTwice ? [{ title: 'options', align: 'left' } as const] : []),
      ...[
        'step',
        'n',
        'waiting',
        'missed',
        'RMSE',
        'MAE',
        'U2',
        'direction',
        ...levels.map((level) => `in ${level} %`),
        ...(isPromised ? ['backtest U2', 'p worse'] : []),
      ].map(right),
    ],
    rows,
  );
}

/** U2 of the backtest at this step, and p of live being worse. */
function expectationCells({ expected, degradation }: EvaluatedConfiguration, k: number): readonly string[] {
  const p = degradation.at(k)?.adjusted ?? NaN;
  return [formatNumber(expected?.steps[k].scores.u2 ?? NaN, 3), Number.isNaN(p) ? UNDEFINED : pText(p)];
}

/** Undefined values last. */
const byRmse = (a: number, b: number): number =>
  Number.isNaN(a) ? (Number.isNaN(b) ? 0 : 1) : Number.isNaN(b) ? -1 : a - b;

function cellsOf(
  { step, waiting, missed, coverage }: Pick<LiveStep, 'step' | 'waiting' | 'missed' | 'coverage'>,
  { n, rmse, mae, u2, direction }: LiveScores,
  levels: readonly number[],
  of = '',
): readonly string[] {
  return [
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
}
