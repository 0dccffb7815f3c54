/** The forecasts that matter most, in a table that fits the terminal: at most ten lines. */

import { classNames, classNumber } from '../../data/classes.ts';
import { targetOf } from '../../data/targets.ts';
import type { Interval } from '../../models/model.ts';
import { escapeControl } from '../../text/escape.ts';
import { shortValueFormat } from '../format/forecast-values.ts';
import { UNDEFINED, formatPercent, formatTime, listed, signedPercent } from '../format/units.ts';
import type { ForecastReport } from '../inputs.ts';
import type { TextColumn } from './table.ts';
import { width } from './layout.ts';
import { left, renderShortTable, right, widthOf } from './table.ts';

export interface ForecastSummary {
  readonly table: string;
  /** In words; empty if the table has everything. */
  readonly leftOut: string;
}

/** Lines of the table at most. */
const MOST_LINES = 10;

interface Line {
  readonly s: number;
  readonly k: number;
  readonly model: string;
}

/**
 * Every model at every step if that fits; else the lead at every step, or at the first and the last ones, and the others at the
 * last. Of several series, the lead at the last step, which the sentence above names.
 */
export function forecastSummary(report: ForecastReport, lead: string): ForecastSummary {
  const { options, next } = report;
  const isAlone = next.series.length === 1;
  const { lines, omitted } = isAlone ? linesOfOne(report, lead) : linesOfSeveral(report, lead);
  const rows = lines.map((line, i) => ({
    cells: isAlone
      ? [i > 0 && lines[i - 1].k === line.k ? '' : whenOf(report, line.k), line.model]
      : [escapeControl(next.series[line.s]), lastOf(report, line.s)],
    values: valuesOf(report, line),
  }));
  const head = isAlone ? [left('when'), left('model')] : [left('series'), right('last')];
  const levels = options.level.toSorted((a, b) => a - b);
  const hasClasses = targetOf(options.target).quantity.classes !== undefined;
  const titles: readonly TextColumn[] = hasClasses
    ? [left('forecast'), ...classNames.map(right)]
    : [right('forecast'), right('change'), ...levels.map((level) => right(`${level} %`))];
  // Wide columns of intervals are left out from the widest level until the table fits.
  for (let kept = titles.length; ; kept--) {
    const table = renderShortTable(
      [...head, ...titles.slice(0, kept)],
      rows.map(({ cells, values }) => [...cells, ...values.slice(0, kept)]),
      Infinity,
    );
    const isLast = hasClasses || kept <= 2;
    if (!isLast && Math.max(...table.split('\n').map((line) => widthOf(line))) > width()) continue;
    const dropped =
      kept < titles.length
        ? [`the ${listed(levels.slice(kept - 2).map((level) => `${level} %`))} intervals`]
        : [];
    return { table, leftOut: listed([...omitted, ...dropped]) };
  }
}

interface ChosenLines {
  readonly lines: readonly Line[];
  readonly omitted: readonly string[];
}

function linesOfOne({ options, next }: ForecastReport, lead: string): ChosenLines {
  const { horizon } = options;
  const models = [lead, ...[...next.models.keys()].filter((model) => model !== lead)];
  const steps = Array.from({ length: horizon }, (_, k) => k);
  const all = steps.flatMap((k) => models.map((model) => ({ s: 0, k, model })));
  if (all.length <= MOST_LINES) return { lines: all, omitted: [] };
  const room = Math.max(2, MOST_LINES - (models.length - 1));
  const shown = horizon <= room ? steps : [...steps.slice(0, room - 1), horizon - 1];
  const others = models.slice(1, 1 + Math.max(0, MOST_LINES - shown.length));
  return {
    lines: [
      ...shown.map((k) => ({ s: 0, k, model: lead })),
      ...others.map((model) => ({ s: 0, k: horizon - 1, model })),
    ],
    omitted: [models.length > 1 ? 'every model at every step' : 'every step'],
  };
}

function linesOfSeveral({ options, next }: ForecastReport, lead: string): ChosenLines {
  const shown = next.series.slice(0, MOST_LINES);
  const isWhole = options.horizon === 1 && next.models.size === 1 && shown.length === next.series.length;
  const what = [
    ...(shown.length < next.series.length ? ['every series'] : []),
    ...(next.models.size > 1 ? ['every model'] : []),
    ...(options.horizon > 1 ? ['every step'] : []),
  ];
  return {
    lines: shown.map((_, s) => ({ s, k: options.horizon - 1, model: lead })),
    omitted: isWhole ? [] : what,
  };
}

function whenOf({ next: { ds } }: ForecastReport, k: number): string {
  return Number.isNaN(ds[k]) ? `row +${k + 1}` : formatTime(ds[k]);
}

function lastOf({ options, next }: ForecastReport, s: number): string {
  return shortValueFormat(targetOf(options.target).quantity, next.last[s]).value(next.last[s]);
}

function valuesOf({ options, next }: ForecastReport, { s, k, model }: Line): readonly string[] {
  const i = s * options.horizon + k;
  const yhat = next.models.get(model)![i];
  const { quantity } = targetOf(options.target);
  if (quantity.classes !== undefined) {
    const given = next.probabilities.get(model);
    const shares = classNames.map((_, c) => (given === undefined ? UNDEFINED : formatPercent(given[c][i])));
    return [classNames.at(classNumber(yhat)) ?? UNDEFINED, ...shares];
  }
  const format = shortValueFormat(quantity, next.last[s]);
  const bounds = options.level
    .toSorted((a, b) => a - b)
    .map((level) => boundsText(next.intervals.get(model), level, i, format.value));
  return [format.value(yhat), signedPercent(format.change(yhat, next.last[s])), ...bounds];
}

function boundsText(
  intervals: readonly Interval[] | undefined,
  level: number,
  i: number,
  value: (value: number) => string,
): string {
  const interval = intervals?.find((one) => one.level === level);
  if (interval === undefined || Number.isNaN(interval.lo[i]) || Number.isNaN(interval.hi[i]))
    return UNDEFINED;
  return `${value(interval.lo[i])} to ${value(interval.hi[i])}`;
}
