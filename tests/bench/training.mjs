/**
 * Training throughput: windows per second through gathering, forward, loss, backward and Adam, with the
 * layers and the order of `src/models/neural.ts`. Beside it the operations of the products that a step cannot
 * do without, in GFLOP/s, and their share of the tile rate.
 */

import { wasmKernels } from '../../dist/kernels/wasm.js';
import { Random } from '../../dist/math/random.js';
import { activation } from '../../dist/nn/activation.js';
import { gru } from '../../dist/nn/gru.js';
import { linear } from '../../dist/nn/linear.js';
import { createLoss } from '../../dist/nn/loss.js';
import { lstm } from '../../dist/nn/lstm.js';
import { createNetwork } from '../../dist/nn/network.js';
import { createOptimizer } from '../../dist/nn/optimizer.js';
import { rnn } from '../../dist/nn/rnn.js';
import { measure, ratios } from './measure.mjs';
import { checksum, figure, table } from './table.mjs';
import { tileCase, tileRate } from './tile.mjs';
import workloads from './workloads.json' with { type: 'json' };

export const LEARNING_RATE = 0.001;
/** Steps before a workload is measured; the loss of the last is its checksum. */
export const CHECK_STEPS = 5;
const ROWS = 1000;
/** Batches that a workload goes round and round. */
const BATCHES = 8;

export async function training(settings) {
  const trainers = workloads.map((workload) => createTrainer(workload));
  const cases = trainers.map(({ name, step, batch, check }) => ({ name, work: batch, run: step, check }));
  const results = await measure(cases, settings, await tileCase());
  const rows = results.map(({ name, check, rates, besides }, index) => {
    const operations = rates.map((rate) => rate * trainers[index].operations);
    return [
      name,
      figure(rates),
      figure(operations, 1, 1e-9),
      figure(ratios(operations, besides), 0, 100),
      checksum(check),
    ];
  });
  return `${table(['training step', 'windows/s', 'GFLOP/s', '% of tile rate', 'check'], rows)}

${tileRate(results)} Check: loss of step ${CHECK_STEPS}.`;
}

/** The title of a workload, sizes included. */
export function nameOf({ cell, form, hidden, steps, features, batch }) {
  const inputs = features === 1 ? `${steps} steps` : `${steps} steps x ${features}`;
  return `${cell} ${hidden.join('+')}${form ? ` ${form}` : ''}, ${inputs}, batch ${batch}`;
}

/** A network in training on random windows; the same numbers every time. */
export function createTrainer(workload, kernels = wasmKernels()) {
  const { steps: L, features: D, batch: N } = workload;
  const random = Random.from('bench', nameOf(workload));
  const layers = layersOf(workload);
  const network = createNetwork(kernels, layers, N);
  network.initialize(random);
  const { parameters } = network;
  const initial = parameters.list.map(({ path, rows, columns, values }) => ({
    path,
    rows,
    columns,
    values: Float32Array.from(values),
  }));
  const optimizer = createOptimizer(kernels, parameters, 'adam');
  const loss = createLoss(kernels, 'mse');
  const data = kernels.floats(ROWS * D);
  for (let i = 0; i < data.length; i++) data[i] = random.normal();
  const starts = kernels.ints(N);
  const x = kernels.floats(L * D * N);
  const y = kernels.floats(N);
  const dyhat = kernels.floats(N);
  const batches = Array.from({ length: BATCHES }, () =>
    Int32Array.from({ length: N }, () => random.integer(ROWS - L)),
  );
  let next = 0;

  const step = () => {
    starts.set(batches[next]);
    next = (next + 1) % BATCHES;
    for (let n = 0; n < N; n++) y[n] = data[(starts[n] + L) * D];
    kernels.gather(x, data, starts, N, L, D, N);
    const value = loss.compute(dyhat, network.forward(x, N, 0), y, 1, N, N);
    network.backward(dyhat, N);
    optimizer.step(LEARNING_RATE);
    return value;
  };
  let check = 0;
  for (let i = 0; i < CHECK_STEPS; i++) check = step();

  return {
    name: nameOf(workload),
    batch: N,
    operations: productOperations(layers),
    step,
    check,
    /** Weights before the first step, for a peer to start from. */
    initial,
    /** The batches, window by window: x (N, L, D) and y (N). */
    batches: () =>
      batches.map((rows) => ({
        x: Float32Array.from(Array.from(rows).flatMap((row) => [...data.subarray(row * D, (row + L) * D)])),
        y: Float32Array.from(rows, (row) => data[(row + L) * D]),
      })),
  };
}

function layersOf({ cell, form, hidden, steps, features }) {
  const layers = [];
  let shape = { steps, features };
  const add = (layer) => {
    layers.push(layer);
    shape = layer.output;
  };
  hidden.forEach((units, index) => {
    const isSequence = index < hidden.length - 1;
    if (cell === 'lstm') add(lstm(shape, { units, isSequence }));
    else if (cell === 'gru') add(gru(shape, { units, isSequence, form }));
    else if (cell === 'rnn') add(rnn(shape, { units, isSequence }));
    else {
      add(linear(shape, { units, initializer: 'he' }));
      add(activation(shape, 'relu'));
    }
  });
  add(linear(shape, { units: 1 }));
  return layers;
}

/**
 * Multiplications and additions of one window's products: forward, gradient of the weights, and gradient of
 * the input but for the first layer's. The state before the first step is zero and costs nothing.
 */
function productOperations(layers) {
  let sum = 0;
  layers.forEach(({ kind, input, parameters }, index) => {
    for (const { name, rows, columns } of parameters) {
      if (!name.startsWith('W')) continue;
      const recurs = name === 'Wh';
      const times = kind === 'linear' ? 1 : recurs ? input.steps - 1 : input.steps;
      sum += 2 * rows * columns * times * (recurs || index > 0 ? 3 : 2);
    }
  });
  return sum;
}
