/** What a reader of the scores should be warned of: what is too good, what only looks good, and what says little. */

import { median } from '../math/statistics.ts';
import { effectiveOrigins } from '../significance/overlap.ts';
import type { Evaluation } from './result.ts';
import type { Trial } from './trial.ts';

/** Below this, U2 one step ahead on prices is too good: published forecasts do not come near it. */
const LEAK_U2 = 0.9;
/** Fewer points than this are no alarm of a leak. */
const LEAK_POINTS = 30;
/** Fewer points than this do not make a copy. */
const COPY_POINTS = 50;
/** Fewer origins whose targets do not overlap say little. */
const ENOUGH_ORIGINS = 20;
/** A forecast nearer to an earlier value than this share of its error is a copy of that value. */
const COPY = 0.25;
/** Rows before the origin that a copy is looked for at. */
const ROWS_BACK = 3;
/** A true value this small beside the median makes a percentage of it meaningless. */
const NEAR_ZERO = 0.01;

/** Every warning that the results call for. `column` is what was forecast. */
export function alarms(results: readonly Evaluation[], trial: Trial, column: string): string[] {
  return [
    // What can be forecast of prices is known; of anything else it is not, nor has it percentages.
    ...(trial.quantity === 'price'
      ? [...results.map((result) => leakAlarm(result, column)), nearZeroAlarm(trial)]
      : []),
    ...copyAlarms(results, trial),
    fewOriginsAlarm(trial),
  ].filter((text) => text !== undefined);
}

/** Where a model is better than prices allow; `undefined` where it is not, or where `column` is no price. */
export function leakAlarm({ model, bySteps }: Evaluation, column: string): string | undefined {
  const first = bySteps.find(({ step }) => step === 1);
  if (first === undefined || column === 'volume' || !(first.u2 < LEAK_U2) || first.n < LEAK_POINTS)
    return undefined;
  return (
    `${model} has U2 ${first.u2.toFixed(3)} one step ahead, and on prices below ${LEAK_U2} is too good: look for a leak ` +
    '(rows out of order, a value known only later), unless this series is no price or is simulated'
  );
}

/**
 * Forecasts one step ahead that repeat an earlier value: drawn over the truth they look right, some rows late. That they
 * repeat the last value is told only of models that are not better by more than luck.
 */
export function copyAlarms(results: readonly Evaluation[], trial: Trial): string[] {
  const { table, valueBefore } = trial;
  const rows = Array.from(table.y.keys()).filter(
    (i) => table.step[i] === 1 && !Number.isNaN(table.y[i]) && table.last[i] !== table.y[i],
  );
  if (rows.length < COPY_POINTS) return [];
  const stale: string[] = [];
  const copies: string[] = [];
  for (const { model, direction, tests } of results) {
    if (direction.n === 0) continue; // naive, and whatever else is the last value itself
    const yhat = table.yhat.get(model)!;
    /** The median distance as a multiple of naive's error on the same point, so that no price weighs more. */
    const distance = (to: (i: number) => number): number =>
      median(rows.map((i) => Math.abs((yhat[i] - to(i)) / (table.last[i] - table.y[i]))));
    const error = distance((i) => table.y[i]);
    const shares = Array.from({ length: ROWS_BACK + 1 }, (_, back) =>
      back === 0 ? distance((i) => table.last[i]) : distance((i) => valueBefore(i, back)),
    ).map((value) => value / error);
    const back = shares.findIndex((share) => share < COPY);
    const isProven = tests.dm.some(
      ({ step, adjusted, statistic }) => step === 1 && adjusted < 0.05 && statistic < 0,
    );
    if (back > 0)
      stale.push(
        `${model} forecasts what stood ${back === 1 ? '1 row' : `${back} rows`} before the origin: it lags behind what is known`,
      );
    else if (back === 0 && !isProven) copies.push(model);
  }
  if (copies.length === 0) return stale;
  return [
    ...stale,
    `${copies.join(', ')} ${copies.length === 1 ? 'has' : 'have'} forecasts that hardly leave the last known value: drawn over the truth they look right, one row late`,
  ];
}

function nearZeroAlarm({ table, ids }: Trial): string | undefined {
  const names = ids.filter((_, s) => {
    const sizes = table.y
      .filter((y, i) => table.series[i] === s && !Number.isNaN(y) && y !== 0)
      .map(Math.abs);
    const limit = NEAR_ZERO * median(sizes);
    return sizes.some((size) => size < limit);
  });
  if (names.length === 0) return undefined;
  return `mape of ${names.join(', ')} rests on true values near zero, which make any error look huge: read wape or mase`;
}

function fewOriginsAlarm({ table, horizon, stepSize }: Trial): string | undefined {
  const origins = new Set(table.origin.filter((_, i) => !Number.isNaN(table.y[i])));
  const effective = effectiveOrigins(origins.size, horizon, stepSize);
  if (effective >= ENOUGH_ORIGINS) return undefined;
  const which =
    effective === origins.size ? `${effective} origins` : `${effective} origins whose targets do not overlap`;
  return `${which}: with fewer than ${ENOUGH_ORIGINS}, tests and intervals say little; lengthen \`--test\` or lower \`--horizon\``;
}
