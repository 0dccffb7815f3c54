/**
 * Kernels one by one. Products in GFLOP/s and as a share of the tile rate, at the shapes of training: M = 4H
 * gates, K = H units, N = 32 windows, 30 steps. Elementwise kernels in ns per value, on arrays of 8,192.
 */

import { ACTIVATIONS } from '../../dist/kernels/kernels.js';
import { wasmKernels } from '../../dist/kernels/wasm.js';
import { Random } from '../../dist/math/random.js';
import { measure, ratios } from './measure.mjs';
import { checksum, figure, table } from './table.mjs';
import { tileCase, tileRate } from './tile.mjs';

const N = 32;
const L = 30;
const VALUES = 8192;

const SHAPES = [
  ...[32, 50, 64, 128, 256].map((H) => ({ title: `H ${H}`, L, M: 4 * H, K: H, N })),
  { title: 'first layer', L, M: 128, K: 1, N },
  { title: 'mlp 60 in', L: 1, M: 64, K: 60, N },
];

export async function products(settings) {
  const cases = [inCache(), ...SHAPES.flatMap((shape) => productCases(shape))];
  const results = await measure(cases, settings, await tileCase());
  const rows = results.map(({ name, check, rates, besides }) => [
    name,
    figure(rates, 1, 1e-9),
    figure(ratios(rates, besides), 0, 100),
    checksum(check),
  ]);
  return `${table(['product', 'GFLOP/s', '% of tile rate', 'check'], rows)}

${tileRate(results)} Check: mean square of the result.`;
}

/** The kernel on the very product that the tile rate is measured with. */
function inCache() {
  const kernels = wasmKernels();
  const [times, M, K, columns] = [64, 4, 256, 8];
  const z = kernels.floats(M * columns);
  const W = randoms(M * K, 'W');
  const x = randoms(K * columns, 'x');
  const b = kernels.floats(M);
  return caseOf('z = W x, 4 x 256 x 8, in the first cache', times * 2 * M * K * columns, z, () =>
    kernels.product(z, W, x, b, times, M, K, columns, 0, 0),
  );
}

/** Forward, gradient of the input, gradient of the weights. */
function productCases({ title, L: steps, M, K, N: columns }) {
  const kernels = wasmKernels();
  const z = kernels.floats(steps * M * columns);
  const dz = randoms(steps * M * columns, 'dz');
  const x = randoms(steps * K * columns, 'x');
  const dx = kernels.floats(steps * K * columns);
  const W = randoms(M * K, 'W');
  const dW = kernels.floats(M * K);
  const b = kernels.floats(M);
  const sizes = `${M} x ${K} x ${columns}, ${steps === 1 ? '1 step' : `${steps} steps`}`;
  const operations = 2 * steps * M * K * columns;
  const name = (product) => `${title}: ${product}, ${sizes}`;
  return [
    caseOf(name('z = W x'), operations, z, () =>
      kernels.product(z, W, x, b, steps, M, K, columns, M * columns, K * columns),
    ),
    caseOf(name('dx = Wᵀ dz'), operations, dx, () =>
      kernels.productInput(dx, W, dz, steps, M, K, columns, K * columns, M * columns),
    ),
    caseOf(name('dW = dz xᵀ'), operations, dW, () => {
      dW[0] = 0; // the kernel adds; the first number is what the case returns
      kernels.productWeights(dW, dz, x, steps, M, K, columns, M * columns, K * columns);
    }),
  ];
}

export async function elementwise(settings) {
  const results = await measure(elementwiseCases(), settings);
  const rows = results.map(({ name, check, rates }) => [
    name,
    figure(
      rates.map((rate) => 1 / rate),
      2,
      1e9,
    ),
    checksum(check),
  ]);
  return `${table(['elementwise', 'ns per value', 'check'], rows)}

Gates: per unit and step, without the products (one step from a state of zero). Check: mean square of the result.`;
}

function elementwiseCases() {
  const kernels = wasmKernels();
  const H = VALUES / N;
  const floats = (length = VALUES) => kernels.floats(length);
  const z = randoms(VALUES, 'z');
  const dy = randoms(VALUES, 'dy');
  const [y, dz, mask] = [floats(), floats(), floats()];
  const starts = kernels.ints(N);
  for (let n = 0; n < N; n++) starts[n] = n;

  const activations = ['tanh', 'sigmoid', 'relu'].flatMap((name) => [
    caseOf(`${name} forward`, VALUES, y, () => kernels.activationForward(y, z, ACTIVATIONS[name], 1, H, N)),
    caseOf(`${name} backward`, VALUES, dz, () => {
      kernels.activationBackward(dz, dy, z, y, ACTIVATIONS[name], 1, H, N);
    }),
  ]);

  // One step of a recurrent kernel has no product: what is left are its gates. They are written over their
  // inputs, so that the next run takes them for inputs: other numbers, the same work.
  const gates = randoms(4 * VALUES, 'gates');
  const [h, c, tanhC, dc, rh] = [floats(), floats(), floats(), floats(), floats()];
  const dgates = floats(4 * VALUES);
  const dh = randoms(VALUES, 'dh');
  const bh = floats(3 * H);
  const Wh = floats(4 * H * H);
  const recurrent = [
    caseOf('lstm gates forward', VALUES, h, () => kernels.lstmForward(gates, c, tanhC, h, Wh, 1, H, N)),
    caseOf('lstm gates backward', VALUES, dgates, () => {
      kernels.lstmBackward(dgates, dh, dc, gates, c, tanhC, Wh, 1, H, N);
    }),
    caseOf('gru reset-before gates forward', VALUES, h, () => {
      kernels.gruBeforeForward(gates, rh, h, Wh, 1, H, N);
    }),
    caseOf('gru reset-after gates forward', VALUES, h, () => {
      kernels.gruAfterForward(gates, rh, h, Wh, bh, 1, H, N);
    }),
  ];

  const [W, m, v] = [floats(), floats(), floats()];
  return [
    ...activations,
    ...recurrent,
    caseOf('dropout forward', VALUES, y, () => kernels.dropoutForward(y, mask, z, VALUES, 0.2, 1)),
    caseOf('gather, 1 feature', VALUES, y, () => kernels.gather(y, z, starts, N, H, 1, N)),
    caseOf('adam', VALUES, W, () => kernels.adam(W, dy, m, v, VALUES, 1e-3, 0.9, 0.999, 1e-8, 0.1, 0.001, 0)),
  ];
}

/** A kernel's call, which writes `out`; its checksum is of the first call. */
function caseOf(name, work, out, call) {
  call();
  const run = () => {
    call();
    return out[0];
  };
  return { name, work, run, check: meanSquare(out) };
}

/** Normal numbers in the kernels' memory, the same for the same name. */
function randoms(length, name) {
  const random = Random.from('bench', name, length);
  const numbers = wasmKernels().floats(length);
  for (let i = 0; i < length; i++) numbers[i] = random.normal();
  return numbers;
}

function meanSquare(numbers) {
  let sum = 0;
  for (const value of numbers) sum += value * value;
  return sum / numbers.length;
}
