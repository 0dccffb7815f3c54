/** `hindcast report RUN…`: writes stored runs as one HTML file. */

import path from 'node:path';
import type { Command } from 'commander';
import { UsageError } from '../../errors.ts';
import type { ReportedRun } from '../../report/inputs.ts';
import type { CommonFlags } from '../help.ts';
import { addCommon, addHelp } from '../help.ts';
import { name } from '../options/parse.ts';
import { withRun } from '../runs.ts';
import type { StoreFlags } from '../store.ts';
import { addStoreOption } from '../store.ts';
import { print, printChunks, note } from '../terminal/print.ts';
import type { Host } from '../host.ts';

interface ReportFlags extends CommonFlags, StoreFlags {
  readonly output?: string;
}

export function addReport(command: Command, host: Host): void {
  command
    .description(
      'Writes stored runs as one self-contained HTML file: verdicts, scores, charts, tests and options.',
    )
    .argument('<run...>', '6 or more digits of each, as `hindcast runs` shows them, or `last`')
    .option('--output <file>', 'write to a file instead of standard output')
    .action((texts: readonly string[], flags: ReportFlags) => writeReport(host, texts, flags));
  addStoreOption(command);
  addCommon(command);
  addHelp(command, ['hindcast report last --output report.html'], [0, 1, 2, 10, 12, 28]);
}

async function writeReport(host: Host, texts: readonly string[], flags: ReportFlags): Promise<void> {
  const [
    { readForecasts },
    { commandLineOf },
    { reportHtml },
    { digitsOf },
    { SCHEMA, toText },
    { writeFileWhole },
  ] = await Promise.all([
    import('../../data/csv/read-forecasts.ts'),
    import('../run-command-line.ts'),
    import('../../report/html/page.ts'),
    import('../../report/format/runs.ts'),
    import('../../report/json/document.ts'),
    import('../terminal/output-files.ts'),
  ]);
  const output = flags.output === undefined ? undefined : name(flags.output, '--output');
  const runs: ReportedRun[] = [];
  for (const text of texts) {
    const kept = await withRun(host, text, flags, (store, record) => ({
      record,
      json: JSON.parse(store.runs.text(record.run, 'run.json')) as unknown,
      forecasts: readForecasts(store.runs.text(record.run, 'forecasts.csv'), `run ${record.run}`),
      history: store.runs.list(record.configuration),
    }));
    if (runs.some(({ record }) => record.run === kept.record.run))
      throw new UsageError(`run \`${text}\` is named twice`, { hint: 'name each run once' });
    runs.push({ ...kept, command: await commandLineOf(kept.record) });
  }
  const html = reportHtml(runs);
  const names = runs.map(({ record }) => record.run);
  if (output !== undefined) {
    await writeFileWhole(host, path.resolve(output), html);
    if (flags.json === true) print(host, toText({ schema: SCHEMA, type: 'report', runs: names, output }));
    else if (flags.quiet !== true)
      note(
        host,
        `${output}: ${runs.length === 1 ? 'run' : 'runs'} ${runs.map(({ record }) => digitsOf(record)).join(', ')}`,
      );
  } else if (flags.json === true)
    print(
      host,
      toText({ schema: SCHEMA, type: 'report', runs: names, output: null, html: [...html].join('') }),
    );
  else await printChunks(host, html);
}
