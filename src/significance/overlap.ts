/** Overlap of the targets of neighboring origins. */

/** Number of later origins whose targets overlap the target of an origin: q = ⌈step / stepSize⌉ - 1. */
export function overlappingLags(step: number, stepSize: number): number {
  return Math.ceil(step / stepSize) - 1;
}

/** How many of n origins have targets without overlap: every ⌈step / stepSize⌉-th. */
export function effectiveOrigins(n: number, step: number, stepSize: number): number {
  return Math.ceil(n / (overlappingLags(step, stepSize) + 1));
}
