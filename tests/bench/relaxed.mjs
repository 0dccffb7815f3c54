/**
 * The two builds of the kernels beside each other: training steps, and activations, which are most of what is not a product. Where this
 * engine has no relaxed SIMD, only the exact build is measured.
 */

import { hasKernels } from '../../dist/kernels/builds.js';
import { ACTIVATIONS } from '../../dist/kernels/kernels.js';
import { kernelNames } from '../../dist/kernels/names.js';
import { wasmKernels } from '../../dist/kernels/wasm.js';
import { Random } from '../../dist/math/random.js';
import { measure, ratios } from './measure.mjs';
import { checksum, figure, table } from './table.mjs';
import { createTrainer } from './training.mjs';

const WORKLOADS = [
  ...[64, 128, 256].map((units) => ({ cell: 'lstm', hidden: [units] })),
  { cell: 'gru', form: 'reset-before', hidden: [128] },
  { cell: 'gru', form: 'reset-after', hidden: [128] },
  { cell: 'rnn', hidden: [128] },
  { cell: 'mlp', hidden: [256, 256] },
].map((workload) => ({ steps: 60, features: 5, batch: 64, ...workload }));
const VALUES = 8192;

export async function relaxed(settings) {
  const names = kernelNames.filter(hasKernels);
  const workloads = settings.quick ? WORKLOADS.slice(0, 1) : WORKLOADS;
  const steps = workloads.map((workload) => names.map((name) => trainingCase(workload, name)));
  const gates = ['tanh', 'sigmoid'].map((kind) => names.map((name) => activationCase(kind, name)));
  const pairs = [...steps, ...gates];
  const results = await measure(pairs.flat(), settings);
  const rows = pairs.map((pair) => {
    const own = pair.map((one) => ({ ...one, ...results[pairs.flat().indexOf(one)] }));
    const [exact, fused] = own;
    return [
      exact.name,
      ...own.map(({ rates, scale, digits }) => figure(rates, digits, scale)),
      ...(fused ? [figure(ratios(fused.rates, exact.rates), 2)] : []),
      ...own.map(({ check }) => checksum(check)),
    ];
  });
  const columns = [...names, ...(names.length > 1 ? ['times as fast'] : []), ...names.map(() => 'check')];
  return `${table(['kernels', ...columns], rows)}

Training steps in GFLOP/s of their products, activations in billions of values per second.${
    names.length > 1 ? '' : ' This Node has no relaxed SIMD: use Node 22 or newer.'
  }`;
}

function trainingCase(workload, name) {
  const { name: title, step, operations, batch, check } = createTrainer(workload, wasmKernels(name));
  return { name: title, work: batch * operations, run: step, check, scale: 1e-9, digits: 1 };
}

function activationCase(kind, name) {
  const kernels = wasmKernels(name);
  const [z, y] = [kernels.floats(VALUES), kernels.floats(VALUES)];
  const random = Random.from('bench', kind);
  for (let i = 0; i < VALUES; i++) z[i] = random.normal();
  const run = () => {
    kernels.activationForward(y, z, ACTIVATIONS[kind], 1, 1, VALUES);
    return y[0];
  };
  run();
  const check = y.reduce((sum, value) => sum + value * value, 0) / VALUES;
  return { name: kind, work: VALUES, run, check, scale: 1e-9, digits: 2 };
}
