/**
 * Minimum of a function of several variables without derivatives: the simplex search of Nelder and Mead (1965) in the form
 * of Nash (1990), Compact numerical methods for computers, algorithm 19, which R's `optim` uses too. A corner that is
 * reflected without becoming the best is always contracted as well. The steps are the same on every machine.
 *
 * `minimize.ts` searches a box; here f is Infinity where it is not allowed.
 */

export interface NelderMeadOptions {
  /** Most evaluations. */
  readonly evaluations: number;
  /** The search stops when all corners are within this share of the first value. */
  readonly tolerance: number;
}

export interface NelderMeadResult {
  readonly x: Float64Array;
  readonly value: number;
}

/** What a value that is not finite counts as, so that it can be compared. */
const HUGE = 1e35;

/** The simplex: corners as rows of `x`, with their values. */
interface Simplex {
  readonly x: readonly Float64Array[];
  readonly value: Float64Array;
}

/** @param f - may keep nothing of its argument, which is written again */
export function nelderMead(
  f: (x: Float64Array) => number,
  start: Float64Array,
  { evaluations, tolerance }: NelderMeadOptions,
): NelderMeadResult {
  let count = 0;
  const evaluate = (x: Float64Array): number => {
    count++;
    const value = f(x);
    return Number.isFinite(value) ? value : HUGE;
  };
  const first = evaluate(start);
  const enough = tolerance * (Math.abs(first) + tolerance);
  const simplex = simplexAround(start, first);
  for (let i = 1; i < simplex.x.length; i++) simplex.value[i] = evaluate(simplex.x[i]);
  const scratch: Scratch = {
    centre: new Float64Array(start.length),
    reflected: new Float64Array(start.length),
    trial: new Float64Array(start.length),
  };
  let size = Infinity;
  let best = 0;
  for (;;) {
    let worst = best;
    const previous = best;
    for (let i = 0; i < simplex.value.length; i++) {
      if (i === previous) continue;
      if (simplex.value[i] < simplex.value[best]) best = i;
      if (simplex.value[i] > simplex.value[worst]) worst = i;
    }
    if (simplex.value[worst] <= simplex.value[best] + enough || count > evaluations) break;
    if (moveWorst(simplex, worst, best, evaluate, scratch)) continue;
    const shrunk = shrink(simplex, best, evaluate);
    if (!(shrunk < size)) break;
    size = shrunk;
  }
  return { x: simplex.x[best].slice(), value: simplex.value[best] };
}

interface Scratch {
  readonly centre: Float64Array;
  readonly reflected: Float64Array;
  readonly trial: Float64Array;
}

/** The start, and one corner along each axis at a tenth of the largest coordinate. */
function simplexAround(start: Float64Array, value: number): Simplex {
  let edge = 0;
  for (const each of start) edge = Math.max(edge, 0.1 * Math.abs(each));
  if (edge === 0) edge = 0.1;
  const corners = Array.from(start, (each, axis) => {
    const x = start.slice();
    for (let step = edge; x[axis] === each; step *= 10) x[axis] = each + step;
    return x;
  });
  const values = new Float64Array(start.length + 1);
  values[0] = value;
  return { x: [start.slice(), ...corners], value: values };
}

/** Replaces the worst corner by a better one and returns true; false if none was found, and the simplex must shrink. */
function moveWorst(
  { x, value }: Simplex,
  worst: number,
  best: number,
  evaluate: (x: Float64Array) => number,
  { centre, reflected, trial }: Scratch,
): boolean {
  const D = centre.length;
  const old = x[worst];
  for (let i = 0; i < D; i++) {
    let sum = -old[i];
    for (let j = 0; j < x.length; j++) sum += x[j][i];
    centre[i] = sum / D;
    reflected[i] = 2 * centre[i] - old[i];
  }
  const atReflected = evaluate(reflected);
  if (atReflected < value[best]) {
    for (let i = 0; i < D; i++) trial[i] = 2 * reflected[i] - centre[i];
    const atTrial = evaluate(trial);
    const isFarther = atTrial < atReflected;
    old.set(isFarther ? trial : reflected);
    value[worst] = isFarther ? atTrial : atReflected;
    return true;
  }
  const isBetter = atReflected < value[worst];
  if (isBetter) {
    old.set(reflected);
    value[worst] = atReflected;
  }
  for (let i = 0; i < D; i++) trial[i] = 0.5 * old[i] + 0.5 * centre[i];
  const atTrial = evaluate(trial);
  if (atTrial < value[worst]) {
    old.set(trial);
    value[worst] = atTrial;
    return true;
  }
  return isBetter;
}

/** Moves all corners half the way to the best one; returns the sum of their distances from it. */
function shrink({ x, value }: Simplex, best: number, evaluate: (x: Float64Array) => number): number {
  let size = 0;
  for (let j = 0; j < x.length; j++) {
    if (j === best) continue;
    for (let i = 0; i < x[j].length; i++) {
      x[j][i] = 0.5 * (x[j][i] - x[best][i]) + x[best][i];
      size += Math.abs(x[j][i] - x[best][i]);
    }
    value[j] = evaluate(x[j]);
  }
  return size;
}
