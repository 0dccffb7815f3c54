/**
 * What a layer is: a description that knows its parameters and its output's shape, and from which an
 * instance with its own memory is made. A new kind of layer is one file that exports such a description.
 */

import type { Floats, Kernels } from '../kernels/kernels.ts';
import type { ParameterView, ParameterSpec } from './parameters.ts';

/** A sequence of L steps with D features each; N windows of it are (L, D, N). */
export interface Shape {
  readonly steps: number;
  readonly features: number;
}

/** What a layer gets to live in. */
export interface Site {
  readonly kernels: Kernels;
  /** Most windows that a batch will hold. */
  readonly capacity: number;
  readonly parameter: (name: string) => ParameterView;
}

export interface Layer {
  /**
   * The output, in memory that the next call overwrites.
   * @param x - (L, D, N)
   * @param seed - draws what is random in training; `null` when forecasting
   */
  forward(x: Floats, N: number, seed: number | null): Floats;
  /**
   * Adds to the parameters' gradients and returns the gradient of the last `forward`'s x.
   * @param dy - gradient of the output; may be overwritten
   * @param wantsInput - false for the first layer: then `null` is returned
   */
  backward(dy: Floats, N: number, wantsInput: boolean): Floats | null;
}

export interface LayerDefinition {
  /** What it computes, activation or form of the cell included. */
  readonly kind: string;
  readonly input: Shape;
  readonly output: Shape;
  readonly parameters: readonly ParameterSpec[];
  /** Floating-point operations of one window, forward. */
  readonly cost: number;
  /** Penalties on the weight matrices; biases have none. */
  readonly l1: number;
  readonly l2: number;
  create(site: Site): Layer;
}

export interface Penalties {
  readonly l1?: number;
  readonly l2?: number;
}

export interface RecurrentOptions extends Penalties {
  readonly units: number;
  /** Whether every step's state goes on (to another recurrent layer), or the last one only. */
  readonly sequence?: boolean;
}
