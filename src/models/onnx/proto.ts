/**
 * The part of ONNX that graphs of networks need, as bytes: protobuf messages with the field numbers of
 * https://github.com/onnx/onnx/blob/main/onnx/onnx.proto. The operator version is 17, which every runtime since 2022 supports.
 */

import { PbfWriter } from 'pbf';

const IR_VERSION = 8;
const OPSET = 17;

/** By element type; 64-bit integers are shapes and axes. */
export type OnnxValues = Float32Array | Float64Array | BigInt64Array;

export interface OnnxTensor {
  readonly name: string;
  readonly shape: readonly number[];
  readonly values: OnnxValues;
}

export type OnnxAttribute = number | string | readonly number[];

export interface OnnxNode {
  readonly op: string;
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  readonly attributes: Readonly<Record<string, OnnxAttribute>>;
}

/** An input or output, of doubles unless it says another type; a dimension that is text may have any size. */
export interface OnnxPort {
  readonly name: string;
  readonly type?: 'int64';
  readonly shape: readonly (number | string)[];
  readonly summary: string;
}

export interface OnnxGraph {
  readonly name: string;
  readonly nodes: readonly OnnxNode[];
  readonly constants: readonly OnnxTensor[];
  readonly inputs: readonly OnnxPort[];
  readonly outputs: readonly OnnxPort[];
}

export interface OnnxModel {
  readonly graph: OnnxGraph;
  readonly summary: string;
  readonly producer: { readonly name: string; readonly version: string };
  readonly metadata: Readonly<Record<string, string>>;
}

const FLOAT = 1;
const INT64 = 7;
const DOUBLE = 11;

/** Element types, for `Cast`. */
export const elementTypes = { float: FLOAT, double: DOUBLE, int64: INT64 } as const;

/** The bytes of an `.onnx` file. */
export function writeOnnx(model: OnnxModel): Uint8Array {
  const pbf = new PbfWriter();
  writeModel(model, pbf);
  return pbf.finish();
}

function writeModel({ graph, summary, producer, metadata }: OnnxModel, pbf: PbfWriter): void {
  pbf.writeVarintField(1, IR_VERSION);
  pbf.writeStringField(2, producer.name);
  pbf.writeStringField(3, producer.version);
  pbf.writeStringField(6, summary);
  pbf.writeMessage(7, writeGraph, graph);
  pbf.writeMessage(8, (version: number, out) => out.writeVarintField(2, version), OPSET);
  for (const [key, value] of Object.entries(metadata))
    pbf.writeMessage(14, writeEntry, [key, value] as const);
}

function writeEntry([key, value]: readonly [string, string], pbf: PbfWriter): void {
  pbf.writeStringField(1, key);
  pbf.writeStringField(2, value);
}

function writeGraph({ name, nodes, constants, inputs, outputs }: OnnxGraph, pbf: PbfWriter): void {
  for (const node of nodes) pbf.writeMessage(1, writeNode, node);
  pbf.writeStringField(2, name);
  for (const constant of constants) pbf.writeMessage(5, writeTensor, constant);
  for (const input of inputs) pbf.writeMessage(11, writePort, input);
  for (const output of outputs) pbf.writeMessage(12, writePort, output);
}

function writeNode({ op, inputs, outputs, attributes }: OnnxNode, pbf: PbfWriter): void {
  for (const input of inputs) pbf.writeStringField(1, input);
  for (const output of outputs) pbf.writeStringField(2, output);
  pbf.writeStringField(4, op);
  for (const [name, value] of Object.entries(attributes))
    pbf.writeMessage(5, writeAttribute, [name, value] as const);
}

/** Numbers are integers: no operator here takes others. */
function writeAttribute([name, value]: readonly [string, OnnxAttribute], pbf: PbfWriter): void {
  pbf.writeStringField(1, name);
  if (typeof value === 'number') {
    pbf.writeVarintField(3, value);
    pbf.writeVarintField(20, 2);
  } else if (typeof value === 'string') {
    pbf.writeStringField(4, value);
    pbf.writeVarintField(20, 3);
  } else {
    for (const each of value) pbf.writeVarintField(8, each);
    pbf.writeVarintField(20, 7);
  }
}

function writeTensor({ name, shape, values }: OnnxTensor, pbf: PbfWriter): void {
  for (const extent of shape) pbf.writeVarintField(1, extent);
  pbf.writeVarintField(2, typeOf(values));
  pbf.writeStringField(8, name);
  pbf.writeBytesField(9, littleEndian(values));
}

function typeOf(values: OnnxValues): number {
  if (values instanceof Float32Array) return FLOAT;
  return values instanceof Float64Array ? DOUBLE : INT64;
}

function littleEndian(values: OnnxValues): Uint8Array {
  const bytes = new Uint8Array(values.byteLength);
  const view = new DataView(bytes.buffer);
  values.forEach((value: number | bigint, i: number) => {
    if (typeof value === 'bigint') view.setBigInt64(8 * i, value, true);
    else if (values.BYTES_PER_ELEMENT === 4) view.setFloat32(4 * i, value, true);
    else view.setFloat64(8 * i, value, true);
  });
  return bytes;
}

function writePort({ name, type: element, shape, summary }: OnnxPort, pbf: PbfWriter): void {
  pbf.writeStringField(1, name);
  pbf.writeMessage(
    2,
    (_: null, type) =>
      type.writeMessage(
        1,
        (__: null, tensor) => {
          tensor.writeVarintField(1, element === 'int64' ? INT64 : DOUBLE);
          tensor.writeMessage(2, writeShape, shape);
        },
        null,
      ),
    null,
  );
  pbf.writeStringField(3, summary);
}

function writeShape(shape: OnnxPort['shape'], pbf: PbfWriter): void {
  for (const extent of shape)
    pbf.writeMessage(
      1,
      (value: number | string, dimension) => {
        if (typeof value === 'number') dimension.writeVarintField(1, value);
        else dimension.writeStringField(2, value);
      },
      extent,
    );
}
