/** What `hindcast worker` does. */

import { Threads } from '../../backtest/threads.ts';
import { UsageError } from '../../errors.ts';
import { duration } from '../../options/parse.ts';
import { fitsAtOnce } from '../../queue/attendance.ts';
import type { Outcome } from '../../queue/outcome.ts';
import { QueueWorker } from '../../queue/serve.ts';
import { SCHEMA, toText } from '../../report/json/document.ts';
import { formatCount } from '../../report/format/units.ts';
import { version } from '../../text/version.ts';
import type { CommonFlags } from '../help.ts';
import type { Host } from '../host.ts';
import { workersOf } from '../panel-options.ts';
import type { QueueFlags } from '../queue-options.ts';
import { queueSettings } from '../queue-options.ts';
import { note, print } from '../terminal/print.ts';
import { untilSignals } from '../terminal/signals.ts';

export interface WorkerFlags extends CommonFlags, QueueFlags {
  readonly jobs?: string;
  readonly lostAfter?: string;
  readonly allowExec?: true;
}

const LOST_AFTER = '15s';
/** Time between two lines about fits. */
const LINE_MS = 60_000;

/** Serves a queue until a signal arrives. */
export async function serveQueue(host: Host, flags: WorkerFlags): Promise<void> {
  const queue = queueSettings(flags);
  if (queue === undefined)
    throw new UsageError('missing required option `--queue`', {
      hint: 'for example `hindcast worker --queue redis://127.0.0.1:6379`',
    });
  const jobs = workersOf(flags);
  const say = (line: string): void => {
    if (flags.quiet !== true) note(host, line);
  };
  const counts = new Counts(host, say);
  const threads = new Threads(jobs);
  const signals = untilSignals(host);
  const settings = {
    ...queue,
    jobs,
    lostAfterMs: duration(flags.lostAfter ?? LOST_AFTER, '--lost-after'),
    ...(flags.allowExec === true && { path: host.env.PATH ?? '' }),
  };
  const worker = await QueueWorker.start(settings, {
    runner: threads,
    say,
    onDone: (outcome) => counts.add(outcome),
  });
  say(`hindcast ${version()} serves ${queue.address.text}, ${fitsAtOnce(jobs)}`);
  await signals.first;
  say('stopping when the running fits have ended; send the signal again to give them back');
  void signals.second.then(() => worker.abandon());
  await worker.drain();
  signals.release();
  await threads.close();
  say(counts.text);
  if (flags.json === true)
    print(host, toText({ schema: SCHEMA, type: 'worker', jobs, fits: counts.fits, failed: counts.failed }));
}

/** Counts fits, and says so now and then. */
class Counts {
  readonly #host: Pick<Host, 'monotonicMs'>;
  readonly #say: (line: string) => void;
  #said: number;
  fits = 0;
  failed = 0;

  constructor(host: Pick<Host, 'monotonicMs'>, say: (line: string) => void) {
    this.#host = host;
    this.#say = say;
    this.#said = host.monotonicMs();
  }

  add({ results, failure }: Outcome): void {
    this.fits += results.length;
    if (failure !== undefined) this.failed++;
    const now = this.#host.monotonicMs();
    if (now - this.#said < LINE_MS) return;
    this.#said = now;
    this.#say(this.text);
  }

  get text(): string {
    const failed = this.failed === 0 ? '' : `, ${formatCount(this.failed)} failed`;
    return `${formatCount(this.fits)} ${this.fits === 1 ? 'fit' : 'fits'} done${failed}`;
  }
}
