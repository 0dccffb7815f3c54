/** Relaxed kernels in tests. Node 20 has relaxed SIMD behind a flag of V8, which tests set for their process and its threads. */

import { setFlagsFromString } from 'node:v8';
import { hasKernels } from '../../src/kernels/builds.ts';
import type { Kernels } from '../../src/kernels/kernels.ts';
import { kernelNames } from '../../src/kernels/names.ts';
import type { KernelName } from '../../src/kernels/names.ts';
import { wasmKernels } from '../../src/kernels/wasm.ts';

export function allowRelaxed(): void {
  if (!hasKernels('relaxed')) setFlagsFromString('--experimental-wasm-relaxed-simd');
}

/** The kernels of every build, of this thread. */
export function allWasmKernels(): readonly (readonly [KernelName, Kernels])[] {
  allowRelaxed();
  return kernelNames.map((name) => [name, wasmKernels(name)] as const);
}
