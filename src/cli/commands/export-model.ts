/** `hindcast export-model FILE`: a saved network as an ONNX graph. */

import type { Command } from 'commander';
import type { SavedModels } from '../../backtest/saved-models.ts';
import { UsageError } from '../../errors.ts';
import type { Model } from '../../models/model.ts';
import type { CommonFlags } from '../help.ts';
import { addCommon, addHelp } from '../help.ts';
import { integer, name } from '../options/parse.ts';
import { print } from '../terminal/print.ts';
import { version } from '../version.ts';
import { quoted } from '../../text/escape.ts';
import { suggestion } from '../../text/suggest.ts';
import type { Host } from '../host.ts';

interface ExportModelFlags extends CommonFlags {
  readonly onnx?: string;
  readonly model?: string;
  readonly member?: string;
  readonly series?: string;
}

export function addExportModel(command: Command, host: Host): void {
  command
    .description('Writes a network of a file of saved models as an ONNX graph, from raw values to forecasts.')
    .argument('<file>', 'saved models, from `hindcast forecast --save`')
    .option('--onnx <file>', 'where the graph goes', ofOneLine)
    .option('--model <name>', 'the network, where the file has several', ofOneLine)
    .option('--member <n>', 'one of its members, from 0 (default: the mean of all)', ofOneLine)
    .option('--series <id>', 'the series that is forecast, where the models are of several', ofOneLine)
    .action((file: string, flags: ExportModelFlags) => exportModel(host, file, flags));
  addCommon(command);
  addHelp(command, ['hindcast export-model gru.safetensors --onnx gru.onnx'], [0, 1, 2, 10, 12, 28]);
}

/** Options of one command line: a setting `model` is a list of what to fit. */
const ofOneLine = (text: string): string => text;

async function exportModel(host: Host, file: string, flags: ExportModelFlags): Promise<void> {
  if (flags.onnx === undefined)
    throw new UsageError('missing required option `--onnx`', { hint: 'name a file, `--onnx gru.onnx` say' });
  const onnx = name(flags.onnx, '--onnx');
  const [
    { readModels },
    { networkGraph },
    { writeOnnx },
    output,
    { toText, SCHEMA },
    { renderTable },
    { canonical },
  ] = await Promise.all([
    import('../model-files.ts'),
    import('../../models/onnx/export.ts'),
    import('../../models/onnx/proto.ts'),
    import('../terminal/output-files.ts'),
    import('../../report/json/document.ts'),
    import('../../report/text/table.ts'),
    import('../../text/canonical.ts'),
  ]);
  await output.prepareFile(host, onnx, [file], '--onnx');
  const saved = await readModels(host, file);
  const model = await networkOf(saved, file, flags.model);
  const series = seriesOf(saved, file, flags.series);
  const states = saved.models.get(model.name) ?? [];
  const member =
    flags.member === undefined ? undefined : integer(0, states.length - 1)(flags.member, '--member');
  const chosen = member === undefined ? states : [states[member]];
  const { options } = saved;
  const seriesCount = saved.series.length;
  const graph = networkGraph({ model, states: chosen, options, series, seriesCount });
  const { id } = saved.series[series];
  const of = member === undefined ? `mean of ${states.length} members` : `member ${member}`;
  const bytes = writeOnnx({
    graph,
    summary: `${model.name}, ${states.length === 1 ? 'trained' : of}, for ${id}, by hindcast`,
    producer: { name: 'hindcast', version: version() },
    metadata: {
      model: model.name,
      members: canonical(member === undefined ? [...states.keys()] : [member]),
      series: id,
      options: canonical(options),
      trained: canonical({
        from: new Date(saved.trained.from).toISOString(),
        through: new Date(saved.trained.through).toISOString(),
      }),
      hindcast: version(),
      numbers: String(saved.numbers),
    },
  });
  await output.writeFileWhole(host, onnx, bytes, '--onnx');
  const ports = [...graph.inputs, ...graph.outputs];
  if (flags.json === true) {
    const { inputs, outputs } = graph;
    print(
      host,
      toText({
        schema: SCHEMA,
        type: 'export-model',
        file: onnx,
        model: model.name,
        members: chosen.length,
        series: id,
        inputs,
        outputs,
      }),
    );
    return;
  }
  const rows = ports.map(({ name: port, shape, summary }) => [port, `(${shape.join(', ')})`, summary]);
  const columns = ['array', 'shape', 'holds'].map((title) => ({ title, align: 'left' }) as const);
  print(
    host,
    `${onnx}: ${model.name}${states.length === 1 ? '' : `, ${of}`}, for ${quoted(id)}\n${renderTable(columns, rows)}`,
  );
}

/** The network that is asked for, or the only one. */
async function networkOf({ models }: SavedModels, file: string, wanted: string | undefined): Promise<Model> {
  const { modelNamed } = await import('../../models/index.ts');
  const names = [...models.keys()];
  const networks = names.map(modelNamed).filter(({ layers }) => layers !== undefined);
  if (wanted === undefined) {
    if (networks.length === 1) return networks[0];
    throw new UsageError(
      networks.length === 0
        ? `expected a network in \`${file}\`, got ${names.join(', ')}`
        : `expected \`--model\`, as \`${file}\` has ${networks.length} networks`,
      {
        hint:
          networks.length === 0
            ? 'the others are formulas: docs/models.md says what is in the file'
            : `choose from ${networks.map((one) => one.name).join(', ')}`,
      },
    );
  }
  if (!names.includes(wanted))
    throw new UsageError(`no model \`${wanted}\` in \`${file}\``, { hint: suggestion(wanted, names) });
  return modelNamed(wanted);
}

/** The place of the series that is asked for, or of the only one. */
function seriesOf({ series }: SavedModels, file: string, wanted: string | undefined): number {
  const ids = series.map(({ id }) => id);
  if (wanted === undefined) {
    if (ids.length === 1) return 0;
    throw new UsageError(`expected \`--series\`, as the models in \`${file}\` are of ${ids.length}`, {
      hint: `each has its own scaler: choose from ${ids.slice(0, 5).join(', ')}${ids.length > 5 ? ', …' : ''}`,
    });
  }
  const place = ids.indexOf(wanted);
  if (place < 0)
    throw new UsageError(`no series \`${wanted}\` in \`${file}\``, { hint: suggestion(wanted, ids) });
  if (!series[place].isTrained)
    throw new UsageError(`the models in \`${file}\` had nothing of \`${wanted}\` to learn from`, {
      hint: 'choose another series, or save models again',
    });
  return place;
}
