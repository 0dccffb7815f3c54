/** A map whose keys are lists of texts and numbers, for example (model, fold). Order is that of insertion. */
export class TupleMap<K extends readonly (string | number)[], V> {
  readonly #values = new Map<string, V>();

  get(...key: K): V | undefined {
    return this.#values.get(JSON.stringify(key));
  }

  set(key: K, value: V): void {
    this.#values.set(JSON.stringify(key), value);
  }

  values(): IterableIterator<V> {
    return this.#values.values();
  }
}
