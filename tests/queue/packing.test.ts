import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { pack, unpack } from '../../src/queue/packing.ts';

describe('packed values', () => {
  test('come back to the last bit', () => {
    const bits = new Float64Array(new BigUint64Array([0x7ff8dead0000beefn, 0x8000000000000000n, 1n]).buffer);
    const back = unpack(pack({ bits })) as { readonly bits: Float64Array };
    expect(new BigUint64Array(back.bits.buffer)).toEqual(new BigUint64Array(bits.buffer));
  });

  test('have numbers that JSON does not have', () => {
    const value = { a: [NaN, Infinity, -Infinity, -0, 0.1], b: null, c: 'x' };
    expect(unpack(pack(value))).toEqual(value);
    expect(Object.is((unpack(pack(value)) as typeof value).a[3], -0)).toBe(true);
  });

  test('keep one array that appears twice one array, and write it once', () => {
    const values = new Float64Array(1000);
    const back = unpack(pack({ values, observed: values })) as Record<string, Float64Array>;
    expect(back.values).toBe(back.observed);
    expect(pack({ values, observed: values }).length).toBeLessThan(9000);
  });

  test('may be read from the middle of other bytes', () => {
    const packed = pack({ column: Int32Array.of(1, 2, 3) });
    const within = Buffer.concat([Buffer.from('xyz'), packed, Buffer.from('xyz')]);
    expect(unpack(within.subarray(3, 3 + packed.length))).toEqual({ column: Int32Array.of(1, 2, 3) });
  });

  test('have columns of the three types, of any length, and any names', () => {
    const column = fc.oneof(fc.float64Array(), fc.float32Array(), fc.int32Array());
    const value = fc.dictionary(fc.string(), fc.oneof(column, fc.array(column), fc.double(), fc.string()));
    fc.assert(
      fc.property(value, (given) => {
        expect({ ...(unpack(pack(given)) as object) }).toEqual({ ...given });
      }),
    );
  });

  test('with names that mean something elsewhere are ordinary', () => {
    const value = JSON.parse('{"__proto__":{"polluted":1},"constructor":2}') as object;
    const back = unpack(pack(value)) as object;
    expect(Object.entries(back)).toEqual(Object.entries(value));
    expect('polluted' in {}).toBe(false);
  });
});

describe('bytes that are no packed values', () => {
  const packed = pack({ column: Float64Array.of(1, 2, 3), text: 'x' });

  test('of any kind are an error, never anything else', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
        expect(() => unpack(bytes)).toThrow('expected packed values, got other bytes');
      }),
    );
  });

  test('that end too early or too late are an error', () => {
    for (let length = 0; length < packed.length; length++)
      expect(() => unpack(packed.subarray(0, length))).toThrow('got other bytes');
    expect(() => unpack(Buffer.concat([packed, new Uint8Array(8)]))).toThrow('got other bytes');
  });

  test.each([
    '{"value":1,"columns":[["f64",9007199254740993]]}',
    '{"value":1,"columns":[["f64",-1]]}',
    '{"value":1,"columns":[["__proto__",1]]}',
    String.raw`{"value":{"\u0000column":7},"columns":[]}`,
    '{"value":1}',
    'null',
  ])('have a head like %s', (head) => {
    const text = head.padEnd(Math.ceil((head.length + 4) / 8) * 8 - 4);
    const bytes = Buffer.concat([Buffer.of(text.length, 0, 0, 0), Buffer.from(text)]);
    expect(() => unpack(bytes)).toThrow('got other bytes');
  });
});
