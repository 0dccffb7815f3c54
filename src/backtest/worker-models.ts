/** The models of a worker thread: the built-in ones, and those that are imported from the modules that they name. */

import { builtIn } from '../models/index.ts';
import type { Model, ModelSource } from '../models/model.ts';
import { completeModel } from '../models/own-model.ts';
import type { OwnModel } from '../models/own-model.ts';
import type { ModelRegistry } from '../models/registry.ts';

export interface NamedSource extends ModelSource {
  /** Name of the model. */
  readonly name: string;
}

/** @throws Error for a module that does not give its model; it names both, since a thread keeps only the message */
export async function loadModels(sources: readonly NamedSource[]): Promise<ModelRegistry> {
  return builtIn.with(await Promise.all(sources.map(loadModel)));
}

async function loadModel(source: NamedSource): Promise<Model> {
  try {
    return await importModel(source);
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new Error(
      `a worker thread could not load the model ${source.name} from ${source.module}: ${reason}`,
      {
        cause,
      },
    );
  }
}

async function importModel({ name, module, argument }: NamedSource): Promise<Model> {
  const { default: exported } = (await import(module)) as { readonly default?: unknown };
  const own = completeModel(
    (typeof exported === 'function'
      ? await (exported as (given: unknown) => unknown)(argument)
      : exported) as OwnModel,
  );
  if (own.name === name) return own;
  throw new Error(`its default export is the model \`${own.name}\``);
}
