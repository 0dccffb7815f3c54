/**
 * What tasks of many data sets share with worker threads: panels, with their numbers in memory that every thread reads, models and options. Each
 * goes to a thread once, before the first task that needs it, and later tasks name it by its number. A thread forgets what no task uses
 * and what is not among the last used.
 */

import type { Panel } from '../data/panel.ts';
import type { BacktestOptions } from './options.ts';
import type { ModelRegistry } from '../models/registry.ts';
import type { TaskData } from './tasks.ts';
import type { NamedSource } from './worker-models.ts';

/** Values that are kept although no task uses them: the next phase of a command most likely needs them again. */
const KEPT = 6;

/** What a thread has to know before it can run a task. */
export type Known =
  | { readonly id: number; readonly type: 'panel'; readonly panel: Panel }
  | { readonly id: number; readonly type: 'models'; readonly sources: readonly NamedSource[] }
  | { readonly id: number; readonly type: 'options'; readonly options: BacktestOptions };

type Value = Panel | ModelRegistry | BacktestOptions;

interface Entry {
  readonly known: Known;
  /** Runs that use it. */
  users: number;
}

/** The data of one run. */
export interface SharedData {
  readonly panel: Known;
  readonly models: Known;
  readonly options: Known;
}

/** What the runs of one pool share. */
export class SharedValues {
  /** The last used at the end. */
  readonly #entries = new Map<Value, Entry>();
  #count = 0;

  /** For a run that begins. */
  take({ panel, registry, options }: TaskData): SharedData {
    return {
      panel: this.#use(panel, (id) => ({ id, type: 'panel', panel: withSharedNumbers(panel) })),
      models: this.#use(registry, (id) => ({ id, type: 'models', sources: sourcesOf(registry) })),
      options: this.#use(options, (id) => ({ id, type: 'options', options })),
    };
  }

  /** For a run that has ended: the numbers of what threads may forget. */
  release({ panel, registry, options }: TaskData): readonly number[] {
    for (const used of [panel, registry, options]) this.#entries.get(used)!.users--;
    const unused = [...this.#entries].filter(([, { users }]) => users === 0);
    const forgotten = unused.slice(0, Math.max(0, unused.length - KEPT));
    for (const [value] of forgotten) this.#entries.delete(value);
    return forgotten.map(([, { known }]) => known.id);
  }

  #use(value: Value, share: (id: number) => Known): Known {
    const entry = this.#entries.get(value) ?? { known: share(++this.#count), users: 0 };
    entry.users++;
    this.#entries.delete(value);
    this.#entries.set(value, entry);
    return entry.known;
  }
}

/** The models that a worker thread imports. */
function sourcesOf({ all }: ModelRegistry): readonly NamedSource[] {
  return all.flatMap(({ name, source }) => (source === undefined ? [] : [{ name, ...source }]));
}

/** A copy with every column in memory that threads share. What is one object stays one. */
function withSharedNumbers<T>(value: T, copies = new Map<unknown, unknown>()): T {
  if (typeof value !== 'object' || value === null) return value;
  if (!copies.has(value)) copies.set(value, sharedCopy(value, copies));
  return copies.get(value) as T;
}

function sharedCopy(value: object, copies: Map<unknown, unknown>): unknown {
  if (value instanceof Float64Array) {
    const shared = new Float64Array(new SharedArrayBuffer(value.byteLength));
    shared.set(value);
    return shared;
  }
  if (Array.isArray(value)) return value.map((one: unknown) => withSharedNumbers(one, copies));
  // Anything else is cloned as it is sent.
  if (Object.getPrototypeOf(value) !== Object.prototype) return value;
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, withSharedNumbers(one, copies)]));
}
