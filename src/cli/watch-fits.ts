/** Runs fits with progress output, a deadline and signals, and throws an error for failed ones. */

import type { FitProgressEvent } from '../backtest/fits.ts';
import type { FitFailure } from '../backtest/tasks.ts';
import { PartialError } from '../errors.ts';
import { formatCount, formatDuration, plural } from '../report/format/units.ts';
import type { Sign } from './terminal/progress.ts';
import { watch } from './terminal/watch.ts';
import type { TunedContext } from '../tuning/nested.ts';
import type { SearchProgress } from '../tuning/search.ts';
import type { Host } from './host.ts';
import { withRunner } from './queue-options.ts';
import type { AskedQueue } from './queue-options.ts';

export interface WatchedFits<T> {
  readonly value: T;
  /** To be called after the results are printed: throws for an interruption, else for failed fits. */
  readonly finish: (failures: readonly FitFailure[]) => void;
}

export interface FitSettings {
  readonly workers: number;
  /** The queue whose workers fit; absent if threads do. */
  readonly queue?: AskedQueue | undefined;
  readonly isQuiet: boolean;
  /** Fits not finished after this time are dropped. */
  readonly deadlineMs: number | undefined;
  /** What messages say about finished fits when the others are dropped; default: they are printed and kept. */
  readonly finished?: Finished;
}

interface Finished {
  readonly interrupted: string;
  readonly late: string;
}

const KEPT: Finished = {
  interrupted: 'the results of finished fits are above',
  late: 'finished work is kept; the same command continues from there',
};

/** What `work` resolves to. */
export async function watchFits<T>(
  host: Host,
  { workers, queue, isQuiet, deadlineMs, finished = KEPT }: FitSettings,
  work: (context: TunedContext) => Promise<T>,
): Promise<WatchedFits<T>> {
  const deadline = deadlineMs === undefined ? undefined : AbortSignal.timeout(deadlineMs);
  const { value, throwIfInterrupted } = await watch(host, { isQuiet }, ({ signal, show, say, unwatch }) =>
    withRunner({ workers, queue, say }, (runner) =>
      work({
        workers,
        runner,
        cheapestFirst: deadline !== undefined,
        signal: deadline === undefined ? signal : AbortSignal.any([signal, deadline]),
        onProgress: (event) => show(signOfFit(event)),
        onText: say,
        onScoring: unwatch,
        onSearchProgress: (progress) => show(signOfSearch(progress)),
      }),
    ),
  );
  return {
    value,
    finish(failures) {
      throwIfInterrupted(finished.interrupted);
      if (deadline?.aborted === true && failures.length > 0)
        throw tooLate(failures, deadlineMs!, finished.late);
      throwIfFailed(failures);
    },
  };
}

function tooLate(failures: readonly FitFailure[], deadlineMs: number, hint: string): PartialError {
  const fits = failures.length === 1 ? '1 fit was' : `${failures.length} fits were`;
  return new PartialError(
    `stopped after ${formatDuration(deadlineMs / 1000)} (\`--deadline\`): ${fits} not finished`,
    { hint },
  );
}

export function signOfFit(event: FitProgressEvent): Sign {
  const { model, fold, done, total, share } = event;
  const fits = `${done}/${total} fits`;
  if (event.type === 'fit') {
    const text = `${fits} · ${model}, fold ${fold}: ${formatDuration(event.seconds)}`;
    return { text, share, isStep: true };
  }
  const loss = event.loss.toPrecision(3);
  const text = `${fits} · ${model}, fold ${fold}: epoch ${event.epoch}/${event.epochs}, loss ${loss}`;
  return { text, share, isStep: false };
}

/** Of a search, in one fold of a backtest if it has a fold. */
export function signOfSearch({
  model,
  fits,
  candidates,
  share,
  isFit,
  fold,
}: SearchProgress & { readonly fold?: number }): Sign {
  const where = fold === undefined ? 'search' : `search, fold ${fold}`;
  const settings = plural(candidates, 'setting');
  return { text: `${where}: ${formatCount(fits)} fits of ${settings} · ${model}`, share, isStep: isFit };
}

/** @throws PartialError if a fit failed */
export function throwIfFailed(failures: readonly FitFailure[]): void {
  const first = failures.at(0);
  if (first === undefined) return;
  const models = [...new Set(failures.map(({ model }) => model))];
  const count = failures.length === 1 ? '1 fit failed' : `${failures.length} fits failed`;
  throw new PartialError(
    `${count}, so ${models.join(', ')} ${models.length === 1 ? 'has' : 'have'} no scores: fold ${first.fold} of ${first.model}: ${first.message}`,
    { hint: first.hint },
  );
}
