/**
 * Random numbers that depend only on the seed: the same seed gives the same numbers to the last bit on every machine and
 * Node version. The generator is xoshiro128** 1.1 (Blackman and Vigna 2018,
 * https://prng.di.unimi.it/xoshiro128starstar.c): 128 bits of state, 32-bit integer arithmetic.
 */

import { sha256 } from '../text/digest.ts';
import { cos, exp, log } from './elementary.ts';

export class Random {
  #a: number;
  #b: number;
  #c: number;
  #d: number;

  /** The stream of a seed; four words are the state itself. */
  constructor(seed: number | string | Uint32Array) {
    const state = typeof seed === 'object' ? seed : stateOf([seed]);
    if (state.length !== 4 || state.every((word) => word === 0)) {
      throw new RangeError('a state is four words that are not all zero');
    }
    [this.#a, this.#b, this.#c, this.#d] = state;
  }

  /**
   * The stream of these parts, for example seed, model and fold. Other parts, or the same parts in another order, give an
   * independent stream. `1` and `'1'` are different parts.
   */
  static from(...parts: (number | string)[]): Random {
    return new Random(stateOf(parts));
  }

  /** An integer from 0 to 2^32 - 1. */
  uint32(): number {
    const b = this.#b;
    const product = Math.imul(b, 5);
    const result = Math.imul((product << 7) | (product >>> 25), 9);
    const c = this.#c ^ this.#a;
    const d = this.#d ^ b;
    this.#b = b ^ c;
    this.#a ^= d;
    this.#c = c ^ (b << 9);
    this.#d = (d << 11) | (d >>> 21);
    return result >>> 0;
  }

  /** A multiple of 2^-53 in [0, 1). */
  uniform(): number {
    const high = this.uint32() >>> 5;
    const low = this.uint32() >>> 6;
    return (high * 67108864 + low) / 9007199254740992; // (high * 2^26 + low) / 2^53
  }

  /** One of 0 .. n - 1, all equally likely, for 1 <= n <= 2^32. */
  integer(n: number): number {
    if (!(Number.isInteger(n) && n >= 1 && n <= 4294967296)) {
      throw new RangeError(`expected an integer from 1 to 2^32, got ${n}`);
    }
    const limit = 4294967296 - (4294967296 % n); // larger words would favour small results
    let word = this.uint32();
    while (word >= limit) word = this.uint32();
    return word % n;
  }

  /** A standard normal number (Box and Muller 1958). */
  normal(): number {
    const radius = Math.sqrt(-2 * log(1 - this.uniform()));
    return radius * cos(2 * Math.PI * this.uniform());
  }

  /** A number of Student's t distribution with `df` > 0 degrees of freedom (Bailey 1994). */
  studentT(df: number): number {
    const power = exp((-2 / df) * log(1 - this.uniform()));
    return Math.sqrt(df * (power - 1)) * cos(2 * Math.PI * this.uniform());
  }

  /** Puts the elements into random order, in place (Fisher and Yates). */
  shuffle(array: Int32Array | Uint32Array): void {
    for (let i = array.length - 1; i > 0; i--) {
      const j = this.integer(i + 1);
      const value = array[i];
      array[i] = array[j];
      array[j] = value;
    }
  }
}

/** First 128 bits of the sha256 of the parts, in a form that is different for every list of parts. */
function stateOf(parts: readonly (number | string)[]): Uint32Array {
  const text = parts.map((part) => (typeof part === 'number' ? String(part) : JSON.stringify(part))).join();
  const digest = Buffer.from(sha256(text), 'hex');
  return Uint32Array.from([0, 4, 8, 12], (offset) => digest.readUInt32LE(offset));
}
