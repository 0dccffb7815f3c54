/** Long work under watch: progress on standard error, and signals that stop it with what is done kept. */

import type { Failure } from '../backtest/result.ts';
import type { RunContext } from '../backtest/run.ts';
import { PartialError } from '../errors.ts';
import { listenForSignals } from './interruption.ts';
import { createProgress } from './progress.ts';
import { tell } from './terminal.ts';

export interface Watched<T> {
  readonly value: T;
  /** To be called when the results are out: throws for an interruption, else for failed fits. */
  readonly finish: (failures: readonly Failure[]) => void;
}

/** What `work` resolves to. */
export async function watch<T>(
  { jobs, isQuiet }: { readonly jobs: number; readonly isQuiet: boolean },
  work: (context: RunContext) => Promise<T>,
): Promise<Watched<T>> {
  const { stderr } = process;
  const progress = createProgress({
    write: (text) => stderr.write(text),
    isTerminal: stderr.isTTY,
    columns: () => stderr.columns || 80, // 0 where a terminal does not know its width
    isQuiet,
    now: () => performance.now(),
  });
  const interruption = listenForSignals((signal) => {
    progress.clear();
    tell(`${signal}: stopping; again to stop at once`);
  });
  try {
    const value = await work({ jobs, signal: interruption.signal, onProgress: progress.show });
    return {
      value,
      finish(failures) {
        interruption.throwIfInterrupted('what was finished is above');
        throwIfFailed(failures);
      },
    };
  } finally {
    progress.clear();
    interruption.release();
  }
}

function throwIfFailed(failures: readonly Failure[]): void {
  const first = failures.at(0);
  if (first === undefined) return;
  const models = [...new Set(failures.map(({ model }) => model))];
  const count = failures.length === 1 ? '1 fit failed' : `${failures.length} fits failed`;
  throw new PartialError(
    `${count}, so ${models.join(', ')} ${models.length === 1 ? 'has' : 'have'} no scores: fold ${first.fold} of ${first.model}: ${first.message}`,
    { hint: first.hint },
  );
}
