/** Checks of the options that shape networks, of one option against the others. */

import { UsageError } from '../errors.ts';
import type { Model, ModelOptions } from '../models/model.ts';

type NetworkModel = Pick<Model, 'name' | 'layers' | 'readsSteps'>;

/** @throws UsageError for options of networks that contradict each other, or that no chosen model has a use for */
export function checkNetworks(
  options: ModelOptions & { readonly models: readonly string[] },
  registered: readonly NetworkModel[],
): void {
  for (const key of ['dropout', 'l1', 'l2'] as const) checkPerLayer(key, options);
  const chosen = registered.filter(({ name, layers }) => layers && options.models.includes(name));
  checkCells(options, chosen);
  checkSegment(options, chosen, registered);
}

function checkPerLayer(key: 'dropout' | 'l1' | 'l2', options: ModelOptions): void {
  const values = options[key];
  const layers = options.hidden.length;
  if (values.length === 1 || values.length === layers) return;
  const expected = layers === 1 ? '1 value' : `1 value, or ${layers} for the layers of \`--hidden\``;
  throw new UsageError(`expected \`--${key}\` to have ${expected}, got ${values.length}`, {
    hint: `\`--${key} ${values[0]}\` is the same for every layer`,
  });
}

/** Cells replace those of the model, so that two networks would be the same. */
function checkCells({ cells, hidden }: ModelOptions, chosen: readonly NetworkModel[]): void {
  if (cells.length === 0) return;
  if (cells.length !== hidden.length)
    throw new UsageError(
      `expected \`--cells\` to have ${hidden.length} ${hidden.length === 1 ? 'value, for the layer' : 'values, for the layers'} of \`--hidden\`, got ${cells.length}`,
      { hint: `give the units of each layer too, for example \`--hidden ${cells.map(() => 32).join(',')}\`` },
    );
  if (chosen.length > 1)
    throw new UsageError(
      `expected one network with \`--cells\`, got ${chosen.map(({ name }) => name).join(', ')}, whose layers would be the same`,
      { hint: `name one, for example \`--model ${chosen[0].name}\`` },
    );
}

function checkSegment(
  options: ModelOptions,
  chosen: readonly NetworkModel[],
  registered: readonly NetworkModel[],
): void {
  const { segment, inputSize } = options;
  if (segment === 1) return;
  const readers = registered.filter(({ readsSteps }) => readsSteps?.({ ...options, cells: [] }));
  if (!chosen.some(({ readsSteps }) => readsSteps?.(options)))
    throw new UsageError(
      `expected a network that reads its window step by step with \`--segment\` ${segment}, got none`,
      { hint: `choose from ${readers.map(({ name }) => name).join(', ')}, or leave \`--segment\` out` },
    );
  if (inputSize % segment === 0) return;
  const below = Math.floor(inputSize / segment) * segment;
  const sizes = [below, below + segment].filter((size) => size > 0);
  throw new UsageError(
    `expected \`--input-size\` to be a multiple of \`--segment\` ${segment}, got ${inputSize}`,
    { hint: `try ${sizes.map((size) => `\`--input-size ${size}\``).join(' or ')}` },
  );
}
