/** What `hindcast export-model` does, step by step. */

import type { SavedModels } from '../../backtest/saved-models.ts';
import { UsageError } from '../../errors.ts';
import { modelNamed } from '../../models/index.ts';
import type { Model } from '../../models/model.ts';
import { statesBySeries } from '../../models/local.ts';
import { featureNames } from '../../models/onnx/features.ts';
import { networkGraph } from '../../models/onnx/export.ts';
import type { SavedNetwork } from '../../models/onnx/export.ts';
import { writeOnnx } from '../../models/onnx/proto.ts';
import { SCHEMA, toText } from '../../report/json/document.ts';
import { renderTable } from '../../report/text/table.ts';
import { canonical } from '../../text/canonical.ts';
import { quoted } from '../../text/escape.ts';
import { suggestion } from '../../text/suggest.ts';
import type { CommonFlags } from '../help.ts';
import type { Host } from '../host.ts';
import { readModels } from '../model-files.ts';
import { integer, place } from '../../options/parse.ts';
import { prepareFile, writeFileWhole } from '../terminal/output-files.ts';
import { print } from '../terminal/print.ts';
import { version } from '../../text/version.ts';

export interface ExportModelFlags extends CommonFlags {
  readonly onnx?: string;
  readonly model?: string;
  readonly member?: string;
  readonly series?: string;
}

/** Writes the graph of a network, and prints what goes into it and comes out. */
export async function exportModel(host: Host, file: string, flags: ExportModelFlags): Promise<void> {
  if (flags.onnx === undefined)
    throw new UsageError('missing required option `--onnx`', {
      hint: 'name a file, for example `--onnx gru.onnx`',
    });
  const onnx = place(flags.onnx, '--onnx');
  await prepareFile(host, onnx, [file], '--onnx');
  const saved = await readModels(host, file);
  const network = chooseNetwork(saved, file, flags);
  const graph = networkGraph({
    model: network.model,
    ...graphSource(saved, network),
  });
  await writeFileWhole(host, onnx, onnxBytes(saved, network, graph), '--onnx');
  print(host, flags.json === true ? jsonOf(onnx, network, graph) : tableOf(onnx, network, graph));
}

type Graph = ReturnType<typeof networkGraph>;

/** The network that the flags choose from the file. */
interface ChosenNetwork {
  readonly model: Model;
  /** Of the members that are exported. */
  readonly states: Parameters<typeof networkGraph>[0]['states'];
  /** Numbers of these members. */
  readonly members: readonly number[];
  /** Which members of several, in words; `undefined` if there is only one. */
  readonly which: string | undefined;
  readonly series: number;
  readonly seriesId: string;
}

function chooseNetwork(saved: SavedModels, file: string, flags: ExportModelFlags): ChosenNetwork {
  const model = networkOf(saved, file, flags.model);
  const series = seriesOf(saved, file, flags.series);
  const all = saved.models.get(model.name) ?? [];
  const member =
    flags.member === undefined ? undefined : integer(0, all.length - 1)(flags.member, '--member');
  const which = member === undefined ? `mean of ${all.length} members` : `member ${member}`;
  return {
    model,
    states: member === undefined ? all : [all[member]],
    members: member === undefined ? [...all.keys()] : [member],
    which: all.length === 1 ? undefined : which,
    series,
    seriesId: saved.series[series].id,
  };
}

/** What a graph of this network is made from: of a local model, the part of its series. */
function graphSource(
  { options, series: all }: SavedModels,
  { model, states, series }: ChosenNetwork,
): Pick<SavedNetwork, 'states' | 'options' | 'series' | 'seriesCount'> {
  const count = all.length;
  if (!options.local) return { states, options, series, seriesCount: count };
  const own = states.map((state) => statesBySeries(model.name, state, count)[series]);
  return { states: own, options, series: 0, seriesCount: 1 };
}

function onnxBytes(
  { options, trained, numbers }: SavedModels,
  { model, members, which, seriesId }: ChosenNetwork,
  graph: Graph,
): Uint8Array {
  const features = featureNames(options);
  return writeOnnx({
    graph,
    summary: `${model.name}, ${which ?? 'trained'}, for ${seriesId}, by hindcast`,
    producer: { name: 'hindcast', version: version() },
    metadata: {
      model: model.name,
      members: canonical(members),
      series: seriesId,
      options: canonical(options),
      ...(features.length > 0 && { features: canonical(features) }),
      trained: canonical({
        from: new Date(trained.from).toISOString(),
        through: new Date(trained.through).toISOString(),
      }),
      hindcast: version(),
      numbers: String(numbers),
    },
  });
}

function jsonOf(
  file: string,
  { model, states, seriesId }: ChosenNetwork,
  { inputs, outputs }: Graph,
): string {
  return toText({
    schema: SCHEMA,
    type: 'export-model',
    file,
    model: model.name,
    members: states.length,
    series: seriesId,
    inputs,
    outputs,
  });
}

function tableOf(
  file: string,
  { model, which, seriesId }: ChosenNetwork,
  { inputs, outputs }: Graph,
): string {
  const rows = [...inputs, ...outputs].map(({ name: array, shape, summary }) => [
    array,
    `(${shape.join(', ')})`,
    summary,
  ]);
  const columns = ['array', 'shape', 'contains'].map((title) => ({ title, align: 'left' }) as const);
  const title = `${file}: ${model.name}${which === undefined ? '' : `, ${which}`}, for ${quoted(seriesId)}`;
  return `${title}\n${renderTable(columns, rows)}`;
}

/** The network of that name, or the only one. */
function networkOf({ models }: SavedModels, file: string, wanted: string | undefined): Model {
  const names = [...models.keys()];
  if (wanted !== undefined) {
    if (names.includes(wanted)) return modelNamed(wanted);
    throw new UsageError(`no model \`${wanted}\` in \`${file}\``, { hint: suggestion(wanted, names) });
  }
  const networks = names.map(modelNamed).filter(({ layers }) => layers !== undefined);
  if (networks.length === 1) return networks[0];
  if (networks.length === 0)
    throw new UsageError(`expected a network in \`${file}\`, got ${names.join(', ')}`, {
      hint: 'the others are formulas: docs/models.md says what the file contains',
    });
  throw new UsageError(`expected \`--model\`, as \`${file}\` has ${networks.length} networks`, {
    hint: `choose from ${networks.map((one) => one.name).join(', ')}`,
  });
}

/** The index of the series of that name, or of the only one. */
function seriesOf({ series }: SavedModels, file: string, wanted: string | undefined): number {
  const ids = series.map(({ id }) => id);
  if (wanted === undefined) {
    if (ids.length === 1) return 0;
    throw new UsageError(`expected \`--series\`, as the models in \`${file}\` have ${ids.length} series`, {
      hint: `each has its own scaler: choose from ${ids.slice(0, 5).join(', ')}${ids.length > 5 ? ', …' : ''}`,
    });
  }
  const index = ids.indexOf(wanted);
  if (index < 0)
    throw new UsageError(`no series \`${wanted}\` in \`${file}\``, { hint: suggestion(wanted, ids) });
  if (!series[index].isTrained)
    throw new UsageError(`the models in \`${file}\` were not trained on \`${wanted}\``, {
      hint: 'choose another series, or save models again',
    });
  return index;
}
