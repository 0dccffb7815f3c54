/** What every model has learnt makes the same forecaster again, to the last bit, and nothing that does not fit is taken. */
import { describe, expect, test } from 'vitest';
import { scalerNames } from '../../src/data/scaler.ts';
import { targetNames } from '../../src/data/targets.ts';
import { DataError } from '../../src/errors.ts';
import { modelNamed, models } from '../../src/models/index.ts';
import { trainingLosses } from '../../src/data/quantities.ts';
import type { ModelOptions } from '../../src/models/model.ts';
import { optionsOf, panelOf, walk } from '../helpers/panels.ts';

const values = [walk(140, 1, [70, 71]), walk(140, 2)];
const panel = panelOf(values);
const CUTOFF = 99;
const rows = { fold: 0, start: 10, cutoff: CUTOFF };
/** At the cutoff, at both series, and far enough after it that what is carried along has moved. */
const origins = { series: Int32Array.of(0, 1, 0, 1), row: Int32Array.of(99, 99, 120, 139) };
const base: Partial<ModelOptions> = { horizon: 3, seasonality: 4, level: [50, 80], dropout: [0.1] };

async function expectRestored(name: string, overrides: Partial<ModelOptions>): Promise<void> {
  const options = optionsOf({ ...base, ...overrides });
  const model = modelNamed(name);
  const fitted = await model.fit(panel, rows, options, { member: 1 });
  const state = fitted.state();
  const restored = model.restore(panel, { state, cutoff: CUTOFF }, options);
  expect(restored.forecast(panel, origins)).toEqual(fitted.forecast(panel, origins));
  expect(restored.intervals?.(panel, origins)).toEqual(fitted.intervals?.(panel, origins));
  expect(restored.parameters).toBe(fitted.parameters);
  expect(restored.state()).toEqual(state);
}

const names = models.filter(({ combines }) => combines !== true).map(({ name }) => name);

describe.each(names)('%s', (name) => {
  test.each(targetNames.flatMap((target) => scalerNames.map((scaler) => ({ target, scaler }))))(
    'is restored to the bit: target $target, scaler $scaler',
    ({ target, scaler }) => expectRestored(name, { target, scaler }),
  );

  test.each(trainingLosses)('is restored to the last bit: loss %s', (loss) => expectRestored(name, { loss }));

  test('is restored to the last bit on a panel that starts at another row', async () => {
    const options = optionsOf(base);
    const fitted = await modelNamed(name).fit(panel, rows, options);
    const later = panelOf(values.map((column) => column.slice(5)));
    const learnt = { state: fitted.state(), cutoff: CUTOFF - 5 };
    const restored = modelNamed(name).restore(later, learnt, options);
    const moved = { series: origins.series, row: origins.row.map((row) => row - 5) };
    expect(restored.forecast(later, moved)).toEqual(fitted.forecast(panel, origins));
  });

  test('does not read rows after an origin when restored', async () => {
    const options = optionsOf(base);
    const model = modelNamed(name);
    const state = (await model.fit(panel, rows, options)).state();
    const seen = panelOf(values.map((column) => column.map((value, row) => (row > 99 ? NaN : value))));
    const at = { series: Int32Array.of(0, 1), row: Int32Array.of(99, 99) };
    const of = (one: typeof panel) =>
      model.restore(one, { state, cutoff: CUTOFF }, options).forecast(one, at);
    expect(of(seen)).toEqual(of(panel));
  });

  test('gives a state that does not share memory with the fit', async () => {
    const options = optionsOf(base);
    const fitted = await modelNamed(name).fit(panel, rows, options);
    const before = fitted.forecast(panel, origins);
    for (const { values: numbers } of fitted.state()) numbers.fill(1e3);
    expect(fitted.forecast(panel, origins)).toEqual(before);
  });

  test('refuses a state with an extra or missing array, or one of another shape or type', async () => {
    const options = optionsOf(base);
    const model = modelNamed(name);
    const state = (await model.fit(panel, rows, options)).state();
    const [first, ...rest] = state;
    const longer = new Float64Array(first.values.length + 100);
    for (const wrong of [
      rest,
      [...state, { ...first, name: 'more' }],
      [{ ...first, values: longer, shape: [longer.length] }, ...rest],
      [{ ...first, shape: [1, ...first.shape] }, ...rest],
      [{ ...first, values: Float32Array.from(first.values) }, ...rest],
    ])
      expect(() => model.restore(panel, { state: wrong, cutoff: CUTOFF }, options)).toThrow(DataError);
  });
});

const layered: Partial<ModelOptions> = { hidden: [5, 3], dense: [4], dropout: [0.1, 0.2] };
test.each(['mlp', 'rnn', 'lstm', 'gru'])('%s is restored to the last bit with several layers', (name) =>
  expectRestored(name, { ...layered, activation: 'swish', gru: 'reset-after' }),
);

test('weights of networks are named by their layers', async () => {
  const options = optionsOf({ hidden: [3], gru: 'reset-after' });
  const state = (await modelNamed('gru').fit(panel, rows, options)).state();
  expect(state.map(({ name, shape }) => `${name} ${shape.join('x')}`)).toEqual([
    'scaler.center 2',
    'scaler.scale 2',
    'layers.0.Wx 9x1',
    'layers.0.Wh 9x3',
    'layers.0.b 9x1',
    'layers.0.bh 9x1',
    'layers.1.W 1x3',
    'layers.1.b 1x1',
  ]);
});

test.each([
  ['ses', true],
  ['theta', true],
  ['ewma', true],
  ['ar', false],
  ['gru', false],
])('%s needs every row since its cutoff: %s', async (name, isCarried) => {
  const options = optionsOf({});
  const model = modelNamed(name);
  const fitted = await model.fit(panel, rows, options);
  const from = CUTOFF + 3;
  const later = panelOf(values.map((column) => column.slice(from)));
  const restore = (cutoff: number) => model.restore(later, { state: fitted.state(), cutoff }, options);
  if (isCarried) return expect(() => restore(-3)).toThrow('got rows that start 2 later');
  const at = { series: Int32Array.of(0), row: Int32Array.of(120) };
  const moved = { series: at.series, row: Int32Array.of(120 - from) };
  return expect(restore(-3).forecast(later, moved)).toEqual(fitted.forecast(panel, at));
});

test('a state continues if the panel starts right after the cutoff', async () => {
  const options = optionsOf({});
  const fitted = await modelNamed('theta').fit(panel, rows, options);
  const later = panelOf(values.map((column) => column.slice(CUTOFF + 1)));
  const restored = modelNamed('theta').restore(later, { state: fitted.state(), cutoff: -1 }, options);
  const forecast = restored.forecast(later, { series: Int32Array.of(0, 1), row: Int32Array.of(20, 39) });
  expect(forecast).toEqual(
    fitted.forecast(panel, { series: Int32Array.of(0, 1), row: Int32Array.of(120, 139) }),
  );
});
