/** Arithmetic and sentences that several processes share. */

import { sin } from '../../math/elementary.ts';
import type { ParameterValues } from './process.ts';

/** amplitude sin(2π t / period). */
export function wave(t: number, p: ParameterValues): number {
  return p.amplitude * sin((2 * Math.PI * (t % p.period)) / p.period);
}

/** Mean square of the wave's moves, amplitude² (1 - cos ω) = 2 (amplitude sin(ω/2))². */
export function waveMoves(p: ParameterValues): number {
  return 2 * square(p.amplitude * sin(Math.PI / p.period));
}

/** x²; the language does not promise that `x ** 2` has the same bits everywhere. */
export function square(x: number): number {
  return x * x;
}

export function driftForecast(p: ParameterValues): string {
  return p.drift === 0
    ? 'no forecast is better than the naive one, the last price.'
    : `the best forecast of the next log return is always ${p.drift}.`;
}

/** Four significant digits, for sentences. */
export function round(value: number): number {
  return Number(value.toPrecision(4));
}
