/** Numbers kept in ascending order: all that were inserted, or the latest of them. */

export class SortedNumbers {
  readonly #values: Float64Array;
  /** In the order of insertion. */
  readonly #inserted: Float64Array;
  #total = 0;
  length = 0;

  constructor(capacity: number) {
    this.#values = new Float64Array(capacity);
    this.#inserted = new Float64Array(capacity);
  }

  /** Adds a number, and drops the oldest if there are more than `most`. */
  insert(value: number, most: number): void {
    if (this.length >= most) this.#remove(this.#inserted[this.#total - this.length]);
    this.#inserted[this.#total++] = value;
    const at = this.#find(value);
    this.#values.copyWithin(at + 1, at, this.length);
    this.#values[at] = value;
    this.length++;
  }

  at(index: number): number {
    return this.#values[index];
  }

  values(): Float64Array {
    return this.#values.subarray(0, this.length);
  }

  /** Index of the first number that is not below `value`. */
  #find(value: number): number {
    let [low, high] = [0, this.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.#values[middle] < value) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  #remove(value: number): void {
    const at = this.#find(value);
    this.#values.copyWithin(at, at + 1, this.length);
    this.length--;
  }
}
