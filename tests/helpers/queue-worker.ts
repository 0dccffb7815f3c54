/** Workers of a queue in the test's own process; their fits run on threads of the built program. */

import { onTestFinished } from 'vitest';
import { Threads } from '../../src/backtest/threads.ts';
import type { Outcome } from '../../src/queue/outcome.ts';
import { QueueWorker } from '../../src/queue/serve.ts';
import { DEFAULT_PREFIX } from '../../src/queue/settings.ts';
import { QueueAddress } from '../../src/queue/url.ts';

export interface StartedWorker {
  /** Fits that it has computed. */
  readonly outcomes: readonly Outcome[];
  /** What it has said to people. */
  readonly lines: readonly string[];
  readonly worker: QueueWorker;
  /** Lets it end. */
  readonly end: () => Promise<void>;
}

/** A worker of this queue, which ends with the test. */
export async function startWorker(
  url: string,
  {
    jobs = 2,
    prefix = DEFAULT_PREFIX,
    path,
    lostAfterMs = 15_000,
  }: {
    readonly jobs?: number;
    readonly prefix?: string;
    readonly path?: string;
    readonly lostAfterMs?: number;
  } = {},
): Promise<StartedWorker> {
  const outcomes: Outcome[] = [];
  const lines: string[] = [];
  const threads = new Threads(jobs);
  const address = QueueAddress.parse(url, '--queue');
  const worker = await QueueWorker.start(
    { address, prefix, jobs, path, lostAfterMs },
    { runner: threads, say: (line) => lines.push(line), onDone: (outcome) => outcomes.push(outcome) },
  );
  let ending: Promise<void> | undefined;
  const end = (): Promise<void> => (ending ??= worker.drain().then(() => threads.close()));
  onTestFinished(end);
  return { outcomes, lines, worker, end };
}
