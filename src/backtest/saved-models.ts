/**
 * Saved models: what the fits of one forecast have learnt, by model and member, with everything that another forecast
 * needs: options, series, the span they were fitted on. As bytes they are a safetensors file, with arrays named
 * `gru.0.layers.0.Wx` (model, member, array) and these texts as its metadata:
 *
 *     format   hindcast/1                        hindcast  version of the program that wrote it
 *     numbers  version of the arithmetic         options   every option, JSON with sorted keys
 *     trained  { from, through }, times in UTC   series    [{ id, isTrained, digest }], in the order of the panel
 *     timeframe  step of the grid, or empty
 *     digests, digest  of every array and of these texts (model-digests.ts); both are required
 *
 * No time of writing is in it: the same fits give the same bytes.
 */

import { membersOf } from './fits.ts';
import type { BacktestOptions } from './options.ts';
import { findChange, withDigests } from './model-digests.ts';
import { readSafetensors, writeSafetensors } from '../data/safetensors.ts';
import type { Safetensors, Tensor } from '../data/safetensors.ts';
import { escapeControl } from '../text/escape.ts';
import { DataError, HindcastError } from '../errors.ts';
import type { FitState } from '../models/state.ts';
import { canonical } from '../text/canonical.ts';
import { digestOf } from '../text/digest.ts';
import { parseJson } from '../text/strict-json.ts';
import { modelsOf } from './plan.ts';

export interface SavedSeries {
  readonly id: string;
  /** Whether it had anything to learn from; otherwise it cannot be forecast. */
  readonly isTrained: boolean;
  /** Of the values that were known at the time. */
  readonly digest: string;
}

export interface SavedModels {
  /** Version of the arithmetic that the fits were computed with. */
  readonly numbers: number;
  readonly options: BacktestOptions;
  readonly series: readonly SavedSeries[];
  /** Name of the panel's step; `null` if the panel has no grid. */
  readonly timeframe: string | null;
  /** Milliseconds of the first and the last row that the fits saw. */
  readonly trained: { readonly from: number; readonly through: number };
  /** States by member, of every model of the options, benchmarks included. */
  readonly models: ReadonlyMap<string, readonly FitState[]>;
}

const FORMAT = 'hindcast/1';

/** @param hindcast - version of the program, which the file contains */
export function packModels(saved: SavedModels, hindcast: string): Uint8Array {
  return writeSafetensors(withDigests(contentOf(saved, hindcast)));
}

function contentOf(saved: SavedModels, hindcast: string): Safetensors {
  const { numbers, options, series, timeframe, trained, models } = saved;
  const tensors = [...models].flatMap(([model, members]) =>
    members.flatMap((state, member) =>
      state.map((tensor): Tensor => ({ ...tensor, name: `${model}.${member}.${tensor.name}` })),
    ),
  );
  const metadata = {
    format: FORMAT,
    hindcast,
    numbers: String(numbers),
    options: canonical(options),
    series: JSON.stringify(series.map(({ id, isTrained, digest }) => ({ id, isTrained, digest }))),
    timeframe: timeframe ?? '',
    trained: JSON.stringify({
      from: new Date(trained.from).toISOString(),
      through: new Date(trained.through).toISOString(),
    }),
  };
  return { metadata, tensors };
}

/** `sha256:<hex>` of the models, the same for every version of the program. */
export function digestOfModels(saved: SavedModels): string {
  return digestOf(writeSafetensors(contentOf(saved, '')));
}

/**
 * The models in these bytes, which may come from anywhere. Whether every array fits the options is checked when a model is
 * restored.
 * @param source - name of the file, for messages
 * @param readOptions - checks the options; throws a HindcastError for those it refuses
 * @throws DataError
 */
export function unpackModels(
  bytes: Uint8Array,
  source: string,
  readOptions: (value: unknown) => BacktestOptions,
): SavedModels {
  const content = readSafetensors(bytes, source);
  const { metadata, tensors } = content;
  const refuse = refusalIn(source);
  const { text, quote, json } = readMetadata(metadata, refuse);
  if (text('format') !== FORMAT) throw refuse(`models of the format \`${FORMAT}\``, quote('format'));
  const change = findChange(content);
  if (change !== undefined) throw refuse('models with the digests they were saved with', change);
  const numbers = Number(text('numbers'));
  if (!Number.isInteger(numbers) || numbers < 1) throw refuse('a version as `numbers`', quote('numbers'));
  const options = optionsIn(json('options'), source, readOptions);
  const series = json('series');
  if (!isSeries(series)) throw refuse('a list of series', quote('series'));
  const trained = spanOf(json('trained'));
  if (trained === undefined) throw refuse('the span of the training rows', quote('trained'));
  const models = statesByModel(tensors, options, refuse);
  return { numbers, options, series, timeframe: text('timeframe') || null, trained, models };
}

/** The error for a file that contains something else than expected. */
type RefuseModels = (expected: string, got: string, cause?: unknown) => DataError;

const refusalIn =
  (source: string): RefuseModels =>
  (expected, got, cause) =>
    new DataError(escapeControl(`expected ${expected} in ${source}, got ${got}`), {
      cause,
      hint: 'use a file that this version of `hindcast forecast --save` has written, or save it again',
    });

const shortened = (text: string): string => `\`${text.slice(0, 80)}\``;

interface MetadataReader {
  text(key: string): string;
  /** The beginning of a text, for messages. */
  quote(key: string): string;
  json(key: string): unknown;
}

function readMetadata(metadata: Readonly<Record<string, string>>, refuse: RefuseModels): MetadataReader {
  const text = (key: string): string => metadata[key] ?? '';
  const quote = (key: string): string => shortened(text(key));
  return {
    text,
    quote,
    json(key) {
      try {
        return parseJson(text(key));
      } catch (error) {
        throw refuse(`JSON as \`${key}\``, quote(key), error);
      }
    },
  };
}

function optionsIn(
  value: unknown,
  source: string,
  readOptions: (value: unknown) => BacktestOptions,
): BacktestOptions {
  try {
    return readOptions(value);
  } catch (error) {
    if (!(error instanceof HindcastError)) throw error;
    throw new DataError(escapeControl(`the options in ${source} are invalid: ${error.message}`), {
      cause: error,
      hint: 'use a file that `hindcast forecast --save` has written, or a newer version of hindcast',
    });
  }
}

/** The states of every model of the options by member, from arrays named `model.member.array`. */
function statesByModel(
  tensors: readonly Tensor[],
  options: BacktestOptions,
  refuse: RefuseModels,
): SavedModels['models'] {
  const models = new Map(
    modelsOf(options).map((model) => [
      model,
      Array.from({ length: membersOf(model, options) }, (): Tensor[] => []),
    ]),
  );
  for (const tensor of tensors) {
    const [, model = '', member = '', name = ''] =
      /^([^.]+)\.(0|[1-9]\d{0,3})\.(.+)$/s.exec(tensor.name) ?? [];
    const state = models.get(model)?.[Number(member)];
    if (state === undefined) throw refuse('arrays of the models of its options', shortened(tensor.name));
    state.push({ ...tensor, name });
  }
  return models;
}

function isSeries(value: unknown): value is readonly SavedSeries[] {
  return (
    Array.isArray(value) &&
    value.length > 0 &&
    value.every((one: unknown) => {
      const { id, isTrained, digest } = (one ?? {}) as Readonly<Record<string, unknown>>;
      return typeof id === 'string' && typeof isTrained === 'boolean' && typeof digest === 'string';
    })
  );
}

function spanOf(value: unknown): SavedModels['trained'] | undefined {
  const { from, through } = (value ?? {}) as Readonly<Record<string, unknown>>;
  const [first, last] = [from, through].map((time) => (typeof time === 'string' ? Date.parse(time) : NaN));
  return first <= last ? { from: first, through: last } : undefined;
}
