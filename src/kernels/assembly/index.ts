// The fast kernels: the functions of ../reference/ in f32 with 128-bit SIMD. Compiled to dist/kernels/kernels.wasm
// by `npm run build:wasm`. Arrays are byte addresses in one memory; nothing here allocates.

export { linearBackward, linearForward, linearScratch } from './linear';
export { rnnBackward, rnnForward, rnnScratch } from './rnn';
export { lstmBackward, lstmForward, lstmScratch } from './lstm';
export { gruBeforeBackward, gruBeforeForward, gruBeforeScratch } from './gru-before';
export { gruAfterBackward, gruAfterForward, gruAfterScratch } from './gru-after';
// Exported for the benchmarks only; the layers above call these internally.
export { addLanes, clearLanes, lanesLength, outer } from './outer';
export { multiply as multiplyPanels, packColumns, packRows } from './products';
export { activationBackward, activationForward, add, dropoutForward, multiply } from './elementwise';
export { loss } from './loss';
export { adam, penalty, rmsprop, sgd, squaredNorm } from './optimizers';
export { gather, swap } from './windows';

/** First byte that the module itself does not use. */
export function heapBase(): usize {
  return __heap_base;
}
