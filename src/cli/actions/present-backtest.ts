/** What `hindcast backtest` does with its results: prints, writes and keeps them. Loaded while the fits run. */

import { HindcastError } from '../../errors.ts';
import type { TunedResult } from '../../tuning/nested.ts';
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
import type { BacktestFlags, StepsAfter } from './backtest-request.ts';
import { WORTH_FILE } from './backtest-request.ts';
import type { gateOf } from '../gate.ts';
import { holdGate } from '../gate.ts';
import type { Host } from '../host.ts';
import { askedArea, usualArea, withDrawing } from '../plot.ts';
import type { NextStep } from '../next-steps.ts';
import { ADD_DETAILS, isShort, printNext, stepsOfRun } from '../next-steps.ts';
import { errorOf, errorOfKeeping, throwWorse } from '../not-kept.ts';
import { exitOf, filesOf, keepResult } from '../keep-result.ts';
import type { Loaded } from '../sources.ts';
import type { Journaled } from '../store.ts';
import { withExistingStore } from '../store.ts';
import { isTabled, printTables } from '../table-form.ts';
import { writeFilesWhole } from '../terminal/output-files.ts';
import { print, printWarnings } from '../terminal/print.ts';
import { version } from '../../text/version.ts';
import type { WatchedFits } from '../watch-fits.ts';
import type { plannedWorthOrNote } from '../worth.ts';
import { worthOfBacktest } from '../worth.ts';
import type { Worth } from '../../evaluation/worth/worth.ts';
import { worthTables } from '../../report/format/worth.ts';
import { withWorth } from '../../report/text/worth.ts';
import { noteOf } from '../../text/warning.ts';

interface Presented extends WatchedFits<TunedResult>, Omit<Journaled<unknown>, 'value'> {
  readonly loaded: Loaded;
  /** That the backtest took. */
  readonly seconds: number;
  readonly planned: ReturnType<typeof plannedWorthOrNote>['planned'];
  readonly gate: Awaited<ReturnType<typeof gateOf>>;
  /** Folder that the results are written to. */
  readonly output: string | undefined;
  readonly next: StepsAfter | undefined;
}

/** Prints, writes and keeps the results; then throws what failed. */
export async function presentBacktest(
  host: Host,
  { value: result, finish, loaded, seconds, planned, gate, output, next = stepsAfter, ...journal }: Presented,
  flags: BacktestFlags,
): Promise<void> {
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

/** How many other configurations the store has of these targets; `undefined` if it cannot be read, which keeping the run reports. */
async function earlierIn(host: Host, result: TunedResult, flags: BacktestFlags): Promise<number | undefined> {
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
  result: TunedResult,
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
  { run, failures }: TunedResult,
  isKept: boolean,
  flags: BacktestFlags,
): readonly NextStep[] {
  if (!isKept) return [ADD_DETAILS];
  return stepsOfRun(host, failures.length === 0 ? 'last' : digitsOf({ run }), flags);
}

const tablesOf = (result: TunedResult, worth: Worth | undefined): readonly ResultTable[] => {
  const { models, options, quantity } = result;
  const subject = subjectOfBacktest(result);
  const tables = resultTables({ models, quantity, column: options.column }, subject);
  return [...tables, ...worthTables(worth, subject)];
};

const outputOf = (result: TunedResult, json: string, worth: Worth | undefined) => ({
  ...filesOf(result, json),
  ...(worth !== undefined && { [WORTH_FILE]: worthCsv(worth) }),
});

function noteResult(host: Host, { run, models }: TunedResult): void {
  host.noteFacts({ run, u2: Object.fromEntries(models.map(({ model, scores }) => [model, scores.u2])) });
}
