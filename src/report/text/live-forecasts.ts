/** What has become of the recorded forecasts, and the list of them, for people and as JSON. */

import type { JudgedConfiguration } from '../../live/verdict.ts';
import type { Live, LiveCounts, LiveScores, LiveStep } from '../../live/live-scores.ts';
import type { RecordSummary } from '../../live/ledger.ts';
import { pText } from '../../evaluation/verdict.ts';
import { escapeControl } from '../../text/escape.ts';
import { SCHEMA } from '../json/backtest.ts';
import { renderTable, wrap } from './table.ts';
import {
  UNDEFINED,
  formatCount,
  formatMinute,
  formatNumber,
  formatPercent,
  formatTime,
  plural,
  shortId,
} from '../format/units.ts';

const WIDTH = 108;

export interface LiveReport {
  readonly live: Live;
  /** Its configurations beside what was promised. */
  readonly judged: readonly JudgedConfiguration[];
  /** Milliseconds, by the clock here. */
  readonly now: number;
  /** The store's file. */
  readonly store: string;
  /** Whether forecasts made after the fact are told beside. */
  readonly isAll: boolean;
}

/** Counts, a table per series, and a sentence per model. */
export function renderLive({ live, judged, store, isAll }: LiveReport): string {
  if (live.records === 0) return nothingRecorded(store);
  const tables = [...bySeries(judged)].map(([title, configurations]) =>
    [title, tableOf(configurations, isAll)].join('\n'),
  );
  const verdicts = judged
    .filter(({ verdict }) => verdict !== '')
    .map(({ verdict }) => wrap(`- ${escapeControl(verdict)}`, WIDTH, '  '));
  return [headOf(live), ...tables, ...(verdicts.length === 0 ? [] : [verdicts.join('\n')])].join('\n\n');
}

function nothingRecorded(store: string): string {
  return wrap(
    `Nothing recorded that this asks for in the store \`${escapeControl(store)}\`. \`hindcast forecast SOURCE\` records what it forecasts; once the candles have closed, \`hindcast score\` tells what came of it.`,
    WIDTH,
  );
}

function headOf({ records, counts, next, revised, fills }: Live): string {
  const { scored, waiting, overdue, missed, afterTheFact } = counts;
  const open = waiting - overdue;
  const states = [
    `${formatCount(scored)} live and scored`,
    ...(open > 0 ? [`${formatCount(open)} waiting, the first closes at ${formatTime(next)}`] : []),
    ...(overdue > 0 ? [`${formatCount(overdue)} closed but not in the source yet`] : []),
    ...(missed > 0 ? [`${formatCount(missed)} missed, their candles are missing`] : []),
    ...(afterTheFact > 0 ? [`${formatCount(afterTheFact)} made after the fact, which do not count`] : []),
  ];
  const isNew = fills.filter(({ revisedAt }) => revisedAt === null).length;
  const lines = [
    `ledger   ${plural(records, 'forecast')}; of their steps ${states.join('; ')}`,
    ...(isNew > 0 ? [`new      ${plural(isNew, 'value')} came since the last time`] : []),
    ...(fills.length > isNew
      ? [
          `changed  ${plural(fills.length - isNew, 'value')} that had come ${fills.length - isNew === 1 ? 'was' : 'were'} revised since, and count as they are now`,
        ]
      : []),
    ...(revised > 0
      ? [
          `revised  ${plural(revised, 'forecast')} made on values that were revised or filled in since; they stay as they were made`,
        ]
      : []),
  ];
  return lines.map((line) => wrap(line, WIDTH, '         ')).join('\n');
}

/** By series and sources, in the order of their first forecast. */
function bySeries(
  configurations: readonly JudgedConfiguration[],
): ReadonlyMap<string, JudgedConfiguration[]> {
  const groups = new Map<string, JudgedConfiguration[]>();
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

function tableOf(configurations: readonly JudgedConfiguration[], isAll: boolean): string {
  const models = configurations.map(({ model }) => model);
  const isPromised = configurations.some(({ promised }) => promised !== undefined);
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
    .toSorted((a, b) => order(a.scores.rmse, b.scores.rmse))
    .flatMap((configuration) =>
      configuration.steps.flatMap((step, k) => [
        [
          k === 0 ? configuration.model : '',
          ...(isTwice ? [k === 0 ? shortId(configuration.configuration) : ''] : []),
          ...cellsOf(step, step.scores, levels),
          ...(isPromised ? promiseCells(configuration, k) : []),
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
        ...(isPromised ? ['promised U2', 'worse p'] : []),
      ].map(right),
    ],
    rows,
  );
}

/** U2 of the backtest at this step, and p of live being worse. */
function promiseCells({ promised, worse }: JudgedConfiguration, k: number): readonly string[] {
  const p = worse.at(k)?.adjusted ?? NaN;
  return [formatNumber(promised?.steps[k].scores.u2 ?? NaN, 3), Number.isNaN(p) ? UNDEFINED : pText(p)];
}

/** Undefined values last. */
const order = (a: number, b: number): number =>
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

/** The object of `score --json` without a file. */
export function liveJson(
  { live, judged, now, isAll }: LiveReport,
  version: string,
  warnings: readonly string[],
): object {
  const { records, counts, next, revised, fills } = live;
  return {
    schema: SCHEMA,
    type: 'live',
    version,
    at: new Date(now).toISOString(),
    records,
    ...counts,
    next: Number.isNaN(next) ? null : formatTime(next),
    revised,
    filled: fills.filter(({ revisedAt }) => revisedAt === null).length,
    changed: fills.filter(({ revisedAt }) => revisedAt !== null).length,
    configurations: judged.map((configuration) => configurationJson(configuration, isAll)),
    warnings,
  };
}

function configurationJson(judged: JudgedConfiguration, isAll: boolean): object {
  const { configuration, model, series, asked, options, firstMadeAt, lastMadeAt, revised } = judged;
  const { counts, scores, steps, promised, worse, drift, verdict } = judged;
  return {
    configuration,
    model,
    series,
    sources: asked.sources,
    column: options.column,
    horizon: options.horizon,
    firstMadeAt: formatTime(firstMadeAt),
    lastMadeAt: formatTime(lastMadeAt),
    revised,
    live: { ...countsJson(counts), ...scores },
    promised:
      promised === undefined
        ? null
        : { run: promised.run, at: formatTime(promised.at), isBefore: promised.isBefore, ...promised.scores },
    drift:
      drift === undefined
        ? null
        : {
            isDrifting: drift.isDrifting ?? null,
            since: drift.since === null ? null : formatTime(drift.since),
            note: drift.note,
            bySteps: drift.steps.map(({ since, ...step }) => ({
              ...step,
              since: since === null ? null : formatTime(since),
            })),
          },
    bySteps: steps.map(({ step, scores: ofStep, coverage, late, ...rest }, k) => ({
      step,
      ...countsJson(rest),
      ...ofStep,
      intervals: coverage,
      promised:
        promised === undefined
          ? null
          : { ...promised.steps[k].scores, intervals: promised.steps[k].coverage },
      worse: worse.at(k) ?? null,
      ...(isAll && { afterTheFactScores: late }),
    })),
    verdict,
  };
}

function countsJson({
  waiting,
  overdue,
  missed,
  afterTheFact,
  repeated,
}: LiveCounts): Omit<LiveCounts, 'scored'> {
  return { waiting, overdue, missed, afterTheFact, repeated };
}

/** A line per record, newest first. */
export function renderRecords(records: readonly RecordSummary[], store: string): string {
  if (records.length === 0) return nothingRecorded(store);
  const left = (title: string) => ({ title, align: 'left' }) as const;
  const right = (title: string) => ({ title, align: 'right' }) as const;
  return renderTable(
    [left('record'), left('made'), left('from'), left('to'), left('source'), left('models'), right('came')],
    records.map((record) => [
      shortId(record.id),
      formatMinute(record.madeAt),
      formatTime(record.origin),
      Number.isNaN(lastOf(record)) ? `row +${record.options.horizon}` : formatTime(lastOf(record)),
      record.asked.sources.map(escapeControl).join(', '),
      record.models.join(','),
      `${record.filled}/${stepsOf(record)}`,
    ]),
  );
}

/** The object of `score --list --json`. */
export function recordsJson(records: readonly RecordSummary[], version: string): object {
  return {
    schema: SCHEMA,
    type: 'forecasts',
    version,
    forecasts: records.map((record) => ({
      record: record.id,
      madeAt: formatTime(record.madeAt),
      origin: formatTime(record.origin),
      ds: Array.from(record.ds, (ms) => (Number.isNaN(ms) ? null : formatTime(ms))),
      sources: record.asked.sources,
      series: record.series.map(({ id }) => id),
      column: record.options.column,
      horizon: record.options.horizon,
      models: record.models,
      steps: stepsOf(record),
      filled: record.filled,
      version: record.version,
    })),
  };
}

const lastOf = ({ ds }: RecordSummary): number => ds[ds.length - 1];
const stepsOf = ({ series, options }: RecordSummary): number => series.length * options.horizon;
