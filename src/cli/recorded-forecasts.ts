/** The recorded forecasts with the actual values that their sources have now. */

import { featureColumns } from '../data/features/check-features.ts';
import { constantColumns, rowsAhead } from '../data/features/index.ts';
import { regressorsOf } from '../data/regressors.ts';
import { benchmarkOf, targetOf } from '../data/targets.ts';
import { quantities } from '../data/quantities.ts';
import path from 'node:path';
import { canonical } from '../text/canonical.ts';
import type { ForecastHead, ForecastRecord } from '../live/ledger.ts';
import type { Gate } from '../evaluation/gate.ts';
import { parseGateWith } from '../evaluation/gate.ts';
import type { LiveResult } from '../live/gate.ts';
import { classVocabulary, liveResults, liveVocabulary, namesClassScores } from '../live/gate.ts';
import type { EvaluatedConfiguration } from '../live/verdict.ts';
import { evaluateConfiguration } from '../live/verdict.ts';
import type { LiveEvaluation } from '../live/live-evaluation.ts';
import { evaluateLive } from '../live/live-evaluation.ts';
import type { Lookup } from '../live/outcomes.ts';
import { expectationOf } from '../live/expectation.ts';
import { readForecasts } from '../data/csv/read-forecasts.ts';
import { parseMarket } from '../data/market.ts';
import { suggestion } from '../text/suggest.ts';
import { HindcastError, NotFoundError, UsageError } from '../errors.ts';
import { models as registry } from '../models/index.ts';
import type { StoreReader } from '../store/store.ts';
import { fileReadingOf } from './file-options.ts';
import type { GateFlags } from './gate.ts';
import { holdGate } from './gate.ts';
import { list, moment, name } from '../options/parse.ts';
import type { Loaded } from './sources.ts';
import { loadPanel } from './sources.ts';
import type { StoreFlags } from './store.ts';
import type { Host } from './host.ts';
import type { Warning } from '../text/warning.ts';
import { warningOf } from '../text/warning.ts';

const isOfClasses = ({ options }: Pick<ForecastHead, 'options'>): boolean =>
  targetOf(options.target).quantity.classes !== undefined;

export interface LedgerFlags extends StoreFlags {
  readonly model?: string;
  readonly source?: string;
  readonly since?: string;
}

export interface LiveFlags extends LedgerFlags {
  readonly actuals?: string;
}

export interface LiveLedger {
  readonly live: LiveEvaluation;
  /** Its configurations with the expectation of their backtests. */
  readonly evaluated: readonly EvaluatedConfiguration[];
  /** Warnings about sources that are missing or cannot be read. */
  readonly warnings: readonly Warning[];
  /** The first error of a source that is damaged or cannot be read; thrown after the results are printed. */
  readonly unreadable: HindcastError | undefined;
}

/** Which records the flags are about. */
export interface Selection {
  readonly models: readonly string[] | undefined;
  /** As records name it. */
  readonly source: string | undefined;
  /** Milliseconds. */
  readonly since: number | undefined;
}

/** @throws UsageError for a model that is none */
export function selectionOf({ model, source, since }: LedgerFlags): Selection {
  const models = model === undefined ? undefined : list(name)(model, '--model');
  const names = registry.map((one) => one.name);
  const unknown = models?.find((one) => !names.includes(one));
  if (unknown !== undefined)
    throw new UsageError(`unknown model \`${unknown}\``, { hint: suggestion(unknown, names) });
  return {
    models,
    source: source === undefined ? undefined : sourceNamed(name(source, '--source')),
    since: since === undefined ? undefined : moment(since, '--since'),
  };
}

/** As records name a source. */
const sourceNamed = (source: string): string =>
  source === '-' || parseMarket(source) !== undefined ? source : path.resolve(source);

/** Whether a record is of the source. */
export function isOf({ asked }: Pick<ForecastHead, 'asked'>, { source }: Selection): boolean {
  return source === undefined || asked.sources.includes(source);
}

/** The records of the selection, each with the models that are in it. */
export function recordsOf(store: StoreReader, selection: Selection): readonly ForecastRecord[] {
  const { models, since } = selection;
  return store.forecasts
    .read({ since })
    .filter((record) => isOf(record, selection))
    .map((record) => ({
      ...record,
      // The others are compared with it.
      models: record.models.filter(
        ({ model }) =>
          models === undefined || model === benchmarkOf(record.options.target) || models.includes(model),
      ),
    }))
    .filter((record) => models === undefined || record.models.some(({ model }) => models.includes(model)));
}

/**
 * Looks up the actual values of the recorded forecasts.
 * @param now - milliseconds, by the clock of this machine
 */
export async function readLive(
  host: Host,
  store: StoreReader,
  selection: Selection,
  flags: LiveFlags,
  now: number,
): Promise<LiveLedger> {
  const records = recordsOf(store, selection);
  const actuals = flags.actuals === undefined ? undefined : name(flags.actuals, '--actuals');
  const { lookup, warnings, unreadable } = await sourcesOf(host, records, actuals, selection, flags);
  const live = evaluateLive(records, store.forecasts.actuals(), lookup, now);
  const runs = store.runs.list();
  const read = memoized((run: string) =>
    readForecasts(store.runs.text(run, 'forecasts.csv'), `the forecasts of run ${run}`),
  );
  const evaluated = live.configurations.map((configuration) => {
    const isTested =
      configuration.model !== benchmarkOf(configuration.options.target) &&
      configuration.scores.n > 0 &&
      !isOfClasses(configuration);
    if (!isTested) return evaluateConfiguration(configuration, undefined);
    const record = records.findLast(
      ({ asked, series }) =>
        asked.sources.join(' ') === configuration.asked.sources.join(' ') &&
        series.some(({ id }) => id === configuration.series),
    )!;
    const s = record.series.findIndex(({ id }) => id === configuration.series);
    return evaluateConfiguration(configuration, expectationOf(configuration, runs, read, lookup(record, s)));
  });
  return { live, evaluated, warnings, unreadable };
}

/** A gate, and whether it is for forecasts of classes or of numbers. */
export interface LiveGate {
  readonly holds: Gate<LiveResult>;
  readonly isOfClasses: boolean;
}

/** The gate of the flags; `undefined` if there is none. */
export function gateOfLive({ failOn }: GateFlags): LiveGate | undefined {
  if (failOn === undefined) return undefined;
  const isForClasses = namesClassScores(failOn);
  const quantity = isForClasses ? quantities.class : quantities.price;
  const names = registry.map((one) => one.name).filter((one) => one !== quantity.benchmarks[0]);
  const holds = parseGateWith(
    failOn,
    { models: names, quantity, horizon: Infinity, levels: [] },
    isForClasses ? classVocabulary : liveVocabulary,
  );
  return { holds, isOfClasses: isForClasses };
}

/**
 * Holds the gate against the models of each series that have live forecasts which can be scored.
 * @throws GateError if it is true or undefined
 */
export function holdLive(
  gate: LiveGate | undefined,
  flags: GateFlags,
  evaluated: readonly EvaluatedConfiguration[],
): void {
  if (gate === undefined) return;
  const isRival = (one: EvaluatedConfiguration): boolean => one.model !== benchmarkOf(one.options.target);
  const scored = evaluated.filter(
    (one) => isOfClasses(one) === gate.isOfClasses && (!isRival(one) || one.scores.n > 0),
  );
  const groups = new Map<string, EvaluatedConfiguration[]>();
  for (const one of scored) {
    const key = canonical([one.series, one.asked]);
    groups.set(key, [...(groups.get(key) ?? []), one]);
  }
  for (const group of groups.values())
    if (group.some(isRival)) holdGate(gate.holds, flags, liveResults(group));
}

/** Each run's forecasts are read once. */
function memoized<V>(work: (key: string) => V): (key: string) => V {
  const cache = new Map<string, V>();
  return (key) => {
    const value = cache.get(key) ?? work(key);
    cache.set(key, value);
    return value;
  };
}

/** Every source of the records, read once. */
export async function sourcesOf(
  host: Host,
  records: readonly ForecastRecord[],
  actuals: string | undefined,
  { source: asked }: Pick<Selection, 'source'>,
  flags: StoreFlags,
): Promise<{
  readonly lookup: Lookup;
  readonly warnings: readonly Warning[];
  readonly unreadable: HindcastError | undefined;
}> {
  const loaded = new Map<string, Loaded | undefined>();
  const warnings: Warning[] = [];
  let unreadable: HindcastError | undefined;
  for (const record of records) {
    const key = keyOf(record);
    if (loaded.has(key)) continue;
    try {
      loaded.set(key, await readAgain(host, record, actuals, flags));
    } catch (error) {
      if (!(error instanceof HindcastError)) throw error;
      // An error if only this source is asked for; among all sources, one may well be gone.
      if (asked !== undefined) throw error;
      loaded.set(key, undefined);
      if (!isGone(error, record)) unreadable ??= error;
      warnings.push(
        warningOf(
          `actual values of ${record.asked.sources.join(', ')} cannot be looked up: ${error.message}`,
        ),
      );
    }
  }
  return {
    warnings,
    unreadable,
    lookup(head, s) {
      const panel = loaded.get(keyOf(head))?.panel;
      if (panel === undefined) return undefined;
      const { id } = head.series[s];
      const isOnly = head.series.length === 1 && panel.series.length === 1;
      const series = isOnly ? panel.series[0] : panel.series.find((one) => one.id === id);
      return series && { panel, series };
    },
  };
}

/** Whether a source is missing, or other than when the record read it. Damage, and a store that cannot be read, are errors. */
function isGone(error: HindcastError, { asked }: ForecastRecord): boolean {
  if (error instanceof NotFoundError) return true;
  return error instanceof UsageError && asked.sources.every((source) => parseMarket(source) === undefined);
}

/** What shapes how sources are read. */
const keyOf = ({ asked, options }: ForecastHead): string => {
  const { target, volatility, gaps } = options;
  const columns = [...featureColumns(options), ...regressorsOf(options), ...constantColumns(options)];
  return canonical({ asked, target, volatility, gaps, columns, ahead: rowsAhead(options) });
};

async function readAgain(
  host: Host,
  { asked, options }: ForecastHead,
  actuals: string | undefined,
  { store }: StoreFlags,
): Promise<Loaded> {
  const isStream = asked.sources.includes('-');
  if (isStream && actuals === undefined)
    throw new UsageError('standard input cannot be read again', {
      hint: 'name a source that has these candles with `--actuals`',
    });
  const sources = isStream ? asked.sources.map((one) => (one === '-' ? actuals! : one)) : asked.sources;
  // A gap that appeared since is an outcome (missed), not an error.
  const gaps = options.gaps === 'keep' ? 'keep' : 'drop-windows';
  const { column, timeframe } = asked;
  return loadPanel(
    host,
    sources,
    { ...options, column, gaps },
    {
      ...(store !== undefined && { store }),
      ...(timeframe !== undefined && { timeframe }),
      // Each outcome waits for the close of its own candle.
      includeOpen: true,
      ...(sources.some((one) => parseMarket(one) === undefined) && fileReadingOf(asked)),
    },
  );
}
