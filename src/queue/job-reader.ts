/** Reads what jobs name, and keeps what the next jobs most likely need too: it travels once. */

import type { BacktestOptions } from '../backtest/options.ts';
import type { Fit } from '../backtest/tasks.ts';
import type { Panel } from '../data/panel.ts';
import type { BlobRef, Blobs } from './blobs.ts';
import { readFits, readOptions, readPanel } from './check-job.ts';
import { expired } from './failures.ts';
import type { FitJob } from './job.ts';
import { unpack } from './packing.ts';

/** Most bytes that are kept although no job uses them. */
const KEPT = 2 ** 28;

interface Content {
  readonly bytes: number;
  readonly value: Promise<unknown>;
}

export class JobReader {
  readonly #blobs: Blobs;
  /** By digest, the last used at the end. */
  readonly #contents = new Map<string, Content>();

  constructor(blobs: Blobs) {
    this.#blobs = blobs;
  }

  /**
   * What a job names, checked.
   * @throws DataError for what is damaged or makes no sense; Error if it has expired
   */
  async read({ panel: panelRef, options: optionsRef, fits: given }: FitJob): Promise<{
    readonly panel: Panel;
    readonly options: BacktestOptions;
    readonly fits: readonly Fit[];
  }> {
    const [panel, options] = await Promise.all([
      this.#content(panelRef, readPanel),
      this.#content(optionsRef, readOptions),
    ]);
    const packed = typeof given === 'string' ? Buffer.from(given, 'base64') : await this.#bytes(given);
    return { panel, options, fits: readFits(unpack(packed), panel, options) };
  }

  async #content<T>(ref: BlobRef, read: (value: unknown) => T): Promise<T> {
    const known = this.#contents.get(ref.digest);
    const content = known ?? {
      bytes: ref.bytes,
      value: this.#bytes(ref).then((bytes) => read(unpack(bytes))),
    };
    this.#contents.delete(ref.digest);
    this.#contents.set(ref.digest, content);
    try {
      const value = (await content.value) as T;
      this.#forget();
      return value;
    } catch (error) {
      this.#contents.delete(ref.digest);
      throw error;
    }
  }

  async #bytes(ref: BlobRef): Promise<Uint8Array> {
    const bytes = await this.#blobs.get(ref);
    if (bytes === undefined) throw expired(ref.digest);
    return bytes;
  }

  /** Drops the oldest while there is more than is kept, but never the last ones. */
  #forget(): void {
    const contents = [...this.#contents];
    let sum = 0;
    for (const [i, [digest, { bytes }]] of contents.toReversed().entries()) {
      sum += bytes;
      if (i >= 2 && sum > KEPT) this.#contents.delete(digest);
    }
  }
}
