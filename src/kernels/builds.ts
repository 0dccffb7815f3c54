/** Where the builds of the WebAssembly kernels are, and what they need of the engine that runs them. */

import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { NotFoundError, UsageError } from '../errors.ts';
import type { KernelName } from './names.ts';

interface Build {
  readonly file: string;
  /** A module that is valid where the build is; absent for one that every supported Node runs. */
  readonly probe?: Uint8Array;
}

/** `(func (param v128) (result v128) (f32x4.relaxed_madd (local.get 0) (local.get 0) (local.get 0)))` */
const RELAXED_MADD = Uint8Array.of(
  ...[0x00, 0x61, 0x73, 0x6d, 0x01, 0x00, 0x00, 0x00], // magic, version
  ...[0x01, 0x06, 0x01, 0x60, 0x01, 0x7b, 0x01, 0x7b], // types: v128 to v128
  ...[0x03, 0x02, 0x01, 0x00], // functions: one of that type
  ...[0x0a, 0x0d, 0x01, 0x0b, 0x00, 0x20, 0x00, 0x20, 0x00, 0x20, 0x00, 0xfd, 0x85, 0x02, 0x0b], // code
);

const builds: Readonly<Record<KernelName, Build>> = {
  exact: { file: 'kernels.wasm' },
  relaxed: { file: 'kernels-relaxed.wasm', probe: RELAXED_MADD },
};

/** Whether this engine runs a build. */
export function hasKernels(name: KernelName): boolean {
  const { probe } = builds[name];
  return probe === undefined || WebAssembly.validate(probe);
}

/** @throws UsageError if this engine does not run the build */
export function checkKernels(name: KernelName = 'exact'): void {
  if (hasKernels(name)) return;
  throw new UsageError(
    `expected a Node with relaxed SIMD for \`--kernels ${name}\`, got Node ${process.versions.node}`,
    { hint: 'use Node 22 or newer, or `--kernels exact`' },
  );
}

/**
 * @throws UsageError if this engine does not run the build
 * @throws NotFoundError if the package is incomplete
 */
export function compileKernels(name: KernelName): WebAssembly.Module {
  checkKernels(name);
  // The same path from src/ and from dist/: the builds are only ever in dist/.
  return new WebAssembly.Module(
    readBuild(new URL(`../../dist/kernels/${builds[name].file}`, import.meta.url)),
  );
}

function readBuild(url: URL): Buffer<ArrayBuffer> {
  try {
    return readFileSync(url);
  } catch (cause) {
    throw new NotFoundError(`expected the WebAssembly kernels in ${fileURLToPath(url)}, got no such file`, {
      hint: 'if you bundle a program, leave hindcast out of the bundle; in its source, run `npm run build`',
      cause,
    });
  }
}
