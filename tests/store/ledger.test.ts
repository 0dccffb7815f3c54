/** Records of forecasts are read from the store as they were written, each once, for any number of writers. */
import { execFile } from 'node:child_process';
import path from 'node:path';
import { promisify } from 'node:util';
import fc from 'fast-check';
import { expect, onTestFinished, test } from 'vitest';
import type { Actual, ForecastRecord, ForecastLedger } from '../../src/live/ledger.ts';
import { toJson } from '../../src/store/columns.ts';
import { openStore } from '../../src/store/store.ts';
import { temporaryFolder } from '../helpers/files.ts';
import { DAY, START, optionsOf } from '../helpers/panels.ts';

const record: ForecastRecord = {
  id: `sha256:${'a'.repeat(64)}`,
  madeAt: START + 5,
  origin: START,
  numbers: 2,
  version: '0.1.0',
  asked: { sources: ['binance:BTC/USDT:1d'], column: 'close' },
  options: optionsOf({ models: ['mlp'], horizon: 2, level: [80] }),
  readings: [
    {
      market: { exchange: 'binance', symbol: 'BTC/USDT', timeframe: '1d' },
      from: START - DAY,
      to: START,
      revision: 3,
    },
  ],
  data: [{ id: 'A', digest: 'sha256:1' }],
  series: [{ id: 'A', last: 0.1 + 0.2, change: NaN, first: START - DAY, rows: 'sha256:2' }],
  ds: Float64Array.of(START + DAY, NaN),
  closes: Float64Array.of(START + 2 * DAY, NaN),
  given: null,
  models: [
    {
      model: 'naive',
      madeAt: START + 5,
      yhat: Float64Array.of(1 / 3, 5e-324),
      intervals: [],
      weightsOf: null,
    },
    {
      model: 'mlp',
      madeAt: START + 5,
      yhat: Float64Array.of(1, 2),
      intervals: [{ level: 80, lo: Float64Array.of(NaN, 1), hi: Float64Array.of(2, 3) }],
      weightsOf: 'sha256:3',
    },
  ],
};
const actual: Actual = {
  forecast: record.id,
  series: 0,
  step: 1,
  ds: START + DAY,
  y: 0.1 + 0.2,
  at: START + 3 * DAY,
  revisedAt: null,
  before: null,
};

const fillIn = (ledger: ForecastLedger, ...actuals: readonly Actual[]) => ledger.fill(actuals);

async function newStore() {
  const file = path.join(await temporaryFolder(), 'store.sqlite');
  const store = openStore(file);
  onTestFinished(() => store.close());
  return { file, store, ledger: store.forecasts };
}

test('a record is read as it was written, to the bit', async () => {
  const { file, ledger } = await newStore();
  expect(ledger.record(record)).toEqual({ id: record.id, madeAt: record.madeAt, isNew: true });
  const again = openStore(file);
  expect(again.forecasts.read()).toEqual([record]);
  expect(again.forecasts.list()).toEqual([{ ...record, models: ['naive', 'mlp'], filled: 0 }]);
  again.close();
});

test('a record that is written twice is stored once, with its first time', async () => {
  const { ledger } = await newStore();
  ledger.record(record);
  const later = {
    ...record,
    madeAt: record.madeAt + 99,
    models: record.models.map((each) => ({ ...each, madeAt: record.madeAt + 99 })),
  };
  expect(ledger.record(later)).toEqual({ id: record.id, madeAt: record.madeAt, isNew: false });
  expect(ledger.read()).toEqual([record]);
});

test('a model that failed the first time is added with the time at which it was made', async () => {
  const { ledger } = await newStore();
  ledger.record({ ...record, models: record.models.slice(0, 1) });
  const later = {
    ...record,
    madeAt: record.madeAt + 99,
    models: record.models.map((each) => ({ ...each, madeAt: record.madeAt + 99 })),
  };
  expect(ledger.record(later)).toMatchObject({ madeAt: record.madeAt, isNew: true });
  const [{ madeAt, models }] = ledger.read();
  expect([madeAt, ...models.map((each) => each.madeAt)]).toEqual([
    record.madeAt,
    record.madeAt,
    record.madeAt + 99,
  ]);
});

test('records are listed newest first, read by origin, and selected by the time they were made', async () => {
  const { ledger } = await newStore();
  const ids = ['b', 'c', 'd'].map((digit) => `sha256:${digit.repeat(64)}`);
  ids.forEach((id, i) => ledger.record({ ...record, id, origin: START - i * DAY, madeAt: START + i * DAY }));
  expect(ledger.list().map(({ id }) => id)).toEqual(ids.toReversed());
  expect(ledger.read().map(({ id }) => id)).toEqual(ids.toReversed());
  expect(ledger.read({ since: START + DAY }).map(({ id }) => id)).toEqual([ids[2], ids[1]]);
  expect(ledger.list({ since: START + 2 * DAY }).map(({ id }) => id)).toEqual([ids[2]]);
});

test('an actual value is filled in once, and a change keeps the old value and the first time', async () => {
  const { ledger } = await newStore();
  ledger.record(record);
  fillIn(ledger, actual);
  const changed = { ...actual, y: 7, at: actual.at + 1, revisedAt: actual.at + 1, before: actual.y };
  fillIn(ledger, changed);
  expect(ledger.actuals()).toEqual([{ ...changed, at: actual.at }]);
  expect(ledger.list()[0].filled).toBe(1);
});

test('no actual value is stored if one of several belongs to no record', async () => {
  const { ledger } = await newStore();
  ledger.record(record);
  expect(() => fillIn(ledger, actual, { ...actual, forecast: 'sha256:none' })).toThrow('FOREIGN KEY');
  expect(ledger.actuals()).toEqual([]);
});

test('any finite value is read as it was written, to the bit', async () => {
  const { ledger } = await newStore();
  ledger.record(record);
  // JSON has no -0.
  const value = fc.double({ noNaN: true, noDefaultInfinity: true }).filter((each) => !Object.is(each, -0));
  let count = 0;
  fc.assert(
    fc.property(fc.array(value, { minLength: 2, maxLength: 2 }), value, (yhat, y) => {
      const id = `sha256:${(count++).toString(16).padStart(64, '0')}`;
      const models = [{ ...record.models[0], yhat: Float64Array.from(yhat) }];
      ledger.record({ ...record, id, models });
      fillIn(ledger, { ...actual, forecast: id, y });
      expect(ledger.read().find((one) => one.id === id)?.models).toEqual(models);
      expect(ledger.actuals().find((one) => one.forecast === id)?.y).toBe(y);
    }),
    { numRuns: 50 },
  );
});

test('two processes that write the same record at the same time store it once', async () => {
  const { file, ledger } = await newStore();
  const script = `
    import { openStore } from ${JSON.stringify(new URL('../../dist/store/store.js', import.meta.url).href)};
    import { fromJson } from ${JSON.stringify(new URL('../../dist/store/columns.js', import.meta.url).href)};
    const store = openStore(process.argv[1]);
    const record = fromJson(process.argv[2]);
    for (let i = 0; i < 40; i++) store.forecasts.record({ ...record, id: 'sha256:' + String(i).padStart(64, '0') });
    store.close();`;
  const write = () =>
    promisify(execFile)(process.execPath, ['--input-type=module', '-e', script, file, toJson(record)]);
  await Promise.all([write(), write()]);
  expect(ledger.list().length).toBe(40);
  expect(ledger.read().every(({ models }) => models.length === 2)).toBe(true);
});

test('weights are stored with their record, and can be pruned without it', async () => {
  const { ledger, store } = await newStore();
  const ids = ['b', 'c'].map((digit) => `sha256:${digit.repeat(64)}`);
  ids.forEach((id, i) => ledger.record({ ...record, id, madeAt: START + i * DAY }, Uint8Array.of(1, 2, i)));
  ledger.record(record);
  expect(ids.map((id) => ledger.weights(id))).toEqual([Uint8Array.of(1, 2, 0), Uint8Array.of(1, 2, 1)]);
  expect(ledger.weights(record.id)).toBeUndefined();
  const old = { fitsBefore: START + DAY, runs: [] };
  const weights = { fits: 0, weights: 1, runs: 0, bytes: 3 };
  expect([store.prunable(old), store.prune(old)]).toEqual([weights, weights]);
  expect(store.prune(old).weights).toBe(0);
  expect(ids.map((id) => ledger.weights(id)?.length)).toEqual([undefined, 3]);
  expect(ledger.list().length).toBe(3);
});
