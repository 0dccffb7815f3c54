/** What a graph takes and gives, and what its file says of it, read from the bytes of an `.onnx` file: the opposite of `proto.ts`. */

import { PbfReader } from 'pbf';
import { elementTypes } from './proto.ts';

/** An input or output. */
export interface SignaturePort {
  readonly name: string;
  /** `other` for any type beside these. */
  readonly type: keyof typeof elementTypes | 'other';
  /** `null` for a dimension of any size. */
  readonly shape: readonly (number | null)[];
}

export interface OnnxSignature {
  /** Without those that have a constant. */
  readonly inputs: readonly SignaturePort[];
  readonly outputs: readonly SignaturePort[];
  readonly metadata: ReadonlyMap<string, string>;
}

/** @throws Error for bytes that are no ONNX file */
export function readSignature(bytes: Uint8Array): OnnxSignature {
  const found = {
    inputs: [] as SignaturePort[],
    outputs: [] as SignaturePort[],
    constants: new Set<string>(),
  };
  const metadata = new Map<string, string>();
  new PbfReader(bytes).readFields((field, _, pbf) => {
    if (field === 7)
      pbf.readMessage((inner, __, graph) => {
        if (inner === 5) found.constants.add(readName(graph, 8));
        if (inner === 11) found.inputs.push(readPort(graph));
        if (inner === 12) found.outputs.push(readPort(graph));
      }, null);
    if (field === 14) metadata.set(...readEntry(pbf));
  }, null);
  const { inputs, outputs, constants } = found;
  return { inputs: inputs.filter(({ name }) => !constants.has(name)), outputs, metadata };
}

function readName(pbf: PbfReader, at: number): string {
  const read = { name: '' };
  pbf.readMessage((field, result, inner) => {
    if (field === at) result.name = inner.readString();
  }, read);
  return read.name;
}

function readEntry(pbf: PbfReader): [key: string, value: string] {
  const read: [string, string] = ['', ''];
  pbf.readMessage((field, result, inner) => {
    if (field === 1 || field === 2) result[field - 1] = inner.readString();
  }, read);
  return read;
}

const typeNames = new Map(
  Object.entries(elementTypes).map(([name, number]) => [number as number, name as keyof typeof elementTypes]),
);

function readPort(pbf: PbfReader): SignaturePort {
  const read = { name: '', type: 0, shape: [] as (number | null)[] };
  pbf.readMessage((field, port, inner) => {
    if (field === 1) port.name = inner.readString();
    if (field === 2) inner.readMessage(readType, port);
  }, read);
  return { name: read.name, type: typeNames.get(read.type) ?? 'other', shape: read.shape };
}

interface ReadType {
  type: number;
  readonly shape: (number | null)[];
}

function readType(field: number, port: ReadType, pbf: PbfReader): void {
  if (field !== 1) return;
  pbf.readMessage((inner, of, tensor) => {
    if (inner === 1) of.type = tensor.readVarint();
    if (inner === 2)
      tensor.readMessage((each, __, shape) => {
        if (each === 1) of.shape.push(readDimension(shape));
      }, of);
  }, port);
}

function readDimension(pbf: PbfReader): number | null {
  const read: { size: number | null } = { size: null };
  pbf.readMessage((field, result, inner) => {
    if (field === 1) result.size = inner.readVarint();
  }, read);
  return read.size;
}
