/**
 * Scores every recorded forecast. If a configuration has several forecasts from one origin, the first one counts: it is the one
 * that could be used in time.
 */

import type { BacktestOptions } from '../backtest/options.ts';
import { settledPoint } from '../evaluation/settle.ts';
import { targetOf } from '../data/targets.ts';
import type { AskedSources } from '../data/sources.ts';
import { TupleMap } from '../text/tuple-map.ts';
import type { Actual, ForecastRecord, ModelForecast } from './ledger.ts';
import { modelConfiguration } from './ledger.ts';
import type { LiveCounts, LivePoint, LiveScores, LiveStep, StepForecast } from './live-scores.ts';
import { countsOf, scoreLivePoints, scoreLiveStep, sumCounts } from './live-scores.ts';
import type { Lookup, Outcomes, RecordedOutcome } from './outcomes.ts';
import { outcomesOf } from './outcomes.ts';

/** One model with its options on one series. */
export interface LiveConfiguration {
  /** `sha256:<hex>` of the model, options, sources and series of the panel. */
  readonly configuration: string;
  readonly model: string;
  readonly series: string;
  readonly asked: AskedSources;
  /** From its newest record. */
  readonly options: BacktestOptions;
  /** Every series that the model used. */
  readonly ids: readonly string[];
  /** When the first and the last of its forecasts were made. */
  readonly firstMadeAt: number;
  readonly lastMadeAt: number;
  /** Over all steps. */
  readonly counts: LiveCounts;
  /** Pooled over the steps. */
  readonly scores: LiveScores;
  readonly steps: readonly LiveStep[];
  /** Records that were made from values that have been revised or filled in since. */
  readonly revised: number;
}

export interface LiveEvaluation {
  /** Number of records. */
  readonly records: number;
  readonly configurations: readonly LiveConfiguration[];
  /** Number of steps of all series of all records, independent of the models. */
  readonly counts: LiveCounts;
  /** When the next candle closes that a forecast waits for; `NaN` if none is known. */
  readonly next: number;
  /** Records made from values that have been revised since. */
  readonly revised: number;
  /** Actual values to store in the ledger. */
  readonly fills: readonly Actual[];
}

/** A record with its outcomes. */
interface ResolvedRecord extends Outcomes {
  readonly record: ForecastRecord;
}

/** The forecasts of one model with its options on one series. */
interface GatheredForecasts extends Pick<
  LiveConfiguration,
  'configuration' | 'model' | 'series' | 'asked' | 'ids'
> {
  /** From the newest record so far. */
  options: BacktestOptions;
  readonly forecasts: StepForecast[];
  readonly revised: Set<string>;
}

/**
 * @param records - by origin, then by the time they were made
 * @param kept - actual values that have been filled in before
 */
export function evaluateLive(
  records: readonly ForecastRecord[],
  kept: readonly Actual[],
  lookup: Lookup,
  now: number,
): LiveEvaluation {
  const keptOf = new Map<string, Actual[]>();
  for (const actual of kept) {
    const ofRecord = keptOf.get(actual.forecast);
    if (ofRecord === undefined) keptOf.set(actual.forecast, [actual]);
    else ofRecord.push(actual);
  }
  const resolved = records.map((record) => ({
    record,
    ...outcomesOf(record, keptOf.get(record.id) ?? [], lookup, now),
  }));
  const counts = resolved.flatMap(({ record, outcomes }) =>
    outcomes.map((outcome) => countsOf(outcome, record.madeAt)),
  );
  return {
    records: records.length,
    configurations: gatherForecasts(resolved).map(scoreConfiguration),
    counts: sumCounts(counts),
    next: nextClose(resolved.flatMap(({ outcomes }) => outcomes)),
    revised: resolved.filter(({ isRevised }) => isRevised === true).length,
    fills: resolved.flatMap(({ fills }) => fills),
  };
}

/** When the next candle closes that a forecast waits for; `NaN` if none is known. */
function nextClose(outcomes: readonly RecordedOutcome[]): number {
  const closes = outcomes
    .filter((outcome) => outcome.state === 'waiting' && !Number.isNaN(outcome.closes))
    .map((outcome) => outcome.closes);
  return closes.length === 0 ? NaN : closes.reduce((a, b) => Math.min(a, b));
}

/** The forecasts of every configuration and series, in the order of their first record. */
function gatherForecasts(resolved: readonly ResolvedRecord[]): GatheredForecasts[] {
  const groups = new TupleMap<[configuration: string, series: string], GatheredForecasts>();
  for (const { record, outcomes, isRevised } of resolved) {
    const { options, asked, given } = record;
    const ids = record.data.map(({ id }) => id);
    for (const forecast of record.models) {
      const configuration = modelConfiguration(forecast.model, options, asked, ids, given);
      for (const [s, { id }] of record.series.entries()) {
        const group = groups.get(configuration, id) ?? {
          configuration,
          model: forecast.model,
          series: id,
          asked,
          ids,
          options,
          forecasts: [],
          revised: new Set<string>(),
        };
        groups.set([configuration, id], group);
        group.options = options;
        if (isRevised === true) group.revised.add(record.id);
        for (const outcome of outcomes)
          if (outcome.series === s)
            group.forecasts.push({ outcome, point: pointOf(record, forecast, outcome) });
      }
    }
  }
  return [...groups.values()];
}

function pointOf(record: ForecastRecord, forecast: ModelForecast, outcome: RecordedOutcome): LivePoint {
  const { last, change } = record.series[outcome.series];
  const { horizon, target, flat } = record.options;
  const i = outcome.series * horizon + outcome.step - 1;
  const common = {
    forecast: record.id,
    step: outcome.step,
    origin: record.origin,
    ds: outcome.ds,
    madeAt: forecast.madeAt,
    yhat: forecast.yhat[i],
  };
  const { outcome: valueOf, quantity } = targetOf(target);
  if (quantity.classes !== undefined) {
    const benchmark = record.models.find(({ model }) => model === quantity.benchmarks[0]);
    return {
      ...common,
      // The class "flat" is what the last value says.
      last: 0,
      change: NaN,
      y: valueOf(outcome.y, last, flat),
      bounds: [],
      probabilities: forecast.probabilities?.map((ofClass) => ofClass[i]),
      ofBenchmark: benchmark?.probabilities?.map((ofClass) => ofClass[i]),
    };
  }
  return settledPoint({
    ...common,
    last,
    change,
    y: outcome.y,
    bounds: forecast.intervals.map(({ level, lo, hi }) => ({ level, lo: lo[i], hi: hi[i] })),
  });
}

function scoreConfiguration({ forecasts, revised, ...group }: GatheredForecasts): LiveConfiguration {
  const isOfClasses = targetOf(group.options.target).quantity.classes !== undefined;
  const firsts = firstForecasts(forecasts);
  const steps = Array.from({ length: group.options.horizon }, (_, k) => {
    const ofStep = forecasts.filter(({ point }) => point.step === k + 1);
    const counted = ofStep.filter((forecast) => firsts.has(forecast));
    return scoreLiveStep(k + 1, counted, ofStep.length - counted.length, isOfClasses);
  });
  const madeAt = forecasts.map(({ point }) => point.madeAt);
  return {
    ...group,
    firstMadeAt: madeAt.reduce((a, b) => Math.min(a, b)),
    lastMadeAt: madeAt.reduce((a, b) => Math.max(a, b)),
    counts: sumCounts(steps),
    scores: scoreLivePoints(
      steps.flatMap(({ points }) => points),
      isOfClasses,
    ),
    steps,
    revised: revised.size,
  };
}

/** Of each origin and step, the forecast that was made first. */
function firstForecasts(forecasts: readonly StepForecast[]): ReadonlySet<StepForecast> {
  const firsts = new TupleMap<[origin: number, step: number], StepForecast>();
  for (const forecast of forecasts) {
    const { origin, step, madeAt } = forecast.point;
    const known = firsts.get(origin, step);
    if (known === undefined || madeAt < known.point.madeAt) firsts.set([origin, step], forecast);
  }
  return new Set(firsts.values());
}
