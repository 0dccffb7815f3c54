/** Points of classes for tests: what came and what was said, one number per class and point. */
import * as fc from 'fast-check';
import { likeliest } from '../../src/data/classes.ts';
import type { Points } from '../../src/metrics/metric.ts';
import { points } from './points.ts';

type Said = readonly [down: number, flat: number, up: number];

const columns = (said: readonly Said[]) => [0, 1, 2].map((c) => Float64Array.from(said, (one) => one[c]));

/** @param benchmark - a third of each unless said */
export function classPoints(
  y: readonly number[],
  said: readonly Said[],
  benchmark?: readonly Said[],
): Points {
  const own = columns(said);
  return {
    ...points({ y, yhat: [...likeliest(own)] }),
    classes: { own, benchmark: columns(benchmark ?? y.map(() => [1 / 3, 1 / 3, 1 / 3])) },
  };
}

/** The same points of a model that says the class alone. */
export function withoutProbabilities(given: Points): Points {
  return { ...given, classes: { own: null, benchmark: given.classes!.benchmark } };
}

const weight = fc.double({ min: 0.01, max: 1, noNaN: true });
export const anySaid = fc.tuple(weight, weight, weight).map(([a, b, c]): Said => {
  const sum = a + b + c;
  return [a / sum, b / sum, c / sum];
});
export const anyClass = fc.constantFrom(-1, 0, 1);
