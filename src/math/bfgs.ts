/**
 * Minimum of a smooth function of a few variables without derivatives: the variable metric method of Nash (1990), Compact
 * numerical methods for computers, algorithm 21, with central differences as gradient, which is R's `optim(method = "BFGS")`.
 * Where a fit ends at a local minimum, it is the one at which R ends. The steps are the same on every machine.
 */

export interface BfgsOptions {
  /** Units of the variables: the search works on x / scale. */
  readonly scale: Float64Array;
}

export interface BfgsResult {
  readonly x: Float64Array;
  readonly value: number;
  /** False after the most iterations. */
  readonly isConverged: boolean;
}

type Objective = (x: Float64Array) => number;

/** R's defaults: relative tolerance, most iterations, difference of a central difference. */
const [TOLERANCE, ITERATIONS, DIFFERENCE] = [1e-8, 100, 1e-3];
/** Shortening of a step, least decrease of one, and what makes a step too small to matter. */
const [SHORTEN, DECREASE, RELATIVE] = [0.2, 1e-4, 10];

/**
 * The minimum from `start` on; `undefined` if f is not finite at the start or beside a point of the search.
 * @param f - may keep nothing of its argument, which is written again
 */
export function bfgs(f: Objective, start: Float64Array, { scale }: BfgsOptions): BfgsResult | undefined {
  const n = start.length;
  const { value: at, gradient } = scaled(f, scale);
  const b = start.map((one, i) => one / scale[i]);
  let least = at(b);
  if (!Number.isFinite(least)) return undefined;
  if (n === 0) return { x: start.slice(), value: least, isConverged: true };
  let slope = gradient(b);
  const metric = new Float64Array(n * n); // an approximate inverse of the Hessian
  let [iterations, gradients, restartedAt] = [1, 1, 1];
  for (;;) {
    if (!slope.every((one) => Number.isFinite(one))) return undefined;
    if (restartedAt === gradients) identity(metric, n);
    const before = b.slice();
    const step = times(metric, slope, n).map((one) => -one);
    const decline = step.reduce((sum, one, i) => sum + one * slope[i], 0);
    let isDone = false;
    let isStuck = true;
    if (decline < 0 && Number.isFinite(decline)) {
      const { length, value } = searchLine(at, before, step, b, least, decline);
      const isEnough = length > 0 && Math.abs(value - least) > TOLERANCE * (Math.abs(least) + TOLERANCE);
      if (length > 0) least = value;
      if (isEnough) {
        isStuck = false;
        const last = slope;
        slope = gradient(b);
        gradients++;
        iterations++;
        if (!updateMetric(metric, step, length, slope, last)) restartedAt = gradients;
      }
    }
    if (isStuck) {
      // Once more from here along the gradient, unless that was tried.
      isDone = restartedAt === gradients;
      restartedAt = gradients;
    }
    if (iterations >= ITERATIONS || isDone) break;
    if (gradients - restartedAt > 2 * n) restartedAt = gradients;
  }
  return { x: b.map((one, i) => one * scale[i]), value: least, isConverged: iterations < ITERATIONS };
}

/** Shortens the step until f decreases enough; writes the point into `b`. Length 0 if no step does. */
function searchLine(
  at: Objective,
  before: Float64Array,
  step: Float64Array,
  b: Float64Array,
  least: number,
  decline: number,
): { readonly length: number; readonly value: number } {
  for (let length = 1; ; length *= SHORTEN) {
    let moves = false;
    for (let i = 0; i < b.length; i++) {
      b[i] = before[i] + length * step[i];
      moves ||= RELATIVE + before[i] !== RELATIVE + b[i];
    }
    if (!moves) return { length: 0, value: least };
    const value = at(b);
    if (Number.isFinite(value) && value <= least + decline * length * DECREASE) return { length, value };
  }
}

/** The update of Broyden, Fletcher, Goldfarb and Shanno; false if the function is not convex along the step. */
function updateMetric(
  metric: Float64Array,
  step: Float64Array,
  length: number,
  slope: Float64Array,
  last: Float64Array,
): boolean {
  const n = step.length;
  const t = step.map((one) => length * one);
  const c = slope.map((one, i) => one - last[i]);
  const curvature = t.reduce((sum, one, i) => sum + one * c[i], 0);
  if (!(curvature > 0)) return false;
  const x = times(metric, c, n);
  const ratio = 1 + x.reduce((sum, one, i) => sum + one * c[i], 0) / curvature;
  for (let i = 0; i < n; i++)
    for (let j = 0; j < n; j++)
      metric[i * n + j] += (ratio * t[i] * t[j] - t[i] * x[j] - x[i] * t[j]) / curvature;
  return true;
}

function identity(metric: Float64Array, n: number): void {
  metric.fill(0);
  for (let i = 0; i < n; i++) metric[i * n + i] = 1;
}

function times(a: Float64Array, x: Float64Array, n: number): Float64Array {
  return x.map((_, i) => {
    let sum = 0;
    for (let j = 0; j < n; j++) sum += a[i * n + j] * x[j];
    return sum;
  });
}

/** The function of x / scale, and its central differences. */
function scaled(
  f: Objective,
  scale: Float64Array,
): { value: Objective; gradient(b: Float64Array): Float64Array } {
  const x = new Float64Array(scale.length);
  const value = (b: Float64Array): number => {
    for (let i = 0; i < x.length; i++) x[i] = b[i] * scale[i];
    return f(x);
  };
  const gradient = (b: Float64Array): Float64Array => {
    const near = b.slice();
    return b.map((one, i) => {
      near[i] = one + DIFFERENCE;
      const above = value(near);
      near[i] = one - DIFFERENCE;
      const below = value(near);
      near[i] = one;
      return (above - below) / (2 * DIFFERENCE);
    });
  };
  return { value, gradient };
}

/** Second derivatives at x by central differences, (n, n), symmetric, as R's `optimHess`. */
export function hessian(f: Objective, x: Float64Array, { scale }: BfgsOptions): Float64Array {
  const n = x.length;
  const { gradient } = scaled(f, scale);
  const b = x.map((one, i) => one / scale[i]);
  const out = new Float64Array(n * n);
  for (let i = 0; i < n; i++) {
    const difference = DIFFERENCE / scale[i];
    const near = b.slice();
    near[i] = b[i] + difference;
    const above = gradient(near);
    near[i] = b[i] - difference;
    const below = gradient(near);
    for (let j = 0; j < n; j++)
      out[i * n + j] = (above[j] - below[j]) / (2 * difference * scale[i] * scale[j]);
  }
  return out.map((one, at) => (one + out[(at % n) * n + Math.floor(at / n)]) / 2);
}
