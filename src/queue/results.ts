/**
 * The outcomes of jobs in Redis, by the id of the job. They outlive their job, so that whoever asks for the same job again, or comes back,
 * finds them.
 */

import type { Redis } from 'ioredis';
import { DataError } from '../errors.ts';
import { canonical } from '../text/canonical.ts';
import type { BlobRef, Blobs } from './blobs.ts';
import { isBlobRef } from './blobs.ts';
import { ofOneType, replies } from './connection.ts';
import { parsed } from './json.ts';
import { lifetimes } from './settings.ts';

export interface StoredOutcome {
  readonly bytes: Uint8Array;
  /** Lets it go soon: whoever has taken it keeps it. */
  readonly release: () => Promise<void>;
}

export class Results {
  readonly #client: Redis;
  readonly #prefix: string;
  readonly #blobs: Blobs;

  /** @param blobs - with the lifetime of results */
  constructor(client: Redis, prefix: string, blobs: Blobs) {
    this.#client = client;
    this.#prefix = prefix;
    this.#blobs = blobs;
  }

  key(id: string): string {
    return `${this.#prefix}:result:${id}`;
  }

  async put(id: string, packed: Uint8Array): Promise<void> {
    const ref = await this.#blobs.put(packed);
    await this.#client.set(this.key(id), canonical(ref), 'EX', lifetimes.result);
  }

  /** Which of these there are. */
  async have(ids: readonly string[]): Promise<readonly boolean[]> {
    const pipeline = this.#client.pipeline();
    for (const id of ids) pipeline.exists(this.key(id));
    return (await replies(pipeline)).map((reply) => reply === 1);
  }

  /**
   * The outcome of a job; `undefined` if there is none.
   * @throws DataError for bytes that are not those that were sent, or more than `most`
   */
  async get(id: string, most: number): Promise<StoredOutcome | undefined> {
    const text = await ofOneType(this.#client.get(this.key(id)));
    if (text === null) return undefined;
    const ref: unknown = parsed(text);
    if (!isBlobRef(most)(ref)) throw new DataError(`expected at most ${most} bytes of a result in the queue`);
    const bytes = await this.#blobs.get(ref);
    return bytes && { bytes, release: () => this.#release(id, ref) };
  }

  async forget(ids: readonly string[]): Promise<void> {
    if (ids.length > 0) await this.#client.del(ids.map((id) => this.key(id)));
  }

  async #release(id: string, ref: BlobRef): Promise<void> {
    await this.#client.expire(this.key(id), lifetimes.taken);
    await this.#blobs.touch(ref, lifetimes.taken);
  }
}
