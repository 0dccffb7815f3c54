/** What `--fail-on` may say of live forecasts: scores of live and of the promise, the test between them, and drift. */

import { metrics } from '../metrics/index.ts';
import type { GateResult, Vocabulary } from '../evaluation/gate.ts';
import type { JudgedConfiguration } from './verdict.ts';
import type { LiveScores } from './live-scores.ts';

/** A configuration as gates read it. */
export interface LiveResult extends GateResult {
  readonly judged: JudgedConfiguration;
}

const SCORES = ['n', 'rmse', 'mae', 'u2', 'direction'] as const;
const NAMES = [
  ...['live', 'promised'].flatMap((of) => [...SCORES, 'coverage80'].map((name) => `${of}.${name}`)),
  'worse',
  'drift',
];

/**
 * `live.u2`, `promised.u2`, `live.coverage80`, `worse` (the smallest adjusted p) and the claim `drift`. While there are too few live
 * forecasts to tell, `worse` is 1: nothing says that they are worse. Without a promise both are undefined.
 */
export const liveVocabulary: Vocabulary<LiveResult> = {
  names: NAMES,
  isClaim: (name) => name === 'drift',
  find(name) {
    if (name === 'worse') return worse;
    if (name === 'drift') return drift;
    const [, of, what] = /^(live|promised)\.(\w+(?:\.\d+)?)$/.exec(name) ?? [];
    if (of === undefined || what === undefined) return undefined;
    const sideOf = ({ judged }: LiveResult) => (of === 'live' ? judged : judged.promised);
    const level = /^coverage(\d+(?:\.\d+)?)$/.exec(what)?.[1];
    if (level !== undefined) return (result, step) => coverage(sideOf(result), Number(level), step);
    const score = SCORES.find((one) => one === what);
    if (score === undefined) return undefined;
    return (result, step) => {
      const side = sideOf(result);
      const scores = step === undefined ? side?.scores : side?.steps[step - 1]?.scores;
      return scores === undefined ? NaN : read(scores, score);
    };
  },
};

/** The results of the newest options of each model. */
export function liveResults(configurations: readonly JudgedConfiguration[]): readonly LiveResult[] {
  const newest = new Map<string, JudgedConfiguration>();
  for (const configuration of configurations.toSorted((a, b) => a.lastMadeAt - b.lastMadeAt))
    newest.set(configuration.model, configuration);
  return [...newest.values()].map((judged) => ({
    model: judged.model,
    judged,
    scores: {
      ...Object.fromEntries(metrics.map((metric) => [metric.name, NaN])),
      n: judged.scores.n,
      rmse: judged.scores.rmse,
      u2: judged.scores.u2,
    },
  }));
}

function read(scores: LiveScores, name: (typeof SCORES)[number]): number {
  return name === 'direction' ? scores.direction.rate : scores[name];
}

interface Side {
  readonly steps: readonly {
    readonly coverage: readonly { readonly level: number; readonly n: number; readonly coverage: number }[];
  }[];
}

function coverage(side: Side | undefined, level: number, step: number | undefined): number {
  const all = (side?.steps ?? [])
    .filter((_, k) => step === undefined || k === step - 1)
    .flatMap((one) => one.coverage.filter((each) => each.level === level && each.n > 0));
  const n = all.reduce((sum, one) => sum + one.n, 0);
  return all.reduce((sum, one) => sum + one.n * one.coverage, 0) / n;
}

function worse({ judged }: LiveResult, step: number | undefined): number {
  if (judged.promised === undefined) return NaN;
  const tested = judged.worse.filter((one) => !Number.isNaN(one.adjusted) && (step ?? one.step) === one.step);
  return Math.min(1, ...tested.map(({ adjusted }) => adjusted));
}

function drift({ judged: { drift: found } }: LiveResult, step: number | undefined): number {
  if (found?.isDrifting === undefined) return NaN;
  if (step === undefined) return found.isDrifting ? 1 : 0;
  const one = found.steps.find((each) => each.step === step);
  return one === undefined ? NaN : one.since === null ? 0 : 1;
}
