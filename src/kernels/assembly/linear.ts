// z = W x + b for one step. A row of ones is added below x, so that the bias is a column of the weights.
// Sizes and meaning: ../kernels.ts.

import { ones4 } from './functions';
import { addExtra, addLanes, clearLanes, outer, takeLanes } from './outer';
import { multiply, packColumns, packRows } from './products';
import { begin, take, taken } from './scratch';

let packed: usize = 0; // [W | b] (H, D + 1) in panels
let stack: usize = 0; // x and ones (D + 1, N)
let lanes: usize = 0; // lane sums of the last columns of dW, and of db

function lay(block: usize, D: i32, H: i32, N: i32): void {
  begin(block);
  packed = take(H * (D + 1));
  stack = take((D + 1) * N);
  lanes = takeLanes(H, D, 1, N);
}

export function linearScratch(D: i32, H: i32, N: i32): i32 {
  lay(0, D, H, N);
  return taken();
}

export function linearForward(z: usize, scratch: usize, x: usize, W: usize, b: usize, D: i32, H: i32, N: i32): void {
  lay(scratch, D, H, N);
  packRows(packed, W, H, D, D + 1, 0);
  packRows(packed, b, H, 1, D + 1, D);
  memory.copy(stack, x, <usize>(D * N) << 2);
  ones(stack + (<usize>(D * N) << 2), N);
  multiply(z, packed, stack, H, D + 1, N);
}

export function linearBackward(
  dx: usize, dW: usize, db: usize, scratch: usize, dz: usize, W: usize, D: i32, H: i32, N: i32, wantsInput: i32,
): void {
  lay(scratch, D, H, N);
  clearLanes(lanes, H, D, 1, N);
  outer(dW, lanes, dz, stack, H, D, 1, N);
  addLanes(dW, lanes, H, D, N);
  addExtra(db, H, lanes, H, D, N);
  if (!wantsInput) return;
  packColumns(packed, W, H, D);
  multiply(dx, packed, dz, D, H, N);
}

/** A row of ones. */
export function ones(row: usize, N: i32): void {
  const one = ones4();
  for (const end = row + (<usize>N << 2); row < end; row += 16) v128.store(row, one);
}
