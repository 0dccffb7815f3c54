/** How far the targets of neighbouring origins overlap, and what that leaves. */

/** Origins after an origin whose targets still share rows with its own: q = ⌈step / stepSize⌉ - 1. */
export function overlappingLags(step: number, stepSize: number): number {
  return Math.ceil(step / stepSize) - 1;
}

/** How many of n origins have targets that share no row: every ⌈step / stepSize⌉-th. */
export function effectiveOrigins(n: number, step: number, stepSize: number): number {
  return Math.ceil(n / (overlappingLags(step, stepSize) + 1));
}
