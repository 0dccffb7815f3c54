/** Columns of scores for the terminal and the page. What each metric shows is in its own file, in `metrics/`. */

import type { Quantity } from '../../data/quantities.ts';
import type { Direction } from '../../metrics/direction.ts';
import { intervalMetrics, metricsOf, quantileMetricsOf } from '../../metrics/index.ts';
import type { MetricColumn, MetricDescription, ScoreColumnDefinition } from '../../metrics/metric.ts';
import { UNDEFINED, decimalsOf, formatNumber, formatPercent, listed, percentRange } from './units.ts';

type NumbersByName = Readonly<Record<string, number>>;

/** The scores of a model, just evaluated or read from a `run.json`. */
export interface ScoredModel {
  readonly model: string;
  readonly scores: NumbersByName;
  readonly direction: Pick<Direction, 'lo' | 'hi' | 'alwaysUp'>;
  readonly relative: readonly { readonly to: string; readonly rmse: number }[];
  readonly distribution: { readonly scores: NumbersByName } | null;
}

export interface ScoreCell {
  readonly text: string;
  /** Below 1 where the benchmark is beaten; `NaN` for a score that is not compared. */
  readonly relativeLoss: number;
}

export interface ScoreColumn {
  readonly head: string;
  /** What the numbers count: `unit` is that of the series. */
  readonly unit: ColumnUnit;
  readonly better: MetricDescription['better'];
  cell(model: ScoredModel): ScoreCell;
  /** The number that the cell shows. */
  value(model: ScoredModel): number;
}

export interface AnswerColumn {
  readonly head: string;
  cell(scores: NumbersByName): string;
}

type ColumnUnit = 'unit' | '%' | undefined;

/** Position of ratios to benchmarks other than the first: after U2. */
const RELATIVE_ORDER = 8.5;

/** The columns of the table of scores, by their order. */
export function scoreColumns(models: readonly ScoredModel[], quantity: Quantity): readonly ScoreColumn[] {
  const [first] = models;
  // All errors have the same number of decimals, so that they line up.
  const decimals = errorDecimals(first.scores, quantity);
  const pointColumns = columnsOf(metricsOf(quantity), first.scores).map((metric) => {
    const { name, column, isPercent, better } = metric;
    return {
      order: column.order,
      head: column.head,
      unit: unitOf(metric),
      better,
      value: ({ scores }: ScoredModel) => scores[name] ?? NaN,
      cell: ({ scores, direction: { lo, hi } }: ScoredModel): ScoreCell => {
        const value = scores[name] ?? NaN;
        const hasInterval = column.hasInterval === true && !Number.isNaN(value);
        return {
          text: `${formatScore({ column, isPercent }, value, decimals)}${hasInterval ? ` (${percentRange(lo, hi)})` : ''}`,
          relativeLoss: column.relativeLoss?.(scores) ?? NaN,
        };
      },
    };
  });
  const relativeColumns = otherBenchmarks(models).map((name) => {
    const value = ({ relative }: ScoredModel): number => relative.find(({ to }) => to === name)?.rmse ?? NaN;
    return {
      order: RELATIVE_ORDER,
      head: `of ${name}`,
      unit: undefined,
      better: 'lower' as const,
      value,
      cell: (model: ScoredModel): ScoreCell => ({
        text: formatNumber(value(model), 3),
        relativeLoss: value(model),
      }),
    };
  });
  const distributions = models.find(({ distribution }) => distribution !== null)?.distribution?.scores ?? {};
  const quantileColumns = columnsOf(quantileMetricsOf(quantity), distributions).map((metric) => {
    const value = ({ distribution }: ScoredModel): number => distribution?.scores[metric.name] ?? NaN;
    return {
      order: metric.column.order,
      head: metric.column.head,
      unit: unitOf(metric),
      better: metric.better,
      value,
      cell: (model: ScoredModel): ScoreCell => ({
        text: formatScore(metric, value(model), decimals),
        relativeLoss: NaN,
      }),
    };
  });
  return [...pointColumns, ...relativeColumns, ...quantileColumns].toSorted((a, b) => a.order - b.order);
}

/** The columns of scores in the short table. Of a panel, without those that series with large values dominate. */
export function answerColumns(
  models: readonly Pick<ScoredModel, 'scores'>[],
  quantity: Quantity,
  isPanel: boolean,
): readonly AnswerColumn[] {
  const [{ scores: first }] = models;
  const decimals = errorDecimals(first, quantity);
  const wanted = isPanel ? 'panel' : 'single';
  return columnsOf(metricsOf(quantity), first)
    .filter(({ column: { inAnswer } }) => inAnswer === 'always' || inAnswer === wanted)
    .filter(({ name }) => models.some(({ scores }) => !Number.isNaN(scores[name] ?? NaN)))
    .map(({ name, column, isPercent }) => ({
      head: column.head,
      cell: (scores) => formatScore({ column, isPercent }, scores[name] ?? NaN, decimals),
    }));
}

/**
 * Sentences on the columns.
 * @param what - the column of the data that was forecast
 */
export function scoreLegend(
  models: readonly ScoredModel[],
  quantity: Quantity,
  { what, isPanel }: { readonly what: string; readonly isPanel: boolean },
): readonly string[] {
  const shown = columnsOf(metricsOf(quantity), models[0].scores);
  const errors = shown.filter(({ column }) => column.decimals === 'unit').map(({ column }) => column.head);
  const alike = shown
    .filter(({ weighsSeriesEqually }) => weighsSeriesEqually)
    .map(({ column }) => column.head);
  const alwaysUp = models.find(({ direction }) => !Number.isNaN(direction.alwaysUp))?.direction.alwaysUp;
  return [
    ...(errors.length > 0 ? [`${listed(errors)} are in the unit of ${what}.`] : []),
    ...shown.flatMap(({ column }) => [
      ...(column.legend === undefined ? [] : [column.legend(quantity)]),
      ...(column.hasInterval && alwaysUp !== undefined
        ? [`Always forecasting "up" is right in ${formatPercent(alwaysUp)}.`]
        : []),
    ]),
    ...otherBenchmarks(models).map((name) => `of ${name}: RMSE divided by the RMSE of ${name}.`),
    ...(isPanel && errors.length > 0
      ? [
          `The series with the largest errors, such as the highest prices, dominate ${listed(errors)}; ${listed(alike)} and the tests weight series equally.`,
        ]
      : []),
  ];
}

/** What a cell of the tables by step, series and regime contains, for example `RMSE (U2)`. */
export function partTitle(quantity: Quantity, isPanel: boolean): string {
  const [main, second] = partsOf(quantity, isPanel).map(({ column }) => column.head);
  return second === undefined ? main : `${main} (${second})`;
}

/**
 * The cell of a part of the points.
 * @param isPanel - whether the points are from several series
 * @param reference - scores that decide the decimals
 * @param mark - put after the score that is compared with the benchmark
 */
export function partCell(
  quantity: Quantity,
  isPanel: boolean,
  scores: NumbersByName,
  { reference, mark = '' }: { readonly reference: NumbersByName; readonly mark?: string },
): ScoreCell {
  const decimals = errorDecimals(reference, quantity);
  const parts = partsOf(quantity, isPanel);
  const [main, second] = parts.map(
    ({ name, column, isPercent }) =>
      `${formatScore({ column, isPercent }, scores[name] ?? NaN, decimals)}${column.relativeLoss === undefined ? '' : mark}`,
  );
  const compared = parts.find(({ column }) => column.relativeLoss !== undefined);
  return {
    text: second === undefined ? main : `${main} (${second})`,
    relativeLoss: compared?.column.relativeLoss?.(scores) ?? NaN,
  };
}

export interface IntervalColumn {
  readonly head: string;
  readonly unit: ColumnUnit;
  /** @param bySteps - scores of the steps that have intervals */
  cell(scores: NumbersByName, bySteps: readonly NumbersByName[]): string;
}

/** The columns of scores in the table of intervals. `hasSteps` adds ranges over the steps. */
export function intervalColumns(hasSteps: boolean): readonly IntervalColumn[] {
  return intervalMetrics.flatMap(({ name, column, isPercent }) => {
    if (column === undefined) return [];
    const range: IntervalColumn = {
      head: 'by step',
      unit: '%',
      cell(_, bySteps) {
        const values = bySteps.map((scores) => scores[name]);
        return values.length === 0 ? UNDEFINED : percentRange(Math.min(...values), Math.max(...values));
      },
    };
    return [
      {
        head: column.head,
        unit: unitOf({ column, isPercent }),
        cell: (scores: NumbersByName) => formatScore({ column, isPercent }, scores[name] ?? NaN),
      },
      ...(hasSteps && column.hasRangeOfSteps ? [range] : []),
    ];
  });
}

/** Sentences on the columns of the table of intervals. */
export function intervalLegend(quantity: Quantity, isPanel: boolean): readonly string[] {
  const widths = intervalMetrics.flatMap(({ column }) => (column?.decimals === 'unit' ? [column.head] : []));
  return [
    ...intervalMetrics.flatMap(({ column }) => column?.legend?.(quantity) ?? []),
    ...(isPanel ? [`The series with the widest intervals dominate ${listed(widths)}.`] : []),
  ];
}

/** Metrics that have a column and a score, by the order of their columns. */
function columnsOf<M extends { readonly name: string; readonly column?: ScoreColumnDefinition }>(
  metrics: readonly M[],
  scores: NumbersByName,
): (M & { readonly column: ScoreColumnDefinition })[] {
  return metrics
    .filter((metric): metric is M & { readonly column: ScoreColumnDefinition } => metric.column !== undefined)
    .filter(({ name }) => name in scores)
    .toSorted((a, b) => a.column.order - b.column.order);
}

/** Metrics in cells of parts. Of a panel, without those that series with large values dominate. */
function partsOf(quantity: Quantity, isPanel: boolean) {
  return metricsOf(quantity)
    .flatMap(({ name, column, isPercent, better }) =>
      column?.part === undefined ? [] : [{ name, column, isPercent, better, part: column.part }],
    )
    .filter(({ column }) => !isPanel || column.decimals !== 'unit')
    .toSorted((a, b) => a.part - b.part);
}

/** Sentences on the scores in the cells of parts. */
export function partLegend(
  quantity: Quantity,
  isPanel: boolean,
  { what }: { readonly what: string },
): readonly string[] {
  return partsOf(quantity, isPanel).flatMap(({ column }) => [
    ...(column.decimals === 'unit' ? [`${column.head} is in the unit of ${what}.`] : []),
    ...(column.legend === undefined ? [] : [column.legend(quantity)]),
  ]);
}

/** The number that decides which cell of a part of the points is the best, and which way. */
export function partValue(
  quantity: Quantity,
  isPanel: boolean,
  scores: NumbersByName,
): { readonly value: number; readonly better: MetricDescription['better'] } {
  const [{ name, better }] = partsOf(quantity, isPanel);
  return { value: scores[name] ?? NaN, better };
}

/** Decimals of errors in the unit of the series, by the error that parts show. */
function errorDecimals(scores: NumbersByName, quantity: Quantity): number {
  const error = partsOf(quantity, false).find(({ column }) => column.decimals === 'unit');
  return decimalsOf(scores[error?.name ?? ''] ?? NaN);
}

/** The unit of a column. Squares of it are in no table. */
function unitOf({
  column,
  isPercent,
}: {
  readonly column: MetricColumn;
  readonly isPercent?: true | undefined;
}): ColumnUnit {
  if (isPercent === true) return '%';
  return column.decimals === 'unit' ? 'unit' : undefined;
}

function otherBenchmarks(models: readonly ScoredModel[]): readonly string[] {
  return [...new Set(models.flatMap(({ relative }) => relative.map(({ to }) => to)))];
}

/** @param unitDecimals - decimals of errors; by default those that the value itself needs */
function formatScore(
  { column, isPercent }: { readonly column: MetricColumn; readonly isPercent?: true | undefined },
  value: number,
  unitDecimals?: number,
): string {
  const decimals = column.decimals === 'unit' ? unitDecimals : column.decimals;
  return isPercent === true ? formatPercent(value, decimals) : formatNumber(value, decimals);
}
