/** What `hindcast show` does, step by step. */

import { resultTables } from '../../report/format/result-tables.ts';
import { shortRun } from '../../report/format/short-report.ts';
import { subjectOfRun } from '../../report/format/table-subject.ts';
import { readResult } from '../../report/html/run-json.ts';
import { renderRun, renderShortRun } from '../../report/text/run.ts';
import { shownReport } from '../../report/text/stored-report.ts';
import type { RunRecord } from '../../evaluation/run-record.ts';
import type { ReportedResult } from '../../report/html/run-json.ts';
import type { PlotArea } from '../../report/plot/frame.ts';
import type { StoreReader } from '../../store/store.ts';
import type { Host } from '../host.ts';
import type { DetailsFlags } from '../next-steps.ts';
import { printNext, stepsOfRun } from '../next-steps.ts';
import { commandLineOf } from '../run-command-line.ts';
import { withRun } from '../stored-runs.ts';
import type { PlotFlags } from '../plot.ts';
import { askedArea, usualArea, withDrawing } from '../plot.ts';
import type { StoreFlags } from '../store.ts';
import type { TableFlags } from '../table-form.ts';
import { checkForm, isTabled, printTables } from '../table-form.ts';
import { print } from '../terminal/print.ts';

interface ShowFlags extends TableFlags, StoreFlags, DetailsFlags, PlotFlags {}

export async function showRun(host: Host, text: string, flags: ShowFlags): Promise<void> {
  checkForm(flags);
  if (isTabled(flags)) return showTables(host, text, flags);
  if (flags.json === true)
    return print(
      host,
      await withRun(host, text, flags, (store, { run }) => store.runs.text(run, 'run.json')),
    );
  if (flags.details === true) return showDetails(host, text, flags);
  const { answer, drawing } = await withRun(host, text, flags, async ({ runs }, record) => {
    const result = readResult(runs.json(record.run), record);
    const short = renderShortRun(shortRun(result), { record, command: await commandLineOf(record) });
    const area = usualArea(host, flags, short);
    return { answer: short, drawing: area && (await drawRun(runs, record, result, area)) };
  });
  print(host, withDrawing(answer, drawing));
  printNext(host, stepsOfRun(host, text, flags), flags);
}

/** The report as it was printed, below what identifies the run. */
async function showDetails(host: Host, text: string, flags: ShowFlags): Promise<void> {
  const area = askedArea(host, flags);
  const { record, kept, runs, drawing } = await withRun(host, text, flags, async (store, found) => ({
    record: found,
    kept: store.runs.text(found.run, 'report.txt'),
    runs: store.runs.list(found.configuration).length,
    drawing: area && (await drawRun(store.runs, found, readResult(store.runs.json(found.run), found), area)),
  }));
  const command = await commandLineOf(record);
  print(host, withDrawing(renderRun({ record, command, runs, report: shownReport(kept) }), drawing));
}

/** Actual values and the forecasts of the best model of a kept run. */
async function drawRun(
  runs: StoreReader['runs'],
  { run }: RunRecord,
  result: ReportedResult,
  area: PlotArea,
): Promise<string> {
  const [{ readForecasts }, { plottedRows }, { plotBacktest }] = await Promise.all([
    import('../../data/csv/read-forecasts.ts'),
    import('../../report/plot/plotted-backtest.ts'),
    import('../../report/plot/backtest-plot.ts'),
  ]);
  const rows = readForecasts(runs.text(run, 'forecasts.csv'), `run ${run}`);
  return plotBacktest(plottedRows(rows, result.models, result), area);
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
