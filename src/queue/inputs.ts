/** From tasks to jobs: what they read is sent ahead, once. */

import type { BacktestOptions } from '../backtest/options.ts';
import type { Fit, Task, TaskData } from '../backtest/tasks.ts';
import type { Panel } from '../data/panel.ts';
import { programOf } from '../foreign/exec-model.ts';
import type { ExecArgument } from '../foreign/exec-model.ts';
import { builtIn } from '../models/index.ts';
import type { Blobs } from './blobs.ts';
import type { FitJob, SentProgram } from './job.ts';
import { jobId, LONGEST_INLINE, packFits, packOptions, packPanel } from './job.ts';
import type { Input, Order } from './orders.ts';
import type { Kind, Service } from './service.ts';

export class Inputs {
  readonly #blobs: Blobs;
  readonly #service: Service;
  /** What was sent, by the object that it was made of. */
  readonly #sent = new WeakMap<object, Promise<Input>>();

  constructor(blobs: Blobs, service: Service) {
    this.#blobs = blobs;
    this.#service = service;
  }

  /** The kind of worker that can compute a task; `undefined` if none can, since functions cannot be sent. */
  kindOf(
    { panel, options: shared, registry }: TaskData,
    { model: name, options = shared }: Task,
  ): Kind | undefined {
    const isData =
      panel.replaced === undefined && panel.readable === undefined && typeof options.target === 'string';
    if (!isData) return undefined;
    const model = registry.named(name);
    if (builtIn.all.includes(model)) return 'fits';
    return programOf(model) && 'programs';
  }

  /** The order of a task of this kind. */
  async order(data: TaskData, task: Task, kind: Kind): Promise<Order> {
    const { model, member, keepsState = false } = task;
    const options: BacktestOptions = task.options ?? data.options;
    const [panel, settings, fits] = await Promise.all([
      this.#panel(data.panel),
      this.#send(options, () => packOptions(options)),
      this.#fits(task.fits),
    ]);
    const program = programOf(data.registry.named(model));
    const job: FitJob = {
      ...this.#service,
      panel: panel.ref,
      options: settings.ref,
      fits: typeof fits === 'string' ? fits : fits.ref,
      model,
      member,
      keepsState,
      ...(program && { program: sentProgram(program) }),
    };
    const inputs = [panel, settings, ...(typeof fits === 'string' ? [] : [fits])];
    return { id: jobId(job), job, kind, task, options, inputs };
  }

  #panel(panel: Panel): Promise<Input> {
    return this.#send(panel, () => packPanel(panel));
  }

  async #fits(fits: readonly Fit[]): Promise<Input | string> {
    const bytes = packFits(fits);
    const text = Buffer.from(bytes).toString('base64');
    return text.length <= LONGEST_INLINE ? text : this.#send(fits, () => packFits(fits));
  }

  #send(made: object, bytes: () => Uint8Array): Promise<Input> {
    const sent = this.#sent.get(made) ?? this.#blobs.put(bytes()).then((ref) => ({ ref, bytes }));
    this.#sent.set(made, sent);
    return sent;
  }
}

const sentProgram = ({ words, files, timeoutMs, identity }: ExecArgument): SentProgram => ({
  words,
  files,
  timeoutMs,
  identity,
});
