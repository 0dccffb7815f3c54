/** Simulated candles with a season or without, for recipes. */

import type { Candles } from '../../src/data/candles.ts';
import { exp } from '../../src/math/elementary.ts';
import { Random } from '../../src/math/random.ts';

const HOUR = 3_600_000;

export interface CandleShape {
  readonly series: number;
  readonly rows: number;
  /** Rows from one peak to the next, and how high it is in log prices; 0 for a random walk. */
  readonly season: number;
  readonly height: number;
  readonly stepMs?: number;
}

/** With a season, a fixed level with noise; without one, a random walk. */
export function seasonalCandles({
  series,
  rows,
  season,
  height,
  stepMs = HOUR,
}: CandleShape): readonly Candles[] {
  const random = new Random(5);
  return Array.from({ length: series }, (_, s) => {
    let walk = 3 + s;
    const close = Float64Array.from({ length: rows }, (__, row) => {
      const noise = 0.01 * random.normal();
      if (height === 0) return exp((walk += noise));
      const place = (row + 3 * s) % season;
      return exp(3 + s + height * Math.abs(1 - (2 * place) / season) + noise);
    });
    return {
      id: `S${s}`,
      source: `S${s}.csv`,
      time: Float64Array.from(close, (__, row) => Date.UTC(2024, 0, 1) + row * stepMs),
      columns: { close, volume: close.map(() => 1 + random.uniform()) },
    };
  });
}
