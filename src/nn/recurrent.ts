/**
 * What the three recurrent layers share: the products with the input for all steps at once, the choice
 * between every state and the last one, and the gradients of Wx, Wh and b. A cell adds its equations.
 */

import type { Floats } from '../kernels/kernels.ts';
import type { Layer, LayerDefinition, RecurrentOptions, Shape, Site } from './layer.ts';
import type { Initializer, ParameterSpec } from './parameters.ts';

/** Calls of one cell's kernels on memory that the cell owns. */
export interface Cell {
  /** Returns the states h (L, H, N); gates (L, G H, N) holds Wx x + b, and what `backward` wants on return. */
  forward(gates: Floats, N: number): Floats;
  /** Fills dz (L, G H, N) from dh (L, H, N), and adds to the gradients of Wh and of what else it owns. */
  backward(dz: Floats, dh: Floats, gates: Floats, N: number): void;
}

export interface CellKind {
  readonly kind: string;
  /** Gates per unit, G. */
  readonly gates: number;
  readonly bias: Initializer;
  /** Parameters besides Wx, Wh and b. */
  readonly extra?: (H: number) => readonly ParameterSpec[];
  create(site: Site, L: number, H: number): Cell;
}

/** A layer that runs `cell` over the steps of its input. */
export function recurrent(cell: CellKind, input: Shape, options: RecurrentOptions): LayerDefinition {
  const { units: H, sequence = false, l1 = 0, l2 = 0 } = options;
  const { steps: L, features: D } = input;
  const M = cell.gates * H;
  return {
    kind: cell.kind,
    input,
    output: { steps: sequence ? L : 1, features: H },
    parameters: [
      { name: 'Wx', rows: M, columns: D, initializer: 'glorot' },
      { name: 'Wh', rows: M, columns: H, initializer: 'orthogonal' },
      { name: 'b', rows: M, columns: 1, initializer: cell.bias },
      ...(cell.extra?.(H) ?? []),
    ],
    cost: 2 * L * M * (D + H),
    l1,
    l2,
    create(site): Layer {
      const { kernels, capacity } = site;
      const Wx = site.parameter('Wx');
      const b = site.parameter('b');
      const gates = kernels.floats(L * M * capacity);
      const dz = kernels.floats(L * M * capacity);
      const dh = kernels.floats(L * H * capacity);
      const dx = kernels.floats(L * D * capacity);
      const state = cell.create(site, L, H);
      let last: Floats; // the x of the last `forward`
      return {
        forward(x, N) {
          last = x;
          kernels.product(gates, Wx.values, x, b.values, L, M, D, N, M * N, D * N);
          const h = state.forward(gates, N);
          return sequence ? h : h.subarray((L - 1) * H * N, L * H * N);
        },
        backward(dy, N, wantsInput) {
          if (!sequence) {
            dh.fill(0, 0, (L - 1) * H * N);
            dh.set(dy.subarray(0, H * N), (L - 1) * H * N);
          }
          state.backward(dz, sequence ? dy : dh, gates, N);
          kernels.productWeights(Wx.gradients, dz, last, L, M, D, N, M * N, D * N);
          kernels.productBias(b.gradients, dz, L, M, N, M * N);
          if (!wantsInput) return null;
          kernels.productInput(dx, Wx.values, dz, L, M, D, N, D * N, M * N);
          return dx;
        },
      };
    },
  };
}
