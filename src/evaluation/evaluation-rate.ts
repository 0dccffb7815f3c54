/**
 * What it costs on this machine to evaluate a backtest: scores, tests and intervals of stand-ins for its models on the last rows of its panel,
 * with more and more origins. Errors at the same origin are averaged over series before tests, so series count apart from origins.
 */

import { GROWTH, growTries, unlessRejected } from '../backtest/growing-tries.ts';
import type { BacktestOptions } from '../backtest/options.ts';
import { modelsOf } from '../backtest/plan.ts';
import { TestSpan } from '../backtest/test-span.ts';
import type { Panel } from '../data/panel.ts';
import { benchmarkOf, targetOf } from '../data/targets.ts';
import type { Model } from '../models/model.ts';
import type { ModelRegistry } from '../models/registry.ts';
import { backtest } from './backtest.ts';

/** Seconds of CPU. */
export interface EvaluationRate {
  /** Whatever is evaluated. */
  readonly fixed: number;
  /** Of each origin and step of a model. */
  readonly step: number;
  /** Of each forecast of a model: one per series, origin and step. */
  readonly forecast: number;
}

export interface EvaluationSize {
  readonly models: number;
  /** Origins times steps. */
  readonly steps: number;
  /** Of each model. */
  readonly forecasts: number;
}

export function evaluationSeconds(
  rate: EvaluationRate,
  { models, steps, forecasts }: EvaluationSize,
): number {
  return rate.fixed + models * (rate.step * steps + rate.forecast * forecasts);
}

export interface EvaluationProbe {
  readonly panel: Panel;
  readonly options: BacktestOptions;
  readonly registry: ModelRegistry;
  /** Seconds of CPU that this process has used. */
  readonly clock: () => number;
  /** Most seconds that the longest evaluation may be expected to take. */
  readonly budget: number;
}

/** Origins of the first try, and of the last. */
const LEAST = 12;
const MOST = LEAST * GROWTH ** 4;
const MOST_MODELS = 3;
const MOST_SERIES = 3;

interface Sample {
  readonly steps: number;
  readonly forecasts: number;
  readonly seconds: number;
}

/** `undefined` if there are too few rows. */
export function measureEvaluation(probe: EvaluationProbe): Promise<EvaluationRate | undefined> {
  return unlessRejected(() => measure(probe));
}

async function measure(probe: EvaluationProbe): Promise<EvaluationRate> {
  const { panel, budget } = probe;
  const first = await sample(probe, 1, LEAST);
  const { largest } = await growTries(first, {
    least: LEAST,
    most: MOST,
    secondsOf: ({ seconds }) => seconds,
    budgetOf: () => budget,
    take: (origins) => unlessRejected(() => sample(probe, 1, origins)),
  });
  // Again, now that its code is compiled.
  const smallest = await sample(probe, 1, LEAST);
  const count = Math.min(MOST_SERIES, panel.series.length);
  const wider = count > 1 ? await sample(probe, count, LEAST) : undefined;
  const models = standInsOf(probe).names.length + 1;
  const each = Math.max(0, largest.seconds - smallest.seconds) / models;
  const steps = largest.steps - smallest.steps;
  const perStep = steps > 0 ? each / steps : 0;
  const more = wider && Math.max(0, wider.seconds - smallest.seconds) / models;
  // A series more is also a forecast more of each step.
  const perForecast =
    more === undefined ? 0 : Math.min(perStep, more / (wider!.forecasts - smallest.forecasts));
  return {
    fixed: Math.max(0, smallest.seconds - models * perStep * smallest.steps),
    step: perStep - perForecast,
    forecast: perForecast,
  };
}

/** A backtest of so many series and origins without its fits. */
async function sample(probe: EvaluationProbe, count: number, origins: number): Promise<Sample> {
  const { options, clock } = probe;
  const { names, registry } = standInsOf(probe);
  const panel: Panel = {
    ...probe.panel,
    series: probe.panel.series.slice(0, count),
    readable: probe.panel.readable ?? probe.panel.series,
  };
  const { horizon, stepSize } = options;
  const before = clock();
  const { models, forecasts } = await backtest(
    panel,
    {
      ...options,
      models: names,
      test: TestSpan.ofRows(horizon + (origins - 1) * stepSize),
      refit: 0,
      warm: false,
    },
    { workers: 1, registry },
  );
  const seconds = clock() - before - models.reduce((sum, one) => sum + one.seconds, 0);
  return { steps: origins * horizon, forecasts: forecasts.y.length, seconds: Math.max(0, seconds) };
}

/** As many copies of the benchmark as there are models, each with an error of its own. */
function standInsOf({ options, registry }: EvaluationProbe): {
  readonly names: readonly string[];
  readonly registry: ModelRegistry;
} {
  const benchmark = registry.named(benchmarkOf(options.target));
  const isOfClasses = targetOf(options.target).quantity.classes !== undefined;
  const count = Math.min(MOST_MODELS, modelsOf(options).length - 1);
  const models = Array.from({ length: count }, (_, index): Model => {
    const name = `stand-in-${index + 1}`;
    return {
      ...benchmark,
      name,
      async fit(...given) {
        const fitted = await benchmark.fit(...given);
        const size = 1e-4 * (index + 1);
        return {
          ...fitted,
          forecast: (...asked) =>
            fitted
              .forecast(...asked)
              .map((value, i) => (isOfClasses ? value : value * (1 + size * ((i % 7) - 3)))),
        };
      },
    };
  });
  return { names: models.map(({ name }) => name), registry: registry.with(models) };
}
