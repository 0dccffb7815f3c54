/**
 * The models that a backtest can use, by name. It is a value that the caller passes along: the built-in models of `index.ts`, and any
 * that somebody else has written.
 */

import type { Model } from './model.ts';

export interface ModelRegistry {
  /** In the order of lists. */
  readonly all: readonly Model[];
  /** The model with this name, which must be in the registry. */
  named(name: string): Model;
  /** The same with these models after the others. */
  with(more: readonly Model[]): ModelRegistry;
}

/** The registry of these models, whose names differ. */
export function registryOf(all: readonly Model[]): ModelRegistry {
  const byName = new Map(all.map((model) => [model.name, model]));
  if (byName.size < all.length) throw new Error('two models have the same name');
  return {
    all,
    named(name) {
      const model = byName.get(name);
      if (model === undefined) throw new Error(`no model \`${name}\``);
      return model;
    },
    with: (more) => registryOf([...all, ...more]),
  };
}
