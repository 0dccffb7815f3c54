/**
 * What a fit has learnt, as named arrays: weights of networks in 32 bits, everything else in 64 bits. With the options of the
 * fit, it gives a forecaster with the same forecasts to the last bit. States come from files, so they are checked against
 * the shapes that the options require.
 */

import type { Tensor } from '../data/safetensors.ts';
import { DataError } from '../errors.ts';

export type FitState = readonly Tensor[];

/** Takes the arrays of a state one by one. */
export interface StateReader {
  /** @throws DataError if there is none of this name, type and shape */
  f32(name: string, shape: readonly number[]): Float32Array;
  f64(name: string, shape: readonly number[]): Float64Array;
  /** Whether there is an array of this name that was not read. */
  has(name: string): boolean;
  /**
   * An array of one dimension, of any length from `least` to `most`.
   * @param count - its length as its first numbers tell it; not called on fewer than `least`
   */
  column(name: string, least: number, most: number, count?: (values: Float64Array) => number): Float64Array;
  /** @throws DataError if an array was not read */
  end(): void;
}

/** @param model - its name, for messages */
export function readState(model: string, state: FitState): StateReader {
  const left = new Map(state.map((tensor) => [tensor.name, tensor]));
  const take = (name: string, type: typeof Float32Array | typeof Float64Array, wanted: string): Tensor => {
    const tensor = left.get(name);
    if (tensor === undefined) throw refusal(model, `\`${name}\``, 'none');
    left.delete(name);
    if (!(tensor.values instanceof type))
      throw refusal(model, `\`${name}\` ${wanted}`, `numbers of ${8 * tensor.values.BYTES_PER_ELEMENT} bits`);
    return tensor;
  };
  const shaped = (
    name: string,
    type: typeof Float32Array | typeof Float64Array,
    shape: readonly number[],
  ): Tensor['values'] => {
    const wanted = `of ${8 * type.BYTES_PER_ELEMENT} bits, (${shape.join(', ')})`;
    const tensor = take(name, type, wanted);
    if (tensor.shape.join() !== shape.join())
      throw refusal(model, `\`${name}\` ${wanted}`, `(${tensor.shape.join(', ')})`);
    return tensor.values;
  };
  return {
    has: (name) => left.has(name),
    f32: (name, shape) => shaped(name, Float32Array, shape) as Float32Array,
    f64: (name, shape) => shaped(name, Float64Array, shape) as Float64Array,
    column(name, least, most, count) {
      const wanted = least === most ? `${least}` : `${least} to ${most}`;
      const { values, shape } = take(name, Float64Array, `of ${wanted} numbers`);
      if (shape.length !== 1 || values.length < least || values.length > most)
        throw refusal(model, `\`${name}\` of ${wanted} numbers`, `(${shape.join(', ')})`);
      const exact = count?.(values as Float64Array) ?? values.length;
      if (exact !== values.length)
        throw refusal(model, `\`${name}\` of ${exact} numbers`, `(${shape.join(', ')})`);
      return values as Float64Array;
    },
    end() {
      const [more] = left.keys();
      if (more !== undefined) throw refusal(model, 'only the arrays of its options', `\`${more}\``);
    },
  };
}

function refusal(model: string, expected: string, got: string): DataError {
  return new DataError(`expected ${expected} in the saved ${model}, got ${got}`, {
    hint: 'the weights do not belong to these options: save them again',
  });
}
