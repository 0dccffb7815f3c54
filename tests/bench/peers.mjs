/**
 * The same training with TensorFlow.js, where `peers/` is installed: the same network from the same weights on
 * the same batches with the same optimizer, interleaved with ours. Losses must agree, or it is not the same work.
 *
 * TensorFlow.js is run as one gets the most of it in Node: production mode, the step through
 * `optimizer.minimize` (`fit` and `trainOnBatch` do more around it), batches that are tensors already, SIMD on.
 * The wasm backend has no threads in Node (tensorflow/tfjs#3830). `layers` is tfjs-layers, which people use;
 * `by hand` are the same equations in tfjs-core's operations with as few and as large products as they allow.
 */

import { createRequire } from 'node:module';
import { dirname } from 'node:path';
import { measure, ratios } from './measure.mjs';
import { checksum, figure, table } from './table.mjs';
import { CHECK_STEPS, LEARNING_RATE, createTrainer } from './training.mjs';
import workloads from './workloads.json' with { type: 'json' };

const PEERS = [
  { backend: 'wasm', title: 'layers', build: layered },
  { backend: 'wasm', title: 'by hand', build: byHand },
  { backend: 'cpu', title: 'layers', build: layered },
];
/** Their losses, in f32 and summed in another order, are ours to this relative error. */
const TOLERANCE = 1e-3;

export async function peers(settings) {
  const tf = await load();
  if (!tf)
    return 'TensorFlow.js is not installed: `npm --prefix tests/bench/peers ci` brings it, then run this again.';
  const [lstm, gru] = ['lstm', 'gru'].map((cell) => workloads.find((workload) => workload.cell === cell));
  const cases = [];
  for (const workload of [lstm, gru]) {
    const trainer = createTrainer(workload);
    const { name, batch, step, check } = trainer;
    cases.push({ name, work: batch, run: step, check });
    for (const peer of PEERS) cases.push(await peerCase(tf, peer, workload, trainer));
  }
  const results = await measure(cases, settings);
  const each = PEERS.length + 1;
  const rows = results.map(({ name, check, rates }, index) => {
    const ours = results[index - (index % each)].rates;
    return [name, figure(rates), index % each === 0 ? '' : figure(ratios(ours, rates), 1), checksum(check)];
  });
  return `${table(['training step', 'windows/s', 'ours / theirs', 'check'], rows)}

TensorFlow.js ${tf.version_core}, wasm with SIMD: ${tf.env().get('WASM_HAS_SIMD_SUPPORT')}, threads: ${tf.env().get('WASM_HAS_MULTITHREAD_SUPPORT')}. Check: loss of step ${CHECK_STEPS}.`;
}

/** TensorFlow.js with its layers and both backends, or nothing where it is not installed. */
async function load() {
  const require = createRequire(new URL('./peers/package.json', import.meta.url));
  try {
    require.resolve('@tensorflow/tfjs-core');
  } catch {
    return undefined;
  }
  const [tf, layers, wasm] = ['core', 'layers', 'backend-wasm', 'backend-cpu'].map((name) =>
    require(`@tensorflow/tfjs-${name}`),
  );
  tf.enableProdMode();
  wasm.setWasmPaths(`${dirname(require.resolve('@tensorflow/tfjs-backend-wasm'))}/`);
  return { ...tf, sequential: layers.sequential, layers: layers.layers };
}

async function peerCase(tf, { backend, title, build }, workload, trainer) {
  const before = async () => {
    if (!(await tf.setBackend(backend))) throw new Error(`TensorFlow.js has no backend ${backend} here`);
  };
  await before();
  const { steps: L, features: D, batch: N } = workload;
  const { variables, input, forecast } = build(tf, workload, trainer.initial);
  const optimizer = tf.train.adam(LEARNING_RATE, 0.9, 0.999, 1e-8);
  const batches = trainer
    .batches()
    .map(({ x, y }) => ({ x: input(tf.tensor3d(x, [N, L, D])), y: tf.tensor2d(y, [N, 1]) }));
  let next = 0;
  const run = () => {
    const { x, y } = batches[next];
    next = (next + 1) % batches.length;
    const loss = optimizer.minimize(() => tf.losses.meanSquaredError(y, forecast(x)), true, variables);
    const [value] = loss.dataSync();
    loss.dispose();
    return value;
  };
  const name = `TensorFlow.js ${backend}, ${title}`;
  let check = 0;
  for (let i = 0; i < CHECK_STEPS; i++) check = run();
  if (!(Math.abs(check - trainer.check) <= TOLERANCE * Math.abs(trainer.check)))
    throw new Error(`expected of ${name} the loss ${trainer.check} of ${trainer.name}, got ${check}`);
  return { name, work: N, run, check, before };
}

/** One recurrent layer and a head, of tfjs-layers. */
function layered(tf, { cell, hidden: [units], steps, features }, initial) {
  const options = { units, inputShape: [steps, features], recurrentActivation: 'sigmoid' };
  // Drawing orthogonal matrices is slow there, and these are replaced by ours.
  const recurrentInitializer = 'glorotUniform';
  const model = tf.sequential();
  model.add(tf.layers[cell]({ ...options, recurrentInitializer }));
  model.add(tf.layers.dense({ units: 1 }));
  model.setWeights(weightsOf(tf, cell, units, initial));
  return {
    variables: model.trainableWeights.map((weight) => weight.val),
    input: (x) => x,
    forecast: (x) => model.apply(x, { training: true }),
  };
}

/** The same; x and h side by side, so that all gates of a step are one product (the GRU's n another). */
function byHand(tf, { cell, hidden: [H], batch: N }, initial) {
  const ours = initial.map(({ rows, columns, values }) => tf.transpose(tf.tensor2d(values, [rows, columns])));
  const [Wx, Wh, b, V, v] = ours;
  const W = tf.concat([Wx, Wh], 0); // (D + H, gates H)
  const cut = cell === 'gru' ? [2 * H, H] : [4 * H];
  const products = tf.split(W, cut, 1).map((part) => tf.variable(part));
  const biases = tf.split(b, cut, 1).map((part) => tf.variable(part));
  const head = [tf.variable(V), tf.variable(v)];
  const gates = (x, h, part) => tf.add(tf.matMul(tf.concat([x, h], 1), products[part]), biases[part]);
  const cells = {
    lstm(x, [h, c]) {
      const [i, f, g, o] = tf.split(gates(x, h, 0), 4, 1);
      const next = tf.add(tf.mul(tf.sigmoid(f), c), tf.mul(tf.sigmoid(i), tf.tanh(g)));
      return [tf.mul(tf.sigmoid(o), tf.tanh(next)), next];
    },
    gru(x, [h]) {
      const [r, z] = tf.split(tf.sigmoid(gates(x, h, 0)), 2, 1);
      const n = tf.tanh(gates(x, tf.mul(r, h), 1));
      return [tf.add(h, tf.mul(z, tf.sub(n, h)))];
    },
  };
  return {
    variables: [...products, ...biases, ...head],
    input: (x) => tf.unstack(x, 1),
    forecast(x) {
      let state = [tf.zeros([N, H]), tf.zeros([N, H])];
      for (const step of x) state = cells[cell](step, state);
      return tf.add(tf.matMul(state[0], head[0]), head[1]);
    },
  };
}

/**
 * Our weights as theirs: matrices transposed, and the gates of the GRU z r n instead of r z n. Their z says how
 * much stays, ours how much is new: σ(-a) = 1 - σ(a), so z changes its sign.
 */
function weightsOf(tf, cell, H, initial) {
  return initial.map(({ path, rows, columns, values }) => {
    const isGru = cell === 'gru' && path.startsWith('layers.0.');
    const transposed = Float32Array.from({ length: rows * columns }, (_, i) => {
      const row = i % rows;
      const column = Math.floor(i / rows);
      if (isGru && row < H) return -values[(row + H) * columns + column];
      return values[(isGru && row < 2 * H ? row - H : row) * columns + column];
    });
    return path.endsWith('.b') ? tf.tensor1d(transposed) : tf.tensor2d(transposed, [columns, rows]);
  });
}
