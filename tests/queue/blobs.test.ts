import { deflateSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { Blobs, isBlobRef } from '../../src/queue/blobs.ts';
import type { KeyValues } from '../../src/queue/blobs.ts';
import { sha256 } from '../../src/text/digest.ts';

/** Redis as blobs use it, and what was asked of it. */
class Memory implements KeyValues {
  readonly values = new Map<string, Uint8Array>();
  readonly seconds = new Map<string, number>();
  sets = 0;
  get(key: string): Promise<Uint8Array | null> {
    return Promise.resolve(this.values.get(key) ?? null);
  }
  set(key: string, value: Uint8Array, seconds: number): Promise<void> {
    this.sets++;
    this.values.set(key, value);
    this.seconds.set(key, seconds);
    return Promise.resolve();
  }
  touch(keys: readonly string[], seconds: number): Promise<readonly boolean[]> {
    for (const key of keys) this.seconds.set(key, seconds);
    return Promise.resolve(keys.map((key) => this.values.has(key)));
  }
  drop(keys: readonly string[]): Promise<void> {
    for (const key of keys) this.values.delete(key);
    return Promise.resolve();
  }
}

const MiB = 2 ** 20;
const long = new Uint8Array(9 * MiB).map((_, i) => (i * i) >> 3);

describe('blobs', () => {
  test('travel once, in parts of a few MB, and live longer with every use', async () => {
    const memory = new Memory();
    const blobs = new Blobs(memory, 'x', 60);
    const ref = await blobs.put(long);
    expect([memory.sets, [...memory.values.keys()]]).toEqual([
      3,
      [0, 1, 2].map((part) => `x:blob:${ref.digest}:${part}`),
    ]);
    memory.seconds.clear();
    expect(await blobs.put(long)).toEqual(ref);
    expect([memory.sets, [...memory.seconds.values()]]).toEqual([3, [60, 60, 60]]);
    expect(Buffer.compare((await blobs.get(ref))!, long)).toBe(0);
  });

  test('of no bytes are one key', async () => {
    const blobs = new Blobs(new Memory(), 'x', 60);
    expect(await blobs.get(await blobs.put(new Uint8Array()))).toEqual(new Uint8Array());
  });

  test('that have expired are not there, and only what is missing is sent again', async () => {
    const memory = new Memory();
    const blobs = new Blobs(memory, 'x', 60);
    const ref = await blobs.put(long);
    memory.values.delete(`x:blob:${ref.digest}:1`);
    expect(await blobs.get(ref)).toBeUndefined();
    await blobs.restore(ref, () => long);
    expect(memory.sets).toBe(4);
    expect(await blobs.get(ref)).toBeDefined();
  });

  test('with another content are an error', async () => {
    const memory = new Memory();
    const blobs = new Blobs(memory, 'x', 60);
    const ref = await blobs.put(Buffer.from('abc'));
    const key = `x:blob:${ref.digest}:0`;
    memory.values.set(key, deflateSync(Buffer.from('abd')));
    await expect(blobs.get(ref)).rejects.toThrow('got another digest');
    memory.values.set(key, deflateSync(Buffer.from('ab')));
    await expect(blobs.get(ref)).rejects.toThrow('got 2 bytes instead of 3');
    memory.values.set(key, Buffer.from('abc'));
    await expect(blobs.get(ref)).rejects.toThrow('got other data');
    // They are sent again.
    await blobs.restore(ref, () => Buffer.from('abc'));
    expect(await blobs.get(ref)).toEqual(new Uint8Array(Buffer.from('abc')));
  });

  test('that unpack to more than they say are never unpacked', async () => {
    const memory = new Memory();
    const blobs = new Blobs(memory, 'x', 60);
    const digest = sha256('abc');
    memory.values.set(`x:blob:${digest}:0`, deflateSync(new Uint8Array(64 * MiB)));
    await expect(blobs.get({ digest, bytes: 3 })).rejects.toThrow('got other data');
  });
});

test('names of bytes are checked', () => {
  const isRef = isBlobRef(100);
  const digest = sha256('');
  expect(isRef({ digest, bytes: 100 })).toBe(true);
  for (const bytes of [101, -1, 0.5, NaN, Infinity, '1']) expect(isRef({ digest, bytes })).toBe(false);
  for (const other of [digest.slice(1), `${digest}0`, `../${digest.slice(3)}`, digest.toUpperCase(), 1])
    expect(isRef({ digest: other, bytes: 1 })).toBe(false);
});
