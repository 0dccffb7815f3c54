/** Named arrays in files: as the format says, to the bit, and nothing that a file holds brings the reader down. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readSafetensors, writeSafetensors } from '../../src/data/safetensors.ts';
import type { Safetensors } from '../../src/data/safetensors.ts';
import { DataError } from '../../src/errors.ts';

const example: Safetensors = {
  metadata: { format: 'test', note: 'ünïcode "quoted"' },
  tensors: [
    { name: 'b', shape: [2], values: Float64Array.of(0.1 + 0.2, -0) },
    { name: 'empty', shape: [0, 3], values: new Float64Array(0) },
    { name: 'a', shape: [2, 3], values: Float32Array.of(1, 2, 3, 4, 5, NaN) },
    { name: 'scalar', shape: [], values: Float32Array.of(7) },
  ],
};

/** A reader after the specification and nothing of ours, for what is written. */
function independently(bytes: Uint8Array) {
  const length = bytes.slice(0, 8).reduce((sum, byte, i) => sum + byte * 256 ** i, 0);
  const header = JSON.parse(Buffer.from(bytes.slice(8, 8 + length)).toString('utf8')) as Record<
    string,
    { dtype: string; shape: number[]; data_offsets: [number, number] }
  >;
  const { __metadata__: metadata, ...entries } = header;
  const data = bytes.slice(8 + length);
  const arrays = Object.entries(entries).map(
    ([
      name,
      {
        dtype,
        shape,
        data_offsets: [from, to],
      },
    ]) => {
      const part = data.slice(from, to).buffer;
      return [name, { shape, values: dtype === 'F64' ? new Float64Array(part) : new Float32Array(part) }];
    },
  );
  return { metadata, data, entries, arrays: Object.fromEntries(arrays) as Record<string, unknown> };
}

/** A file with this header. */
function fileOf(header: unknown, data = new Uint8Array(0)): Uint8Array {
  const json = Buffer.isBuffer(header)
    ? header
    : Buffer.from(typeof header === 'string' ? header : JSON.stringify(header));
  const bytes = Buffer.concat([Buffer.alloc(8), json, data]);
  bytes.writeBigUInt64LE(BigInt(json.length));
  return bytes;
}

describe('what is written', () => {
  test('is what another reader of the specification finds', () => {
    const { metadata, data, entries, arrays } = independently(writeSafetensors(example));
    expect(metadata).toEqual(example.metadata);
    for (const { name, shape, values } of example.tensors) expect(arrays[name]).toEqual({ shape, values });
    // Every byte of the data belongs to one array, in order, and each array is aligned to its numbers.
    let end = 0;
    for (const { dtype, data_offsets: offsets } of Object.values(entries)) {
      expect(offsets[0]).toBe(end);
      expect(end % (dtype === 'F64' ? 8 : 4)).toBe(0);
      end = offsets[1];
    }
    expect(data.length).toBe(end);
  });

  test('is read back to the bit', () => {
    const { metadata, tensors } = readSafetensors(writeSafetensors(example), 'x');
    expect(metadata).toEqual(example.metadata);
    const byName = new Map(tensors.map((tensor) => [tensor.name, tensor]));
    for (const tensor of example.tensors) expect(byName.get(tensor.name)).toEqual(tensor);
    expect(tensors).toHaveLength(4);
  });

  test('is the same bytes for the same content, and aligned for any names', () => {
    expect(writeSafetensors(example)).toEqual(writeSafetensors(example));
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.string()), (metadata) => {
        const bytes = writeSafetensors({ ...example, metadata });
        expect(Number(Buffer.from(bytes).readBigUInt64LE()) % 8).toBe(0);
        expect(readSafetensors(bytes, 'x').metadata).toEqual(metadata);
      }),
    );
  });
});

describe('a file that is none', () => {
  const F32 = { dtype: 'F32', shape: [2], data_offsets: [0, 8] };
  test.each<[string, Uint8Array, string]>([
    ['nothing', new Uint8Array(0), 'at least the 8 bytes of a header length in f, got 0 bytes'],
    ['a length beyond the file', Uint8Array.of(9, 0, 0, 0, 0, 0, 0, 0, 123), 'a header of at most 1 bytes'],
    ['a length of 2⁶³', Uint8Array.of(0, 0, 0, 0, 0, 0, 0, 128), 'got a length of 9223372036854776000'],
    ['no JSON', fileOf('{"a"'), 'a header of valid JSON'],
    ['a key twice', fileOf('{"__metadata__":{},"__metadata__":{}}'), '__metadata__'],
    [
      'a field twice',
      fileOf('{"a":{"dtype":"F32","dtype":"F64","shape":[0],"data_offsets":[0,0]}}'),
      'dtype',
    ],
    ['no UTF-8', fileOf(Buffer.of(0x7b, 0x22, 0xff, 0x22, 0x3a, 0x31, 0x7d)), 'a header of valid JSON'],
    ['a list', fileOf([]), 'an object as the header in f, got []'],
    ['null', fileOf('null'), 'an object as the header in f, got null'],
    ['an entry that is text', fileOf({ a: 'b' }), 'an object for `a` in f, got "b"'],
    ['metadata of numbers', fileOf({ __metadata__: { a: 1 } }), 'text for `a` of __metadata__ in f, got 1'],
    [
      'another type',
      fileOf({ a: { ...F32, dtype: 'BF16' } }),
      'F32 or F64 as the dtype of `a` in f, got "BF16"',
    ],
    ['no type', fileOf({ a: {} }), 'F32 or F64 as the dtype of `a` in f, got null'],
    ['a negative length', fileOf({ a: { ...F32, shape: [-2] } }), 'a list of lengths as the shape of `a`'],
    ['a fraction', fileOf({ a: { ...F32, shape: [0.5] } }), 'a list of lengths as the shape of `a`'],
    ['lengths past all numbers', fileOf({ a: { ...F32, shape: [2 ** 40, 2 ** 40] } }), 'a list of lengths'],
    ['one offset', fileOf({ a: { ...F32, data_offsets: [0] } }), 'two offsets for `a` in f, got [0]'],
    ['offsets beyond the data', fileOf({ a: F32 }), 'offsets within 0 bytes for `a` in f, got 0 to 8'],
    ['offsets backwards', fileOf({ a: { ...F32, data_offsets: [8, 0] } }, new Uint8Array(8)), '8 to 0'],
    [
      'too few bytes',
      fileOf({ a: { ...F32, shape: [3] } }, new Uint8Array(8)),
      '12 bytes for `a` in f, got 8',
    ],
    ['bytes of no array', fileOf({ a: F32 }, new Uint8Array(9)), '8 bytes of arrays in f, got 9'],
    [
      'arrays over each other',
      fileOf({ a: F32, b: { ...F32, data_offsets: [4, 12] } }, new Uint8Array(12)),
      '`b` to start at byte 8 in f, got 4',
    ],
    ['control characters', fileOf({ '\u001b[2J': 1 }), '`\\u001b[2J`'],
  ])('is refused: %s', (_, bytes, message) => {
    const read = (): unknown => readSafetensors(bytes, 'f');
    expect(read).toThrow(DataError);
    expect(read).toThrow(message);
  });

  const whole = writeSafetensors(example);

  test('is refused wherever a whole one is cut off', () => {
    for (let length = 0; length < whole.length; length++)
      expect(() => readSafetensors(whole.subarray(0, length), 'f')).toThrow(DataError);
  });

  test('is refused or read, and nothing else, whatever bytes are changed', () => {
    const change = fc.record({ at: fc.nat(whole.length - 1), to: fc.nat(255) });
    fc.assert(
      fc.property(fc.array(change, { minLength: 1, maxLength: 8 }), (changes) => {
        const bytes = whole.slice();
        for (const { at, to } of changes) bytes[at] = to;
        try {
          const { tensors } = readSafetensors(bytes, 'f');
          for (const { shape, values } of tensors)
            expect(values).toHaveLength(shape.reduce((product, extent) => product * extent, 1));
        } catch (error) {
          expect(error).toBeInstanceOf(DataError);
        }
      }),
      { numRuns: 2000 },
    );
  });

  test('is refused or read, and nothing else, whatever its header says', () => {
    const header = fc.dictionary(
      fc.oneof(fc.constant('__metadata__'), fc.string()),
      fc.oneof(
        fc.record({
          dtype: fc.constantFrom('F32', 'F64'),
          shape: fc.array(fc.nat(4)),
          data_offsets: fc.tuple(fc.nat(16), fc.nat(16)),
        }),
        fc.jsonValue(),
      ),
    );
    fc.assert(
      fc.property(header, fc.uint8Array({ maxLength: 16 }), (said, data) => {
        try {
          readSafetensors(fileOf(said, data), 'f');
        } catch (error) {
          expect(error).toBeInstanceOf(DataError);
        }
      }),
      { numRuns: 1000 },
    );
  });
});
