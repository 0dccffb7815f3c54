/**
 * The journal of fits: no fit is computed twice. Its key is a digest of everything that it depends on: the version of the
 * numbers, the model and its options, the rows up to its last origin, its training rows and its origins. So an entry equals
 * the fit that would be computed, to the last bit, and a revised candle or a changed option finds no entry.
 */

import { optionsWith } from './options.ts';
import type { BacktestOptions } from './options.ts';
import type { Panel, Series } from '../data/panel.ts';
import { aheadColumns } from '../data/features/index.ts';
import { builtIn } from '../models/index.ts';
import type { ModelRegistry } from '../models/registry.ts';
import { canonical } from '../text/canonical.ts';
import { createRunningDigest, sha256 } from '../text/digest.ts';
import { TupleMap } from '../text/tuple-map.ts';
import { NUMBERS_VERSION } from './numbers-version.ts';
import type { Fit, FitResult, Task } from './tasks.ts';

/** Finished fits by key, kept on disk between backtests. */
export interface Journal {
  /** The fit with this key, if there is one. */
  find(key: string): FitResult | undefined;
  /** Keeps a fit; on return it is on disk. */
  keep(key: string, result: FitResult): void;
  /** Makes one write of all that `work` keeps; absent if each fit is one. */
  atOnce?(work: () => void): void;
}

/** The journal as the tasks of one backtest use it. */
export interface FitJournal {
  /** The results of a task, if the journal has all of them: later fits of a warm chain depend on the earlier ones. */
  find(task: Task): readonly FitResult[] | undefined;
  /** Keeps results in one write, without those of fits that are faster than a disk writes them. */
  keep(results: readonly FitResult[]): void;
}

/** What fits depend on besides their task. */
interface JournaledData {
  readonly panel: Panel;
  readonly options: BacktestOptions;
  readonly registry: ModelRegistry;
}

/** Finds and keeps the fits of these tasks. */
export function fitJournal(journal: Journal, data: JournaledData, tasks: readonly Task[]): FitJournal {
  const keys = fitKeys(data, tasks);
  return {
    find({ model, member, fits, keepsState = false }) {
      const results = fits.map(({ fold }): FitResult | undefined => {
        const key = keys.get(model, member, fold);
        const entry = key === undefined ? undefined : journal.find(key);
        // An entry of a backtest that kept no state cannot replace a fit whose state is needed.
        if (entry === undefined || (keepsState && entry.state === undefined)) return undefined;
        // The same fit may have been another fold of another backtest.
        return { ...entry, fold, state: keepsState ? entry.state : undefined };
      });
      return results.every((result) => result !== undefined) ? results : undefined;
    },
    keep(results) {
      const kept = results.flatMap((result) => {
        const key = keys.get(result.model, result.member, result.fold);
        return key === undefined ? [] : [{ key, result }];
      });
      const keepAll = (): void => kept.forEach(({ key, result }) => journal.keep(key, result));
      if (kept.length > 1 && journal.atOnce) journal.atOnce(keepAll);
      else keepAll();
    },
  };
}

type FitKeys = TupleMap<[model: string, member: number, fold: number], string>;

/** Estimated operations from which a fit is kept: some 20 ms. */
const LEAST_OPERATIONS = 5e8;

/**
 * Whether fits take longer than writing them: those of seeded models and of other programs always, any other by its operations. Nothing
 * tells the fits of a model of one's own without an identity apart.
 */
function isKept(
  { model: name, fits, options: own }: Task,
  { panel, options, registry }: JournaledData,
): boolean {
  const model = registry.named(name);
  if (!builtIn.all.includes(model)) return model.identity !== undefined;
  if (model.isSeeded) return true;
  const { operations, windows: most = Infinity } = model.estimate(own ?? options);
  return fits.some(
    ({ start, cutoff }) =>
      operations * panel.series.length * Math.min(most, cutoff - start + 1) >= LEAST_OPERATIONS,
  );
}

/** The key of every fit that is kept. */
function fitKeys(data: JournaledData, tasks: readonly Task[]): FitKeys {
  const { panel, options, registry } = data;
  const kept = tasks.filter((task) => isKept(task, data));
  const digestUpTo = rowDigests(
    panel,
    kept.flatMap(({ fits }) => fits.map(lastRow)),
    aheadColumns(options),
  );
  const keys: FitKeys = new TupleMap();
  for (const { model, member, fits, options: own = options } of kept) {
    const { identity } = registry.named(model);
    const ofFit = optionsWith(own, 'isInFitKey');
    let previous: string | null = null;
    for (const fit of fits) {
      const { fold, start, cutoff, origins } = fit;
      const key = sha256(
        canonical({
          numbers: NUMBERS_VERSION,
          model,
          member,
          options: ofFit,
          rows: digestUpTo(lastRow(fit)),
          start,
          cutoff,
          series: [...origins.series],
          origins: [...origins.row],
          before: previous,
          // Left out of the keys of built-in models, which are as they were.
          ...(identity !== undefined && { identity }),
        }),
      );
      keys.set([model, member, fold], key);
      previous = key;
    }
  }
  return keys;
}

/** The last row that a fit and its forecasts see. */
function lastRow({ cutoff, origins }: Fit): number {
  return origins.row.reduce((last, row) => Math.max(last, row), cutoff);
}

/** The other columns of a series, in an order of their own. */
const names = (others: Series['others'] = {}): readonly string[] => Object.keys(others).toSorted();

/**
 * Digests of everything that a panel contains up to each of these rows, in one pass.
 * @param ahead - columns that are seen as many rows further as the calendar has after the last row
 */
function rowDigests(
  panel: Panel,
  rows: readonly number[],
  ahead: readonly string[],
): (row: number) => string {
  const { time, calendar = time, timeframe, series } = panel;
  const rowsAhead = calendar.length - time.length;
  const seen = [calendar, ...series.flatMap(({ others }) => ahead.map((name) => others![name]))];
  const running = createRunningDigest();
  const columns = series.map(({ others }) => names(others));
  running.add(
    canonical({
      step: timeframe?.name ?? null,
      ids: series.map(({ id }) => id),
      // Left out if there are none: keys of fits without them are as they were.
      ...(columns.some(({ length }) => length > 0) && { columns }),
      ...(series.some(({ constants }) => constants) && {
        constants: series.map(({ constants }) => constants),
      }),
    }),
  );
  if (rowsAhead > 0) for (const column of seen) running.add(column.slice(0, rowsAhead));
  const digests = new Map<number, string>();
  let next = 0;
  for (const last of [...new Set(rows)].toSorted((a, b) => a - b)) {
    // Row by row, so that a digest does not depend on which other rows are requested.
    const width =
      1 +
      series.reduce((sum, { others }) => sum + 2 + names(others).length, 0) +
      (rowsAhead > 0 ? seen.length : 0);
    const numbers = new Float64Array((last + 1 - next) * width);
    for (let at = 0; next <= last; next++) {
      numbers[at++] = time[next];
      for (const { values, observed, others } of series) {
        numbers[at++] = values[next];
        numbers[at++] = observed[next];
        for (const name of names(others)) numbers[at++] = others![name][next];
      }
      if (rowsAhead > 0) for (const column of seen) numbers[at++] = column[next + rowsAhead];
    }
    running.add(numbers);
    digests.set(last, running.hex());
  }
  return (row) => digests.get(row)!;
}
