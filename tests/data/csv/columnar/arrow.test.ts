/** Arrow files and streams as sources, written by other implementations. */

import { mkdtemp, readFile, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Readable } from 'node:stream';
import * as zlib from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { decodedPart } from '../../../../src/data/csv/columnar/arrow-values.ts';
import type { ArrowType } from '../../../../src/data/csv/columnar/arrow-schema.ts';
import { WordCodes } from '../../../../src/data/csv/columnar/column-table.ts';
import { unpackBlock, unpackedBlock } from '../../../../src/data/csv/columnar/lz4.ts';
import { loadCsv } from '../../../../src/data/csv/read-candles.ts';
import { tableFile, written } from '../../../helpers/tables.ts';

describe('an Arrow file', () => {
  test.each([
    'candles-uncompressed.arrow',
    'candles-lz4.arrow',
    'candles-stream.arrow',
    ...('zstdDecompressSync' in zlib ? ['candles-zstd.arrow'] : []),
  ])('%s is read', async (name) => {
    const { candles, warnings } = await loadCsv(tableFile(name));
    expect(warnings).toEqual([]);
    const { time, columns } = candles[0];
    const { time: expected, ...others } = written;
    expect(Array.from(time)).toEqual(expected);
    expect(columns).toEqual(
      Object.fromEntries(Object.entries(others).map(([key, values]) => [key, Float64Array.from(values)])),
    );
  });

  test.each(['types', 'days', 'pandas-index'])(
    '%s is read as the Parquet file with the same table',
    async (name) => {
      const [arrow, parquet] = await Promise.all(
        ['arrow', 'parquet'].map((end) => loadCsv(tableFile(`${name}.${end}`), { others: ['trades'] })),
      );
      expect(arrow.candles.map(({ id, time, columns }) => ({ id, time, columns }))).toEqual(
        parquet.candles.map(({ id, time, columns }) => ({ id, time, columns })),
      );
      expect(arrow.reading.header).toEqual(parquet.reading.header);
    },
  );

  test('that is too long to be read at once is rejected', async () => {
    const file = path.join(await mkdtemp(path.join(tmpdir(), 'arrow-')), 'a.arrow');
    await writeFile(file, 'ARROW1');
    await truncate(file, 3 * 2 ** 30); // takes no room on the disk
    await expect(loadCsv(file)).rejects.toThrow(
      'a part of 3221225472 bytes, where at most 2147483647 are expected',
    );
    await rm(file);
  });

  test('may come from standard input', async () => {
    const bytes = await readFile(tableFile('pandas-index-stream.arrow'));
    const { candles } = await loadCsv('-', {}, () => Readable.from([bytes]));
    expect(Array.from(candles[0].time)).toEqual(written.time);
  });
});

describe('values of an Arrow column', () => {
  const decoded = (
    type: ArrowType,
    ...buffers: readonly ArrayBufferView[]
  ): readonly (number | string | null)[] => {
    const texts = new WordCodes();
    const bytes = buffers.map((each) => ({
      bytes: new Uint8Array(each.buffer, each.byteOffset, each.byteLength),
      codec: undefined,
    }));
    const part = {
      rows: 3,
      missing: 1,
      buffers: [{ bytes: Uint8Array.of(0b101), codec: undefined }, ...bytes],
    };
    const values = decodedPart(part, type, texts)!;
    return Array.from(values, (value) =>
      values instanceof Int32Array ? (texts.words[value] ?? null) : Number.isNaN(value) ? null : value,
    );
  };

  test('are those of its type, and missing where a bit is 0', () => {
    const half = Uint16Array.of(0x3e00, 0, 0xc500);
    expect(decoded({ kind: 'float', bits: 16 }, half)).toEqual([1.5, null, -5]);
    expect(decoded({ kind: 'float', bits: 32 }, Float32Array.of(0.5, 1, -2))).toEqual([0.5, null, -2]);
    const decimal = BigInt64Array.of(12_345n, 0n, 0n, 0n, -5n, -1n);
    expect(decoded({ kind: 'decimal', bits: 128, scale: 2 }, decimal)).toEqual([123.45, null, -0.05]);
    expect(decoded({ kind: 'int', bits: 16, isSigned: true }, Int16Array.of(-7, 0, 9))).toEqual([
      -7,
      null,
      9,
    ]);
    expect(decoded({ kind: 'int', bits: 64, isSigned: false }, BigUint64Array.of(7n, 0n, 9n))).toEqual([
      7,
      null,
      9,
    ]);
    const micros = BigInt64Array.of(1_999n, 0n, -1n);
    expect(decoded({ kind: 'time', bits: 64, perMs: 1e3, isUtc: true }, micros)).toEqual([1, null, -1]);
    const seconds = BigInt64Array.of(1n, 0n, -1n);
    expect(decoded({ kind: 'time', bits: 64, perMs: 1e-3, isUtc: true }, seconds)).toEqual([
      1000,
      null,
      -1000,
    ]);
    const clock = Int32Array.of(3_600_500, 0, 0);
    expect(decoded({ kind: 'clock', bits: 32, perMs: 1 }, clock)).toEqual(['01:00:00.500', null, '00:00:00']);
    expect(decoded({ kind: 'bool' }, Uint8Array.of(0b001))).toEqual(['true', null, 'false']);
    const text = { kind: 'text', offsetBytes: 8 } as const;
    expect(decoded(text, BigInt64Array.of(0n, 1n, 1n, 3n), Buffer.from('abc'))).toEqual(['a', null, 'bc']);
  });

  test('are rejected where a text lies outside its column', () => {
    const text = { kind: 'text', offsetBytes: 4 } as const;
    for (const offsets of [Int32Array.of(0, 1, 2, 4), Int32Array.of(0, 2, 1, 3), Int32Array.of(-1, 1, 2, 3)])
      expect(() => decoded(text, offsets, Buffer.from('abc'))).toThrow('outside its column');
  });
});

describe('LZ4', () => {
  test('repeats bytes that it has just written', () => {
    expect(Buffer.from(unpackedBlock(Uint8Array.of(0x14, 97, 1, 0, 0x10, 98), 10)).toString()).toBe(
      'aaaaaaaaab',
    );
    expect(Buffer.from(unpackedBlock(Uint8Array.of(0x1f, 97, 1, 0, 2, 0x10, 98), 23)).toString()).toBe(
      `${'a'.repeat(22)}b`,
    );
  });

  test('is rejected where it repeats what is not there, or more than is announced', () => {
    expect(() => unpackBlock(Uint8Array.of(0x14, 97, 2, 0), new Uint8Array(10))).toThrow('damaged');
    expect(() => unpackBlock(Uint8Array.of(0x14, 97, 1, 0), new Uint8Array(5))).toThrow('damaged');
    expect(() => unpackedBlock(Uint8Array.of(0x10, 97), 2)).toThrow('damaged');
  });
});
