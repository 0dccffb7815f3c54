/**
 * What hindcast asks of a model, tried on simulated prices. It answers in the right shape with finite numbers, gives the same again, and
 * leaves the data as they are. It sees nothing after a cutoff or an origin: the future is replaced by `NaN` and by noise, and forecasts made
 * before must not change by a bit.
 */

import type { Panel, Series } from '../data/panel.ts';
import { targetNames, targetOf, targets } from '../data/targets.ts';
import type { TargetChoice } from '../data/targets.ts';
import { formatTime } from '../data/timeframe.ts';
import { UsageError } from '../errors.ts';
import { Random } from '../math/random.ts';
import { builtIn } from '../models/index.ts';
import type { Model } from '../models/model.ts';
import { digestOf } from '../text/digest.ts';
import { TupleMap } from '../text/tuple-map.ts';
import type { BacktestContext } from './fits.ts';
import { inPlace } from './in-place.ts';
import { makeForecasts } from './make-forecasts.ts';
import type { MadeForecasts } from './make-forecasts.ts';
import type { BacktestOptions } from './options.ts';
import { lookbackOf } from './plan.ts';
import { TestSpan } from './test-span.ts';

const DAY = 86_400_000;
const START = Date.UTC(2024, 0, 1);
/** Rows of the test span, and training rows beside two windows. */
const TEST_ROWS = 20;
const TRAINING_ROWS = 60;
/** Most rows that a forecast of a tried model may read. */
const MOST_ROWS = 10_000;

/** The target of the options if the model forecasts its quantity, else the first built-in one that it does. */
export function targetFor(model: Model, choice: TargetChoice): TargetChoice {
  if (model.quantities.includes(targetOf(choice).quantity.name)) return choice;
  return targetNames.find((name) => model.quantities.includes(targets[name].quantity.name)) ?? choice;
}

/** What a trial shows and how it is stopped. */
export type TrialContext = Pick<BacktestContext, 'signal' | 'onText'>;

/** A panel for a model with these options, and its forecasts on panels like it. */
function trialOf(
  model: Model,
  options: BacktestOptions,
  context: TrialContext,
): { readonly panel: Panel; readonly forecast: (on: Panel) => Promise<MadeForecasts> } {
  const registry = builtIn.with([model]);
  const tried: BacktestOptions = {
    ...options,
    models: [model.name],
    test: TestSpan.ofRows(TEST_ROWS),
    stepSize: 1,
  };
  const lookback = lookbackOf(tried, registry);
  if (lookback > MOST_ROWS)
    throw new UsageError(
      `${model.name} reads ${lookback} rows for a forecast; models are tried with at most ${MOST_ROWS}`,
      { hint: 'lower `--input-size`, or the `lookback` of the model' },
    );
  const rows = lookback * 2 + options.horizon + TRAINING_ROWS + TEST_ROWS;
  return {
    panel: simulatedPanel(rows, tried),
    forecast: (on) => makeForecasts(on, tried, { ...context, workers: 1, runner: inPlace, registry }),
  };
}

/** What a single fit of the model makes of simulated prices; `failures` says what is wrong with it. */
export async function tryModel(
  model: Model,
  options: BacktestOptions,
  context: TrialContext = {},
): Promise<MadeForecasts> {
  const { panel, forecast } = trialOf(model, { ...options, refit: 0 }, context);
  return forecast(panel);
}

/**
 * What is wrong with a model, in sentences; none if nothing was found.
 * @param options - with which it is tried; the test span, the refits and the models are chosen here
 */
export async function checkModel(
  model: Model,
  options: BacktestOptions,
  context: TrialContext = {},
): Promise<readonly string[]> {
  const { panel, forecast } = trialOf(model, { ...options, refit: 7 }, context);
  const before = digestOfValues(panel);
  const clean = await forecast(panel);
  const [failure] = clean.failures;
  if (failure !== undefined) return [failure.message];
  const problems: string[] = [];
  if (digestOfValues(panel) !== before)
    return [`${model.name} changed the values of the panel: work on a copy, such as \`values.slice()\``];
  const last = panel.time.length - 1;
  if (difference(clean, await forecast(panel), model, last) !== undefined)
    problems.push(
      `${model.name} gives other forecasts of the same data: take randomness from the seed of the options`,
    );
  const folds = clean.plan.folds.slice(1);
  // The cutoffs, and an origin between two refits.
  for (const row of [...folds.map(({ cutoff }) => cutoff), folds[0].origins[1]]) {
    const noise = new Random(99);
    for (const [what, value] of [
      ['unknown', () => NaN],
      ['another', () => 1 + 200 * noise.uniform()],
    ] as const) {
      const other = await forecast(withFuture(panel, row, value));
      const changed = other.failures.at(0)?.message ?? difference(clean, other, model, row);
      if (changed === undefined) continue;
      const when = formatTime(panel.time[row]);
      return [...problems, `${model.name} sees the future: with ${what} future after ${when}, ${changed}`];
    }
  }
  return problems;
}

/** Two random walks, the second with gaps and a later start; for volatility, logarithms of ratios. */
function simulatedPanel(rows: number, { target }: BacktestOptions): Panel {
  const { isLogarithm } = targetOf(target).quantity;
  const series = [0, 1].map((s): Series => {
    const random = new Random(11 + s);
    let price = 100;
    const values = Float64Array.from({ length: rows }, (_, row) => {
      price *= 1 + 0.03 * random.normal();
      const value = isLogarithm ? -4 + 0.3 * random.normal() : price;
      return s === 1 && (row < 3 || row === 20) ? NaN : value;
    });
    const first = 3 * s;
    const known = values.filter((value) => !Number.isNaN(value)).length;
    const id = `simulated-${s + 1}`;
    return {
      id,
      source: id,
      values,
      observed: values,
      first,
      last: rows - 1,
      rows: known,
      digest: digestOf(values),
    };
  });
  const time = Float64Array.from({ length: rows }, (_, row) => START + row * DAY);
  return { time, timeframe: { name: '1d', ms: DAY, months: 0 }, series, areGapsConfirmed: true };
}

/** Of everything in a panel that a model could write into. */
export const digestOfValues = ({ time, series }: Panel): string =>
  digestOf(
    time,
    ...series.flatMap(({ values, observed, others = {} }) => [values, observed, ...Object.values(others)]),
  );

/** The panel with every row after `row` replaced. */
function withFuture(panel: Panel, row: number, future: () => number): Panel {
  return {
    ...panel,
    series: panel.series.map((series) => {
      const values = series.values.map((value, i) => (i > row ? future() : value));
      return { ...series, values, observed: values };
    }),
  };
}

/** The first forecast made at `row` or before that differs, in words. */
function difference(
  { table }: MadeForecasts,
  other: MadeForecasts,
  { name }: Model,
  row: number,
): string | undefined {
  const columns = (of: MadeForecasts['table']): readonly Float64Array[] => [
    of.yhat.get(name) ?? new Float64Array(of.y.length).fill(NaN),
    ...(of.intervals.get(name) ?? []).flatMap(({ lo, hi }) => [lo, hi]),
    ...(of.probabilities.get(name) ?? []),
  ];
  const theirs = columns(other.table);
  const at = new TupleMap<[series: number, origin: number, step: number], number>();
  other.table.step.forEach((step, i) => at.set([other.table.series[i], other.table.origin[i], step], i));
  const mine = columns(table);
  for (const [i, origin] of table.origin.entries()) {
    if (origin > row) continue;
    const j = at.get(table.series[i], origin, table.step[i]) ?? -1;
    const changed = mine.find((column, c) => !Object.is(column[i], theirs[c]?.[j]));
    if (changed === undefined) continue;
    return `a forecast of step ${table.step[i]} changes from ${changed[i]} to ${theirs[mine.indexOf(changed)]?.[j] ?? 'none'}`;
  }
  return undefined;
}
