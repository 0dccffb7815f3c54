/** What `hindcast backtest` does, step by step. */

import { targetOf } from '../../data/targets.ts';
import { HindcastError } from '../../errors.ts';
import { tunedBacktest } from '../../tuning/nested.ts';
import { earlierConfigurations, earlierText, runTargets } from '../../evaluation/earlier-configurations.ts';
import { worthCsv } from '../../report/csv/worth.ts';
import type { ResultTable } from '../../report/format/result-table.ts';
import { resultTables } from '../../report/format/result-tables.ts';
import { subjectOfBacktest } from '../../report/format/table-subject.ts';
import { backtestJson } from '../../report/json/backtest.ts';
import { toText } from '../../report/json/document.ts';
import { digitsOf } from '../../report/format/runs.ts';
import { shortBacktest } from '../../report/format/short-report.ts';
import { renderAnswer } from '../../report/text/answer.ts';
import { plotBacktest } from '../../report/plot/backtest-plot.ts';
import { plottedResult } from '../../report/plot/plotted-backtest.ts';
import { proseWidth } from '../../report/text/layout.ts';
import { wrap } from '../../report/text/table.ts';
import { renderImportance } from '../../report/text/importance.ts';
import { searchesText } from '../../report/text/searches.ts';
import { renderBacktest } from '../../report/text/backtest.ts';
import { backtestWarnings } from '../../report/text/score-warnings.ts';
import { storedReport } from '../../report/text/stored-report.ts';
import type { GateFlags } from '../gate.ts';
import { gateOf, holdGate } from '../gate.ts';
import type { Host } from '../host.ts';
import { place } from '../../options/parse.ts';
import type { PlotFlags } from '../plot.ts';
import { askedArea, usualArea, withDrawing } from '../plot.ts';
import type { FitFlags } from '../panel-options.ts';
import { fitSettingsOf, loadPanelWithOptions } from '../panel-options.ts';
import type { DetailsFlags, NextStep } from '../next-steps.ts';
import { ADD_DETAILS, isShort, printNext, stepsOfRun } from '../next-steps.ts';
import { errorOf, errorOfKeeping, throwWorse } from '../not-kept.ts';
import { exitOf, filesOf, keepResult } from '../keep-result.ts';
import type { Loaded } from '../sources.ts';
import { withExistingStore, withJournal } from '../store.ts';
import type { TableFlags } from '../table-form.ts';
import { checkForm, isTabled, printTables } from '../table-form.ts';
import { prepareFolder, writeFilesWhole } from '../terminal/output-files.ts';
import { print, printNotes, printWarnings } from '../terminal/print.ts';
import { version } from '../../text/version.ts';
import { watchFits } from '../watch-fits.ts';
import type { WorthFlags } from '../worth-options.ts';
import { plannedWorthOrNote, worthOfBacktest } from '../worth.ts';
import type { Worth } from '../../evaluation/worth/worth.ts';
import { worthTables } from '../../report/format/worth.ts';
import { withWorth } from '../../report/text/worth.ts';
import { noteOf } from '../../text/warning.ts';

export interface BacktestFlags extends FitFlags, GateFlags, TableFlags, DetailsFlags, PlotFlags, WorthFlags {
  readonly output?: string;
  readonly explain?: true;
}

type Result = Awaited<ReturnType<typeof tunedBacktest>>;

const OUTPUT_FILES = ['forecasts.csv', 'scores.csv', 'run.json'];
/** Written with `--cost`. */
const WORTH_FILE = 'worth.csv';

/** What a command that backtests says in its own way, and where its flags come from. */
interface Wording {
  /** What to do next. */
  readonly next?: typeof stepsAfter;
  /** Whether `--cost` is a setting. */
  readonly isCostSetting?: boolean;
}

/** Backtests the sources; prints, writes and keeps the results; then throws what failed. */
export async function backtestSources(
  host: Host,
  sources: readonly string[],
  flags: BacktestFlags,
  { next = stepsAfter, isCostSetting = false }: Wording = {},
): Promise<void> {
  checkForm(flags);
  const output = flags.output === undefined ? undefined : place(flags.output, '--output');
  const settings = fitSettingsOf(flags);
  const loaded = await loadPanelWithOptions(host, sources, flags, {
    defersNotes: isShort(flags),
    workers: settings.workers,
  });
  const gate = await gateFor(loaded, flags);
  const { planned, note } = plannedWorthOrNote(flags, loaded, isCostSetting);
  if (note !== undefined) printNotes(host, [note], flags);
  const written = planned === undefined ? OUTPUT_FILES : [...OUTPUT_FILES, WORTH_FILE];
  if (output !== undefined) await prepareFolder(host, output, written, sources);
  const started = host.monotonicMs();
  const { value: fitted, ...journal } = await withJournal(host, flags, (kept) =>
    watchFits(host, settings, (context) =>
      tunedBacktest(loaded.panel, loaded.options, {
        ...context,
        journal: kept,
        ...evaluationOf(loaded, flags),
      }),
    ),
  );
  const seconds = (host.monotonicMs() - started) / 1000;
  const { value: result, finish } = fitted;
  // Printed first, so that a full disk does not lose the results.
  const earlier = journal.isStoreOpen ? await earlierIn(host, result, flags) : undefined;
  const worth = worthOfBacktest(planned, result);
  const texts = await printResult(host, result, loaded, flags, { earlier, worth });
  if (output !== undefined) await writeFilesWhole(host, output, outputOf(result, texts.json, worth));
  noteResult(host, result);
  const failure = errorOf(() => {
    finish(result.failures);
    holdGate(gate, flags, result.models);
  });
  const unkept =
    journal.isStoreOpen && result.models.length > 0
      ? await errorOfKeeping('this run is printed but not kept', () => {
          const shown = { ...texts, seconds, exit: exitOf(failure) };
          return keepResult(host, loaded, result, shown, flags);
        })
      : undefined;
  const isKept = journal.isStoreOpen && result.models.length > 0 && unkept === undefined;
  if (isShort(flags)) printNext(host, next(host, result, isKept, flags), flags);
  throwWorse(host, journal.unkept ?? unkept, failure);
}

/** How the forecasts are made and evaluated. */
const evaluationOf = (
  { registry }: Awaited<ReturnType<typeof loadPanelWithOptions>>,
  { explain: explains }: BacktestFlags,
) => ({ registry, explains });

function gateFor({ options }: Loaded, flags: GateFlags): ReturnType<typeof gateOf> {
  const { models, horizon, level: levels, target } = options;
  const { quantity } = targetOf(target);
  const others = models.filter((model) => model !== quantity.benchmarks[0]);
  return gateOf(flags, { models: others, quantity, horizon, levels });
}

/** How many other configurations the store has of these targets; `undefined` if it cannot be read, which keeping the run reports. */
async function earlierIn(host: Host, result: Result, flags: BacktestFlags): Promise<number | undefined> {
  try {
    return await withExistingStore(host, flags, (store) =>
      earlierConfigurations(store.runs.list(), runTargets(result)),
    );
  } catch (error) {
    if (error instanceof HindcastError) return undefined;
    throw error;
  }
}

/** Prints the result with its warnings. Returns its JSON, and its report in colour. */
async function printResult(
  host: Host,
  result: Result,
  { warnings, notes, recipe }: Loaded,
  flags: BacktestFlags,
  { earlier, worth }: { readonly earlier: number | undefined; readonly worth: Worth | undefined },
): Promise<{ readonly json: string; readonly report: string }> {
  const later = backtestWarnings(result);
  const sumsUp = isShort(flags);
  const before = sumsUp ? [...warnings.filter(({ level }) => level === 'note'), ...notes.map(noteOf)] : [];
  const said = [...before, ...later];
  // The answer comes before the notes.
  printWarnings(host, said, flags, { sumsUp, ...(sumsUp && { only: 'warning' as const }) });
  const json = toText(backtestJson(result, version(), [...warnings, ...later], { worth, recipe }));
  const remark = earlier === undefined ? undefined : earlierText(earlier);
  if (isTabled(flags)) {
    await printTables(host, tablesOf(result, worth), flags, 'no table: no model was scored');
  } else if (flags.json === true) {
    print(host, json);
  } else {
    const parts = sumsUp
      ? [renderAnswer(shortBacktest(result)), searchesText(result.searches)]
      : [renderBacktest(result)];
    const answer = parts.filter((section) => section !== '').join('\n\n');
    const text = [
      withWorth(answer, worth, { isShort: sumsUp }),
      ...(sumsUp && result.explanation !== null ? [renderImportance(result.explanation)] : []),
      ...(remark === undefined ? [] : [wrap(remark, proseWidth())]),
    ].join('\n\n');
    const area = isShort(flags) ? usualArea(host, flags, text) : askedArea(host, flags);
    print(host, withDrawing(text, area && plotBacktest(plottedResult(result), area)));
  }
  if (sumsUp) printWarnings(host, said, flags, { sumsUp, only: 'note' });
  return { json, report: storedReport(() => renderBacktest(result)) };
}

/** A run that is partial is named by its digits: the store may keep an earlier, complete one. */
function stepsAfter(
  host: Host,
  { run, failures }: Result,
  isKept: boolean,
  flags: BacktestFlags,
): readonly NextStep[] {
  if (!isKept) return [ADD_DETAILS];
  return stepsOfRun(host, failures.length === 0 ? 'last' : digitsOf({ run }), flags);
}

const tablesOf = (result: Result, worth: Worth | undefined): readonly ResultTable[] => {
  const { models, options, quantity } = result;
  const subject = subjectOfBacktest(result);
  const tables = resultTables({ models, quantity, column: options.column }, subject);
  return [...tables, ...worthTables(worth, subject)];
};

const outputOf = (result: Result, json: string, worth: Worth | undefined) => ({
  ...filesOf(result, json),
  ...(worth !== undefined && { [WORTH_FILE]: worthCsv(worth) }),
});

function noteResult(host: Host, { run, models }: Result): void {
  host.noteFacts({ run, u2: Object.fromEntries(models.map(({ model, scores }) => [model, scores.u2])) });
}
