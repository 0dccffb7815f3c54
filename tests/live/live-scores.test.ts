/** Which forecasts count, the expectation, the verdict, and the names in a gate. */
import { quantities } from '../../src/data/quantities.ts';
import { TestSpan } from '../../src/backtest/test-span.ts';
import type { BacktestOptions } from '../../src/backtest/options.ts';
import { describe, expect, test } from 'vitest';
import type { ForecastRecord } from '../../src/live/ledger.ts';
import { modelConfiguration, digestOfRows } from '../../src/live/ledger.ts';
import { parseGateWith } from '../../src/evaluation/gate.ts';
import { liveResults, liveVocabulary } from '../../src/live/gate.ts';
import { evaluateConfiguration } from '../../src/live/verdict.ts';
import { evaluateLive } from '../../src/live/live-evaluation.ts';
import { expectationOf } from '../../src/live/expectation.ts';
import type { RunRecord } from '../../src/evaluation/run-record.ts';
import { ewmaVolatility } from '../../src/data/ewma.ts';
import { readForecasts } from '../../src/data/csv/read-forecasts.ts';
import { Random } from '../../src/math/random.ts';
import { DAY, START, optionsOf, panelOf, walk } from '../helpers/panels.ts';

const ROWS = 260;
/** The first origin of live forecasts; the backtest's are the rows before. */
const FIRST = 200;
const panel = panelOf([walk(ROWS, 3)]);
const [series] = panel.series;
const { change } = ewmaVolatility(series.values);
const options = optionsOf({ models: ['mlp'], level: [80] });
const asked = { sources: ['/A.csv'], column: 'close' };
const now = START + (ROWS + 1) * DAY;
const lookup = () => ({ panel, series });

/** The forecast of a model at an origin: the value there, plus a share of a typical change. */
const said = (origin: number, errors: Random, shift: number): number =>
  series.values[origin] + (0.1 * errors.normal() + shift) * change[origin];

function recordAt(origin: number, yhat: number, more: Partial<ForecastRecord> = {}): ForecastRecord {
  const ds = START + (origin + 1) * DAY;
  const madeAt = more.madeAt ?? ds + 1000;
  const last = series.values[origin];
  return {
    id: `sha256:${origin}`,
    madeAt,
    origin: START + origin * DAY,
    numbers: 2,
    version: '0.1.0',
    asked,
    options,
    readings: [],
    data: [{ id: 'A', digest: '' }],
    series: [
      {
        id: 'A',
        last,
        change: change[origin],
        first: START,
        rows: digestOfRows(panel, series, origin, options),
      },
    ],
    ds: Float64Array.of(ds),
    closes: Float64Array.of(ds + DAY),
    given: null,
    models: [
      { model: 'naive', madeAt, yhat: Float64Array.of(last), intervals: [], weightsOf: null },
      {
        model: 'mlp',
        madeAt,
        yhat: Float64Array.of(yhat),
        intervals: [
          {
            level: 80,
            lo: Float64Array.of(last - 1.3 * change[origin]),
            hi: Float64Array.of(last + 1.3 * change[origin]),
          },
        ],
        weightsOf: null,
      },
    ],
    ...more,
  };
}

function recordsOf(count: number, shift = 0): readonly ForecastRecord[] {
  const errors = new Random(5);
  return Array.from({ length: count }, (_, i) => recordAt(FIRST + i, said(FIRST + i, errors, shift)));
}

const run: RunRecord = {
  run: `sha256:${'b'.repeat(64)}`,
  configuration: '',
  at: START + FIRST * DAY,
  asked,
  options: { ...options, test: TestSpan.ofRows(100), refit: 10 },
  data: [{ id: 'A', rows: FIRST, first: START, last: START + (FIRST - 1) * DAY, digest: '' }],
  origins: 100,
  scores: ['naive', 'mlp'].map((model) => ({
    model,
    n: 100,
    mae: 1,
    rmse: 1,
    u2: 1,
    skill: 0,
    isSignificantlyBetter: false,
  })),
  failed: 0,
  exit: 0,
  version: '0.1.0',
  numbers: 2,
  node: 'v20',
  seconds: 1,
};

/** `forecasts.csv` of the rows up to `until`. */
function forecastsOf(from: number, until: number) {
  const errors = new Random(6);
  const day = (row: number) => new Date(START + row * DAY).toISOString().slice(0, 10);
  const lines = Array.from({ length: until - from }, (_, i) => {
    const origin = from + i;
    const [last, y] = [series.values[origin], series.values[origin + 1]];
    return `A,${day(origin + 1)},${day(from)},${day(origin)},1,${y},${last},${said(origin, errors, 0)},${last - 1},${last + 1}`;
  });
  return readForecasts(
    `unique_id,ds,cutoff,origin,step,y,naive,mlp,mlp-lo-80,mlp-hi-80\n${lines.join('\n')}\n`,
    'run',
  );
}

function judgedOf(
  records: readonly ForecastRecord[],
  runs: readonly RunRecord[] = [run],
  from = 100,
  until = FIRST,
) {
  const { configurations } = evaluateLive(records, [], lookup, now);
  return configurations.map((one) =>
    evaluateConfiguration(
      one,
      one.model === 'naive' ? undefined : expectationOf(one, runs, () => forecastsOf(from, until), lookup()),
    ),
  );
}
const mlpOf = (
  records: readonly ForecastRecord[],
  ...more: readonly [(readonly RunRecord[])?, number?, number?]
) => judgedOf(records, ...more).find(({ model }) => model === 'mlp')!;

describe('several forecasts of one configuration from one origin', () => {
  test('count once: the one that was made first, in any order of records', () => {
    const first = recordAt(FIRST, 101);
    const again = recordAt(FIRST, 150, { id: 'sha256:again', madeAt: first.madeAt + 5 });
    for (const records of [
      [first, again],
      [again, first],
    ]) {
      const told = evaluateLive(records, [], lookup, now).configurations.find(
        ({ model }) => model === 'mlp',
      )!;
      expect(told.counts).toMatchObject({ scored: 1, repeated: 1 });
      expect(told.steps[0].points.map(({ yhat }) => yhat)).toEqual([101]);
    }
  });

  test('are of another configuration if options differ', () => {
    const other = recordAt(FIRST, 150, { id: 'sha256:other', options: { ...options, epochs: 9 } });
    const told = evaluateLive([recordAt(FIRST, 101), other], [], lookup, now).configurations;
    expect(told.map(({ model, counts }) => [model, counts.scored])).toEqual([
      ['naive', 1],
      ['mlp', 1],
      ['naive', 1],
      ['mlp', 1],
    ]);
  });
});

test('a configuration depends on the options of a forecast, not on the test span or on other models', () => {
  const of = (more: Partial<BacktestOptions>) =>
    modelConfiguration('mlp', { ...options, ...more }, asked, ['A'], null);
  for (const more of [
    { models: ['mlp', 'gru'] },
    { test: TestSpan.parse('0.5')! },
    { refit: 3 },
    { stepSize: 9 },
    { level: [] },
    { interval: 'aci' as const },
  ])
    expect(of(more)).toBe(of({}));
  for (const more of [
    { epochs: 9 },
    { seed: 2 },
    { horizon: 2 },
    { trainSize: 90 },
    { column: 'open' },
    { gaps: 'keep' as const },
  ])
    expect(of(more)).not.toBe(of({}));
  const quantile = { loss: 'quantile' as const };
  expect(of({ ...quantile, level: [90] })).not.toBe(of(quantile));
  expect(modelConfiguration('gru', options, asked, ['A'], null)).not.toBe(of({}));
  expect(modelConfiguration('mlp', options, { ...asked, sources: ['/B.csv'] }, ['A'], null)).not.toBe(of({}));
});

test('values that were revised or filled in after a forecast was made from them are reported, and later ones are not', () => {
  const records = recordsOf(3);
  const revised = (row: number) => {
    const values = [...series.values];
    values[row] *= 1.5;
    const other = panelOf([values]);
    return evaluateLive(records, [], () => ({ panel: other, series: other.series[0] }), now).revised;
  };
  expect([revised(10), revised(FIRST + 1), revised(FIRST + 2), revised(FIRST + 3)]).toEqual([3, 2, 1, 0]);
});

describe('the expectation', () => {
  test('is from the newest run with the same model, series and options, before the first live forecast', () => {
    const one = evaluateLive(recordsOf(3), [], lookup, now).configurations.find(
      ({ model }) => model === 'mlp',
    )!;
    const promised = (runs: readonly RunRecord[], from = 100, until = FIRST) =>
      expectationOf(one, runs, () => forecastsOf(from, until), lookup());
    expect(promised([run])).toMatchObject({ run: run.run, isBefore: true, scores: { n: 100 } });
    expect(promised([run], 100, ROWS - 1)).toMatchObject({ isBefore: true, scores: { n: 100 } });
    expect(promised([run], FIRST - 5, ROWS - 1)).toMatchObject({ isBefore: false, scores: { n: 64 } });
    for (const other of [
      { ...run, options: { ...options, epochs: 9 } },
      { ...run, data: [{ ...run.data[0], id: 'B' }] },
      { ...run, scores: run.scores.slice(0, 1) },
      { ...run, asked: { ...asked, timeframe: '1w' } },
    ])
      expect(promised([other])).toBeUndefined();
    const older = { ...run, run: `sha256:${'c'.repeat(64)}` };
    expect(promised([{ ...run, options: { ...options, epochs: 9 } }, older])?.run).toBe(older.run);
  });
});

describe('the verdict', () => {
  test('says how many forecasts are needed for a test', () => {
    const { verdict, degradation: worse, drift } = mlpOf(recordsOf(3));
    expect(verdict).toMatch(
      /^mlp on A: RMSE \d+\.\d % (lower|higher) than naive \(U2 \d\.\d{3}\) over 3 live forecasts\. The backtest had U2 \d\.\d{3}\. Whether live is worse cannot be tested yet: 20 live forecasts without overlap are needed, there are 3\./,
    );
    expect(verdict).toContain('No drift.');
    expect([worse[0].p, drift?.isDrifting]).toEqual([NaN, false]);
  });

  test('says that no backtest is stored, and is empty for naive', () => {
    expect(mlpOf(recordsOf(3), []).verdict).toContain(
      'No backtest with these options is stored. Run `hindcast backtest`',
    );
    expect(judgedOf(recordsOf(3))[0]).toMatchObject({ model: 'naive', verdict: '' });
  });

  test('says that live is not significantly worse, if it is not', () => {
    const { verdict, degradation: worse, drift } = mlpOf(recordsOf(50));
    expect(worse[0].adjusted).toBeGreaterThan(0.05);
    expect(drift).toMatchObject({ isDrifting: false, since: null });
    expect(verdict).toMatch(
      /Live is not significantly worse than the backtest: p 0\.\d{3}\. 80 % intervals cover \d\d of 50\. No drift\.$/,
    );
  });

  test('says that live is worse, and since when, if it is', () => {
    const { verdict, degradation: worse, drift } = mlpOf(recordsOf(50, 1));
    expect(worse[0].adjusted).toBeLessThan(0.05);
    expect(drift?.isDrifting).toBe(true);
    expect(verdict).toMatch(
      /Live is significantly worse than the backtest: p [<0.\d]+\..*Drift since 2024-\d\d-\d\d: the forecasts have repeatedly been worse than in the backtest\./,
    );
  });
});

describe('a gate on live forecasts', () => {
  const told = (records: readonly ForecastRecord[], text: string, runs?: readonly RunRecord[]) =>
    parseGateWith(
      text,
      { models: ['mlp', 'gru'], horizon: Infinity, levels: [], quantity: quantities.price },
      liveVocabulary,
    )(liveResults(judgedOf(records, runs)));

  test.each([
    ['drift', false, true],
    ['not drift', true, false],
    ['mlp:drift', false, true],
    ['live.u2 > 1.1', false, true],
    ['live.u2@1 > 1.1 and live.n >= 50', false, true],
    ['worse < 5%', false, true],
    ['promised.u2 > 1.1', false, false],
    ['live.u2 > promised.u2 and worse < 5% or drift', false, true],
    ['live.coverage80 < 1%', false, false],
    ['live.direction >= 0', true, true],
    ['promised.coverage80 > 100%', false, false],
  ])('reads `%s`', (text, good, bad) => {
    expect(told(recordsOf(50), text).isTrue).toBe(good);
    expect(told(recordsOf(50, 1), text).isTrue).toBe(bad);
  });

  test('is false with too few forecasts, and undefined without a backtest', () => {
    for (const text of ['worse < 5%', 'drift']) {
      expect(told(recordsOf(3), text).isTrue).toBe(false);
      expect(told(recordsOf(3), text, []).isTrue).toBeUndefined();
    }
    expect(told(recordsOf(3), 'live.coverage95 < 90%').isTrue).toBeUndefined();
  });

  test('uses the newest options of a model', () => {
    const older = recordsOf(50, 1).map((record) => ({
      ...record,
      id: `${record.id}x`,
      options: { ...options, epochs: 9 },
      models: record.models.map((one) => ({ ...one, madeAt: one.madeAt - 1 })),
    }));
    expect(told([...older, ...recordsOf(50)], 'live.u2 > 1.1').isTrue).toBe(false);
  });

  test.each([
    ['live.u3 > 1', 'did you mean `live.u2`?'],
    ['u2 > 1', undefined],
    ['live.u2', undefined],
    ['drift and', undefined],
    ['lstm:drift', undefined],
    ['live.coverage80 < 75', 'did you mean `75%`? 75 without `%` is 7500 %'],
    ['worse < 5', 'did you mean `5%`? 5 without `%` is 500 %'],
    ['promised.mae > 5%', undefined],
    ['drift > 5%', undefined],
    ['live.rmse > live.u2', undefined],
  ])('rejects `%s`', (text, hint) => {
    const parse = () =>
      parseGateWith(
        text,
        { models: ['mlp'], horizon: Infinity, levels: [], quantity: quantities.price },
        liveVocabulary,
      );
    expect(parse).toThrow('in `--fail-on` at character');
    if (hint !== undefined) expect(parse).toThrow(expect.objectContaining({ hint }));
  });
});
