/** The names in `--fail-on` for live forecasts: scores of live forecasts and of the backtest, the test between them, and drift. */

import { coverage } from '../metrics/coverage.ts';
import { metrics } from '../metrics/index.ts';
import { SHARE, unitOf } from '../evaluation/gate-vocabulary.ts';
import type { GateReader, GateResult, GateValue, GateVocabulary } from '../evaluation/gate-vocabulary.ts';
import { suggestion } from '../text/suggest.ts';
import type { EvaluatedConfiguration } from './verdict.ts';
import type { LiveScores } from './live-scores.ts';

/** A configuration in the form that gates read. */
export interface LiveResult extends GateResult {
  readonly configuration: EvaluatedConfiguration;
}

const SCORES = ['n', 'rmse', 'mae', 'u2', 'direction'] as const;
const NAMES = [
  ...['live', 'promised'].flatMap((of) => [...SCORES, 'coverage80'].map((name) => `${of}.${name}`)),
  'worse',
  'drift',
];

/**
 * `live.u2`, `promised.u2` (of the backtest), `live.coverage80`, `worse` (the smallest adjusted p) and the claim `drift`. While
 * there are too few live forecasts to test, `worse` is 1. Without a backtest `worse` and `drift` are undefined.
 */
export const liveVocabulary: GateVocabulary<LiveResult> = {
  isClaim: (name) => name === 'drift',
  valueOf: (name) => {
    if (name === 'worse') return { read: smallestDegradationP, unit: SHARE };
    if (name === 'drift') return { read: readDrift, unit: { name: 'count', isPlain: () => true } };
    return scoreValue(name) ?? { expected: 'a score of live forecasts', hint: suggestion(name, NAMES) };
  },
};

/** `live.u2`, `promised.coverage80`. */
function scoreValue(name: string): GateValue<LiveResult> | undefined {
  const [, source, what] = /^(live|promised)\.(\w+(?:\.\d+)?)$/.exec(name) ?? [];
  if (source === undefined || what === undefined) return undefined;
  const scoredOf = ({ configuration: live }: LiveResult) => (source === 'live' ? live : live.expected);
  const level = /^coverage(\d+(?:\.\d+)?)$/.exec(what)?.[1];
  if (level !== undefined)
    return {
      read: (result, step) => coverageOf(scoredOf(result), Number(level), step),
      unit: unitOf(coverage),
    };
  const score = SCORES.find((one) => one === what);
  const metric = metrics.find(({ name: of }) => of === score);
  if (score === undefined || metric === undefined) return undefined;
  const read: GateReader<LiveResult> = (result, step) => {
    const scored = scoredOf(result);
    const scores = step === undefined ? scored?.scores : scored?.steps[step - 1]?.scores;
    return scores === undefined ? NaN : scoreOf(scores, score);
  };
  return { read, unit: unitOf(metric) };
}

const CLASS_SCORES = ['accuracy', 'brier', 'skill'] as const;
const CLASS_SCORE = new RegExp(String.raw`\blive\.(?:${CLASS_SCORES.join('|')})\b`);
const CLASS_NAMES = ['n', ...CLASS_SCORES].map((name) => `live.${name}`);

/** Whether an expression names a score of classes: then it is for forecasts of classes only, and otherwise for those of numbers. */
export const namesClassScores = (text: string): boolean => CLASS_SCORE.test(text);

/** `live.brier`, `live.accuracy`, `live.skill` and `live.n`: classes have no comparison with the backtest. */
export const classVocabulary: GateVocabulary<LiveResult> = {
  isClaim: () => false,
  valueOf: (name) => {
    const score = (['n', ...CLASS_SCORES] as const).find((one) => `live.${one}` === name);
    const metric = metrics.find(({ name: of }) => of === score);
    if (score === undefined || metric === undefined)
      return { expected: 'a score of live direction forecasts', hint: suggestion(name, CLASS_NAMES) };
    return {
      read: ({ configuration }, step) => {
        const scores = step === undefined ? configuration.scores : configuration.steps[step - 1]?.scores;
        return (score === 'n' ? scores?.n : scores?.classes?.[score]) ?? NaN;
      },
      unit: unitOf(metric),
    };
  },
};

/** The results of the newest options of each model. */
export function liveResults(configurations: readonly EvaluatedConfiguration[]): readonly LiveResult[] {
  const newest = new Map<string, EvaluatedConfiguration>();
  for (const configuration of configurations.toSorted((a, b) => a.lastMadeAt - b.lastMadeAt))
    newest.set(configuration.model, configuration);
  return [...newest.values()].map((configuration) => ({
    model: configuration.model,
    configuration,
    scores: {
      ...Object.fromEntries(metrics.map((metric) => [metric.name, NaN])),
      n: configuration.scores.n,
      rmse: configuration.scores.rmse,
      u2: configuration.scores.u2,
    },
  }));
}

function scoreOf(scores: LiveScores, name: (typeof SCORES)[number]): number {
  return name === 'direction' ? scores.direction.rate : scores[name];
}

interface StepCoverages {
  readonly steps: readonly {
    readonly coverage: readonly { readonly level: number; readonly n: number; readonly coverage: number }[];
  }[];
}

function coverageOf(scored: StepCoverages | undefined, level: number, step: number | undefined): number {
  const all = (scored?.steps ?? [])
    .filter((_, k) => step === undefined || k === step - 1)
    .flatMap((one) => one.coverage.filter((each) => each.level === level && each.n > 0));
  const n = all.reduce((sum, one) => sum + one.n, 0);
  return all.reduce((sum, one) => sum + one.n * one.coverage, 0) / n;
}

function smallestDegradationP({ configuration: live }: LiveResult, step: number | undefined): number {
  if (live.expected === undefined) return NaN;
  const tested = live.degradation.filter(
    (one) => !Number.isNaN(one.adjusted) && (step ?? one.step) === one.step,
  );
  return Math.min(1, ...tested.map(({ adjusted }) => adjusted));
}

function readDrift({ configuration: { drift } }: LiveResult, step: number | undefined): number {
  if (drift?.isDrifting === undefined) return NaN;
  if (step === undefined) return drift.isDrifting ? 1 : 0;
  const ofStep = drift.steps.find((each) => each.step === step);
  return ofStep === undefined ? NaN : ofStep.since === null ? 0 : 1;
}
