/** Warnings about scores: too good to be true, misleading, or unreliable. */

import type { ForecastTable } from '../backtest/forecast-table.ts';
import type { Evaluation, Leak } from './evaluation.ts';
import { median } from '../math/statistics.ts';
import { isSignificantlyBetter } from '../significance/diebold-mariano.ts';
import { effectiveOrigins } from '../significance/overlap.ts';
import { patternsOf } from './patterns.ts';
import { counted, listText } from './phrases.ts';
import { groupedRows, numbersAt, rowsWhere } from './table-rows.ts';
import type { Trial } from './trial.ts';
import type { Warning } from '../text/warning.ts';
import { noteOf, warningOf } from '../text/warning.ts';

/** Below this, U2 one step ahead on prices is too good to be true: published forecasts are far from it. */
const LEAK_U2 = 0.9;
/** Points that a leak alarm needs. */
const LEAK_POINTS = 30;
/** The share of a gain that the pattern of a series must explain. */
const EXPLAINED = 0.5;
/** Series that an alarm names; further ones are only counted. */
const SERIES_NAMED = 3;
/** Points that the alarm about copies needs. */
const COPY_POINTS = 50;
/** With fewer origins without overlap, tests and intervals are unreliable. */
const ENOUGH_ORIGINS = 20;
/** A forecast copies an earlier value if its distance to it is below this share of its error. */
const COPY = 0.25;
/** Number of rows before the origin that are searched for copied values. */
const ROWS_BACK = 3;
/** Percentages of actual values below this multiple of the median are meaningless. */
const NEAR_ZERO = 0.01;

/** All warnings about the results. */
export function alarms(results: readonly Evaluation[], trial: Trial): Warning[] {
  return [
    ...results.map(leakWarning),
    patternNote(results, trial),
    // Percentage errors are only defined for prices.
    ...(trial.quantity.isPrice ? [nearZeroAlarm(trial)] : []),
    // Classes do not repeat values.
    ...(trial.quantity.classes !== undefined ? [] : copyAlarms(results, trial)),
    fewOriginsAlarm(trial),
  ].filter((warning) => warning !== undefined);
}

type Scored = Pick<Evaluation, 'model' | 'bySteps' | 'bySeries'>;
type LeakTrial = Pick<Trial, 'table' | 'ids' | 'quantity' | 'column' | 'valueBefore'>;

/**
 * Whether a model is too good one step ahead for prices, over all series or on some of them; `null` if it is not, and for
 * anything other than prices, since it is unknown how well that can be forecast. A series whose own pattern explains the gain
 * is no price.
 * @param patternOf - `patternsOf` the trial
 */
export function leakOf(
  scored: Scored,
  trial: LeakTrial,
  patternOf: (series: number) => number = patternsOf(trial),
): Leak | null {
  const { first, series } = tooGood(scored, trial);
  if (first === undefined) return null;
  const numberOf = numbersOfSeries(trial);
  const isUnexplained = ({ id, u2 }: Leak['series'][number]): boolean =>
    !isExplained(u2, patternOf(numberOf(id)));
  const unexplained = series.filter(isUnexplained);
  if (unexplained.length > 0) return { u2: first.u2, series: unexplained };
  if (!isTooGood(first)) return null;
  // The pooled value is a mean over series; so is what their patterns explain.
  const shares = scored.bySeries.map(({ id }) => patternOf(numberOf(id)));
  const mean = shares.reduce((sum, share) => sum + share, 0) / shares.length;
  return isExplained(first.u2, mean) ? null : { u2: first.u2, series: [] };
}

/** The number of a series by its name. */
function numbersOfSeries({ ids }: Pick<Trial, 'ids'>): (id: string) => number {
  const numbers = new Map(ids.map((id, s) => [id, s]));
  return (id) => numbers.get(id)!;
}

/** The first step, and the series on which it is too good; nothing for anything other than prices. */
function tooGood(
  { model, bySteps, bySeries }: Scored,
  trial: LeakTrial,
): { readonly first: Evaluation['bySteps'][number] | undefined; readonly series: Leak['series'] } {
  const { table, ids, quantity, column } = trial;
  if (!quantity.isPrice || column === 'volume') return { first: undefined, series: [] };
  const ofSeries = firstStepU2(table, model, ids.length);
  const numberOf = numbersOfSeries(trial);
  const series = bySeries.flatMap(({ id }) => {
    const one = ofSeries[numberOf(id)];
    return isTooGood(one) ? [{ id, ...one }] : [];
  });
  return { first: bySteps.find(({ step }) => step === 1), series };
}

/** Whether the pattern of a series explains at least half of the gain in squared error. */
const isExplained = (u2: number, share: number): boolean => share >= EXPLAINED * (1 - u2 ** 2);

/** A note on series with gains that would be too good for prices, and with patterns that explain them. */
function patternNote(results: readonly Evaluation[], trial: Trial): Warning | undefined {
  const patternOf = patternsOf(trial);
  const numberOf = numbersOfSeries(trial);
  const names = new Set(
    results.flatMap((result) =>
      tooGood(result, trial)
        .series.filter(({ u2, id }) => isExplained(u2, patternOf(numberOf(id))))
        .map(({ id }) => id),
    ),
  );
  if (names.size === 0) return undefined;
  const shown = [...names]
    .slice(0, SERIES_NAMED)
    .map((id) => `${id} (${Math.round(100 * patternOf(numberOf(id)))} %)`);
  const more = names.size - shown.length;
  return noteOf(
    `earlier changes explain much of the next change of ${listText([...shown, ...(more > 0 ? [`${more} more`] : [])])}, as in a season and unlike prices, so a low U2 is plausible; ` +
      'if the values should be prices, check that they are not smoothed, interpolated or out of order',
  );
}

const isTooGood = ({ u2, n }: { readonly [name: string]: number; readonly n: number }): boolean =>
  u2 < LEAK_U2 && n >= LEAK_POINTS;

/** U2 one step ahead, by series. */
function firstStepU2(
  { series, step, y, last, yhat }: ForecastTable,
  model: string,
  count: number,
): readonly { readonly u2: number; readonly n: number }[] {
  const forecasts = yhat.get(model)!;
  const sums = Array.from({ length: count }, () => ({ squares: 0, naive: 0, n: 0 }));
  y.forEach((value, i) => {
    if (step[i] !== 1 || Number.isNaN(value + forecasts[i] + last[i])) return;
    const sum = sums[series[i]];
    sum.squares += (forecasts[i] - value) ** 2;
    sum.naive += (last[i] - value) ** 2;
    sum.n++;
  });
  return sums.map(({ squares, naive, n }) => ({ u2: Math.sqrt(squares / naive), n }));
}

function leakWarning(result: Evaluation): Warning | undefined {
  const text = leakAlarm(result);
  return text === undefined ? undefined : warningOf(text);
}

/** The warning that a model is too good for prices; `undefined` if it is not. */
export function leakAlarm({ model, leak, bySeries }: Evaluation): string | undefined {
  if (leak === null) return undefined;
  return (
    `${model} has ${leakText(leak, bySeries.length)}; on prices, U2 below ${LEAK_U2} is too good to be true: look for a leak ` +
    '(rows out of order, values known only later), unless the values are not prices or are simulated'
  );
}

/** `U2 0.712 one step ahead`, for a panel `U2 0.712 on A, 0.801 on B one step ahead`. */
export function leakText({ u2, series }: Leak, of: number): string {
  if (of === 1 || series.length === 0) return `U2 ${u2.toFixed(3)} one step ahead`;
  const named = series.slice(0, SERIES_NAMED).map((one) => `${one.u2.toFixed(3)} on ${one.id}`);
  const more = series.length - named.length;
  return `U2 ${[...named, ...(more > 0 ? [`below ${LEAK_U2} on ${more} more`] : [])].join(', ')} one step ahead`;
}

/**
 * Forecasts one step ahead that repeat an earlier value and therefore look accurate on a chart. Copies of the last value are reported only
 * for models that are not significantly better than naive.
 */
export function copyAlarms(results: readonly Evaluation[], trial: Trial): Warning[] {
  const { table, valueBefore } = trial;
  const moved = rowsWhere(
    table.y.length,
    (i) => table.step[i] === 1 && !Number.isNaN(table.y[i] + table.last[i]) && table.last[i] !== table.y[i],
  );
  const stale: Warning[] = [];
  const copies: string[] = [];
  for (const { model, direction, tests } of results) {
    if (direction.n === 0) continue; // naive, and other models that forecast the last value
    const yhat = table.yhat.get(model)!;
    const rows = moved.filter((i) => !Number.isNaN(yhat[i]));
    /** The median distance as a multiple of naive's error on the same point, so that prices do not weight it. */
    const distance = (to: (i: number) => number, of: Int32Array): number =>
      median(Float64Array.from(of, (i) => Math.abs((yhat[i] - to(i)) / (table.last[i] - table.y[i]))));
    const shares = Array.from({ length: ROWS_BACK + 1 }, (_, back) => {
      const earlier = (i: number): number => (back === 0 ? table.last[i] : valueBefore(i, back));
      const known = rows.filter((i) => !Number.isNaN(earlier(i)));
      return known.length < COPY_POINTS ? NaN : distance(earlier, known) / distance((i) => table.y[i], known);
    });
    const back = shares.findIndex((share) => share < COPY);
    const isBetter = tests.dm.some((test) => test.step === 1 && isSignificantlyBetter(test));
    if (back > 0)
      stale.push(
        warningOf(
          `${model} repeats the value ${back === 1 ? '1 row' : `${back} rows`} before the origin: it lags behind the last known value`,
        ),
      );
    else if (back === 0 && !isBetter) copies.push(model);
  }
  if (copies.length === 0) return stale;
  return [
    ...stale,
    // Normal for prices: a model that finds nothing forecasts the last value.
    noteOf(
      `the forecasts of ${copies.join(', ')} nearly repeat the last known value, so they look more accurate on a chart than they are`,
    ),
  ];
}

function nearZeroAlarm({ table, ids }: Trial): Warning | undefined {
  const known = rowsWhere(table.y.length, (i) => !Number.isNaN(table.y[i]) && table.y[i] !== 0);
  const bySeries = groupedRows(known, table.series, ids.length);
  const names = ids.filter((_, s) => {
    const sizes = numbersAt(table.y, bySeries[s]).map(Math.abs);
    const limit = NEAR_ZERO * median(sizes);
    return sizes.some((size) => size < limit);
  });
  if (names.length === 0) return undefined;
  return noteOf(
    `mape of ${names.join(', ')} is dominated by actual values near zero: read wape or mase instead`,
  );
}

function fewOriginsAlarm({ table, horizon, stepSize }: Trial): Warning | undefined {
  const origins = new Set<number>();
  for (let i = 0; i < table.y.length; i++) if (!Number.isNaN(table.y[i])) origins.add(table.origin[i]);
  const effective = effectiveOrigins(origins.size, horizon, stepSize);
  if (effective >= ENOUGH_ORIGINS) return undefined;
  const which = effective === origins.size ? '' : ' without overlapping targets';
  return warningOf(
    `${counted(effective, 'origin')}${which}: tests and intervals are unreliable with fewer than ${ENOUGH_ORIGINS}; lengthen \`--test\` or lower \`--horizon\``,
  );
}
