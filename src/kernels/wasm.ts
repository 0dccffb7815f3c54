/**
 * The kernels in use: loads a WebAssembly module compiled from `assembly/`, and keeps one arena of numbers in its memory.
 * An array passed to a kernel is a view of that memory; the kernel receives its address. Each thread has one instance of each build
 * for work that is done at once. Work that waits in between borrows an instance, so that two fits at the same time do not share an arena.
 */

import { TrainingError } from '../errors.ts';
import { compileKernels } from './builds.ts';
import type { Floats, Kernels } from './kernels.ts';
import type { KernelName } from './names.ts';

/** N is a multiple of this: f32 numbers in two vectors of four. */
const LANES = 8;
const PAGE = 65536;
/** Allocations start on cache lines. */
const ALIGN = 64;

type Exports = Record<string, (...numbers: number[]) => number> & { heapBase(): number };
type Argument = number | Floats | Int32Array;

const compiled = new Map<KernelName, WebAssembly.Module>();
const kernelsOfThread = new Map<KernelName, Kernels>();
/** Instances that have been borrowed and given back. */
const spare = new Map<KernelName, Kernels[]>();

/** The compiled module of a build, which other threads can share. */
export function wasmModule(name: KernelName = 'exact'): WebAssembly.Module {
  return entryOf(compiled, name, compileKernels);
}

/** Uses the exact module that another thread compiled; call it before the first `wasmKernels` of this thread. */
export function shareWasmModule(module: WebAssembly.Module): void {
  compiled.set('exact', module);
}

/** What `work` gives, done with an instance that nothing else uses meanwhile; its arena is released at the end. */
export async function withBorrowedKernels<T>(
  name: KernelName | undefined,
  work: (kernels: Kernels) => Promise<T>,
): Promise<T> {
  const spares = entryOf(spare, name ?? 'exact', () => []);
  const kernels = spares.pop() ?? instantiate(wasmModule(name));
  const mark = kernels.mark();
  try {
    return await work(kernels);
  } finally {
    kernels.release(mark);
    spares.push(kernels);
  }
}

/** The one instance of this thread, for work that ends before anything else runs. */
export function wasmKernels(name: KernelName = 'exact'): Kernels {
  return entryOf(kernelsOfThread, name, () => instantiate(wasmModule(name)));
}

/** The value of a map, created when it is first asked for. */
function entryOf<T>(map: Map<KernelName, T>, name: KernelName, create: (name: KernelName) => T): T {
  const value = map.get(name) ?? create(name);
  map.set(name, value);
  return value;
}

function instantiate(module: WebAssembly.Module): Kernels {
  // Shared, because views of a shared memory stay valid when it grows.
  const memory = new WebAssembly.Memory({ initial: 1, maximum: 65536, shared: true });
  const exports = new WebAssembly.Instance(module, { env: { memory, abort } }).exports as unknown as Exports;
  let top = Math.ceil(exports.heapBase() / ALIGN) * ALIGN;

  function allocate(bytes: number): number {
    const at = top;
    const end = Math.ceil((at + bytes) / ALIGN) * ALIGN;
    const missing = end - memory.buffer.byteLength;
    if (missing > 0) {
      try {
        memory.grow(Math.ceil(missing / PAGE));
      } catch (cause) {
        throw new TrainingError(
          'expected a network that fits into memory, 4 GiB at most, got one that does not',
          {
            hint: 'lower `--hidden`, `--dense`, `--batch-size` or `--input-size`',
            cause,
          },
        );
      }
    }
    top = end;
    return at;
  }

  const kernels: Record<string, unknown> = {
    lanes: LANES,
    floats(length: number) {
      const at = allocate(length * 4); // before `memory.buffer` is read: it may grow the memory
      return new Float32Array(memory.buffer, at, length).fill(0);
    },
    ints(length: number) {
      const at = allocate(length * 4);
      return new Int32Array(memory.buffer, at, length).fill(0);
    },
    mark: () => top,
    release: (mark: number) => {
      top = mark;
    },
  };
  for (const [name, kernel] of Object.entries(exports)) {
    kernels[name] ??= (...values: Argument[]): number =>
      kernel(...values.map((value) => (typeof value === 'number' ? value : value.byteOffset)));
  }
  return kernels as unknown as Kernels;
}

function abort(): never {
  throw new Error('a WebAssembly kernel aborted');
}
