/** The names that an expression of `--fail-on` may contain, and what each of them reads from a result. */

import type { Quantity } from '../data/quantities.ts';
import { intervalMetrics, metrics as allMetrics, metricsOf } from '../metrics/index.ts';
import { suggestion } from '../text/suggest.ts';
import type { Evaluation } from './evaluation.ts';

/** The models, steps and levels that an expression may name: those of the results to come. */
export interface GateScope {
  /** Without the benchmark. */
  readonly models: readonly string[];
  readonly horizon: number;
  readonly levels: readonly number[];
  /** What is forecast, which decides metrics and benchmark. */
  readonly quantity: Quantity;
}

/** What every result has. */
export type GateResult = Pick<Evaluation, 'model' | 'scores'>;

/** The value of a name, pooled or at a step; 1 or 0 for a claim; `NaN` if undefined. */
export type GateReader<R> = (result: R, step: number | undefined) => number;

export interface UnknownGateName {
  /** What the name should be. */
  readonly expected: string;
  readonly hint: string | undefined;
}

/** Names of one kind of results. */
export interface GateVocabulary<R> {
  readerOf(name: string): GateReader<R> | UnknownGateName;
  /** Whether a name is true or false by itself, without a comparison. */
  isClaim(name: string): boolean;
}

const TESTS = ['dm', 'cw', 'gw', 'pt', 'mcs'] as const;

/** Metrics, tests and intervals of a backtest or of a forecast file. */
export function evaluationVocabulary(scope: GateScope): GateVocabulary<Evaluation> {
  return {
    isClaim: () => false,
    readerOf: (name) =>
      metricReader(name, scope) ??
      testReader(name) ??
      intervalReader(name, scope) ??
      unknownName(name, scope),
  };
}

function metricReader(name: string, { quantity }: GateScope): GateReader<Evaluation> | undefined {
  if (!metricsOf(quantity).some((metric) => metric.name === name)) return undefined;
  return ({ scores, bySteps }, step) => (step === undefined ? scores : bySteps[step - 1])[name];
}

/** The smallest adjusted p of the steps; for the confidence set the smallest p. */
function testReader(name: string): GateReader<Evaluation> | undefined {
  const test = TESTS.find((one) => one === name);
  if (test === undefined) return undefined;
  return ({ tests }, step) => {
    const all =
      test === 'mcs'
        ? tests.mcs.map(({ step: at, p }) => ({ at, p }))
        : tests[test].map(({ step: at, adjusted }) => ({ at, p: adjusted }));
    const p = all.filter((one) => !Number.isNaN(one.p) && (step ?? one.at) === one.at).map((one) => one.p);
    return p.length === 0 ? NaN : Math.min(...p);
  };
}

/** `coverage80`: an interval metric followed by a level. */
function intervalReader(
  name: string,
  { levels }: GateScope,
): GateReader<Evaluation> | UnknownGateName | undefined {
  const [, metric, level] = /^([a-z]+)([\d.]+)$/.exec(name) ?? [];
  if (!intervalMetrics.some((one) => one.name === metric)) return undefined;
  if (!levels.includes(Number(level)))
    return {
      expected: levels.length === 0 ? 'intervals (give `--level`)' : `a level of ${levels.join(', ')}`,
      hint: undefined,
    };
  return ({ intervals }, step) => {
    const result = intervals.find((one) => one.level === Number(level));
    return (step === undefined ? result?.scores : result?.bySteps[step - 1])?.[metric] ?? NaN;
  };
}

function unknownName(name: string, { quantity, levels }: GateScope): UnknownGateName {
  const names = [
    ...metricsOf(quantity).map((metric) => metric.name),
    ...TESTS,
    ...levels.flatMap((level) => intervalMetrics.map((metric) => `${metric.name}${level}`)),
  ];
  // A metric of another quantity is not a misspelling.
  const isMetric = allMetrics.some((metric) => metric.name === name);
  return {
    expected: 'a metric or test of this run',
    hint: isMetric ? `this run has ${names.join(', ')}` : suggestion(name, names),
  };
}
