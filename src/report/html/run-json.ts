/** What the page shows of a `run.json`, which an earlier version may have written. */

import { targets } from '../../data/targets.ts';
import type { RunRecord } from '../../evaluation/run-record.ts';
import type { AdjustedTest } from '../../significance/significant.ts';

export const TESTS = [
  ['dm', 'Diebold-Mariano'],
  ['cw', 'Clark-West'],
  ['gw', 'Giacomini-White'],
  ['pt', 'Pesaran-Timmermann'],
] as const;

export type Numbers = Readonly<Record<string, number>>;

export interface Direction {
  readonly n: number;
  readonly rate: number;
  readonly lo: number;
  readonly hi: number;
}

export interface Model {
  readonly model: string;
  readonly scores: Numbers;
  readonly direction: Direction;
  readonly bySteps: readonly Numbers[];
  readonly bySeries: readonly { readonly id: string; readonly n: number; readonly scores: Numbers }[];
  readonly tests: Readonly<Record<string, readonly (AdjustedTest & { readonly step: number })[]>>;
  readonly intervals: readonly Numbers[];
  readonly verdict: string;
}

export interface Result {
  /** Model that the others are set beside. */
  readonly benchmark: string;
  /** Whether classes are forecast, and not numbers. */
  readonly isClass: boolean;
  readonly summary: string;
  readonly models: readonly Model[];
  readonly failures: readonly string[];
  readonly warnings: readonly string[];
}

/** `run.json` with `NaN` for its nulls. What a version before did not write is absent or empty. */
export function readResult(json: unknown, { options }: RunRecord): Result {
  const { summary, models, failures, warnings } = objectOf(json);
  const { quantity } = targets[options.target];
  return {
    benchmark: quantity.benchmarks[0],
    isClass: quantity.classes !== undefined,
    summary: typeof summary === 'string' ? summary : '',
    models: listIn(models).map((one) => {
      const { model, scores, bySteps, bySeries, tests, intervals, verdict } = objectOf(one);
      return {
        model: String(model),
        scores: numbersOf(scores),
        direction: numbersOf(objectOf(scores).direction) as unknown as Direction,
        bySteps: listIn(bySteps).map(numbersOf),
        bySeries: listIn(bySeries).map((each) => {
          const ofSeries = numbersOf(each);
          return { id: String(objectOf(each).id), n: ofSeries.n, scores: ofSeries };
        }),
        tests: Object.fromEntries(
          TESTS.map(([name]) => [name, listIn(objectOf(tests)[name]).map(numbersOf)]),
        ) as unknown as Model['tests'],
        intervals: listIn(intervals).map(numbersOf),
        verdict: String(verdict),
      };
    }),
    failures: listIn(failures).map((one) => {
      const { model, fold, message } = objectOf(one);
      return `${String(model)}, fold ${String(fold)}: ${String(message)}`;
    }),
    warnings: listIn(warnings).map(String),
  };
}

function objectOf(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? { ...value } : {};
}

function listIn(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

/** The numbers of an object, `NaN` for null. */
function numbersOf(value: unknown): Numbers {
  return Object.fromEntries(
    Object.entries(objectOf(value)).flatMap(([name, each]) =>
      each === null ? [[name, NaN]] : typeof each === 'number' ? [[name, each]] : [],
    ),
  );
}
