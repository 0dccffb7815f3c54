import { quantities } from '../../src/data/quantities.ts';
import type { ForecastTable } from '../../src/backtest/forecast-table.ts';
import { describe, expect, test } from 'vitest';
import { scoreDistribution, scoreIntervals } from '../../src/evaluation/interval-scores.ts';
import type { Trial } from '../../src/evaluation/trial.ts';

/** Two series, two steps, four origins a row apart. y is 10 everywhere except one missing value. */
const places = [0, 1].flatMap((series) =>
  [0, 1, 2, 3].flatMap((origin) => [1, 2].map((step) => ({ series, origin, step }))),
);
const y = Float64Array.from(places, () => 10).with(15, NaN);
const table: ForecastTable = {
  series: Int32Array.from(places, ({ series }) => series),
  fold: new Int32Array(16),
  cutoff: new Int32Array(16),
  origin: Int32Array.from(places, ({ origin }) => origin),
  step: Int32Array.from(places, ({ step }) => step),
  y,
  last: y,
  yhat: new Map([['m', Float64Array.from(places, () => 11)]]),
  spread: new Map(),
  intervals: new Map([
    [
      'm',
      [
        {
          level: 80,
          // The first origin has none; series 1 misses at step 1.
          lo: Float64Array.from(places, ({ origin }) => (origin === 0 ? NaN : 9)),
          hi: Float64Array.from(places, ({ series, origin, step }) =>
            origin === 0 ? NaN : series === 1 && step === 1 ? 9.5 : 13,
          ),
        },
      ],
    ],
  ]),
  crps: new Map(),
  probabilities: new Map(),
};
const trial: Trial = {
  table,
  ids: ['A', 'B'],
  cutoffs: [0],
  horizon: 2,
  stepSize: 1,
  seed: 1,
  insample: { absolute: () => 1, squared: () => 1 },
  volatility: null,
  valueBefore: () => NaN,
  noGiacominiWhiteReason: null,
  quantity: quantities.price,
  column: 'close',
};

describe('scoreIntervals', () => {
  const [result] = scoreIntervals(trial, 'm', ['m']);

  test('scores intervals with a known actual value, and counts missing intervals', () => {
    expect(result).toMatchObject({ level: 80, missing: 4 });
    // 11 points: 8 of width 4, 3 of width 0.5 that miss by 0.5
    expect(result.scores).toMatchObject({ n: 11, coverage: 8 / 11, width: (8 * 4 + 3 * 0.5) / 11 });
    expect(result.scores.score).toBeCloseTo((8 * 4 + 3 * (0.5 + 10 * 0.5)) / 11, 13);
  });

  test('scores by step and by series', () => {
    expect(result.bySteps.map(({ step, n, coverage }) => [step, n, coverage])).toEqual([
      [1, 6, 0.5],
      [2, 5, 1],
    ]);
    expect(result.bySeries.map(({ id, scores }) => [id, scores.n, scores.coverage])).toEqual([
      ['A', 6, 1],
      ['B', 5, 2 / 5],
    ]);
  });

  test('tests the misses of each series and step at origins without overlapping targets', () => {
    expect(result.tests.map(({ id, step, kupiec }) => [id, step, kupiec.n])).toEqual([
      ['A', 1, 3],
      ['A', 2, 2], // every second
      ['B', 1, 3],
      ['B', 2, 1],
    ]);
    expect(result.tests[2].kupiec.statistic).toBeCloseTo(-6 * Math.log(0.2), 12); // three misses of three
    expect(result.tests[2].christoffersen.note).toBe('every interval was missed');
  });
});

describe('the reason for no interval is the true one', () => {
  const [made] = table.intervals.get('m')!;
  const none = { ...made, level: 95, lo: made.lo.map(() => NaN), hi: made.hi.map(() => NaN) };
  const all = { ...none, lo: made.lo.map(() => 9), hi: made.hi.map(() => 13) };
  const crps = new Map([['m', y.map(() => NaN)]]);
  const scale = (of: (i: number) => number) => Float64Array.from(places, (_, i) => of(i));
  const noteOf = (parts: Partial<ForecastTable>, models = ['m']) =>
    scoreIntervals(
      { ...trial, table: { ...table, intervals: new Map([['m', [none]]]), ...parts } },
      'm',
      models,
    )[0].note;

  test.each<[string, Partial<ForecastTable>, string | null]>([
    ['no actual value', { y: y.map(() => NaN) }, 'no forecast has a known actual value'],
    ['bounds of its own', {}, 'no forecast with both bounds has a known actual value'],
    ['few errors', { crps }, 'too few earlier errors (95 % needs 39)'],
    ['few errors to scale', { crps, errorScale: scale(() => 1) }, 'too few earlier errors (95 % needs 39)'],
    [
      'a series that never moves',
      { crps, errorScale: scale(() => 0) },
      'the values never change before the forecasts, so there is no volatility to scale errors by',
    ],
    [
      'a series that moves late',
      { crps, errorScale: scale((i) => (i < 4 ? 0 : 1)) },
      'too few earlier errors (95 % needs 39); at 4 of 15 forecasts the values had never changed before, so there is no volatility to scale errors by',
    ],
    ['an interval that is scored', { crps, intervals: new Map([['m', [all]]]) }, null],
  ])('with %s', (_, parts, note) => {
    expect(noteOf(parts)).toBe(note);
  });

  test('with intervals at other forecasts than another model', () => {
    const half = (isFirst: boolean) => ({
      ...all,
      lo: all.lo.map((lo, i) => (i < 8 === isFirst ? lo : NaN)),
    });
    const intervals = new Map([
      ['m', [half(true)]],
      ['other', [half(false)]],
    ]);
    const yhat = new Map([...table.yhat, ['other', table.yhat.get('m')!]]);
    expect(noteOf({ intervals, yhat, crps }, ['m', 'other'])).toBe(
      'no forecast has intervals of every model and a known actual value',
    );
  });
});

describe('intervals of several models', () => {
  const [made] = table.intervals.get('m')!;
  /** Intervals from the first origin on, as of a network that learns its bounds. */
  const early = { level: 80, lo: made.lo.map(() => 9), hi: made.hi.map(() => 13) };
  const two: Trial = {
    ...trial,
    table: {
      ...table,
      yhat: new Map([...table.yhat, ['early', table.yhat.get('m')!], ['never', table.yhat.get('m')!]]),
      intervals: new Map([
        ...table.intervals,
        ['early', [early]],
        ['never', [{ ...early, lo: made.lo.map(() => NaN) }]],
      ]),
    },
  };
  const models = ['m', 'early', 'never'];

  test('are scored at points where all models with intervals have one', () => {
    const [m, other, never] = models.map((model) => scoreIntervals(two, model, models)[0]);
    expect([m.scores.n, m.missing, m.note]).toEqual([11, 4, null]);
    expect([other.scores.n, other.missing, other.note]).toEqual([11, 0, null]);
    expect([never.scores.n, never.missing, never.note]).toEqual([
      0,
      15,
      'no forecast with both bounds has a known actual value',
    ]);
  });

  test('have distributions over the same points', () => {
    expect(models.map((model) => scoreDistribution(two, model, models)!.n)).toEqual([11, 11, 0]);
  });

  test('have no WQL if values are logarithms', () => {
    const of = (quantity: Trial['quantity']) => scoreDistribution({ ...trial, quantity }, 'm', ['m'])!.scores;
    expect(Object.keys(of(quantities.price))).toEqual(['pinball', 'wql', 'crps']);
    expect(Object.keys(of(quantities['log-volatility']))).toEqual(['pinball', 'crps']);
  });
});

describe('scoreDistribution', () => {
  test('uses bounds and forecast as quantiles', () => {
    const scores = scoreDistribution(trial, 'm', ['m'])!;
    expect(scores).toMatchObject({ n: 11, shares: [0.1, 0.5, 0.9] });
    // Lower bound 0.1, median 0.5 and upper bound 0.1 · 3 for 8 points; 0.9 · 0.5 for the three misses.
    const pinball = (8 * (0.1 + 0.5 + 0.3) + 3 * (0.1 + 0.5 + 0.45)) / 33;
    expect(scores.scores.pinball).toBeCloseTo(pinball, 13);
    expect(scores.scores.wql).toBeCloseTo((2 * pinball) / 10, 13);
    expect(scores.scores.crps).toBeNaN(); // 0.1, 0.5, 0.9 is not an even grid
  });

  test('has the mean CRPS of the samples if there are any', () => {
    const crps = new Map([['m', Float64Array.from(places, (_, i) => i)]]);
    const rows = [...places.keys()].filter((i) => places[i].origin > 0 && i !== 15);
    expect(scoreDistribution({ ...trial, table: { ...table, crps } }, 'm', ['m'])!.scores.crps).toBe(
      rows.reduce((sum, i) => sum + i, 0) / 11,
    );
  });

  test('is empty or `null` without intervals', () => {
    const none = { ...trial, table: { ...table, intervals: new Map() } };
    expect([scoreIntervals(none, 'm', ['m']), scoreDistribution(none, 'm', ['m'])]).toEqual([[], null]);
  });
});
