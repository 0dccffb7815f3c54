/** Saved models in files: read, checked, written; and the options that they bind a command to. */

import type { Command } from 'commander';
import { fixedOptions } from '../backtest/restore.ts';
import type { SavedModels } from '../backtest/saved-models.ts';
import { packModels, unpackModels } from '../backtest/saved-models.ts';
import { readBytes } from '../data/csv/decode-text.ts';
import { targetOf } from '../data/targets.ts';
import { presetOptions } from './options/command.ts';
import { checkOptions } from '../options/resolve.ts';
import { writeFileWhole } from './terminal/output-files.ts';
import { registeredNames } from './panel-options.ts';
import { version } from '../text/version.ts';
import type { Host } from './host.ts';

/**
 * The models in a file that `--save` has written, or in bytes from elsewhere.
 * @param source - its name, for messages
 * @throws NotFoundError; DataError for what is none
 */
export async function readModels(host: Host, source: string, bytes?: Uint8Array): Promise<SavedModels> {
  const names = await registeredNames();
  return unpackModels(bytes ?? (await readBytes(source, host.stdin)), source, (options) =>
    checkOptions(options, names),
  );
}

/** The bytes of a file of these models. */
export function modelBytes(saved: SavedModels): Uint8Array {
  return packModels(saved, version());
}

/** Writes them; on return the file is complete. */
export async function saveModels(host: Host, file: string, saved: SavedModels): Promise<void> {
  await writeFileWhole(host, file, modelBytes(saved), '--save');
}

/**
 * Binds a command to the options of its models. The interval method, and levels that the models do not learn, stay free.
 * @throws UsageError for a flag that contradicts them
 */
export function bindOptions(command: Command, saved: SavedModels, file: string): void {
  const { options } = saved;
  const column = targetOf(options.target).quantity.sourceColumn(options.column);
  presetOptions(command, { ...options, column }, [...fixedOptions(saved), 'recipe'], `\`${file}\``);
}
