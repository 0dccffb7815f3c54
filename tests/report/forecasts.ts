/** A forecast with invented numbers, and a kept backtest of the same configuration. */
import type { NextForecast } from '../../src/backtest/forecast-next.ts';
import { defaults } from '../../src/options/flags.ts';
import type { BacktestOptions } from '../../src/backtest/options.ts';
import { TestSpan } from '../../src/backtest/test-span.ts';
import { targetOf } from '../../src/data/targets.ts';
import type { Panel } from '../../src/data/panel.ts';
import type { RunScore } from '../../src/evaluation/run-record.ts';
import type { ForecastReport, KeptBacktest } from '../../src/report/inputs.ts';

const DAY = 86_400_000;
const START = Date.UTC(2026, 8, 1);
/** Rows of history. */
const ROWS = 87;

interface ForecastShape {
  readonly ids?: readonly string[];
  readonly horizon?: number;
  readonly models?: readonly string[];
  readonly level?: readonly number[];
  readonly target?: BacktestOptions['target'];
  readonly column?: string;
  /** A value of the series. */
  readonly priceAt?: (row: number, s: number) => number;
  /** Milliseconds of a row. */
  readonly step?: number;
  /** Whether the times of the next rows are known. */
  readonly isTimed?: boolean;
}

/** Every model expects a change of its own from the last value; the first is the benchmark. */
export function invented({
  ids = ['BTC/USDT'],
  horizon = 1,
  models = ['naive', 'mlp', 'gru'],
  level = [80, 95],
  target = 'log-return',
  column = 'close',
  priceAt = (row, s) => 97_012 * (1 + s) + 900 * Math.sin(row / 4),
  step = DAY,
  isTimed = true,
}: ForecastShape = {}): ForecastReport {
  const time = Float64Array.from({ length: ROWS }, (_, row) => START + row * step);
  const series = ids.map((id, s) => {
    const values = Float64Array.from({ length: ROWS }, (_, row) => priceAt(row, s));
    return {
      id,
      source: `${id}.csv`,
      values,
      observed: values,
      first: 0,
      last: ROWS - 1,
      rows: ROWS,
      digest: 'sha256:00',
    };
  });
  const timeframe = step === DAY ? { name: '1d', ms: DAY, months: 0 } : { name: '1h', ms: step, months: 0 };
  const panel: Panel = { time, timeframe: isTimed ? timeframe : null, series };
  const last = series.map(({ values }) => values[ROWS - 1]);
  const isOfClasses = targetOf(target).quantity.classes !== undefined;
  const each = (value: (s: number, k: number) => number): Float64Array =>
    Float64Array.from({ length: ids.length * horizon }, (_, i) =>
      value(Math.floor(i / horizon), i % horizon),
    );
  const bounds = (m: number, width: number, sign: number): Float64Array =>
    each((s, k) => last[s] * (1 + 0.002 * m * (k + 1) + sign * width * Math.sqrt(k + 1)));
  const next: NextForecast = {
    series: ids,
    origin: time[ROWS - 1],
    last,
    ds: Float64Array.from({ length: horizon }, (_, k) => (isTimed ? time[ROWS - 1] + (k + 1) * step : NaN)),
    closes: new Float64Array(horizon).fill(NaN),
    models: new Map(
      models.map((name, m) => [
        name,
        isOfClasses
          ? each((s) => ((s + m) % 3) - 1)
          : each((s, k) => last[s] * (1 + 0.002 * m * (k + 1 - 3 * s))),
      ]),
    ),
    spread: new Map(),
    probabilities: isOfClasses
      ? new Map(
          models.map((name, m) => [
            name,
            [0.5, 0.1, 0.4].map((share, c) => each((s) => ((s + m) % 3 === c ? 0.6 : 0.2) + share - share)),
          ]),
        )
      : new Map(),
    intervals: new Map(
      models.map((name, m) => [
        name,
        level.map((one) => ({ level: one, lo: bounds(m, one / 4000, -1), hi: bounds(m, one / 4000, 1) })),
      ]),
    ),
    calibration: level.length > 0 ? 100 : 0,
    weights: undefined,
    saved: undefined,
    failures: [],
    warnings: [],
  };
  const options: BacktestOptions = {
    ...defaults,
    models: models.slice(1),
    horizon,
    stepSize: horizon,
    level,
    target,
    column,
  };
  return {
    panel,
    options,
    next,
    recorded: { id: `sha256:${'1a2b3c4d'.repeat(8)}`, madeAt: START, isNew: true },
    backtest: `hindcast backtest BTCUSDT.csv --model ${models.slice(1).join(',')}`,
  };
}

interface KeptShape {
  readonly scores: readonly (Partial<RunScore> & Pick<RunScore, 'model'>)[];
  /** By model and step, of Diebold and Mariano's test: its adjusted p with the sign of its statistic. */
  readonly p?: Readonly<Record<string, readonly number[]>>;
  readonly target?: BacktestOptions['target'];
  readonly coverage?: Readonly<Record<number, number>>;
}

/** A run of 2026-11-20. */
export function keptOf({ scores, p = {}, target = 'log-return', coverage = {} }: KeptShape): KeptBacktest {
  const record = {
    run: `sha256:${'5e6f7a8b'.repeat(8)}`,
    at: Date.UTC(2026, 10, 20, 13),
    options: { ...defaults, models: [], test: TestSpan.parse('100'), target },
    scores: scores.map((score) => ({
      n: 365,
      mae: 1,
      rmse: 1,
      u2: 1,
      skill: 0,
      isSignificantlyBetter: false,
      ...score,
    })),
  };
  const answers = scores.map(({ model, u2 = 1 }) => {
    const tests = p[model] ?? [];
    const at = (sign: number): number[] =>
      Array.from(tests.keys())
        .filter((k) => Math.sign(tests[k]) === sign && Math.abs(tests[k]) < 0.05)
        .map((k) => k + 1);
    const [better, worse] = [at(-1), at(1)];
    const found =
      better.length > 0
        ? worse.length > 0
          ? 'mixed'
          : 'better'
        : worse.length > 0
          ? 'worse'
          : 'no difference';
    return {
      model,
      word: tests.every(Number.isNaN) ? 'not tested' : found,
      change: u2 - 1,
      better,
      worse,
      steps: tests.length,
    };
  });
  const result = {
    quantity: targetOf(target).quantity,
    answer: { models: answers },
    models: scores.map(({ model }) => ({
      model,
      intervals: Object.entries(coverage).map(([level, share]) => ({
        level: Number(level),
        coverage: share,
        n: 365,
      })),
    })),
  };
  return { record, result } as unknown as KeptBacktest;
}
