/** What `hindcast export` does, step by step. */

import path from 'node:path';
import type { Command } from 'commander';
import type { Candles } from '../../data/candles.ts';
import { UsageError } from '../../errors.ts';
import { candlesCsv } from '../../report/csv/candles.ts';
import { digitsOf } from '../../report/format/runs.ts';
import { plural } from '../../report/format/units.ts';
import { candlesJson, candlesJsonLines } from '../../report/json/candles.ts';
import type { ShowSourceFlag } from '../file-options.ts';
import { fileOptions } from '../file-options.ts';
import type { CommonFlags } from '../help.ts';
import type { Host } from '../host.ts';
import type { ExportForm } from '../../options/parse.ts';
import { exportForm, place } from '../../options/parse.ts';
import { isRunAndNoFile, withRun } from '../stored-runs.ts';
import type { SourceFlags } from '../sources.ts';
import { loadSource } from '../sources.ts';
import type { Content } from '../terminal/chunks.ts';
import { prepareFolder, writeFileWhole, writeFilesWhole } from '../terminal/output-files.ts';
import { note, printNotes, printChunks, printWarnings } from '../terminal/print.ts';

interface ExportFlags extends CommonFlags, SourceFlags, ShowSourceFlag {
  readonly output?: string;
  readonly format?: string;
}

export async function exportSource(
  host: Host,
  source: string,
  flags: ExportFlags,
  command: Command,
): Promise<void> {
  if (!(await isRunAndNoFile(source))) return exportCandles(host, source, flags);
  const wrong = OF_CANDLES.find((flag) => command.getOptionValueSource(flag.key) === 'cli');
  if (wrong !== undefined) {
    throw new UsageError(`\`${wrong.long}\` is for candles, and \`${source}\` is a run`, {
      hint: 'leave it out',
    });
  }
  await exportRun(host, source, flags);
}

/** The files of a run; without a folder, its forecasts, or under `--json` its run.json. */
async function exportRun(host: Host, text: string, flags: ExportFlags): Promise<void> {
  const output = flags.output === undefined ? undefined : place(flags.output, '--output');
  const names =
    output !== undefined
      ? RUN_FILES
      : [flags.json === true ? ('run.json' as const) : ('forecasts.csv' as const)];
  const { record, files } = await withRun(host, text, flags, ({ runs }, found) => ({
    record: found,
    files: Object.fromEntries(names.map((file) => [file, [runs.text(found.run, file)]])),
  }));
  if (output === undefined) return printChunks(host, Object.values(files).flat());
  await prepareFolder(host, output, RUN_FILES, []);
  await writeFilesWhole(host, output, files);
  if (flags.quiet !== true) note(host, `${output}: run ${digitsOf(record)}, ${RUN_FILES.join(', ')}`);
}

interface WrittenForm {
  readonly write: (series: readonly Candles[]) => Content | Promise<Content>;
  /** Whether it is no text. */
  readonly isBinary?: true;
}

const FORMS: Readonly<Record<ExportForm, WrittenForm>> = {
  csv: { write: candlesCsv },
  jsonl: { write: candlesJsonLines },
  parquet: {
    write: async (series) => (await import('../../report/parquet/candles.ts')).candlesParquet(series),
    isBinary: true,
  },
};

const RUN_FILES = ['forecasts.csv', 'scores.csv', 'run.json'] as const;
/** Options that a run does not have. */
const OF_CANDLES = [
  { long: '--timeframe', key: 'timeframe' },
  { long: '--format', key: 'format' },
  { long: '--include-open', key: 'includeOpen' },
  { long: '--show-source', key: 'showSource' },
  ...fileOptions,
] as const;

async function exportCandles(host: Host, source: string, flags: ExportFlags): Promise<void> {
  if (flags.showSource === true) {
    const { showSources } = await import('../show-source.ts');
    return showSources(host, [source], 'close', flags);
  }
  const form = flags.format === undefined ? 'csv' : exportForm(flags.format, '--format');
  if (flags.json === true && flags.format !== undefined)
    throw new UsageError('expected `--format` or `--json`, got both', { hint: 'leave one out' });
  const output = flags.output === undefined ? undefined : place(flags.output, '--output');
  if (FORMS[form].isBinary === true && output === undefined && host.stdout.isTTY === true)
    throw new UsageError(`\`--format ${form}\` writes bytes, which a terminal cannot show`, {
      hint: 'give a file with `--output`, or send them to a program',
    });
  const { candles, warnings, notes } = await loadSource(host, source, 'close', flags);
  printWarnings(host, warnings, flags);
  printNotes(host, notes, flags);
  const content =
    flags.json === true ? [`${JSON.stringify(candlesJson(candles))}\n`] : await FORMS[form].write(candles);
  if (output === undefined) await printChunks(host, content);
  else {
    await writeFileWhole(host, path.resolve(output), content);
    const rows = candles.reduce((sum, { time }) => sum + time.length, 0);
    if (flags.quiet !== true) note(host, `${output}: ${plural(rows, 'candle')}`);
  }
}
