/** Models that are other programs, on a worker whose person allows them. */

import { UsageError } from '../errors.ts';
import { builtIn } from '../models/index.ts';
import type { ModelRegistry } from '../models/registry.ts';
import { quoted } from '../text/escape.ts';
import type { FitJob } from './job.ts';

/** Registries of jobs, by identity of their program, so that threads load each once. */
export class Programs {
  readonly #path: string | undefined;
  readonly #registries = new Map<string, ModelRegistry>();

  /** @param path - where programs are found; `undefined` if none may be started */
  constructor(path: string | undefined) {
    this.#path = path;
  }

  /**
   * The models of a job.
   * @throws UsageError for a model that is not built in and no program, or whose program is another one here or not allowed
   */
  async registryOf({ model, program }: FitJob): Promise<ModelRegistry> {
    if (program === undefined) {
      if (builtIn.all.some(({ name, combines }) => name === model && combines !== true)) return builtIn;
      throw new UsageError(`expected a built-in model, got ${quoted(model)}`);
    }
    const { words, files, timeoutMs, identity } = program;
    if (this.#path === undefined || words.length === 0)
      throw new UsageError('this worker starts no programs: it needs `--allow-exec`');
    const known = this.#registries.get(identity);
    if (known?.all.at(-1)?.name === model) return known;
    const { programModel } = await import('../foreign/specs.ts');
    const made = programModel(model, words, { files, timeoutMs, path: this.#path });
    if (made.identity !== identity)
      throw new UsageError(
        `the program ${quoted(words.join(' '))} or a file that it reads is another one on this worker`,
        { hint: 'copy the same files to every worker, and start it in the same folder' },
      );
    const registry = builtIn.with([made]);
    this.#registries.set(identity, registry);
    return registry;
  }
}
