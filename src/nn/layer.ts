/**
 * The interface of layers: a definition with parameters and the shape of the output, which creates instances with their own
 * memory. A new kind of layer is one file that exports such a definition. A layer may contain layers: `residual.ts` does.
 */

import type { Floats, Kernels } from '../kernels/kernels.ts';
import type { ParameterView, ParameterSpec } from './parameters.ts';

/** A sequence of L steps with D features each; N windows of it are (L, D, N). */
export interface Shape {
  readonly steps: number;
  readonly features: number;
}

/** What an instance of a layer uses. */
export interface Site {
  readonly kernels: Kernels;
  /** Most windows of a batch. */
  readonly capacity: number;
  /** Of the layer in its network, from 0, depth first: what two layers draw from one seed differs by it. */
  readonly number: number;
  readonly parameter: (name: string) => ParameterView;
  /** An instance of the layers of one of its parts, as one layer. */
  readonly part: (name: string) => Layer;
}

export interface Layer {
  /**
   * The output, in memory that the next call overwrites.
   * @param x - (L, D, N)
   * @param seed - of the batch, draws what is random in training; `null` when forecasting
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
  /** What it computes, including the activation or the form of the cell. */
  readonly kind: string;
  readonly input: Shape;
  readonly output: Shape;
  /** What else decides what it computes, by name. */
  readonly attributes?: Readonly<Record<string, number>>;
  /** Its own, without those of its parts. */
  readonly parameters: readonly ParameterSpec[];
  /**
   * Layers that it contains, by the name of the part. Parameters, penalties, cost, saved models and ONNX graphs include them
   * at any depth; the parameters of the part `inner` of layer 2 are named `layers.2.inner.0.W`.
   */
  readonly parts?: Readonly<Record<string, readonly LayerDefinition[]>>;
  /** Floating-point operations of one window, forward; without its parts. */
  readonly cost: number;
  /** Penalties on its weight matrices; biases have none. */
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
  /** Whether the output has the state of every step (for another recurrent layer) or only the last one. */
  readonly isSequence?: boolean;
}
