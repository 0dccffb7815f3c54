/**
 * Kernels one by one. Products in GFLOP/s and as a share of the tile rate, at the shapes of training: M = 4H
 * gates, K = H units, N = 32 windows, 30 steps, as the layers make them: weights packed once for all steps, lane
 * sums of the weights' gradient cleared before the steps and added to it after. Elementwise kernels in ns per value, on arrays of 8,192.
 */

import { readFileSync } from 'node:fs';
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
  { title: 'second layer of 50 + 50', L, M: 200, K: 101, N },
  { title: 'mlp 60 in', L: 1, M: 64, K: 61, N },
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

/** The module's own functions on addresses, without the wrapper that takes arrays. */
function instantiate() {
  const memory = new WebAssembly.Memory({ initial: 1024, maximum: 65536, shared: true });
  const module = new WebAssembly.Module(
    readFileSync(new URL('../../dist/kernels/kernels.wasm', import.meta.url)),
  );
  const { exports } = new WebAssembly.Instance(module, { env: { memory, abort() {} } });
  let top = Math.ceil(exports.heapBase() / 64) * 64;
  const floats = (length) => {
    const array = new Float32Array(memory.buffer, top, length);
    top = Math.ceil((top + 4 * length) / 64) * 64;
    return array;
  };
  return { exports, floats };
}

/** The kernel on the very product that the tile rate is measured with. */
function inCache() {
  const { exports, floats } = instantiate();
  const [times, M, K, columns] = [64, 4, 256, 8];
  const z = floats(M * columns);
  const W = fill(floats(M * K), 'W');
  const x = fill(floats(K * columns), 'x');
  return caseOf('z = W x, 4 x 256 x 8, in the first cache', times * 2 * M * K * columns, z, () => {
    for (let i = 0; i < times; i++)
      exports.multiplyPanels(z.byteOffset, W.byteOffset, x.byteOffset, M, K, columns);
  });
}

/** Forward, gradient of the input, gradient of the weights. */
function productCases({ title, L: steps, M, K, N: columns }) {
  const { exports, floats } = instantiate();
  const z = floats(steps * M * columns);
  const dz = fill(floats(steps * M * columns), 'dz');
  const x = fill(floats(steps * K * columns), 'x');
  const dx = floats(steps * K * columns);
  const W = fill(floats(M * K), 'W');
  const dW = floats(M * K);
  const lanes = floats(exports.lanesLength(M, K, 0, columns)).byteOffset;
  const packed = floats(M * K).byteOffset;
  const sizes = `${M} x ${K} x ${columns}, ${steps === 1 ? '1 step' : `${steps} steps`}`;
  const operations = 2 * steps * M * K * columns;
  const name = (product) => `${title}: ${product}, ${sizes}`;
  const [inBytes, outBytes] = [4 * K * columns, 4 * M * columns];
  return [
    caseOf(name('z = W x'), operations, z, () => {
      exports.packRows(packed, W.byteOffset, M, K, K, 0);
      for (let l = 0; l < steps; l++)
        exports.multiplyPanels(
          z.byteOffset + l * outBytes,
          packed,
          x.byteOffset + l * inBytes,
          M,
          K,
          columns,
          0,
        );
    }),
    caseOf(name('dx = Wᵀ dz'), operations, dx, () => {
      exports.packColumns(packed, W.byteOffset, M, K);
      for (let l = 0; l < steps; l++)
        exports.multiplyPanels(
          dx.byteOffset + l * inBytes,
          packed,
          dz.byteOffset + l * outBytes,
          K,
          M,
          columns,
          0,
        );
    }),
    caseOf(name('dW = dz xᵀ'), operations, dW, () => {
      dW.fill(0);
      exports.clearLanes(lanes, M, K, 0, columns);
      for (let l = 0; l < steps; l++)
        exports.outer(
          dW.byteOffset,
          lanes,
          dz.byteOffset + l * outBytes,
          x.byteOffset + l * inBytes,
          M,
          K,
          0,
          columns,
        );
      exports.addLanes(dW.byteOffset, lanes, M, K, columns);
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

Check: mean square of the result.`;
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

  const [W, dW, m, v] = [floats(), floats(), floats(), floats()];
  return [
    ...activations,
    caseOf('dropout forward', VALUES, y, () => kernels.dropoutForward(y, mask, z, VALUES, 0.2, 1)),
    caseOf('gather, 1 feature', VALUES, y, () => kernels.gather(y, z, starts, N, H, 1, N)),
    caseOf('adam, and setting its gradients', VALUES, W, () => {
      dW.set(dy); // the kernel clears them
      kernels.adam(W, dW, m, v, VALUES, 1, 1e-3, 0.9, 0.999, 1e-8, 0.1, 0.001, 0);
    }),
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
const randoms = (length, name) => fill(wasmKernels().floats(length), name);

function fill(numbers, name) {
  const random = Random.from('bench', name, numbers.length);
  for (let i = 0; i < numbers.length; i++) numbers[i] = random.normal();
  return numbers;
}

function meanSquare(numbers) {
  let sum = 0;
  for (const value of numbers) sum += value * value;
  return sum / numbers.length;
}
