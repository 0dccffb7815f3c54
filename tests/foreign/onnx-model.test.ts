/** ONNX graphs as models: those of `export-model` forecast what their networks do, and none may have seen what it forecasts. */
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { makeForecasts } from '../../src/backtest/make-forecasts.ts';
import { notesOnOptions } from '../../src/backtest/candle-panel.ts';
import { modelOfSpec } from '../../src/foreign/specs.ts';
import { trainedThrough } from '../../src/foreign/onnx-model.ts';
import { builtIn, modelNamed } from '../../src/models/index.ts';
import type { ModelOptions } from '../../src/models/model.ts';
import { networkGraph } from '../../src/models/onnx/export.ts';
import { writeOnnx } from '../../src/models/onnx/proto.ts';
import { readSignature } from '../../src/models/onnx/signature.ts';
import { optionsOf, panelOf, walk } from '../helpers/panels.ts';

const panel = panelOf([walk(80, 1)]);
const rows = { fold: 0, start: 0, cutoff: 69 };
const base = { horizon: 2, stepSize: 1, inputSize: 6, epochs: 2, test: '10', refit: 0 } as const;
const folder = mkdtempSync(path.join(tmpdir(), 'hindcast-onnx-'));
let files = 0;

/** A graph of a network that was fitted on the rows before the test span, in a file, with its forecaster. */
async function exported(
  overrides: Partial<ModelOptions> = {},
  metadata: Readonly<Record<string, string>> = { trained: trained(69) },
) {
  const options = optionsOf({ ...base, ...overrides });
  const model = modelNamed('gru');
  const forecaster = await model.fit(panel, rows, options);
  const state = forecaster.state().map((tensor) =>
    // A network that is hardly trained forecasts no change.
    tensor.values instanceof Float32Array
      ? { ...tensor, values: tensor.values.map((v) => v * 3 + 0.05) }
      : tensor,
  );
  const graph = networkGraph({ model, states: [state], options, series: 0, seriesCount: 1 });
  const producer = { name: 'hindcast', version: '1.2.3' };
  const file = path.join(folder, `gru-${files++}.onnx`);
  writeFileSync(file, writeOnnx({ graph, summary: 'a test', producer, metadata }));
  return { file, restored: model.restore(panel, { state, cutoff: rows.cutoff }, options) };
}

const trained = (row: number): string => JSON.stringify({ through: new Date(panel.time[row]).toISOString() });
const graphOf = (file: string) => modelOfSpec('graph', `onnx:${file}`, { files: [], timeoutMs: 1, path: '' });
const forecasts = (file: string, overrides: Partial<ModelOptions> = {}, workers = 1) =>
  makeForecasts(panel, optionsOf({ ...base, ...overrides, models: ['graph'] }), {
    workers,
    registry: builtIn.with([graphOf(file)]),
  });

describe('an ONNX graph', () => {
  test.each([
    [{}],
    [{ target: 'price' }],
    [{ normalize: 'standard' }],
    [{ target: 'direction', loss: 'cross-entropy' }],
  ] as const)('of export-model forecasts what its network does, with %j', async (overrides) => {
    const { file, restored } = await exported(overrides);
    const { failures, fits, plan } = await forecasts(file, overrides);
    expect(failures).toEqual([]);
    const [{ origins }] = plan.folds;
    const of = { series: new Int32Array(origins.length), row: origins };
    const fit = fits.find(({ model }) => model === 'graph')!;
    // Sums of 32 bits in another order, relative to prices of about 100.
    const expectSame = (got: Float64Array, expected: Float64Array): void =>
      expected.forEach((value, i) =>
        expect(Math.abs(got[i] - value)).toBeLessThan(1e-5 * Math.max(1, value)),
      );
    expectSame(fit.yhat, restored.forecast(panel, of));
    expect(fit.yhat).not.toEqual(fits.find(({ model }) => model === 'naive')?.yhat);
    const probabilities = restored.probabilities?.(panel, of) ?? [];
    expect(fit.probabilities).toHaveLength(probabilities.length);
    probabilities.forEach((column, c) => expectSame(fit.probabilities[c], column));
  });

  test('gives the same on worker threads', async () => {
    const { file } = await exported();
    const [here, there] = [await forecasts(file), await forecasts(file, {}, 2)];
    expect(there.table.yhat.get('graph')).toEqual(here.table.yhat.get('graph'));
    expect(there.failures).toEqual([]);
  });

  test('that was trained on rows of the test span fails, and one that does not say has a warning', async () => {
    const late = await exported({}, { trained: trained(70) });
    const { failures } = await forecasts(late.file);
    expect(failures[0].message).toBe(
      'expected graph to be trained on rows up to 2024-03-10 in fold 0, but its file says 2024-03-11',
    );
    const silent = await exported({}, {});
    const notes = (file: string) =>
      notesOnOptions(optionsOf({ models: ['graph'] }), [graphOf(file)]).map(({ text }) => text);
    expect(notes(silent.file)).toEqual([
      expect.stringContaining('graph does not say which rows it was trained on'),
    ]);
    expect(notes(late.file)).toEqual([]);
    expect([trainedThrough('x'), trainedThrough('null'), trainedThrough('{"through": "soon"}')]).toEqual([
      undefined,
      undefined,
      undefined,
    ]);
  });

  test('fails by name with another horizon', async () => {
    const { file } = await exported();
    const { failures } = await forecasts(file, { horizon: 3 });
    expect(failures[0].message).toMatch(
      /^expected `forecast` with \d+ values for `--horizon` 3 of graph in fold 0, got \d+ \(\d+, 2\)$/,
    );
  });

  test('with other inputs, and a file that is none, is rejected', async () => {
    const { file } = await exported({ deseasonalize: 'indices', seasonality: 4 });
    expect(() => graphOf(file)).toThrow(
      /^expected one input `window` \(N, rows\) of .*, got `window` .* and `place`/,
    );
    const none = path.join(folder, 'none.onnx');
    writeFileSync(none, 'this is no graph');
    expect(() => graphOf(none)).toThrow(/^expected .* of? ?.*none\.onnx|^expected an ONNX graph/);
    expect(() => graphOf(path.join(folder, 'absent.onnx'))).toThrow('ENOENT');
  });

  test('has a signature, which is read from its bytes', async () => {
    const { file } = await exported();
    const { inputs, outputs, metadata } = readSignature(
      await import('node:fs').then(({ readFileSync }) => readFileSync(file)),
    );
    expect(inputs).toEqual([{ name: 'window', type: 'double', shape: [null, 7] }]);
    expect(outputs).toEqual([{ name: 'forecast', type: 'double', shape: [null, 2] }]);
    expect([...metadata.keys()]).toEqual(['trained']);
  });
});
