/**
 * A model that is an ONNX graph: `onnx:FILE`. It takes the last values of a series and gives its forecasts, so it cannot see later rows. It
 * learns nothing here. If its file says through when it was trained, as those of `export-model` do, no fold before that time takes it.
 */

import { readFileSync } from 'node:fs';
import type { InferenceSession, Tensor } from 'onnxruntime-web';
import { classNames } from '../data/classes.ts';
import type { Panel } from '../data/panel.ts';
import { quantities } from '../data/quantities.ts';
import { targetOf } from '../data/targets.ts';
import { formatTime } from '../data/timeframe.ts';
import { TrainingError, UsageError } from '../errors.ts';
import { windowLookback } from '../models/encoding.ts';
import type { ModelOptions, Origins } from '../models/model.ts';
import { readSignature } from '../models/onnx/signature.ts';
import type { OnnxSignature, SignaturePort } from '../models/onnx/signature.ts';
import type { OwnForecaster, OwnModel } from '../models/own-model.ts';
import { quoted } from '../text/escape.ts';

/** What makes the model; it can be sent to a thread. */
export interface OnnxArgument {
  readonly name: string;
  readonly file: string;
  /** Digest of the file. */
  readonly identity: string;
}

/** Windows that are computed at once. */
const BATCH = 256;

/**
 * The model of a graph.
 * @throws UsageError for a file that is none, or has other inputs and outputs
 */
export default function onnxModel(argument: OnnxArgument): OwnModel {
  const { name, file, identity } = argument;
  const bytes = readFileSync(file);
  const signature = checkedSignature(bytes, file);
  const [{ shape }] = signature.inputs;
  return {
    name,
    summary: `the ONNX graph ${quoted(file)}`,
    quantities: Object.values(quantities).map((quantity) => quantity.name),
    identity,
    ...(trainedThrough(signature.metadata.get('trained')) === undefined && {
      caution: `${name} does not say which rows it was trained on: its scores mean nothing if rows of the test span were among them`,
    }),
    source: { module: new URL('../../dist/foreign/onnx-model.js', import.meta.url).href, argument },
    lookback: (options) => shape[1] ?? windowLookback(options),
    fit(panel, { fold, cutoff }, options) {
      checkTrained(signature, { name, fold, cutoff: panel.time[cutoff] });
      return new GraphForecaster(argument, bytes, signature, options, fold).forecaster;
    },
  };
}

function checkedSignature(bytes: Uint8Array, file: string): OnnxSignature {
  let signature: OnnxSignature;
  try {
    signature = readSignature(bytes);
  } catch (cause) {
    throw new UsageError(`expected an ONNX graph in ${quoted(file)}`, { cause, hint: HINT });
  }
  const { inputs, outputs } = signature;
  const [window] = inputs;
  const isWindow =
    inputs.length === 1 && window.name === 'window' && isReal(window) && window.shape.length === 2;
  if (!isWindow)
    throw new UsageError(
      `expected one input \`window\` (N, rows) of ${quoted(file)}, got ${listOf(inputs)}`,
      { hint: HINT },
    );
  const forecast = outputs.find((output) => output.name === 'forecast');
  if (forecast === undefined || !isReal(forecast))
    throw new UsageError(
      `expected an output \`forecast\` (N, horizon) of ${quoted(file)}, got ${listOf(outputs)}`,
      {
        hint: HINT,
      },
    );
  return signature;
}

const HINT = 'docs/foreign-models.md says what a graph takes and gives';
const isReal = ({ type }: SignaturePort): boolean => type === 'float' || type === 'double';
const listOf = (ports: readonly SignaturePort[]): string =>
  ports.length === 0
    ? 'none'
    : ports
        .map(
          ({ name, type, shape }) =>
            `${quoted(name)} (${shape.map((size) => size ?? 'any').join(', ')}) of ${type}`,
        )
        .join(' and ');

/** @throws TrainingError for a graph that has learnt from rows that it would forecast */
function checkTrained(
  { metadata }: OnnxSignature,
  { name, fold, cutoff }: { readonly name: string; readonly fold: number; readonly cutoff: number },
): void {
  const through = trainedThrough(metadata.get('trained'));
  if (through === undefined || through <= cutoff) return;
  throw new TrainingError(
    `expected ${name} to be trained on rows up to ${formatTime(cutoff)} in fold ${fold}, but its file says ${formatTime(through)}`,
    {
      hint: 'it has seen what it would forecast: begin `--test` after that time, or save a network on fewer rows',
    },
  );
}

/** When the last row of the training was, as `export-model` writes it; `undefined` if the file does not say. */
export function trainedThrough(text: string | undefined): number | undefined {
  try {
    const ms = Date.parse((JSON.parse(text ?? '') as { readonly through: string }).through);
    return Number.isNaN(ms) ? undefined : ms;
  } catch {
    return undefined;
  }
}

/** What a graph answers for some origins. */
class GraphForecaster {
  readonly #argument: OnnxArgument;
  readonly #bytes: Uint8Array;
  readonly #signature: OnnxSignature;
  readonly #options: ModelOptions;
  readonly #fold: number;
  #yhat = new Float64Array();
  #probabilities: readonly Float64Array[] = [];

  constructor(
    argument: OnnxArgument,
    bytes: Uint8Array,
    signature: OnnxSignature,
    options: ModelOptions,
    fold: number,
  ) {
    this.#argument = argument;
    this.#bytes = bytes;
    this.#signature = signature;
    this.#options = options;
    this.#fold = fold;
  }

  get forecaster(): OwnForecaster {
    return {
      prepare: (panel, origins) => this.#run(panel, origins),
      forecast: () => this.#yhat,
      probabilities: () => this.#probabilities,
    };
  }

  async #run(panel: Panel, { series, row }: Origins): Promise<void> {
    const runtime = await loadRuntime();
    const session = await runtime.InferenceSession.create(this.#bytes).catch((cause: unknown) => {
      throw this.#failure('a graph that the runtime takes', messageOf(cause), cause);
    });
    const { horizon, target } = this.#options;
    const isOfClasses = targetOf(target).quantity.classes !== undefined;
    const yhat: number[] = [];
    const probabilities: number[] = [];
    try {
      for (let from = 0; from < row.length; from += BATCH) {
        const count = Math.min(BATCH, row.length - from);
        const windows = this.#windows(
          panel,
          series.subarray(from, from + count),
          row.subarray(from, from + count),
        );
        const outputs = await this.#outputs(session, this.#tensor(runtime.Tensor, windows, count));
        yhat.push(...this.#numbers(outputs, 'forecast', count * horizon));
        if (isOfClasses && outputs.probabilities !== undefined)
          probabilities.push(...this.#numbers(outputs, 'probabilities', count * horizon * classNames.length));
      }
    } finally {
      await session.release();
    }
    this.#yhat = Float64Array.from(yhat);
    this.#probabilities =
      probabilities.length === 0
        ? []
        : classNames.map((_, c) =>
            Float64Array.from({ length: yhat.length }, (__, i) => probabilities[i * classNames.length + c]),
          );
  }

  /** (origins, rows) */
  #windows(panel: Panel, series: Int32Array, row: Int32Array): Float64Array {
    const rows = this.#signature.inputs[0].shape[1] ?? windowLookback(this.#options);
    const windows = new Float64Array(row.length * rows);
    row.forEach((last, i) =>
      windows.set(panel.series[series[i]].values.subarray(last - rows + 1, last + 1), i * rows),
    );
    return windows;
  }

  #tensor(Made: typeof Tensor, windows: Float64Array, count: number): Tensor {
    const shape = [count, windows.length / count];
    return this.#signature.inputs[0].type === 'float'
      ? new Made('float32', Float32Array.from(windows), shape)
      : new Made('float64', windows, shape);
  }

  async #outputs(session: InferenceSession, window: Tensor): Promise<InferenceSession.OnnxValueMapType> {
    try {
      return await session.run({ window });
    } catch (cause) {
      throw this.#failure('forecasts', messageOf(cause), cause);
    }
  }

  #numbers(outputs: InferenceSession.OnnxValueMapType, name: string, length: number): readonly number[] {
    const data = outputs[name].data as Float32Array | Float64Array;
    if (data.length === length) return Array.from(data);
    throw this.#failure(
      `\`${name}\` with ${length} values for \`--horizon\` ${this.#options.horizon}`,
      `${data.length} (${outputs[name].dims.join(', ')})`,
    );
  }

  #failure(expected: string, got: string, cause?: unknown): TrainingError {
    return new TrainingError(
      `expected ${expected} of ${this.#argument.name} in fold ${this.#fold}, got ${got}`,
      { hint: HINT, cause },
    );
  }
}

const messageOf = (error: unknown): string => quoted(error instanceof Error ? error.message : String(error));

/** The runtime, which is not installed with hindcast: it is 130 MB. */
async function loadRuntime() {
  try {
    const runtime = await import('onnxruntime-web');
    runtime.env.wasm.numThreads = 1;
    return runtime;
  } catch (cause) {
    throw new TrainingError(
      'models such as `onnx:FILE` need the package onnxruntime-web, which is not installed',
      {
        cause,
        hint: '`npm install onnxruntime-web` beside hindcast (with `--global` if hindcast is), then run the same command again',
      },
    );
  }
}
