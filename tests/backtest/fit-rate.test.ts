import { describe, expect, test } from 'vitest';
import { measureFitRate } from '../../src/backtest/fit-rate.ts';
import type { Probe } from '../../src/backtest/fit-rate.ts';
import type { Fit } from '../../src/backtest/tasks.ts';
import { DataError } from '../../src/errors.ts';
import { builtIn, models } from '../../src/models/index.ts';
import type { Model } from '../../src/models/model.ts';
import { optionsOf, panelOf, walk } from '../helpers/panels.ts';

/** A model that moves the clock by what its sizes cost, and never reads the time itself. */
function timed(cost: { fit: number; window: number; epoch: number; origin: number }) {
  const clock = { seconds: 0 };
  const fits: { rows: number; series: number; readable: number | undefined }[] = [];
  const model: Model = {
    ...builtIn.named('mlp'),
    async fit(panel, { start, cutoff }, options, { onEpoch } = {}) {
      const rows = cutoff - start + 1;
      const windows = (rows + 1 - options.inputSize - 1 - options.horizon) * panel.series.length;
      fits.push({ rows, series: panel.series.length, readable: panel.readable?.length });
      clock.seconds += cost.fit + cost.window * windows;
      for (let epoch = 1; epoch <= options.epochs; epoch++) {
        clock.seconds += cost.epoch * windows;
        onEpoch?.({ epoch, epochs: options.epochs, loss: 1 });
      }
      return Promise.resolve({
        parameters: 0,
        epochs: options.epochs,
        state: () => [],
        forecast(_, origins) {
          clock.seconds += cost.origin * origins.row.length;
          return new Float64Array(origins.row.length * options.horizon);
        },
      });
    },
  };
  return { model, clock, fits };
}

const panel = panelOf([1, 2, 3, 4, 5, 6].map((seed) => walk(1500, seed)));
const origins = (count: number): Fit['origins'] => ({
  series: Int32Array.from({ length: count * 6 }, (_, i) => Math.floor(i / count)),
  row: Int32Array.from({ length: count * 6 }, (_, i) => 1399 + (i % count)),
});
const fit: Fit = { fold: 0, start: 0, cutoff: 1399, origins: origins(30) };
const probeOf = (model: Model, seconds: () => number, overrides: Partial<Probe> = {}): Probe => ({
  panel,
  model,
  options: optionsOf({ epochs: 50 }),
  lookback: 6,
  fit,
  clock: seconds,
  budget: 1e9,
  fits: 1,
  ...overrides,
});

describe('measureFitRate', () => {
  test('finds what each part of a fit costs', async () => {
    const cost = { fit: 3, window: 0.01, epoch: 0.002, origin: 0.5 };
    const { model, clock } = timed(cost);
    const rate = (await measureFitRate(probeOf(model, () => clock.seconds)))!;
    for (const part of ['fit', 'window', 'epoch', 'origin'] as const)
      expect(rate[part]).toBeCloseTo(cost[part]);
    expect(rate.start).toBe(0);
  });

  test('stops where a longer fit would take longer than its budget', async () => {
    const { model, clock, fits } = timed({ fit: 0, window: 0.01, epoch: 0, origin: 0 });
    await measureFitRate(probeOf(model, () => clock.seconds, { budget: 5 }));
    // 24 windows of four series, then four times as many: 3.84 s.
    expect(fits.map(({ rows }) => rows)).toEqual([30, 102, 102, 30]);
  });

  test('tries longer fits if that is little beside all that are planned', async () => {
    const { model, clock, fits } = timed({ fit: 0, window: 0.0001, epoch: 0, origin: 0 });
    const probe = probeOf(model, () => clock.seconds, { budget: 1e-9 });
    await measureFitRate(probe);
    expect(fits.map(({ rows }) => rows)).toEqual([30, 102, 102, 30]);
    fits.length = 0;
    await measureFitRate({ ...probe, fits: 1000 });
    expect(Math.max(...fits.map(({ rows }) => rows))).toBe(1400);
  });

  test('fits a few series, which may read all, and one if each has a fit of its own', async () => {
    const { model, clock, fits } = timed({ fit: 1, window: 0, epoch: 0, origin: 0 });
    await measureFitRate(probeOf(model, () => clock.seconds));
    expect(fits[0]).toMatchObject({ series: 4, readable: 6 });
    await measureFitRate(probeOf(model, () => clock.seconds, { options: optionsOf({ local: true }) }));
    expect(fits.at(-1)).toMatchObject({ series: 1, readable: 6 });
  });

  test('is unknown if nothing is forecast or the rows are too few for the model', async () => {
    const { model, clock } = timed({ fit: 1, window: 0, epoch: 0, origin: 0 });
    const nothing = { ...fit, origins: { series: new Int32Array(0), row: new Int32Array(0) } };
    expect(await measureFitRate(probeOf(model, () => clock.seconds, { fit: nothing }))).toBeUndefined();
    const failing: Model = { ...model, fit: () => Promise.reject(new DataError('too few rows')) };
    expect(await measureFitRate(probeOf(failing, () => clock.seconds))).toBeUndefined();
    const broken: Model = { ...model, fit: () => Promise.reject(new Error('a bug')) };
    await expect(measureFitRate(probeOf(broken, () => clock.seconds))).rejects.toThrow('a bug');
  });

  test.each(models.filter(({ combines }) => combines !== true).map(({ name }) => name))(
    'can time %s',
    async (name) => {
      const model = builtIn.named(name);
      const target = model.quantities.includes('price')
        ? 'log-return'
        : model.quantities.includes('log-volatility')
          ? 'volatility'
          : 'direction';
      let ticks = 0;
      const options = optionsOf({ target, models: [name] });
      const rate = await measureFitRate({ ...probeOf(model, () => ticks++), options, budget: 1 });
      expect(Object.keys(rate!).toSorted()).toEqual(['epoch', 'fit', 'origin', 'start', 'window']);
    },
  );
});
