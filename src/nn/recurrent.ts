/**
 * Recurrent layers: their memory, and the choice between every state and the last one. A cell adds its parameters and its
 * kernels.
 */

import type {
  Floats,
  Kernels,
  RecurrentBackward,
  RecurrentForward,
  RecurrentScratch,
} from '../kernels/kernels.ts';
import type { Layer, LayerDefinition, RecurrentOptions, Shape, Site } from './layer.ts';
import type { Initializer, ParameterSpec } from './parameters.ts';

/** One cell's kernels, bound to its parameters. */
export interface BoundCell {
  /** Floats of scratch memory. */
  readonly scratch: (L: number, D: number, H: number, N: number) => number;
  /** h (L, H, N) from x (L, D, N). */
  readonly forward: (
    h: Floats,
    scratch: Floats,
    x: Floats,
    L: number,
    D: number,
    H: number,
    N: number,
  ) => void;
  /** Adds to the gradients; writes dx (L, D, N) unless `wantsInput` is 0. dh (L, H, N) is overwritten. */
  readonly backward: (
    dx: Floats,
    scratch: Floats,
    dh: Floats,
    h: Floats,
    L: number,
    D: number,
    H: number,
    N: number,
    wantsInput: number,
  ) => void;
}

export interface CellKind {
  readonly kind: string;
  /** Gates per unit, G. */
  readonly gates: number;
  readonly bias: Initializer;
  /** Parameters besides Wx (G H, D), Wh (G H, H) and b (G H). */
  readonly extra?: (H: number) => readonly ParameterSpec[];
  readonly bind: (site: Site) => BoundCell;
}

/** The kernels of a cell with parameters Wx, Wh and b only. */
export interface CellKernels {
  readonly scratch: RecurrentScratch;
  readonly forward: RecurrentForward;
  readonly backward: RecurrentBackward;
}

/** Binds such kernels to their parameters. */
export function bindCell(kernelsOf: (kernels: Kernels) => CellKernels): CellKind['bind'] {
  return ({ kernels, parameter }) => {
    const [Wx, Wh, b] = ['Wx', 'Wh', 'b'].map(parameter);
    const { scratch, forward, backward } = kernelsOf(kernels);
    return {
      scratch,
      forward: (h, memory, x, L, D, H, N) =>
        forward(h, memory, x, Wx.values, Wh.values, b.values, L, D, H, N),
      backward: (dx, memory, dh, h, L, D, H, N, wantsInput) =>
        backward(
          dx,
          Wx.gradients,
          Wh.gradients,
          b.gradients,
          memory,
          dh,
          h,
          Wx.values,
          Wh.values,
          L,
          D,
          H,
          N,
          wantsInput,
        ),
    };
  };
}

/** A layer that runs `cell` over the steps of its input. */
export function recurrent(cell: CellKind, input: Shape, options: RecurrentOptions): LayerDefinition {
  const { units: H, isSequence = false, l1 = 0, l2 = 0 } = options;
  const { steps: L, features: D } = input;
  const M = cell.gates * H;
  return {
    kind: cell.kind,
    input,
    output: { steps: isSequence ? L : 1, features: H },
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
      const { scratch: scratchSize, forward, backward } = cell.bind(site);
      const scratch = kernels.floats(scratchSize(L, D, H, capacity));
      const h = kernels.floats(L * H * capacity);
      const dh = kernels.floats(L * H * capacity);
      const dx = kernels.floats(L * D * capacity);
      return {
        forward(x, N) {
          forward(h, scratch, x, L, D, H, N);
          return isSequence ? h : h.subarray((L - 1) * H * N, L * H * N);
        },
        backward(dy, N, wantsInput) {
          if (!isSequence) {
            dh.fill(0, 0, (L - 1) * H * N);
            dh.set(dy.subarray(0, H * N), (L - 1) * H * N);
          }
          backward(dx, scratch, isSequence ? dy : dh, h, L, D, H, N, wantsInput ? 1 : 0);
          return wantsInput ? dx : null;
        },
      };
    },
  };
}
