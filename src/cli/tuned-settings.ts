/** `--save` of `tune`: a `hindcast.json` with one job per model, which backtests and forecasts with the chosen options. */

import { stat } from 'node:fs/promises';
import { UsageError } from '../errors.ts';
import type { Host } from './host.ts';
import { registeredNames } from './panel-options.ts';
import { flagTexts } from './run-command-line.ts';
import type { Repeatable } from './run-command-line.ts';
import { prepareFile, writeFileWhole } from './terminal/output-files.ts';

/** @throws UsageError if there is such a file: it may have jobs of its own */
export async function prepareSettings(host: Host, file: string, sources: readonly string[]): Promise<void> {
  if ((await stat(file).catch(() => undefined)) !== undefined)
    throw new UsageError(`\`${file}\` exists, and \`--save\` replaces nothing`, {
      hint: 'name a new file, and copy the jobs that you want from it into your `hindcast.json`',
    });
  await prepareFile(host, file, sources, '--save');
}

/** @param chosen - by model */
export async function writeSettings(host: Host, file: string, chosen: readonly Repeatable[]): Promise<void> {
  const names = await registeredNames();
  const jobs = chosen.map((one) => {
    const given = flagTexts(one, names).map(([long, text]) => [long.slice(2), text ?? true]);
    const { asked, options } = one;
    return [`tuned-${options.models[0]}`, { sources: asked.sources, options: Object.fromEntries(given) }];
  });
  const text = `${JSON.stringify({ jobs: Object.fromEntries(jobs) }, null, 2)}\n`;
  await writeFileWhole(host, file, [text], '--save');
}
