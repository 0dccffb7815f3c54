// The fast kernels: what ../reference.ts says, in f32 with 128-bit SIMD. Compiled to dist/kernels/kernels.wasm
// by `npm run build:wasm`. Every array is a byte address in the one memory; nothing here allocates.

export { product, productBias, productInput, productWeights } from './products';
export { rnnBackward, rnnForward } from './rnn';
export { lstmBackward, lstmForward } from './lstm';
export { gruAfterBackward, gruAfterForward, gruBeforeBackward, gruBeforeForward } from './gru';
export { activationBackward, activationForward, dropoutForward, multiply } from './elementwise';
export { loss } from './loss';
export { adam, penalty, rmsprop, scale, sgd, squaredNorm } from './optimizers';
export { gather } from './windows';

/** First byte that the module itself does not use. */
export function heapBase(): usize {
  return __heap_base;
}
