/**
 * Minimum of a function of a few variables, each from 0 to 1, without derivatives: Nelder and Mead (1965), with every point
 * moved into the box. The steps are the same on every machine.
 */

export interface Minimum {
  readonly x: Float64Array;
  readonly value: number;
}

export interface MinimizeOptions {
  /** First edge of the simplex. */
  readonly edge?: number;
  /** The search stops when the simplex is not wider than this. */
  readonly width?: number;
  /** Most evaluations, over all rounds. */
  readonly evaluations?: number;
}

/** Points, one more than there are variables, best first. */
type Simplex = readonly Minimum[];

/**
 * A local minimum near the best of the starts. The search restarts from its result until that brings no improvement, because
 * a simplex that is flat against a side of the box stops too early.
 *
 * @param f - `NaN` counts as Infinity
 * @param starts - at least one; values outside 0..1 are moved to the nearest bound
 */
export function minimize(
  f: (x: Float64Array) => number,
  starts: readonly (readonly number[])[],
  options: MinimizeOptions = {},
): Minimum {
  const { edge = 0.1, width = 1e-7, evaluations = 2000 } = options;
  let evaluated = 0;
  const evaluate = (x: Float64Array): Minimum => {
    evaluated++;
    const value = f(x);
    return { x, value: Number.isNaN(value) ? Infinity : value };
  };
  let best = starts
    .map((start) => evaluate(Float64Array.from(start, (value) => inBox(value))))
    .reduce((least, one) => (one.value < least.value ? one : least));
  for (;;) {
    const previous = best.value;
    let simplex = simplexAround(best, edge, evaluate);
    // oxlint-disable-next-line eslint/no-unmodified-loop-condition -- `evaluate` counts
    while (evaluated < evaluations && widthOf(simplex) > width) simplex = step(simplex, evaluate);
    best = simplex[0];
    if (evaluated >= evaluations || !(previous - best.value > 1e-12 * Math.abs(previous))) return best;
  }
}

const inBox = (value: number): number => Math.min(Math.max(value, 0), 1);

/** The point, and one more along each axis, towards the farther bound. */
function simplexAround(centre: Minimum, edge: number, evaluate: (x: Float64Array) => Minimum): Simplex {
  const others = Array.from(centre.x, (value, axis) => {
    const x = centre.x.slice();
    x[axis] = value > 0.5 ? value - edge : value + edge;
    return evaluate(x);
  });
  return inOrder([centre, ...others]);
}

/** Best first; ties keep their order. */
const inOrder = (points: readonly Minimum[]): Simplex => points.toSorted((a, b) => a.value - b.value || 0);

function widthOf([best, ...others]: Simplex): number {
  let width = 0;
  for (const { x } of others)
    x.forEach((value, axis) => (width = Math.max(width, Math.abs(value - best.x[axis]))));
  return width;
}

/** Reflects the worst corner, and expands, contracts or shrinks, with the usual factors 1, 2, 1/2, 1/2. */
function step(simplex: Simplex, evaluate: (x: Float64Array) => Minimum): Simplex {
  const others = simplex.slice(0, -1);
  const [best, worst] = [simplex[0], simplex[others.length]];
  const centre = best.x.map((_, axis) => others.reduce((sum, { x }) => sum + x[axis], 0) / others.length);
  const along = (factor: number): Minimum =>
    evaluate(centre.map((value, axis) => inBox(value + factor * (value - worst.x[axis]))));
  const reflected = along(1);
  if (reflected.value < best.value) {
    const expanded = along(2);
    return inOrder([...others, expanded.value < reflected.value ? expanded : reflected]);
  }
  if (reflected.value < others[others.length - 1].value) return inOrder([...others, reflected]);
  const isOutside = reflected.value < worst.value;
  const contracted = along(isOutside ? 0.5 : -0.5);
  if (contracted.value < (isOutside ? reflected : worst).value) return inOrder([...others, contracted]);
  const shrunk = simplex
    .slice(1)
    .map(({ x }) => evaluate(x.map((value, axis) => (value + best.x[axis]) / 2)));
  return inOrder([best, ...shrunk]);
}
