/**
 * Bytes in Redis under their digest: the same content is sent once, however many fits read it. Long content lies in parts, each
 * compressed. What nobody uses expires. What comes back is checked against its digest.
 */

import { promisify } from 'node:util';
import { deflate, inflate } from 'node:zlib';
import { DataError } from '../errors.ts';
import { sha256 } from '../text/digest.ts';
import { isNumber, isObject, isText } from '../text/shape.ts';
import type { ShapeOf } from '../text/shape.ts';

/** Names bytes. */
export interface BlobRef {
  /** 64 hexadecimal digits. */
  readonly digest: string;
  readonly bytes: number;
}

/** The commands of Redis that blobs need. */
export interface KeyValues {
  get(key: string): Promise<Uint8Array | null>;
  set(key: string, value: Uint8Array, seconds: number): Promise<void>;
  /** Lets keys live for this time from now on. Gives whether each of them is there. */
  touch(keys: readonly string[], seconds: number): Promise<readonly boolean[]>;
  drop(keys: readonly string[]): Promise<void>;
}

/** Bytes of a part before it is compressed: small enough that other commands do not wait long. */
const PART = 4 * 2 ** 20;
/** Doubles hardly compress better at higher levels, which take several times as long (measured). */
const LEVEL = 1;

const pack = promisify<Uint8Array, { level: number }, Buffer>(deflate);
const unpack = promisify<Uint8Array, { maxOutputLength: number }, Buffer>(inflate);

const isRef = isObject<BlobRef>({ digest: isText, bytes: isNumber });

/** Whether a value names bytes, at most so many. */
export const isBlobRef =
  (most: number): ShapeOf<BlobRef> =>
  (value): value is BlobRef =>
    isRef(value) &&
    /^[0-9a-f]{64}$/.test(value.digest) &&
    Number.isSafeInteger(value.bytes) &&
    value.bytes >= 0 &&
    value.bytes <= most;

export class Blobs {
  readonly #values: KeyValues;
  readonly #prefix: string;
  readonly #seconds: number;

  /** @param seconds - how long they stay after they were last used */
  constructor(values: KeyValues, prefix: string, seconds: number) {
    this.#values = values;
    this.#prefix = prefix;
    this.#seconds = seconds;
  }

  /** Sends the parts that are not there yet. */
  async put(bytes: Uint8Array): Promise<BlobRef> {
    const ref = { digest: sha256(bytes), bytes: bytes.length };
    await this.restore(ref, () => bytes);
    return ref;
  }

  /** Keeps bytes for longer, and sends the parts that are not there any more. */
  async restore(ref: BlobRef, bytesOf: () => Uint8Array): Promise<void> {
    const keys = this.#keys(ref);
    const there = await this.#values.touch(keys, this.#seconds);
    if (there.every(Boolean)) return;
    const bytes = bytesOf();
    for (const [part, key] of keys.entries())
      if (!there[part]) {
        const compressed = await pack(bytes.subarray(part * PART, (part + 1) * PART), { level: LEVEL });
        await this.#values.set(key, compressed, this.#seconds);
      }
  }

  /**
   * The bytes of this name; `undefined` if they have expired.
   * @throws DataError for others, which it deletes: they are sent again by whoever asks again
   */
  async get(ref: BlobRef): Promise<Uint8Array | undefined> {
    const keys = this.#keys(ref);
    if (!(await this.#values.touch(keys, this.#seconds)).every(Boolean)) return undefined;
    try {
      return await this.#read(ref, keys);
    } catch (error) {
      if (error instanceof DataError) await this.#values.drop(keys);
      throw error;
    }
  }

  async #read(ref: BlobRef, keys: readonly string[]): Promise<Uint8Array | undefined> {
    const bytes = new Uint8Array(ref.bytes);
    for (const [part, key] of keys.entries()) {
      const compressed = await this.#values.get(key);
      if (compressed === null) return undefined;
      const length = Math.min(PART, ref.bytes - part * PART);
      bytes.set(await inflated(compressed, length), part * PART);
    }
    if (sha256(bytes) === ref.digest) return bytes;
    throw damaged('another digest');
  }

  /** Lets bytes live for this time from now on. */
  async touch(ref: BlobRef, seconds: number): Promise<void> {
    await this.#values.touch(this.#keys(ref), seconds);
  }

  #keys({ digest, bytes }: BlobRef): readonly string[] {
    return Array.from(
      { length: Math.max(1, Math.ceil(bytes / PART)) },
      (_, part) => `${this.#prefix}:blob:${digest}:${part}`,
    );
  }
}

/** Exactly so many bytes; a part that would become longer is never unpacked. */
async function inflated(compressed: Uint8Array, length: number): Promise<Uint8Array> {
  let bytes: Buffer;
  try {
    bytes = await unpack(compressed, { maxOutputLength: Math.max(1, length) });
  } catch (cause) {
    throw damaged('other data', cause);
  }
  if (bytes.length === length) return bytes;
  throw damaged(`${bytes.length} bytes instead of ${length}`);
}

const damaged = (what: string, cause?: unknown): DataError =>
  new DataError(`expected what a fit reads in the queue as it was sent, got ${what}`, {
    cause,
    hint: 'run the same command again; if it happens again, look at who else writes to this Redis',
  });
