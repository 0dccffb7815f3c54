/**
 * All weights of a network in one buffer and all gradients in another, with named views of both. So the optimizer is one
 * loop, saving is one copy, and clearing the gradients is one fill.
 */

import { dot } from '../math/vector.ts';
import type { Random } from '../math/random.ts';
import type { Floats, Kernels } from '../kernels/kernels.ts';

/** How a parameter is drawn before training; `benchmark` is zero until the fit sets it: the first outputs of the network. */
export type Initializer = 'glorot' | 'he' | 'orthogonal' | 'normal' | 'zeros' | 'forget-bias' | 'benchmark';

export interface ParameterSpec {
  /** Unique in its layer, for example `Wx`. */
  readonly name: string;
  /** (rows, columns); a bias is (rows, 1). */
  readonly rows: number;
  readonly columns: number;
  readonly initializer: Initializer;
}

export interface PathSpec extends ParameterSpec {
  /** Unique in the network: `layers.0.Wx`. */
  readonly path: string;
}

export interface ParameterView extends PathSpec {
  readonly values: Floats;
  readonly gradients: Floats;
}

export interface ParameterBuffer {
  /** Padded with zeros to a multiple of 16. */
  readonly values: Floats;
  readonly gradients: Floats;
  /** Count of the numbers, without the padding. */
  readonly count: number;
  readonly list: readonly ParameterView[];
  get(path: string): ParameterView;
}

/** Parameters of zeros, in the order of the specs. */
export function allocateParameters(kernels: Kernels, specs: readonly PathSpec[]): ParameterBuffer {
  const count = specs.reduce((sum, { rows, columns }) => sum + rows * columns, 0);
  const padded = Math.ceil(count / 16) * 16;
  const values = kernels.floats(padded);
  const gradients = kernels.floats(padded);
  let at = 0;
  const list = specs.map((spec): ParameterView => {
    const from = at;
    at += spec.rows * spec.columns;
    return {
      ...spec,
      values: values.subarray(from, at),
      gradients: gradients.subarray(from, at),
    };
  });
  const byPath = new Map(list.map((parameter) => [parameter.path, parameter]));
  return {
    values,
    gradients,
    count,
    list,
    get(path) {
      const parameter = byPath.get(path);
      if (!parameter) throw new Error(`no parameter \`${path}\`; there are ${[...byPath.keys()].join(', ')}`);
      return parameter;
    },
  };
}

/** Draws every parameter. Biases of the LSTM's forget gate start at 1, other biases at 0. */
export function initialize(parameters: ParameterBuffer, random: Random): void {
  for (const { values, rows, columns, initializer } of parameters.list)
    initializers[initializer](values, rows, columns, random);
}

const initializers: Record<
  Initializer,
  (out: Floats, rows: number, columns: number, random: Random) => void
> = {
  zeros: (out) => {
    out.fill(0);
  },
  benchmark: (out) => {
    out.fill(0);
  },
  /** Gates i f g o: the second quarter is f. Jozefowicz, Zaremba, Sutskever (2015). */
  'forget-bias': (out, rows) => {
    out.fill(0);
    out.fill(1, rows / 4, rows / 2);
  },
  /** Uniform on ±√(6 / (in + out)). Glorot, Bengio (2010). */
  glorot: (out, rows, columns, random) => {
    const limit = Math.sqrt(6 / (rows + columns));
    for (let j = 0; j < out.length; j++) out[j] = (2 * random.uniform() - 1) * limit;
  },
  /** Normal with variance 2 / in, for ReLU and swish. He, Zhang, Ren, Sun (2015). */
  he: (out, _, columns, random) => {
    const scale = Math.sqrt(2 / columns);
    for (let j = 0; j < out.length; j++) out[j] = random.normal() * scale;
  },
  /** Standard normal, for numbers that stand in for an input. */
  normal: (out, _, __, random) => {
    for (let j = 0; j < out.length; j++) out[j] = random.normal();
  },
  /** Each gate's square block has orthonormal rows. Saxe, McClelland, Ganguli (2014). */
  orthogonal: (out, rows, columns, random) => {
    for (let from = 0; from < rows; from += columns) orthonormalRows(out, from, columns, random);
  },
};

/** Gram-Schmidt, twice, on rows of normal numbers. */
function orthonormalRows(out: Floats, from: number, size: number, random: Random): void {
  const basis: Float64Array[] = [];
  for (let r = 0; r < size; r++) {
    const row = Float64Array.from({ length: size }, () => random.normal());
    for (let pass = 0; pass < 2; pass++)
      for (const other of basis) {
        const share = dot(row, other);
        for (let j = 0; j < size; j++) row[j] -= share * other[j];
      }
    const norm = Math.sqrt(dot(row, row));
    for (let j = 0; j < size; j++) row[j] /= norm;
    basis.push(row);
    out.set(row, (from + r) * size);
  }
}
