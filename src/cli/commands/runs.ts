/** `hindcast runs`: lists the stored runs. */

import type { Command } from 'commander';
import type { RunRecord } from '../../evaluation/run-record.ts';
import type { CommonFlags } from '../help.ts';
import { addCommon, addHelp } from '../help.ts';
import { integer, list, moment, name } from '../options/parse.ts';
import { withRun } from '../runs.ts';
import type { StoreFlags } from '../store.ts';
import { addStoreOption, storeOf, withExistingStore } from '../store.ts';
import { print } from '../terminal/print.ts';
import type { Host } from '../host.ts';

interface RunsFlags extends CommonFlags, StoreFlags {
  readonly all?: true;
  readonly configuration?: string;
  readonly model?: readonly string[];
  readonly source?: string;
  /** Milliseconds. */
  readonly since?: number;
  readonly limit?: number;
}

/** Lines of a table without `--limit`. */
const LINES = 30;

export function addRuns(command: Command, host: Host): void {
  command
    .description(
      'Lists the stored runs, newest first; one line for all runs that differ only in the rows they read.',
    )
    .option('--all', 'one line per run')
    // These read their text themselves, so that no setting that is meant for `backtest` or `fetch` filters anything.
    .option(
      '--configuration <run>',
      'only runs of the same configuration as this one, oldest first',
      (text) => name(text, '--configuration'),
    )
    .option('--model <list>', 'only runs with one of these models', (text) => list(name)(text, '--model'))
    .option('--source <text>', 'only runs of a source or series whose name contains this', (text) =>
      name(text, '--source'),
    )
    .option('--since <date>', 'only runs that ended then or later, in UTC', (text) => moment(text, '--since'))
    .option('--limit <n>', `lines at most (default: ${LINES}, with --json all)`, (text) =>
      integer(1)(text, '--limit'),
    )
    .action((flags: RunsFlags) => listRuns(host, flags));
  addStoreOption(command);
  addCommon(command);
  addHelp(
    command,
    ['hindcast runs', 'hindcast runs --model linear --all', 'hindcast runs --configuration last'],
    [0, 1, 2, 10, 12],
  );
}

async function listRuns(host: Host, flags: RunsFlags): Promise<void> {
  const [{ runsJson }, report, { toText }] = await Promise.all([
    import('../../report/json/runs.ts'),
    import('../../report/text/runs.ts'),
    import('../../report/json/document.ts'),
  ]);
  const isJson = flags.json === true;
  const { configuration, limit = isJson ? Infinity : LINES } = flags;
  const passes = filterOf(flags);
  const found =
    configuration === undefined
      ? await withExistingStore(host, flags, ({ runs }) => runs.list())
      : await withRun(host, configuration, flags, ({ runs }, record) => runs.list(record.configuration));
  const ledger = { runs: (found ?? []).filter(passes), file: storeOf(host, flags), limit };
  if (isJson) return print(host, toText(runsJson(ledger)));
  if (configuration !== undefined && ledger.runs.length > 0)
    return print(host, report.renderConfiguration(ledger));
  print(host, flags.all === true ? report.renderRuns(ledger) : report.renderConfigurations(ledger));
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
