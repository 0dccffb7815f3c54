/** What `hindcast runs` does, step by step. */

import type { Command } from 'commander';
import type { RunRecord } from '../../evaluation/run-record.ts';
import { toText } from '../../report/json/document.ts';
import { runsJson } from '../../report/json/runs.ts';
import { plotRuns } from '../../report/plot/runs-plot.ts';
import { renderConfiguration, renderConfigurations, renderRuns } from '../../report/text/runs.ts';
import type { CommonFlags } from '../help.ts';
import type { Host } from '../host.ts';
import type { PlotFlags } from '../plot.ts';
import { askedArea, withDrawing } from '../plot.ts';
import { withRun } from '../stored-runs.ts';
import type { StoreFlags } from '../store.ts';
import { storeOf, withExistingStore } from '../store.ts';
import { print } from '../terminal/print.ts';

interface RunsFlags extends CommonFlags, StoreFlags, PlotFlags {
  readonly all?: true;
  readonly configuration?: string;
  readonly model?: readonly string[];
  readonly source?: string;
  /** Milliseconds. */
  readonly since?: number;
  readonly limit: number;
}

export async function listRuns(host: Host, flags: RunsFlags, command: Command): Promise<void> {
  const isJson = flags.json === true;
  const { configuration } = flags;
  const hasLimit = !isJson || command.getOptionValueSource('limit') === 'cli';
  const limit = hasLimit ? flags.limit : Infinity;
  const passes = filterOf(flags);
  const found =
    configuration === undefined
      ? await withExistingStore(host, flags, ({ runs }) => runs.list())
      : await withRun(host, configuration, flags, ({ runs }, record) => runs.list(record.configuration));
  const ledger = { runs: (found ?? []).filter(passes), file: storeOf(host, flags), limit };
  if (isJson) return print(host, toText(runsJson(ledger)));
  const drawing = drawingOf(host, ledger.runs, flags);
  if (configuration !== undefined && ledger.runs.length > 0)
    return print(host, withDrawing(renderConfiguration(ledger), drawing));
  print(host, withDrawing((flags.all === true ? renderRuns : renderConfigurations)(ledger), drawing));
}

/** U2 over time of the configuration of the newest run. */
function drawingOf(host: Host, runs: readonly RunRecord[], flags: PlotFlags): string | undefined {
  const area = askedArea(host, flags);
  const same = runs.filter(({ configuration }) => configuration === runs[0].configuration);
  return area && (same.length === 0 ? '' : plotRuns(same, area));
}

/** Whether a run is among those asked for. */
function filterOf({ model: wanted, source, since = -Infinity }: RunsFlags): (record: RunRecord) => boolean {
  const part = source?.toLowerCase();
  return ({ at, asked, data, options }) =>
    at >= since &&
    (wanted === undefined || options.models.some((model) => wanted.includes(model))) &&
    (part === undefined ||
      [...asked.sources, ...data.map(({ id }) => id)].some((one) => one.toLowerCase().includes(part)));
}
