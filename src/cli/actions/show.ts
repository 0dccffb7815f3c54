/** What `hindcast show` does, step by step. */

import { resultTables } from '../../report/format/result-tables.ts';
import { shortRun } from '../../report/format/short-report.ts';
import { subjectOfRun } from '../../report/format/table-subject.ts';
import { readResult } from '../../report/html/run-json.ts';
import { renderRun, renderShortRun } from '../../report/text/run.ts';
import { shownReport } from '../../report/text/stored-report.ts';
import type { Host } from '../host.ts';
import type { DetailsFlags } from '../next-steps.ts';
import { printNext, stepsOfRun } from '../next-steps.ts';
import { commandLineOf } from '../run-command-line.ts';
import { withRun } from '../stored-runs.ts';
import type { StoreFlags } from '../store.ts';
import type { TableFlags } from '../table-form.ts';
import { checkForm, isTabled, printTables } from '../table-form.ts';
import { print } from '../terminal/print.ts';

interface ShowFlags extends TableFlags, StoreFlags, DetailsFlags {}

export async function showRun(host: Host, text: string, flags: ShowFlags): Promise<void> {
  checkForm(flags);
  if (isTabled(flags)) return showTables(host, text, flags);
  if (flags.json === true)
    return print(
      host,
      await withRun(host, text, flags, (store, { run }) => store.runs.text(run, 'run.json')),
    );
  if (flags.details === true) return showDetails(host, text, flags);
  const { record, json } = await withRun(host, text, flags, (store, found) => ({
    record: found,
    json: store.runs.json(found.run),
  }));
  const command = await commandLineOf(record);
  print(host, renderShortRun(shortRun(readResult(json, record)), { record, command }));
  printNext(host, stepsOfRun(host, text, flags), flags);
}

/** The report as it was printed, below what identifies the run. */
async function showDetails(host: Host, text: string, flags: ShowFlags): Promise<void> {
  const { record, kept, runs } = await withRun(host, text, flags, (store, found) => ({
    record: found,
    kept: store.runs.text(found.run, 'report.txt'),
    runs: store.runs.list(found.configuration).length,
  }));
  const command = await commandLineOf(record);
  print(host, renderRun({ record, command, runs, report: shownReport(kept) }));
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
