/** Typed arrays in JSON, which has neither these nor NaN. f64 values are written in the shortest form that reads back the same. */

interface JsonColumn {
  readonly float64: readonly (number | null)[];
}

/** Weights are written as bytes: there are many of them, and bytes take a third of the space of decimals. */
interface JsonWeights {
  readonly float32: string;
}

/** JSON text; `fromJson` gives the same value back, to the bit. */
export function toJson(value: unknown): string {
  return JSON.stringify(value, typed);
}

export function fromJson(text: string): unknown {
  return JSON.parse(text, revive);
}

function typed(_: string, value: unknown): unknown {
  if (value instanceof Float64Array) return { float64: [...value] } satisfies JsonColumn;
  if (!(value instanceof Float32Array)) return value;
  const { buffer, byteOffset, byteLength } = value;
  return { float32: Buffer.from(buffer, byteOffset, byteLength).toString('base64') } satisfies JsonWeights;
}

function revive(_: string, value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if ('float64' in value) return Float64Array.from((value as JsonColumn).float64, (number) => number ?? NaN);
  if (!('float32' in value)) return value;
  const bytes = Uint8Array.from(Buffer.from((value as JsonWeights).float32, 'base64'));
  return new Float32Array(bytes.buffer);
}
