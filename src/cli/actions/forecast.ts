/** What `hindcast forecast` does, step by step. */

import type { Command } from 'commander';
import { forecastNext } from '../../backtest/forecast-next.ts';
import type { SavedModels } from '../../backtest/saved-models.ts';
import { formatTime } from '../../data/timeframe.ts';
import { UsageError } from '../../errors.ts';
import { quoted } from '../../text/escape.ts';
import { toText } from '../../report/json/document.ts';
import { forecastJson } from '../../report/json/forecast.ts';
import type { ForecastReport } from '../../report/inputs.ts';
import { plotForecast } from '../../report/plot/forecast-plot.ts';
import { renderForecast } from '../../report/text/forecast.ts';
import type { Host } from '../host.ts';
import { errorOf, throwWorse } from '../not-kept.ts';
import { bindOptions, readModels, saveModels } from '../model-files.ts';
import { keptBacktest } from '../kept-backtest.ts';
import { ageOf, name, place } from '../../options/parse.ts';
import type { FitFlags } from '../panel-options.ts';
import { fitSettingsOf, orShowOptions, loadPanelWithOptions } from '../panel-options.ts';
import type { PlotFlags } from '../plot.ts';
import { askedArea, withDrawing } from '../plot.ts';
import type { RecordFlags } from '../record-forecast.ts';
import { recordForecast } from '../record-forecast.ts';
import type { MaxAge, Reuse } from '../reusable-weights.ts';
import { findReusable } from '../reusable-weights.ts';
import { commandLineOf } from '../run-command-line.ts';
import type { Loaded } from '../sources.ts';
import { withJournal } from '../store.ts';
import { prepareFile } from '../terminal/output-files.ts';
import { note, print, printWarnings, warn } from '../terminal/print.ts';
import { version } from '../../text/version.ts';
import { watchFits } from '../watch-fits.ts';

export interface ForecastFlags extends FitFlags, RecordFlags, PlotFlags {
  readonly details?: true;
  readonly save?: string;
  readonly weights?: string;
  readonly reuse?: true;
  readonly maxAge?: string;
}

type Next = Awaited<ReturnType<typeof forecastNext>>;

/** Models that were fitted before, which may replace fits. */
interface FittedBefore {
  /** Those of `--weights`. */
  readonly weights: SavedModels | undefined;
  /** Oldest weights that `--reuse` takes; `undefined` if it is not set. */
  readonly maxAge: MaxAge | undefined;
}

/** Reads `--weights`, binds the command to their options, and forecasts or shows the options. */
export async function forecastOrShowOptions(
  host: Host,
  sources: readonly string[],
  flags: ForecastFlags,
  command: Command,
): Promise<void> {
  const weights = await weightsOf(host, flags, command);
  const maxAge = maxAgeOf(flags, command);
  const action = orShowOptions<ForecastFlags>(host, (given, bound) =>
    forecastSources(host, given, bound, { weights, maxAge }),
  );
  await action(sources, command.opts<ForecastFlags>(), command);
}

/** The models of `--weights`. The command is bound to their options from here on. */
async function weightsOf(
  host: Host,
  flags: ForecastFlags,
  command: Command,
): Promise<SavedModels | undefined> {
  if (flags.weights === undefined) return undefined;
  const file = name(flags.weights, '--weights');
  for (const flag of ['save', 'fresh', 'reuse'] as const)
    if (command.getOptionValueSource(flag) === 'cli')
      throw new UsageError(`\`--${flag}\` is for fits, and with \`--weights\` nothing is fitted`, {
        hint: `leave out \`--${flag}\` or \`--weights\``,
      });
  const saved = await readModels(host, file);
  bindOptions(command, saved, file);
  return saved;
}

/** How old reused weights may be; `undefined` if none are reused. A flag of the command line overrides settings. */
function maxAgeOf({ reuse, maxAge, fresh, weights }: ForecastFlags, command: Command): MaxAge | undefined {
  const isGiven = (flag: keyof ForecastFlags): boolean => command.getOptionValueSource(flag) === 'cli';
  if (isGiven('maxAge') && reuse !== true)
    throw new UsageError('`--max-age` is for weights that are reused', {
      hint: 'add `--reuse`, or leave it out',
    });
  if (isGiven('reuse') && isGiven('fresh'))
    throw new UsageError('`--fresh` computes every fit, and `--reuse` none', {
      hint: 'leave one of them out',
    });
  const age = ageOf(maxAge ?? '7d', '--max-age');
  const isOverruled = weights !== undefined || (fresh === true && isGiven('fresh'));
  return reuse === true && !isOverruled ? age : undefined;
}

async function forecastSources(
  host: Host,
  sources: readonly string[],
  flags: ForecastFlags,
  { weights, maxAge }: FittedBefore,
): Promise<void> {
  const settings = fitSettingsOf(flags);
  const save = flags.save === undefined || weights ? undefined : place(flags.save, '--save');
  if (save !== undefined) await prepareFile(host, save, sources, '--save');
  const loaded = await loadPanelWithOptions(host, sources, flags, {
    hasTestSpan: false,
    workers: weights === undefined && maxAge === undefined ? settings.workers : undefined,
  });
  checkSaving(loaded, { save, maxAge });
  const reuse = maxAge === undefined ? undefined : await findReusable(host, loaded, maxAge, flags);
  const { value: fitted, ...fits } = await withJournal(host, flags, (journal) =>
    watchFits(host, settings, (context) =>
      forecastNext(loaded.panel, loaded.options, {
        ...context,
        journal,
        weights: reuse?.record === undefined ? weights : reuse.weights,
        calibratesAnew: reuse?.record !== undefined,
        keepsState: save !== undefined || (flags.record !== false && loaded.asked.models === undefined),
        registry: loaded.registry,
      }),
    ),
  );
  const { value: next, finish } = fitted;
  printWarnings(host, next.warnings, flags);
  const record = await recordForecast(host, loaded, next, flags, reuse?.record ?? null);
  const kept = await keptBacktest(host, loaded, [...next.models.keys()], flags);
  const backtest = sources.includes('-')
    ? undefined
    : await commandLineOf({ asked: { ...loaded.asked, sources }, options: loaded.options });
  printForecast(host, loaded, { next, recorded: record.recorded, reuse, kept, backtest }, flags);
  if (save !== undefined) await saveFitted(host, save, next, flags);
  const failure = errorOf(() => finish(next.failures));
  const isKeptAsked = flags.record !== false;
  if (!isKeptAsked && fits.isStoreOpen && fits.unkept) warn(host, fits.unkept.message);
  throwWorse(host, record.unkept ?? (isKeptAsked ? fits.unkept : undefined), failure);
}

/** @throws UsageError for models that cannot be saved, if they were to be */
function checkSaving(
  { asked }: Loaded,
  { save, maxAge }: { readonly save: string | undefined; readonly maxAge: MaxAge | undefined },
): void {
  const [model] = asked.models ?? [];
  if (model === undefined || (save === undefined && maxAge === undefined)) return;
  const flag = save === undefined ? '--reuse' : '--save';
  throw new UsageError(
    `\`${flag}\` is for models that hindcast fits itself, and ${model.name} is ${quoted(model.spec)}`,
    { hint: `leave out \`${flag}\`: fits of a program are kept in the store anyway` },
  );
}

interface Forecasted extends Pick<ForecastReport, 'kept' | 'backtest'> {
  readonly next: Next;
  readonly recorded: Awaited<ReturnType<typeof recordForecast>>['recorded'];
  readonly reuse: Reuse | undefined;
}

function printForecast(
  host: Host,
  { panel, options, warnings }: Loaded,
  { next, ...others }: Forecasted,
  flags: ForecastFlags,
): void {
  host.noteFacts({
    origin: formatTime(next.origin),
    record: others.recorded?.id ?? null,
    isNew: others.recorded?.isNew ?? null,
  });
  const report: ForecastReport = { panel, options, next, weights: flags.weights, ...others };
  if (flags.json === true)
    return print(host, toText(forecastJson(report, version(), [...warnings, ...next.warnings])));
  const text = renderForecast(report, { isDetailed: flags.details === true });
  const area = askedArea(host, flags);
  print(host, withDrawing(text, area && plotForecast(report, area)));
}

async function saveFitted(
  host: Host,
  file: string,
  { saved }: Next,
  { quiet }: ForecastFlags,
): Promise<void> {
  if (saved === undefined)
    return warn(host, `${file} is not written: models are saved only if all of them were fitted`);
  await saveModels(host, file, saved);
  if (quiet !== true) note(host, `${file}: ${[...saved.models.keys()].join(', ')}`);
}
