/**
 * The tile rate: how fast this machine and this Node multiply when nothing has to be fetched. A product
 * of 4 x 256 with 256 x 8 sits in the first cache (12 KiB), its 4 x 8 results in eight registers of four lanes.
 * The yardstick has code of its own, so that it stays the same when the kernels change.
 */

import { compileString } from 'assemblyscript/asc';
import { figure } from './table.mjs';

const M = 4;
const K = 256;
const N = 8;

const source = `
@inline function mulAdd(sum: v128, a: v128, b: v128): v128 { return f32x4.add(sum, f32x4.mul(a, b)); }

/** z (4, 8) = W (4, 256) x (256, 8), again and again. */
export function multiply(z: usize, W: usize, x: usize, times: i32): void {
  const row: usize = ${4 * K};
  for (let i = 0; i < times; i++) {
    let a0 = f32x4.splat(0), a1 = a0, b0 = a0, b1 = a0, c0 = a0, c1 = a0, d0 = a0, d1 = a0;
    let xk = x;
    for (let w = W; w < W + row; w += 4) {
      const x0 = v128.load(xk);
      const x1 = v128.load(xk, 16);
      const a = v128.load32_splat(w);
      a0 = mulAdd(a0, a, x0);
      a1 = mulAdd(a1, a, x1);
      const b = v128.load32_splat(w, ${4 * K});
      b0 = mulAdd(b0, b, x0);
      b1 = mulAdd(b1, b, x1);
      const c = v128.load32_splat(w, ${8 * K});
      c0 = mulAdd(c0, c, x0);
      c1 = mulAdd(c1, c, x1);
      const d = v128.load32_splat(w, ${12 * K});
      d0 = mulAdd(d0, d, x0);
      d1 = mulAdd(d1, d, x1);
      xk += 32;
    }
    v128.store(z, a0);
    v128.store(z, a1, 16);
    v128.store(z, b0, 32);
    v128.store(z, b1, 48);
    v128.store(z, c0, 64);
    v128.store(z, c1, 80);
    v128.store(z, d0, 96);
    v128.store(z, d1, 112);
  }
}
`;

/** The case to measure beside others; its rate is in operations per second. */
export async function tileCase() {
  const { binary, error } = await compileString(source, {
    optimizeLevel: 3,
    noAssert: true,
    runtime: 'stub',
    initialMemory: 1,
    enable: ['simd'],
  });
  if (!binary) throw new Error('the tile does not compile', { cause: error });
  const { instance } = await WebAssembly.instantiate(binary, { env: {} });
  const { memory, multiply } = instance.exports;
  const numbers = new Float32Array(memory.buffer);
  const W = 1024; // bytes; far above what the module may use itself
  const x = W + 4 * M * K;
  const z = x + 4 * K * N;
  for (let i = 0; i < M * K + K * N; i++) numbers[W / 4 + i] = Math.sin(i);
  const times = 64;
  return {
    name: 'tile 4 x 256 x 8',
    work: times * 2 * M * K * N,
    run() {
      multiply(z, W, x, times);
      return numbers[z / 4];
    },
  };
}

/** The line below a table whose cases were measured beside the tile. */
export const tileRate = (results) =>
  `Tile rate: ${figure(
    results.flatMap(({ besides }) => besides),
    1,
    1e-9,
  )} GFLOP/s.`;
