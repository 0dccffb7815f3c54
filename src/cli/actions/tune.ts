/** What `hindcast tune` does, step by step. */

import type { BacktestOptions, OptionName } from '../../backtest/options.ts';
import { targetOf } from '../../data/targets.ts';
import { backtest } from '../../evaluation/backtest.ts';
import type { BacktestResult } from '../../evaluation/backtest.ts';
import { runTargets } from '../../evaluation/earlier-configurations.ts';
import { looksText, settingWords } from '../../report/format/tuning.ts';
import type { TuningReport } from '../../report/inputs.ts';
import { backtestJson } from '../../report/json/backtest.ts';
import { toText } from '../../report/json/document.ts';
import { tuningJson } from '../../report/json/tuning.ts';
import { renderBacktest } from '../../report/text/backtest.ts';
import { backtestWarnings } from '../../report/text/score-warnings.ts';
import { storedReport } from '../../report/text/stored-report.ts';
import { renderTuning, renderTuningDetails } from '../../report/text/tuning.ts';
import type { Warning } from '../../text/warning.ts';
import { noteOf, warningOf } from '../../text/warning.ts';
import type { EarlierLooks, Opening } from '../../tuning/openings.ts';
import { earlierLooks } from '../../tuning/openings.ts';
import type { Search } from '../../tuning/search.ts';
import { searchSettings } from '../../tuning/search.ts';
import type { SealedSpan } from '../../tuning/sealed.ts';
import { chosenOptions, sealedSpan } from '../../tuning/sealed.ts';
import type { Host } from '../host.ts';
import { exitOf, keepResult } from '../keep-result.ts';
import type { ShownResult } from '../keep-result.ts';
import type { DetailsFlags } from '../next-steps.ts';
import { isShort } from '../next-steps.ts';
import { errorOf, errorOfKeeping, throwWorse } from '../not-kept.ts';
import { optionFlags } from '../../options/flags.ts';
import { budget as readBudget, place } from '../../options/parse.ts';
import { searchSpace } from '../../tuning/parse-search.ts';
import type { LoadedWithModels, PanelFlags } from '../panel-options.ts';
import { loadPanelWithOptions, workersOf } from '../panel-options.ts';
import { queueOf, withRunner } from '../queue-options.ts';
import type { QueueFlags } from '../queue-options.ts';
import { commandLineOf } from '../run-command-line.ts';
import type { Repeatable } from '../run-command-line.ts';
import type { Loaded } from '../sources.ts';
import { withJournal, withStore } from '../store.ts';
import { print, printWarnings } from '../terminal/print.ts';
import { watch } from '../terminal/watch.ts';
import { prepareSettings, writeSettings } from '../tuned-settings.ts';
import { version } from '../../text/version.ts';
import { signOfFit, signOfSearch, throwIfFailed } from '../watch-fits.ts';

export interface TuneFlags extends PanelFlags, DetailsFlags, QueueFlags {
  readonly budget?: string;
  readonly search?: string;
  readonly keepSealed?: true;
  readonly save?: string;
  readonly fresh?: true;
}

const BUDGET = '10m';
const KEPT = 'finished fits are kept: the same command continues from there, and the span stays sealed';

/** Searches settings, opens the sealed span, prints and keeps the results, then throws what failed. */
export async function tuneSources(host: Host, sources: readonly string[], flags: TuneFlags): Promise<void> {
  const save = flags.save === undefined ? undefined : place(flags.save, '--save');
  const loaded = await loadPanelWithOptions(host, sources, flags, {
    defersNotes: isShort(flags),
    workers: workersOf(flags),
  });
  if (save !== undefined) await prepareSettings(host, save, sources);
  const span = sealedSpan(loaded.panel, loaded.options, loaded.registry);
  const started = host.monotonicMs();
  const { value: tuned, ...journal } = await withJournal(host, flags, (kept) =>
    tune(host, loaded, { span, flags, journal: kept }),
  );
  const seconds = (host.monotonicMs() - started) / 1000;
  const { search, results } = tuned;
  let before: EarlierLooks | undefined;
  const unrecorded =
    results === undefined || !journal.isStoreOpen
      ? undefined
      : await errorOfKeeping('that the span was opened is not recorded', async () => {
          before = await recordOpening(
            host,
            loaded,
            { ...openingOf(loaded, span, results), at: host.now() },
            flags,
          );
        });
  const report = await reportOf(loaded, span, search, results && { results, before });
  const tuning = printReport(host, report, loaded, flags);
  if (save !== undefined) await writeSettings(host, save, chosenOf(loaded, report));
  const failure = errorOf(() => throwIfFailed((results ?? []).flatMap(({ failures }) => failures)));
  const unkept =
    results === undefined || !journal.isStoreOpen
      ? undefined
      : await errorOfKeeping('these runs are printed but not kept', () =>
          keepResults(host, loaded, results, { tuning, seconds, exit: exitOf(failure) }, flags),
        );
  throwWorse(host, journal.unkept ?? unrecorded ?? unkept, failure);
}

interface TuneContext {
  readonly span: SealedSpan;
  readonly flags: TuneFlags;
  readonly journal: Parameters<Parameters<typeof withJournal>[2]>[0];
}

/** The search, and unless it stays sealed a backtest of each model with its best setting on the span. */
async function tune(
  host: Host,
  { panel, options, registry }: LoadedWithModels,
  { span, flags, journal }: TuneContext,
): Promise<{ readonly search: Search; readonly results: readonly BacktestResult[] | undefined }> {
  const workers = workersOf(flags);
  const request = {
    cutoff: span.cutoff,
    budget: readBudget(flags.budget ?? BUDGET, '--budget'),
    space: flags.search === undefined ? undefined : searchSpace(flags.search, '--search'),
    fixed: fixedOptions(flags),
    flag: '--budget',
  };
  const { value, throwIfInterrupted } = await watch(
    host,
    { isQuiet: flags.quiet === true },
    ({ signal, show, say, unwatch }) =>
      withRunner({ workers, queue: queueOf(flags), say }, async (runner) => {
        const common = { workers, runner, registry, signal, journal };
        const search = await searchSettings(panel, options, request, {
          ...common,
          onSearchProgress: (progress) => show(signOfSearch(progress)),
        });
        if (search.wasInterrupted || flags.keepSealed === true) return { search, results: undefined };
        const results: BacktestResult[] = [];
        for (const model of search.models)
          results.push(
            await backtest(panel, chosenOptions(options, model, span), {
              ...common,
              onProgress: (event) => show(signOfFit(event)),
              // Those of the others are kept, and lost if this ends the process.
              onScoring: model === search.models.at(-1) ? unwatch : undefined,
            }),
          );
        return { search, results };
      }),
  );
  throwIfInterrupted(KEPT);
  return value;
}

/** Options that a flag or a setting gives: the default space draws nothing of them. */
function fixedOptions(flags: TuneFlags): readonly OptionName[] {
  const given = new Map<string, unknown>(Object.entries(flags));
  return optionFlags.filter(({ attribute }) => given.get(attribute) !== undefined).map(({ key }) => key);
}

function openingOf(
  { panel, options }: Loaded,
  { first, last }: SealedSpan,
  results: readonly BacktestResult[],
): Omit<Opening, 'at'> {
  return {
    target: targetOf(options.target).name,
    column: options.column,
    series: panel.series.map(({ id }) => id),
    first,
    last,
    runs: results.map(({ run }) => run),
  };
}

/** Records the opening. Returns what the store knew of the span before. */
function recordOpening(
  host: Host,
  { panel, options }: Loaded,
  opening: Opening,
  flags: TuneFlags,
): Promise<EarlierLooks> {
  return withStore(host, flags, (store) =>
    store.atOnce(() => {
      const { openings, runs } = store;
      const before = earlierLooks(openings.list(), runs.list(), opening, runTargets({ panel, options }));
      openings.record(opening);
      return before;
    }),
  );
}

async function reportOf(
  { panel, options, asked }: Loaded,
  span: SealedSpan,
  search: Search,
  opened: TuningReport['opened'],
): Promise<TuningReport> {
  const models = await Promise.all(
    search.models.map(async (model) => ({
      settings: model.tried.map(({ setting }) => settingWords(setting)),
      command: await commandLineOf(repeatable(asked, chosenOptions(options, model, span))),
    })),
  );
  return { panel, options, search, span, models, opened };
}

const chosenOf = ({ asked }: Loaded, { options, search, span }: TuningReport) =>
  search.models.map((model) => repeatable(asked, chosenOptions(options, model, span)));

/** What a command line for one of the models needs: the programs of the others are not part of it. */
function repeatable({ models, ...asked }: Loaded['asked'], options: BacktestOptions): Repeatable {
  const own = models?.filter(({ name }) => options.models.includes(name)) ?? [];
  return { asked: { ...asked, ...(own.length > 0 && { models: own }) }, options };
}

/** Models on the same data have the same warnings. */
const withoutRepeats = (warnings: readonly Warning[]): readonly Warning[] =>
  warnings.filter(({ text }, i) => warnings.findIndex((one) => one.text === text) === i);

/** Prints the report with its warnings. Returns its JSON. */
function printReport(
  host: Host,
  report: TuningReport,
  { warnings, notes }: Loaded,
  flags: TuneFlags,
): string {
  const { opened } = report;
  const looks = opened?.before && looksText(report, opened.before);
  const later = withoutRepeats([
    ...(looks === undefined ? [] : [looks.isWarning ? warningOf(looks.text) : noteOf(looks.text)]),
    ...(opened?.results ?? []).flatMap(backtestWarnings),
  ]);
  const json = toText(tuningJson(report, version(), [...warnings, ...later]));
  const sumsUp = isShort(flags);
  // The answer says itself how often the span was opened.
  const unsaid = flags.json === true ? later : later.slice(looks === undefined ? 0 : 1);
  const shown = sumsUp
    ? [...warnings.filter(({ level }) => level === 'note'), ...notes.map(noteOf), ...unsaid]
    : unsaid;
  printWarnings(host, shown, flags, { sumsUp, ...(sumsUp && { only: 'warning' as const }) });
  if (flags.json === true) print(host, json);
  else print(host, sumsUp ? renderTuning(report) : renderTuningDetails(report));
  if (sumsUp) printWarnings(host, shown, flags, { sumsUp, only: 'note' });
  return json;
}

/** Keeps every run with the search that chose its options. */
async function keepResults(
  host: Host,
  loaded: Loaded,
  results: readonly BacktestResult[],
  { tuning, seconds, exit }: Pick<ShownResult, 'tuning' | 'seconds' | 'exit'>,
  flags: TuneFlags,
): Promise<void> {
  for (const result of results) {
    if (result.models.length === 0) continue;
    const warnings = [...loaded.warnings, ...backtestWarnings(result)];
    const json = toText(backtestJson(result, version(), warnings));
    const report = storedReport(() => renderBacktest(result));
    const { asked } = repeatable(loaded.asked, result.options);
    await keepResult(host, { ...loaded, asked }, result, { json, report, tuning, seconds, exit }, flags);
  }
}
