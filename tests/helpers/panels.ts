/** Small candles, panels and options for tests, all with invented numbers. */
import type { BacktestOptions } from '../../src/backtest/options.ts';
import { TestSpan } from '../../src/backtest/test-span.ts';
import { defaults } from '../../src/options/flags.ts';
import type { Candles } from '../../src/data/candles.ts';
import type { Panel } from '../../src/data/panel.ts';
import { Random } from '../../src/math/random.ts';

export const DAY = 86_400_000;
/** Row 0 of `panelOf`: 2024-01-01. */
export const START = Date.UTC(2024, 0, 1);

/** Candles at these times, as of a file with one header line. */
export function candlesOf(id: string, time: readonly number[], close: readonly number[]): Candles {
  return {
    id,
    source: `${id}.csv`,
    time: Float64Array.from(time),
    columns: { close: Float64Array.from(close) },
    lines: Int32Array.from(time, (_, i) => i + 2),
  };
}

/**
 * The daily panel of series `A`, `B`, ... from 2024-01-01, one value per row and `NaN` where a candle is
 * absent; shorter series end earlier. Made without `buildPanel`, so that row `i` is value `i` whatever is absent.
 * @param filled - gaps hold the value before them, as under `--gaps ffill`
 */
export function panelOf(
  valuesPerSeries: readonly (readonly number[])[],
  { filled = false }: { readonly filled?: boolean } = {},
): Panel {
  const length = Math.max(...valuesPerSeries.map((values) => values.length));
  return {
    time: Float64Array.from({ length }, (_, row) => START + row * DAY),
    timeframe: { name: '1d', ms: DAY, months: 0 },
    areGapsConfirmed: !valuesPerSeries.some(hasHole),
    series: valuesPerSeries.map((given, s) => {
      const id = String.fromCodePoint(65 + s);
      const observed = Float64Array.from({ length }, (_, row) => given[row] ?? NaN);
      const present = [...observed.keys()].filter((row) => !Number.isNaN(observed[row]));
      const [first, last] = [present[0], present[present.length - 1]];
      const values = observed.slice();
      for (const row of filled ? values.keys() : [])
        if (row > first && row <= last && Number.isNaN(values[row])) values[row] = values[row - 1];
      return {
        id,
        source: `${id}.csv`,
        values,
        observed,
        first,
        last,
        rows: present.length,
        digest: `digest of ${given.join(' ')}`,
      };
    }),
  };
}

/** A random walk of positive prices, `NaN` at the rows of `missing`. */
export function walk(rows: number, seed: number, missing: readonly number[] = []): number[] {
  const random = new Random(seed);
  let price = 100;
  const values = Array.from({ length: rows }, () => (price *= 1 + 0.02 * random.normal()));
  return values.map((value, row) => (missing.includes(row) ? NaN : value));
}

/** Options that differ from the defaults, with `test` as `--test` gives it. */
export type OptionOverrides = Partial<Omit<BacktestOptions, 'test'>> & { readonly test?: string | TestSpan };

/** The defaults of the command line, with windows and networks small enough for a fit in milliseconds. */
export function optionsOf({ test, ...overrides }: OptionOverrides): BacktestOptions {
  const { horizon = defaults.horizon } = overrides;
  return {
    ...defaults,
    models: ['mlp'],
    stepSize: horizon,
    inputSize: 5,
    hidden: [4],
    epochs: 2,
    batchSize: 16,
    validation: 0,
    ...overrides,
    ...(test !== undefined && { test: typeof test === 'string' ? TestSpan.parse(test)! : test }),
  };
}

/** Whether a value is missing between others. */
function hasHole(values: readonly number[]): boolean {
  const present = [...values.keys()].filter((row) => !Number.isNaN(values[row]));
  return present.length < present[present.length - 1] - present[0] + 1;
}
