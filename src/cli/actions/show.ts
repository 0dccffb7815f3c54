/** What `hindcast show` does, step by step. */

import { resultTables } from '../../report/format/result-tables.ts';
import { subjectOfRun } from '../../report/format/table-subject.ts';
import { readResult } from '../../report/html/run-json.ts';
import { renderRun } from '../../report/text/run.ts';
import { shown } from '../../report/text/terminal-colors.ts';
import type { Host } from '../host.ts';
import { commandLineOf } from '../run-command-line.ts';
import { withRun } from '../stored-runs.ts';
import type { StoreFlags } from '../store.ts';
import type { TableFlags } from '../table-form.ts';
import { checkForm, isTabled, printTables } from '../table-form.ts';
import { print } from '../terminal/print.ts';

interface ShowFlags extends TableFlags, StoreFlags {}

export async function showRun(host: Host, text: string, flags: ShowFlags): Promise<void> {
  checkForm(flags);
  if (isTabled(flags)) return showTables(host, text, flags);
  const { record, kept, runs } = await withRun(host, text, flags, (store, found) => ({
    record: found,
    kept: store.runs.text(found.run, flags.json === true ? 'run.json' : 'report.txt'),
    runs: store.runs.list(found.configuration).length,
  }));
  if (flags.json === true) return print(host, kept);
  print(host, renderRun({ record, command: await commandLineOf(record), runs, report: shown(kept) }));
}

/** The tables that the backtest prints with the same flags. */
async function showTables(host: Host, text: string, flags: ShowFlags): Promise<void> {
  const { record, json } = await withRun(host, text, flags, (store, found) => ({
    record: found,
    json: store.runs.json(found.run),
  }));
  const result = readResult(json, record);
  const models = result.models.map((model) => ({
    ...model,
    intervals: model.intervals.map((scores) => ({ level: scores.level, missing: scores.missing, scores })),
  }));
  const tables = resultTables({ ...result, models }, subjectOfRun(record, result.span));
  await printTables(host, tables, flags, 'no table: no model of this run was scored');
}
