/**
 * Bounds of values. Scores and tests square errors: beyond these bounds the squares become 0 or infinite, so every forecast
 * would look perfect, or none could be compared.
 */

import { DataError } from '../errors.ts';

const LARGEST = 1e130;
const SMALLEST = 1e-130;

/**
 * @param values - of one series; `NaN` if missing
 * @param name - what they are, for messages
 * @throws DataError if they are too large or too small to be squared
 */
export function checkMagnitude(values: Float64Array, name: string): void {
  const most = largest(values);
  if (most === 0 || (most >= SMALLEST && most <= LARGEST)) return;
  throw magnitudeError(`the largest of ${name} to be from ${SMALLEST} to ${LARGEST}`, most);
}

/** @throws DataError if values are too large to be squared; forecasts of a model may be small */
export function checkNotHuge(values: Float64Array, name: string): void {
  const most = largest(values);
  if (most > LARGEST) throw magnitudeError(`the largest of ${name} to be at most ${LARGEST}`, most);
}

function largest(values: Float64Array): number {
  return values.reduce((most, value) => (Math.abs(value) > most ? Math.abs(value) : most), 0);
}

function magnitudeError(expected: string, got: number): DataError {
  return new DataError(`expected ${expected} in size, got ${got}`, {
    hint: 'errors of such values cannot be squared: write the values in another unit',
  });
}
