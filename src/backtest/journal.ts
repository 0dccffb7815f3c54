/**
 * The journal of fits: what is finished is not computed twice. A fit is kept under a key that everything it follows
 * from went into: the version of the numbers, the model and its options, the rows up to its last origin, its training
 * rows and its origins. So one that is found stands for the one that would be computed, to the last bit; a candle that
 * was revised, or an option that was changed, finds nothing.
 */

import type { BacktestOptions } from './options.ts';
import { createHash } from 'node:crypto';
import type { Hash } from 'node:crypto';
import type { Panel } from '../data/panel.ts';
import { modelNamed } from '../models/index.ts';
import type { ModelOptions } from '../models/model.ts';
import { canonical } from '../text/canonical.ts';
import { sha256 } from '../text/digest.ts';
import { NUMBERS_VERSION } from './numbers-version.ts';
import type { Fit, FitResult, Task } from './tasks.ts';

/** Finished fits, kept from one run to the next. */
export interface Journal {
  /** The fit of this key, if it is there. */
  find(key: string): FitResult | undefined;
  /** Keeps it; on return it is on the disk. */
  keep(key: string, result: FitResult): void;
}

/** What of a backtest's options has no part in a single fit, or comes into its key as rows and origins. */
type Planned = Exclude<keyof BacktestOptions, keyof ModelOptions> | 'members';
const PLANNED: Readonly<Record<Planned, true>> = {
  models: true,
  recipe: true,
  column: true,
  volatility: true,
  gaps: true,
  test: true,
  stepSize: true,
  refit: true,
  trainSize: true,
  gap: true,
  warm: true,
  members: true,
  interval: true,
  aciGamma: true,
};

export interface FitJournal {
  /** The results of a job, if all of them are kept: a later fit of a warm chain follows from the earlier ones. */
  find(job: Task): readonly FitResult[] | undefined;
  /** Keeps a result, if it is of a model that is trained: any other is computed sooner than a disk has written it. */
  keep(result: FitResult): void;
}

/** The journal as a run with these jobs uses it. */
export function fitJournal(
  journal: Journal,
  panel: Panel,
  options: BacktestOptions,
  jobs: readonly Task[],
): FitJournal {
  // Others are looked for nowhere, so they need no key.
  const trained = jobs.filter(({ model }) => modelNamed(model).isSeeded);
  const rows = rowDigests(
    panel,
    trained.flatMap(({ fits }) => fits.map(lastRow)),
  );
  const ofModels = Object.fromEntries(Object.entries(options).filter(([name]) => !(name in PLANNED)));
  const place = ({ model, member, fold }: Pick<FitResult, 'model' | 'member' | 'fold'>): string =>
    `${model} ${member} ${fold}`;
  const keys = new Map<string, string>();
  for (const { model, member, fits } of trained) {
    let before: string | null = null;
    for (const fit of fits) {
      const { start, cutoff, origins: serves } = fit;
      const key = sha256(
        canonical({
          numbers: NUMBERS_VERSION,
          model,
          member,
          options: ofModels,
          rows: rows(lastRow(fit)),
          start,
          cutoff,
          series: [...serves.series],
          origins: [...serves.row],
          before,
        }),
      );
      keys.set(place({ model, member, fold: fit.fold }), key);
      before = key;
    }
  }
  return {
    find({ model, member, fits, keepsState = false }) {
      const found = fits.map(({ fold }): FitResult | undefined => {
        const key = keys.get(place({ model, member, fold }));
        const kept = key === undefined ? undefined : journal.find(key);
        // A run that asked for no state has kept none: its fits do not stand for those of one that does.
        if (kept === undefined || (keepsState && kept.state === undefined)) return undefined;
        // The same fit may be another fold of another run.
        return { ...kept, fold, state: keepsState ? kept.state : undefined };
      });
      return found.every((result) => result !== undefined) ? found : undefined;
    },
    keep(result) {
      const key = keys.get(place(result));
      if (key !== undefined) journal.keep(key, result);
    },
  };
}

/** The last row that a fit and its forecasts see. */
function lastRow({ cutoff, origins: serves }: Fit): number {
  return serves.row.reduce((last, row) => Math.max(last, row), cutoff);
}

/** Digests of everything a panel holds up to each of these rows, in one pass. */
function rowDigests(panel: Panel, wanted: readonly number[]): (row: number) => string {
  const { time, timeframe, series } = panel;
  const hash: Hash = createHash('sha256').update(
    canonical({ step: timeframe?.name ?? null, ids: series.map(({ id }) => id) }),
  );
  const digests = new Map<number, string>();
  let done = 0;
  for (const last of [...new Set(wanted)].toSorted((a, b) => a - b)) {
    // Row by row, so that a digest does not depend on which others were asked for.
    const width = 1 + 2 * series.length;
    const numbers = new Float64Array((last + 1 - done) * width);
    for (let at = 0; done <= last; done++) {
      numbers[at++] = time[done];
      for (const { values, observed } of series) {
        numbers[at++] = values[done];
        numbers[at++] = observed[done];
      }
    }
    hash.update(new Uint8Array(numbers.buffer));
    digests.set(last, hash.copy().digest('hex'));
  }
  return (row) => digests.get(row)!;
}
