/** What `hindcast show` does, step by step. */

import type { ShownWorth } from '../../report/format/worth.ts';
import { worthTables } from '../../report/format/worth.ts';
import { toText } from '../../report/json/document.ts';
import { withWorth } from '../../report/text/worth.ts';
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
import type { WorthFlags } from '../worth-options.ts';
import { worthOptionsOf } from '../worth-options.ts';

interface ShowFlags extends TableFlags, StoreFlags, DetailsFlags, PlotFlags, WorthFlags {}

export async function showRun(host: Host, text: string, flags: ShowFlags): Promise<void> {
  checkForm(flags);
  const worth = await worthAsked(host, text, flags);
  if (isTabled(flags)) return showTables(host, text, flags, worth);
  if (flags.json === true) return showJson(host, text, flags, worth);
  if (flags.details === true) return showDetails(host, text, flags, worth);
  const { answer, drawing } = await withRun(host, text, flags, async ({ runs }, record) => {
    const result = readResult(runs.json(record.run), record);
    const short = renderShortRun(shortRun(result), { record, command: await commandLineOf(record) });
    const area = usualArea(host, flags, short);
    return { answer: short, drawing: area && (await drawRun(runs, record, result, area)) };
  });
  print(host, withDrawing(withWorth(answer, worth?.worth, { isShort: true }), drawing));
  printNext(host, stepsOfRun(host, text, flags), flags);
}

/** What the run was worth: computed again with `--cost`, else as it was kept; `undefined` if it is not known. */
interface AskedWorth {
  readonly worth: ShownWorth;
  /** In JSON, if it was computed again. */
  readonly json: object | undefined;
}

async function worthAsked(host: Host, text: string, flags: ShowFlags): Promise<AskedWorth | undefined> {
  const isAsked = worthOptionsOf(flags) !== undefined;
  return withRun(host, text, flags, async ({ runs }, record) => {
    if (!isAsked) {
      const { readWorth } = await import('../../report/html/worth-json.ts');
      const kept = readWorth(runs.json(record.run));
      return kept && { worth: kept, json: undefined };
    }
    const [{ worthOfRun }, { readForecasts }, { worthJson }] = await Promise.all([
      import('../worth.ts'),
      import('../../data/csv/read-forecasts.ts'),
      import('../../report/json/worth.ts'),
    ]);
    const rows = readForecasts(runs.text(record.run, 'forecasts.csv'), `run ${record.run}`);
    const worth = await worthOfRun(host, record, rows, flags);
    return worth && { worth, json: worthJson(worth) };
  });
}

/** The `run.json` of the run; with `--cost`, what it was worth takes the place of what it contains. */
async function showJson(
  host: Host,
  text: string,
  flags: ShowFlags,
  worth: AskedWorth | undefined,
): Promise<void> {
  const json = await withRun(host, text, flags, ({ runs }, { run }) =>
    worth?.json === undefined
      ? runs.text(run, 'run.json')
      : toText({ ...(runs.json(run) as object), worth: worth.json }),
  );
  print(host, json);
}

/** The report as it was printed, below what identifies the run. */
async function showDetails(
  host: Host,
  text: string,
  flags: ShowFlags,
  worth: AskedWorth | undefined,
): Promise<void> {
  const area = askedArea(host, flags);
  const { record, kept, runs, drawing } = await withRun(host, text, flags, async (store, found) => ({
    record: found,
    kept: store.runs.text(found.run, 'report.txt'),
    runs: store.runs.list(found.configuration).length,
    drawing: area && (await drawRun(store.runs, found, readResult(store.runs.json(found.run), found), area)),
  }));
  const command = await commandLineOf(record);
  const report = renderRun({ record, command, runs, report: shownReport(kept) });
  print(host, withDrawing(withWorth(report, worth?.worth, { isShort: false }), drawing));
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
async function showTables(
  host: Host,
  text: string,
  flags: ShowFlags,
  worth: AskedWorth | undefined,
): Promise<void> {
  const { record, json } = await withRun(host, text, flags, (store, found) => ({
    record: found,
    json: store.runs.json(found.run),
  }));
  const result = readResult(json, record);
  const models = result.models.map((model) => ({
    ...model,
    intervals: model.intervals.map((scores) => ({ level: scores.level, missing: scores.missing, scores })),
  }));
  const subject = subjectOfRun(record, result.span);
  const tables = [...resultTables({ ...result, models }, subject), ...worthTables(worth?.worth, subject)];
  await printTables(host, tables, flags, 'no table: no model of this run was scored');
}
