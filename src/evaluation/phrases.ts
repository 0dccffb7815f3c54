/** Phrases that several sentences on scores and tests share. */

import { isSignificantlyBetter, isSignificantlyWorse } from '../significance/diebold-mariano.ts';
import { mostSignificant } from '../significance/significant.ts';
import type { StepTest } from './evaluation.ts';

/** A ratio closer to 1 than this is printed as 1.000. */
const EQUAL = 0.0005;
/** Larger changes are not printed as they are: only that they are absurd is of interest. 1,000,000 %. */
const LARGEST_CHANGE = 1e4;
/** At this multiple of the benchmark's loss or above, a model has not learned. */
const FAR = 1.5;
/** At most this many steps are named; more are only counted. */
const STEPS_NAMED = 6;

export function isEqualRatio(ratio: number): boolean {
  return Math.abs(ratio - 1) < EQUAL;
}

/** Whether the loss is so much larger than that of the benchmark that the model has not learned. */
export function isFarOff(ratio: number): boolean {
  return ratio >= FAR;
}

/** `0.012`, `<0.001`. */
export function pText(p: number): string {
  return p < 0.001 ? '<0.001' : p.toFixed(3);
}

/** `5.0 %`. */
export function percentText(ratio: number): string {
  const text = (100 * ratio).toFixed(1);
  return `${text === '-0.0' ? '0.0' : text} %`;
}

/** `1 origin`, `2 origins`. */
export function counted(n: number, noun: string): string {
  return `${n} ${noun}${n === 1 ? '' : 's'}`;
}

/** `0.5 % lower`, `0.1 % higher`, `equal`. */
export function ratioText(ratio: number): string {
  if (isEqualRatio(ratio)) return 'equal';
  if (ratio - 1 > LARGEST_CHANGE) return 'more than 1,000,000 % higher';
  return `${percentText(Math.abs(ratio - 1))} ${ratio < 1 ? 'lower' : 'higher'}`;
}

/** `a`, `a and b`, `a, b and c`. */
export function listText(items: readonly string[]): string {
  return items.length < 2 ? items.join('') : `${items.slice(0, -1).join(', ')} and ${items.at(-1)}`;
}

/** ` at steps 1, 2 and 4 of 5`, ` at both steps`, ` at all 5 steps`, without steps ` at any of 5 steps`; empty if there is one step only. */
export function atSteps(steps: readonly number[], of: number): string {
  if (of === 1) return '';
  if (steps.length === 0) return of === 2 ? ' at either step' : ` at any of ${of} steps`;
  if (steps.length === of) return of === 2 ? ' at both steps' : ` at all ${of} steps`;
  if (steps.length > STEPS_NAMED) return ` at ${steps.length} of ${of} steps`;
  return ` at ${steps.length === 1 ? 'step' : 'steps'} ${listText(steps.map(String))} of ${of}`;
}

/** Steps at which the model is significantly better, and significantly worse. */
export function significantSteps(dm: readonly StepTest[]): {
  readonly better: readonly number[];
  readonly worse: readonly number[];
} {
  return {
    better: dm.filter(isSignificantlyBetter).map(({ step }) => step),
    worse: dm.filter(isSignificantlyWorse).map(({ step }) => step),
  };
}

/**
 * `Clark-West p 0.010`, adjusted; for several steps `smallest Clark-West p 0.010 at step 2`; `undefined` if no step can be tested.
 */
export function testText(name: string, tests: readonly StepTest[]): string | undefined {
  const shown = mostSignificant(tests);
  if (shown === undefined) return undefined;
  const p = `${name} p ${pText(shown.adjusted)}`;
  return tests.length === 1 ? p : `smallest ${p} at step ${shown.step}`;
}

/** Why no step can be tested. */
export function untestedReason(tests: readonly StepTest[]): string {
  return tests.at(0)?.note ?? 'there are no origins';
}
