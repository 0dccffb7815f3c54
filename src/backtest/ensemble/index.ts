/** The ways of combining forecasts, in the order of lists. A new one is one file and one entry here. */

import { inverseError } from './inverse-error.ts';
import { mean } from './mean.ts';
import { median } from './median.ts';
import type { EnsembleMethod } from './method.ts';
import { stack } from './stack.ts';

export const ensembleMethods = {
  mean,
  median,
  'inverse-error': inverseError,
  stack,
} as const satisfies Readonly<Record<string, EnsembleMethod>>;

export type EnsembleMethodName = keyof typeof ensembleMethods;

export const ensembleMethodNames = Object.keys(ensembleMethods) as readonly EnsembleMethodName[];
