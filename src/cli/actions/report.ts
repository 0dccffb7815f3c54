/** What `hindcast report` does, step by step. */

import path from 'node:path';
import { readForecasts } from '../../data/csv/read-forecasts.ts';
import { UsageError } from '../../errors.ts';
import { digitsOf } from '../../report/format/runs.ts';
import { reportHtml } from '../../report/html/page.ts';
import type { ReportedRun } from '../../report/inputs.ts';
import { SCHEMA, toText } from '../../report/json/document.ts';
import type { CommonFlags } from '../help.ts';
import type { Host } from '../host.ts';
import { place } from '../options/parse.ts';
import { commandLineOf } from '../run-command-line.ts';
import { withRun } from '../stored-runs.ts';
import type { StoreFlags } from '../store.ts';
import { writeFileWhole } from '../terminal/output-files.ts';
import { note, print, printChunks } from '../terminal/print.ts';

interface ReportFlags extends CommonFlags, StoreFlags {
  readonly output?: string;
}

export async function writeReport(host: Host, texts: readonly string[], flags: ReportFlags): Promise<void> {
  const output = flags.output === undefined ? undefined : place(flags.output, '--output');
  const runs: ReportedRun[] = [];
  for (const text of texts) {
    const kept = await withRun(host, text, flags, (store, record) => ({
      record,
      json: store.runs.json(record.run),
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
