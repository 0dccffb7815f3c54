/** `hindcast export-model FILE`: a saved network as an ONNX graph. */

import type { Command } from 'commander';
import { addCommon, addHelp } from '../help.ts';
import type { Host } from '../host.ts';
import { lazyAction } from './lazy-action.ts';

export function addExportModel(command: Command, host: Host): void {
  command
    .description('Writes a saved network as an ONNX graph that turns raw values into forecasts.')
    .argument('<file>', 'saved models, from `hindcast forecast --save`')
    .option('--onnx <file>', 'file to write', ofOneLine)
    .option('--model <name>', 'which network, if the file has several', ofOneLine)
    .option('--member <n>', 'one of its members, from 0 (default: the mean of all)', ofOneLine)
    .option('--series <id>', 'which series, if the models have several', ofOneLine)
    .action(lazyAction(async () => (await import('../actions/export-model.ts')).exportModel, host));
  addCommon(command);
  addHelp(command, ['hindcast export-model gru.safetensors --onnx gru.onnx'], [0, 1, 2, 10, 12, 28]);
}

/** Options of one command line: a setting `model` is a list of what to fit. */
const ofOneLine = (text: string): string => text;
