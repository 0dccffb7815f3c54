/** Numbers for keys, 0, 1, …, in the order in which the keys come first. A key that comes several times in a row is looked up once. */
export class Places {
  readonly #places = new Map<number, number>();
  #key = NaN;
  #place = -1;

  /** The number of a key. */
  of(key: number): number {
    if (key === this.#key) return this.#place;
    const known = this.#places.get(key);
    if (known === undefined) this.#places.set(key, this.#places.size);
    this.#key = key;
    this.#place = known ?? this.#places.size - 1;
    return this.#place;
  }

  /** In the order of their numbers. */
  keys(): number[] {
    return [...this.#places.keys()];
  }
}
