/** The names that an expression of `--fail-on` may contain, and what each of them reads from a result. */

import type { Quantity } from '../data/quantities.ts';
import { intervalMetrics, metrics as allMetrics, metricsOf } from '../metrics/index.ts';
import type { MetricDescription } from '../metrics/metric.ts';
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

/** What a name stands for. */
export interface GateValue<R> {
  readonly read: GateReader<R>;
  readonly unit: GateUnit;
}

/** Which numbers a value can be compared with. */
export interface GateUnit {
  readonly name: MetricDescription['unit'];
  /** Whether a number without `%` can be meant. 5 is hardly a MAPE of 500 %, which is written `500%`. */
  readonly isPlain: (value: number) => boolean;
}

/** Of shares and of p. */
export const SHARE: GateUnit = { name: 'ratio', isPlain: (value) => value >= 0 && value <= 1 };

/** A skill of -2 is a U2 of 1.7; below it, percent are meant. */
const LEAST_SKILL = -2;

/** The unit of a metric. */
export function unitOf({ unit, range, isPercent }: MetricDescription): GateUnit {
  if (isPercent !== true) return { name: unit, isPlain: () => true };
  const least = range.startsWith('-∞') ? LEAST_SKILL : 0;
  const includesOne = range.endsWith(' 1');
  return {
    name: unit,
    isPlain: (value) => value >= least && (value < 1 || (includesOne && value === 1)),
  };
}

export interface UnknownGateName {
  /** What the name should be. */
  readonly expected: string;
  readonly hint: string | undefined;
}

/** Names of one kind of results. */
export interface GateVocabulary<R> {
  valueOf(name: string): GateValue<R> | UnknownGateName;
  /** Whether a name is true or false by itself, without a comparison. */
  isClaim(name: string): boolean;
}

const TESTS = ['dm', 'cw', 'gw', 'pt', 'mcs'] as const;

/** Metrics, tests and intervals of a backtest or of a forecast file. */
export function evaluationVocabulary(scope: GateScope): GateVocabulary<Evaluation> {
  return {
    isClaim: () => false,
    valueOf: (name) =>
      metricValue(name, scope) ?? testValue(name) ?? intervalValue(name, scope) ?? unknownName(name, scope),
  };
}

function metricValue(name: string, { quantity }: GateScope): GateValue<Evaluation> | undefined {
  const metric = metricsOf(quantity).find((one) => one.name === name);
  if (metric === undefined) return undefined;
  return {
    unit: unitOf(metric),
    read: ({ scores, bySteps }, step) => (step === undefined ? scores : bySteps[step - 1])[name],
  };
}

/** The smallest adjusted p of the steps; for the confidence set the smallest p. */
function testValue(name: string): GateValue<Evaluation> | undefined {
  const test = TESTS.find((one) => one === name);
  if (test === undefined) return undefined;
  const read: GateReader<Evaluation> = ({ tests }, step) => {
    const all =
      test === 'mcs'
        ? tests.mcs.map(({ step: at, p }) => ({ at, p }))
        : tests[test].map(({ step: at, adjusted }) => ({ at, p: adjusted }));
    const p = all.filter((one) => !Number.isNaN(one.p) && (step ?? one.at) === one.at).map((one) => one.p);
    return p.length === 0 ? NaN : Math.min(...p);
  };
  return { read, unit: SHARE };
}

/** `coverage80`: an interval metric followed by a level. */
function intervalValue(
  name: string,
  { levels }: GateScope,
): GateValue<Evaluation> | UnknownGateName | undefined {
  const [, called, level] = /^([a-z]+)([\d.]+)$/.exec(name) ?? [];
  const metric = intervalMetrics.find((one) => one.name === called);
  if (metric === undefined) return undefined;
  if (!levels.includes(Number(level)))
    return {
      expected: levels.length === 0 ? 'intervals (give `--level`)' : `a level of ${levels.join(', ')}`,
      hint: undefined,
    };
  const read: GateReader<Evaluation> = ({ intervals }, step) => {
    const result = intervals.find((one) => one.level === Number(level));
    return (step === undefined ? result?.scores : result?.bySteps[step - 1])?.[metric.name] ?? NaN;
  };
  return { read, unit: unitOf(metric) };
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
