/** Reads PyTorch's recorded values (fixtures/reference, see its README) into the layouts used here. */

import { readFileSync } from 'node:fs';

export type Nested = number | readonly Nested[];

export function readReference<T = ReferenceCase>(name: string): T {
  const path = new URL(`../../fixtures/reference/${name}.json`, import.meta.url);
  return JSON.parse(readFileSync(path, 'utf8')) as T;
}

export interface ReferenceCase {
  readonly sizes: Readonly<Record<string, number>> & { readonly hidden?: readonly number[] };
  readonly weights: Readonly<Record<string, Nested>>;
  readonly x: Nested;
  readonly y: Nested;
  readonly hidden: Nested;
  readonly yhat: Nested;
  readonly loss: number;
  readonly gradients: Readonly<Record<string, Nested>>;
  readonly dx: Nested;
  readonly losses: readonly number[];
}

/** All numbers in order. */
export function flat(value: Nested): number[] {
  return typeof value === 'number' ? [value] : value.flatMap(flat);
}

/** (.., N, D) of PyTorch to (.., D, N): the batch goes into the lanes. */
export function batchLast(value: Nested): number[] {
  if (typeof value === 'number') throw new Error('expected at least two dimensions');
  const [first] = value;
  if (typeof first !== 'number' && typeof first[0] !== 'number') return value.flatMap(batchLast);
  const rows = value as readonly (readonly number[])[];
  return rows[0].flatMap((_, d) => rows.map((row) => row[d]));
}
