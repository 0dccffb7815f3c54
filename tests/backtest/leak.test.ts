/**
 * Honest by construction: nothing after an origin may move a forecast made there. The future is replaced by
 * NaN and by noise, and every forecast made before must stay the same to the last bit.
 */

import type { BacktestOptions } from '../../src/backtest/options.ts';
import { makeForecasts } from '../../src/backtest/make-forecasts.ts';
import type { MadeForecasts } from '../../src/backtest/make-forecasts.ts';
import { describe, expect, test } from 'vitest';
import type { Candles } from '../../src/data/candles.ts';
import { buildPanel, gapPolicies } from '../../src/data/panel.ts';
import type { GapPolicy, Panel } from '../../src/data/panel.ts';
import { featureColumns } from '../../src/data/features/check-features.ts';
import { deseasonalizationNames } from '../../src/models/deseasonalization/names.ts';
import { normalizationNames } from '../../src/data/normalization/index.ts';
import { aheadColumns, featureFamilies, rowsAhead } from '../../src/data/features/index.ts';
import { scalerNames } from '../../src/data/scaler.ts';
import { targetNames, targetOf, targets } from '../../src/data/targets.ts';
import type { TargetName } from '../../src/data/targets.ts';
import { Random } from '../../src/math/random.ts';
import { modelNamed, models } from '../../src/models/index.ts';
import { optionsOf } from '../helpers/panels.ts';
import type { OptionOverrides } from '../helpers/panels.ts';

const ROWS = 102;
const DAY = 86_400_000;
const HOUR = 3_600_000;
const context = { workers: 1 };

/** Two series; the second starts later and, unless gaps are refused, both have some. */
function candlesOf(gaps: GapPolicy): Candles[] {
  const random = new Random(11);
  return [0, 12].map((start, index) => {
    let price = 100;
    const rows = Array.from({ length: ROWS - start }, (_, i) => start + i).filter(
      (row) => gaps === 'error' || ![30 + 7 * index, 31, 46].includes(row),
    );
    return {
      id: `S${index}`,
      source: `S${index}.csv`,
      time: Float64Array.from(rows, (row) => row * DAY),
      columns: { close: Float64Array.from(rows, () => (price *= 1 + 0.03 * random.normal())) },
    };
  });
}

/** The panel with every row after `row` replaced; of columns that are known ahead, after the last row of a forecast from there. */
function withFuture(panel: Panel, row: number, future: () => number, options: BacktestOptions): Panel {
  const replace = (column: Float64Array, last = row): Float64Array =>
    column.map((value, i) => (i > last ? future() : value));
  const ahead = aheadColumns(options);
  return {
    ...panel,
    series: panel.series.map((series) => ({
      ...series,
      values: replace(series.values),
      observed: replace(series.observed),
      ...(series.others && {
        others: Object.fromEntries(
          Object.entries(series.others).map(([name, column]) => [
            name,
            replace(column, ahead.includes(name) ? row + options.horizon : row),
          ]),
        ),
      }),
    })),
  };
}

/** The panel with one value of a column of every series replaced. */
function withColumn(panel: Panel, name: string, row: number, value: number): Panel {
  const series = panel.series.map((one) => ({
    ...one,
    others: { ...one.others, [name]: one.others![name].map((before, i) => (i === row ? value : before)) },
  }));
  return { ...panel, series };
}

/** Forecasts made at `row` or before and their bounds, by model and place. */
function forecastsUpTo({ table, finished }: MadeForecasts, row: number): Map<string, number> {
  const out = new Map<string, number>();
  table.origin.forEach((origin, i) => {
    if (origin > row) return;
    for (const model of finished)
      for (const [name, column] of columnsOf(table, model))
        out.set(`${model} ${table.series[i]} ${origin} ${table.step[i]}${name}`, column[i]);
  });
  return out;
}

function columnsOf({ yhat, intervals, probabilities }: MadeForecasts['table'], model: string) {
  const bounds = (intervals.get(model) ?? []).flatMap(({ level, lo, hi }) => [
    [` lo ${level}`, lo] as const,
    [` hi ${level}`, hi] as const,
  ]);
  const shares = (probabilities.get(model) ?? []).map((column, c) => [` p ${c}`, column] as const);
  return [['', yhat.get(model)!] as const, ...bounds, ...shares];
}

const noise = new Random(99);
/** What the future is replaced by. */
const futures = [() => NaN, () => 1 + 200 * noise.uniform()];

/**
 * @param turn - takes the futures in turns, one at each row, starting with this one; every one at every row unless given
 */
async function expectNoLeak(panel: Panel, options: BacktestOptions, turn?: number): Promise<void> {
  const clean = await makeForecasts(panel, options, context);
  expect(clean.failures).toEqual([]);
  const folds = clean.plan.folds.slice(1);
  // The cutoffs, and an origin between two refits.
  const rows = [...folds.map(({ cutoff }) => cutoff), folds[0].origins[1]];
  for (const [r, row] of rows.entries()) {
    const before = forecastsUpTo(clean, row);
    expect(before.size).toBeGreaterThan(0);
    for (const future of turn === undefined ? futures : [futures[(turn + r) % futures.length]]) {
      const other = await makeForecasts(withFuture(panel, row, future, options), options, context);
      expect(forecastsUpTo(other, row)).toEqual(before);
    }
  }
}

const base: OptionOverrides = {
  inputSize: 6,
  horizon: 2,
  stepSize: 1,
  test: '20',
  refit: 7,
  hidden: [3],
  epochs: 3,
  patience: 1,
  validation: 0.2,
  // A forecast of no change shows no leak; `models/shrinkage.test.ts` replaces the future of shrunk ones.
  shrink: 'none',
  batchSize: 16,
  seasonality: 4,
  dropout: [0.2],
  level: [50, 80],
};

/** The target with every model that takes it, and with intervals where it has some. */
function ofTarget(target: TargetName): OptionOverrides {
  const { quantity } = targets[target];
  return {
    target,
    models: models.filter(({ quantities }) => quantities.includes(quantity.name)).map(({ name }) => name),
    loss: quantity.trainingLosses[0],
    level: quantity.classes === undefined ? [50, 80] : [],
  };
}

const isStatistical = (name: string): boolean => modelNamed(name).family === 'statistical';

describe.each(gapPolicies)('with --gaps %s', (gaps) => {
  const { panel } = buildPanel(candlesOf(gaps), 'close', gaps);
  const cases = targetNames.flatMap((target) =>
    scalerNames.map((scaler, turn) => ({ target, scaler, turn })),
  );

  test.each(cases)(
    'no model sees past its origin: target $target, scaler $scaler',
    async ({ target, scaler, turn }) => {
      const given = ofTarget(target);
      // Statistical models have no scaler: two turns replace the future at every row by all that there is.
      const takers = given.models!.filter((name) => turn < futures.length || !isStatistical(name));
      await expectNoLeak(panel, optionsOf({ ...base, ...given, models: takers, gaps, scaler }), turn);
    },
  );
});

describe('with rows of an hour, of which models know a day', () => {
  const candles = candlesOf('drop-windows').map((one) => ({
    ...one,
    time: one.time.map((ms) => (ms / DAY) * HOUR),
  }));
  const { panel } = buildPanel(candles, 'close', 'drop-windows');
  const statistical = models.filter(({ family }) => family === 'statistical').map(({ name }) => name);

  // A season of up to 24 rows is a part of ets; a longer one is adjusted for.
  test.each<OptionOverrides>([
    { target: 'log-return', seasonality: 24 },
    { target: 'volatility', seasonality: 26 },
    { target: 'volatility', seasonality: 1, trainSize: 60 },
  ])('no statistical model sees past its origin: %o', async (options) => {
    await expectNoLeak(panel, optionsOf({ ...base, models: statistical, level: [], ...options }));
  });

  test('har sees no leverage and no jump past its origin', async () => {
    const columns = ['leverage', 'jumps'];
    const random = new Random(5);
    const more = candles.map((one) => ({
      ...one,
      columns: {
        ...one.columns,
        leverage: one.time.map(() => random.normal()),
        jumps: one.time.map(() => Math.max(0, random.normal())),
      },
    }));
    const { panel: regressed } = buildPanel(more, 'close', 'drop-windows', { others: columns });
    const options = { ...base, models: ['har'], level: [], target: 'volatility' } as const;
    await expectNoLeak(regressed, optionsOf({ ...options, har: ['leverage', 'jumps'] }));
    // They do move its forecasts.
    const [with_, without] = await Promise.all(
      [['leverage', 'jumps'] as const, []].map((har) =>
        makeForecasts(regressed, optionsOf({ ...options, har }), context),
      ),
    );
    expect(with_.table.yhat.get('har')).not.toEqual(without.table.yhat.get('har'));
  });
});

describe('ensembles with learnt weights', () => {
  const { panel } = buildPanel(candlesOf('drop-windows'), 'close', 'drop-windows');

  test.each<OptionOverrides>(
    (['inverse-error', 'stack'] as const).flatMap((ensemble) => [
      { ensemble },
      { ensemble, level: [] },
      { ensemble, target: 'volatility', test: '26', horizon: 1 },
    ]),
  )('do not see past their origin: %o', async (options) => {
    const given = { ...base, models: ['drift', 'linear', 'ses', 'ensemble'], ...options };
    await expectNoLeak(panel, optionsOf(given));
    const { ensembles, table } = await makeForecasts(panel, optionsOf(given), context);
    expect(new Set(ensembles[0].columns.weightsAt(table.y.length - 1)).size).toBeGreaterThan(2);
  });

  test('of classes do not either', async () => {
    const classes = { target: 'direction', loss: 'cross-entropy', level: [] } as const;
    const options = {
      ...base,
      ...classes,
      models: ['logistic', 'frequencies', 'ensemble'],
      ensemble: 'stack',
    } as const;
    await expectNoLeak(panel, optionsOf(options));
  });
});

describe('with every feature', () => {
  const random = new Random(7);
  const candles = candlesOf('drop-windows').map((one, s): Candles => {
    const { close } = one.columns;
    const columns = {
      close,
      high: close.map((price) => price * (1 + 0.02 * random.uniform())),
      low: close.map((price) => price * (1 - 0.02 * random.uniform())),
      volume: close.map(() => 1 + random.uniform()),
      funding: close.map(() => (random.uniform() < 0.3 ? NaN : random.normal())),
      holiday: close.map(() => (random.uniform() < 0.1 ? NaN : Math.floor(3 * random.uniform()))),
    };
    const constants = { sector: { text: 'ab'[s], number: NaN }, size: { text: String(s), number: s } };
    // Hours of the end of January and of February.
    return { ...one, time: one.time.map((ms) => 29 * DAY + (ms / DAY) * HOUR), columns, constants };
  });
  const given = {
    features: featureFamilies.map(({ example }) => example).map((name) => name.replace(/-(?:20|30)$/, '-4')),
    withSeries: ['S1'],
    knownAhead: ['column:holiday', 'hour'],
    static: ['sector:a|b', 'size'],
    embed: 2,
  };
  /** The models that take features and forecast the target. */
  const takersOf = (target: TargetName): OptionOverrides => {
    const all = ofTarget(target);
    const takers = new Set(models.filter(({ takesFeatures }) => takesFeatures).map(({ name }) => name));
    return { ...all, models: all.models!.filter((name) => takers.has(name)) };
  };
  const panelFor = ({ target = 'log-return', ...more }: OptionOverrides): Panel => {
    const { quantity } = targetOf(target);
    const options = optionsOf({ ...base, ...given, target, ...more });
    const measured = quantity.measure(candles, { column: 'close', volatility: 'parkinson' });
    const columns = { others: featureColumns(options), ahead: rowsAhead(options) };
    return buildPanel(measured.candles, measured.column, 'drop-windows', columns).panel;
  };

  test.each<OptionOverrides & { readonly target: TargetName }>([
    { target: 'log-return' },
    { target: 'volatility' },
    { target: 'direction' },
    { target: 'log-return', trainSize: 50 },
    { target: 'log-return', local: true },
    { target: 'log-return', inputSize: 2, horizon: 5 },
  ])('no model sees past its origin: %o', async (options) => {
    const panel = panelFor(options);
    await expectNoLeak(panel, optionsOf({ ...base, ...takersOf(options.target), ...given, ...options }), 0);
  });

  test.each(['log-return', 'direction'] as const)(
    'each feature does move what each model forecasts, target %s',
    async (target) => {
      const panel = panelFor({ target });
      const options = { ...base, ...takersOf(target), level: [] };
      const forecasts = async (features: Partial<BacktestOptions>) =>
        (await makeForecasts(panel, optionsOf({ ...options, ...features }), context)).table;
      const plain = await forecasts({});
      // A class alone may stay the same: probabilities do not.
      const told = options.models!.filter((name) => target !== 'direction' || plain.probabilities.has(name));
      expect(told.length).toBeGreaterThan(4);
      const one: Partial<BacktestOptions>[] = [
        ...given.features.map((name) => ({ features: [name] })),
        { withSeries: ['S1'] },
        ...given.knownAhead.map((name) => ({ knownAhead: [name] })),
        ...given.static.map((name) => ({ static: [name] })),
        { embed: 2 },
      ];
      for (const features of one) {
        const moved = await forecasts(features);
        const takes = (name: string) => features.embed === undefined || modelNamed(name).family === 'network';
        const columns = (of: typeof plain, name: string) => of.probabilities.get(name) ?? of.yhat.get(name);
        for (const name of told.filter(takes)) expect(columns(moved, name)).not.toEqual(columns(plain, name));
        const [benchmark] = targets[target].quantity.benchmarks;
        for (const name of [benchmark, ...told.filter((each) => !takes(each))])
          expect(columns(moved, name)).toEqual(columns(plain, name));
      }
    },
  );

  test.each([{}, { inputSize: 2, horizon: 5 }])(
    'every row that is known ahead moves what each model forecasts: %o',
    async (more) => {
      const panel = panelFor(more);
      const { models: takers } = takersOf('log-return');
      const options = optionsOf({
        ...base,
        models: takers!,
        level: [],
        knownAhead: given.knownAhead,
        ...more,
      });
      const clean = await makeForecasts(panel, options, context);
      const { cutoff } = clean.plan.folds[1];
      for (let step = 1; step <= options.horizon; step++) {
        const changed = withColumn(panel, 'holiday', cutoff + step, 50);
        const moved = await makeForecasts(changed, options, context);
        for (const [model, yhat] of moved.table.yhat) {
          const rows = [...yhat.keys()].filter((i) => moved.table.origin[i] === cutoff);
          const isSame = rows.every((i) => yhat[i] === clean.table.yhat.get(model)![i]);
          expect([model, isSame]).toEqual([model, !takers!.includes(model)]);
        }
      }
    },
  );
});

describe('with windows normalised and seasons taken out', () => {
  const { panel } = buildPanel(candlesOf('drop-windows'), 'close', 'drop-windows');
  const takers = (target: TargetName): OptionOverrides => {
    const all = ofTarget(target);
    const takesNormalization = new Set(
      models.filter((model) => model.takesNormalization).map(({ name }) => name),
    );
    return { ...all, models: all.models!.filter((name) => takesNormalization.has(name)) };
  };
  const cases = normalizationNames.flatMap((normalize) =>
    deseasonalizationNames.map((deseasonalize) => ({ normalize, deseasonalize })),
  );

  // Five steps ahead are more than a season of four rows; and a test for a season of two always finds one here.
  test.each(cases)('no model sees past its origin: $normalize, $deseasonalize', async (given) => {
    const turn = cases.indexOf(given);
    const options = { ...base, ...given, horizon: 5, seasonality: 4 - 2 * (turn % 2) };
    await expectNoLeak(panel, optionsOf({ ...options, ...takers('log-return') }), turn);
    await expectNoLeak(panel, optionsOf({ ...options, ...takers('direction') }), turn + 1);
  });
});

describe('with the other ways to fit', () => {
  const { panel } = buildPanel(candlesOf('drop-windows'), 'close', 'drop-windows');
  const { models: all } = ofTarget('log-return');

  test.each<OptionOverrides>([
    { trainSize: 50 },
    { gap: 3 },
    { warm: true },
    { members: 2 },
    { validation: 0 },
    { schedule: { name: 'plateau', patience: 1, factor: 0.5 } },
    { gru: 'reset-after', hidden: [3, 2], dense: [3], l2: [0.01, 0] },
    { stepSize: 3, horizon: 3, refit: 2 },
    { interval: 'conformal' },
    { interval: 'aci', aciGamma: 0.2 },
    { interval: 'aci-scaled', aciGamma: 0.2 },
    { interval: 'garch' },
    { loss: 'quantile', level: [50, 80] },
    { balance: 'series', halfLife: 10 },
    { local: true, warm: true },
  ])('no model sees past its origin: %o', async (options) => {
    await expectNoLeak(panel, optionsOf({ ...base, models: all, ...options }));
  });

  test.each<OptionOverrides>([
    { trainSize: 50, flat: 0.02 },
    { gap: 3, validation: 0 },
    { warm: true, members: 2 },
    { stepSize: 3, horizon: 3, refit: 2 },
    { balance: 'series', halfLife: 10, local: true },
  ])('no model of classes sees past its origin: %o', async (options) => {
    await expectNoLeak(panel, optionsOf({ ...base, ...ofTarget('direction'), ...options }));
  });
});

test.each([
  { target: 'log-return', ends: ['', ' lo 50', ' hi 80'] },
  { target: 'direction', ends: [' p 0', ' p 1', ' p 2'] },
] as const)(
  'the past does move the forecasts of $target, so that the tests above can fail',
  async ({ target, ends }) => {
    const { panel } = buildPanel(candlesOf('error'), 'close', 'error');
    const options = optionsOf({ ...base, ...ofTarget(target) });
    const clean = await makeForecasts(panel, options, context);
    const { cutoff } = clean.plan.folds[1];
    const moved = await makeForecasts(
      withFuture(panel, cutoff - 5, () => 150, options),
      options,
      context,
    );
    const before = forecastsUpTo(clean, cutoff);
    const after = forecastsUpTo(moved, cutoff);
    const isMoved = (model: string, end: string): boolean =>
      [...before].some(
        ([place, value]) =>
          place.startsWith(`${model} `) && place.endsWith(end) && after.get(place) !== value,
      );
    // A class alone may stay the same.
    const { probabilities } = clean.table;
    const told = options.models.filter((name) => target !== 'direction' || probabilities.has(name));
    for (const name of told) for (const end of ends) expect(isMoved(name, end)).toBe(true);
  },
);
