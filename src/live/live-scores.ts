/**
 * Live forecasts held to account. A forecast of a step is live where it was made before the step's candle closed. Of several of one
 * configuration from one origin the first made counts: that is the one that could be acted on.
 */

import type { BacktestOptions } from '../backtest/options.ts';
import type { AskedSources } from '../data/sources.ts';
import { metrics } from '../metrics/index.ts';
import type { Points } from '../metrics/metric.ts';
import { measureDirection } from '../metrics/direction.ts';
import type { Direction } from '../metrics/direction.ts';
import { kupiecTest } from '../significance/kupiec.ts';
import type { TestResult as Tested } from '../significance/outcome.ts';
import type { Actual, ForecastRecord } from './ledger.ts';
import { modelConfiguration } from './ledger.ts';
import type { Lookup, RecordedOutcome } from './outcomes.ts';
import { outcomesOf } from './outcomes.ts';
import { apart } from './degradation.ts';

/** A forecast of one step and what came. */
export interface LivePoint {
  /** The record. */
  readonly forecast: string;
  readonly step: number;
  readonly origin: number;
  readonly ds: number;
  readonly madeAt: number;
  /** The value at the origin, as it was known then: naive's forecast. */
  readonly last: number;
  /** Typical change from row to row that was known there. */
  readonly change: number;
  readonly yhat: number;
  readonly y: number;
  readonly bounds: readonly { readonly level: number; readonly lo: number; readonly hi: number }[];
}

/** Plain scores of some points; `NaN` where undefined. */
export interface LiveScores {
  readonly n: number;
  readonly rmse: number;
  readonly mae: number;
  readonly u2: number;
  readonly direction: Direction;
}

export interface LiveCoverage {
  /** Percent. */
  readonly level: number;
  readonly n: number;
  readonly coverage: number;
  /** Of those whose targets do not overlap. */
  readonly kupiec: Tested;
}

/** How many forecasts of a step are in which state. */
export interface LiveCounts {
  /** Live, and what came is known. */
  readonly scored: number;
  /** Not closed yet, or closed and not in the source yet. */
  readonly waiting: number;
  /** Of these, those whose candle has closed. */
  readonly overdue: number;
  /** The candle is missing in the source. */
  readonly missed: number;
  /** Made when their candle had closed. */
  readonly afterTheFact: number;
  /** Made again from an origin that had one. */
  readonly repeated: number;
}

export interface LiveStep extends LiveCounts {
  readonly step: number;
  readonly scores: LiveScores;
  readonly coverage: readonly LiveCoverage[];
  /** Scores of what was made after the fact. */
  readonly late: LiveScores;
  /** The live points, by origin. */
  readonly points: readonly LivePoint[];
}

/** One model with its options on one series. */
export interface LiveConfiguration {
  /** `sha256:<hex>` of model, options, sources and series of the panel. */
  readonly configuration: string;
  readonly model: string;
  readonly series: string;
  readonly asked: AskedSources;
  /** Of its newest record. */
  readonly options: BacktestOptions;
  /** Every series that the model saw. */
  readonly ids: readonly string[];
  /** When the first and the last of its forecasts were made. */
  readonly firstMadeAt: number;
  readonly lastMadeAt: number;
  /** Over all steps. */
  readonly counts: LiveCounts;
  /** Pooled over the steps. */
  readonly scores: LiveScores;
  readonly steps: readonly LiveStep[];
  /** Records whose values were revised or filled in after they were made from them. */
  readonly revised: number;
}

export interface Live {
  /** Records. */
  readonly records: number;
  readonly configurations: readonly LiveConfiguration[];
  /** Steps of all series of all records, whatever the models. */
  readonly counts: LiveCounts;
  /** When the next candle closes that a forecast waits for; `NaN` where none is known. */
  readonly next: number;
  /** Records made on values since revised. */
  readonly revised: number;
  /** To be kept in the ledger. */
  readonly fills: readonly Actual[];
}

interface Place {
  readonly outcome: RecordedOutcome;
  readonly point: LivePoint;
}

interface Gathered extends Pick<LiveConfiguration, 'configuration' | 'model' | 'series' | 'asked' | 'ids'> {
  options: BacktestOptions;
  readonly places: Place[];
  readonly revised: Set<string>;
}

/** Every recorded forecast with what came of it. */
export function scoreLive(
  records: readonly ForecastRecord[],
  kept: readonly Actual[],
  lookup: Lookup,
  now: number,
): Live {
  const keptOf = new Map<string, Actual[]>();
  for (const actual of kept) {
    const ofForecast = keptOf.get(actual.forecast);
    if (ofForecast === undefined) keptOf.set(actual.forecast, [actual]);
    else ofForecast.push(actual);
  }
  const groups = new Map<string, Gathered>();
  const fills: Actual[] = [];
  const all: { readonly outcome: RecordedOutcome; readonly madeAt: number }[] = [];
  let revised = 0;
  for (const record of records) {
    const { outcomes, fills: more, isRevised } = outcomesOf(record, keptOf.get(record.id) ?? [], lookup, now);
    fills.push(...more);
    if (isRevised === true) revised++;
    all.push(...outcomes.map((outcome) => ({ outcome, madeAt: record.madeAt })));
    const ids = record.data.map(({ id }) => id);
    for (const said of record.models) {
      const configuration = modelConfiguration(said.model, record.options, record.asked, ids, record.given);
      for (const [s, { id, last, change }] of record.series.entries()) {
        const key = `${configuration} ${id}`;
        const group = groups.get(key) ?? {
          configuration,
          model: said.model,
          series: id,
          asked: record.asked,
          ids,
          options: record.options,
          places: [],
          revised: new Set<string>(),
        };
        groups.set(key, group);
        group.options = record.options;
        if (isRevised === true) group.revised.add(record.id);
        for (const outcome of outcomes.filter(({ series }) => series === s)) {
          const i = s * record.options.horizon + outcome.step - 1;
          group.places.push({
            outcome,
            point: {
              forecast: record.id,
              step: outcome.step,
              origin: record.origin,
              ds: outcome.ds,
              madeAt: said.madeAt,
              last,
              change,
              yhat: said.yhat[i],
              y: outcome.y,
              bounds: said.intervals.map(({ level, lo, hi }) => ({ level, lo: lo[i], hi: hi[i] })),
            },
          });
        }
      }
    }
  }
  const waiting = all
    .filter(({ outcome }) => outcome.state === 'waiting')
    .map(({ outcome }) => outcome.closes);
  return {
    records: records.length,
    configurations: [...groups.values()].map(configurationFrom),
    counts: sum(all.map(({ outcome, madeAt }) => countsOf(outcome, madeAt))),
    next: waiting.reduce((least, closes) => (closes < least || Number.isNaN(least) ? closes : least), NaN),
    revised,
    fills,
  };
}

function configurationFrom({ places, revised, ...group }: Gathered): LiveConfiguration {
  const first = new Map<string, Place>();
  const keyOf = ({ point }: Place): string => `${point.origin} ${point.step}`;
  for (const place of places) {
    const known = first.get(keyOf(place));
    if (known === undefined || place.point.madeAt < known.point.madeAt) first.set(keyOf(place), place);
  }
  const steps = Array.from({ length: group.options.horizon }, (_, k) => {
    const ofStep = places.filter(({ point }) => point.step === k + 1);
    const counted = ofStep.filter((place) => first.get(keyOf(place)) === place);
    return stepOf(k + 1, counted, ofStep.length - counted.length);
  });
  const madeAt = places.map(({ point }) => point.madeAt);
  return {
    ...group,
    firstMadeAt: madeAt.reduce((a, b) => Math.min(a, b)),
    lastMadeAt: madeAt.reduce((a, b) => Math.max(a, b)),
    counts: sum(steps),
    scores: scoresOf(steps.flatMap(({ points }) => points)),
    steps,
    revised: revised.size,
  };
}

function stepOf(step: number, places: readonly Place[], repeated: number): LiveStep {
  const ordered = places.toSorted((a, b) => a.point.origin - b.point.origin);
  const known = ordered.filter(({ outcome }) => outcome.state === 'known');
  const points = known.filter(isLive).map(({ point }) => point);
  const late = known.filter((place) => !isLive(place)).map(({ point }) => point);
  const levels = [...new Set(points.flatMap(({ bounds }) => bounds.map(({ level }) => level)))].toSorted(
    (a, b) => a - b,
  );
  return {
    step,
    ...sum(places.map(({ outcome, point }) => countsOf(outcome, point.madeAt))),
    repeated,
    scores: scoresOf(points),
    coverage: levels.map((level) => coverageOf(points, level)),
    late: scoresOf(late),
    points,
  };
}

const isLive = ({ outcome, point }: Place): boolean => point.madeAt < outcome.closes;

function countsOf({ state, closes }: RecordedOutcome, madeAt: number): LiveCounts {
  const isLate = state === 'known' && madeAt >= closes;
  return {
    scored: state === 'known' && !isLate ? 1 : 0,
    waiting: state === 'waiting' || state === 'overdue' ? 1 : 0,
    overdue: state === 'overdue' ? 1 : 0,
    missed: state === 'missed' ? 1 : 0,
    afterTheFact: isLate ? 1 : 0,
    repeated: 0,
  };
}

function sum(counts: readonly LiveCounts[]): LiveCounts {
  const of = (name: keyof LiveCounts): number => counts.reduce((total, each) => total + each[name], 0);
  return {
    scored: of('scored'),
    waiting: of('waiting'),
    overdue: of('overdue'),
    missed: of('missed'),
    afterTheFact: of('afterTheFact'),
    repeated: of('repeated'),
  };
}

const [rmse, mae, u2] = ['rmse', 'mae', 'u2'].map((name) => metrics.find((metric) => metric.name === name)!);

export function scoresOf(
  points: readonly Pick<LivePoint, 'y' | 'yhat' | 'last' | 'origin' | 'ds'>[],
): LiveScores {
  const columns: Points = {
    y: Float64Array.from(points, ({ y }) => y),
    yhat: Float64Array.from(points, ({ yhat }) => yhat),
    last: Float64Array.from(points, ({ last }) => last),
    series: new Int32Array(points.length),
    origin: Float64Array.from(points, ({ origin }) => origin),
    step: Float64Array.from(points, ({ origin, ds }) => ds - origin),
    scaleAbsolute: new Float64Array(points.length).fill(NaN),
    scaleSquared: new Float64Array(points.length).fill(NaN),
  };
  const isEmpty = points.length === 0;
  return {
    n: points.length,
    rmse: isEmpty ? NaN : rmse.compute(columns),
    mae: isEmpty ? NaN : mae.compute(columns),
    u2: isEmpty ? NaN : u2.compute(columns),
    direction: measureDirection(columns),
  };
}

function coverageOf(points: readonly LivePoint[], level: number): LiveCoverage {
  const bounded = points.flatMap((point) => {
    const bound = point.bounds.find((one) => one.level === level);
    if (bound === undefined || Number.isNaN(bound.lo) || Number.isNaN(bound.hi)) return [];
    return [{ ...point, isMissed: point.y < bound.lo || point.y > bound.hi }];
  });
  const held = bounded.filter(({ isMissed }) => !isMissed).length;
  return {
    level,
    n: bounded.length,
    coverage: held / bounded.length,
    kupiec: kupiecTest(
      apart(bounded).map(({ isMissed }) => isMissed),
      level,
    ),
  };
}
