/** Tables of forecasts from the command line: a file, the folder of `--output`, standard input, or a run of the store. */

import { stat } from 'node:fs/promises';
import path from 'node:path';
import { closedTargets } from '../data/csv/closed-targets.ts';
import type { ForecastRows } from '../data/csv/forecast-rows.ts';
import { readForecasts } from '../data/csv/read-forecasts.ts';
import { readText } from '../data/csv/decode-text.ts';
import { digitsOf } from '../report/format/runs.ts';
import { isRunAndNoFile, withRun } from './stored-runs.ts';
import type { StoreFlags } from './store.ts';
import type { Host } from './host.ts';
import type { Warning } from '../text/warning.ts';

export interface LoadedForecasts {
  readonly rows: ForecastRows;
  /** Name in reports: the path as given, or `run 1a2b3c4d`. */
  readonly name: string;
  readonly warnings: readonly Warning[];
}

/** Flags of a command that reads a table of forecasts. */
export interface ForecastFileFlags extends StoreFlags {
  readonly includeOpen?: true | undefined;
}

/**
 * The table in `source`. A file has priority over a run of that name. In a file, actual values of candles that have not closed
 * are left out; a run has left them out already.
 */
export async function loadForecasts(
  host: Host,
  source: string,
  flags: ForecastFileFlags,
): Promise<LoadedForecasts> {
  if (await isRunAndNoFile(source)) {
    return withRun(host, source, flags, ({ runs }, record) => {
      const name = `run ${digitsOf(record)}`;
      return { rows: readForecasts(runs.text(record.run, 'forecasts.csv'), name), name, warnings: [] };
    });
  }
  const isFolder = source !== '-' && (await stat(source).catch(() => undefined))?.isDirectory() === true;
  const file = isFolder ? path.join(source, 'forecasts.csv') : source;
  const name = file === '-' ? 'stdin' : file;
  const rows = readForecasts((await readText(file, name, { stdin: host.stdin })).text, name);
  if (flags.includeOpen === true) return { rows, name: source, warnings: [] };
  return { ...closedTargets(rows, host.now()), name: source };
}
