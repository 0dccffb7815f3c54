/** `--queue` and what belongs to it: fits on the workers of a queue instead of threads of this process. */

import type { Command } from 'commander';
import { withPool } from '../backtest/pool.ts';
import type { TaskRunner } from '../backtest/task-runner.ts';
import { UsageError } from '../errors.ts';
import type { FlagParser } from '../options/parse.ts';
import { duration } from '../options/parse.ts';
import { DEFAULT_PREFIX } from '../queue/settings.ts';
import type { QueueSettings } from '../queue/settings.ts';
import { QueueAddress } from '../queue/url.ts';
import { CheckedOption } from './options/checked.ts';
import { addRare } from './options/rare.ts';

export interface QueueFlags {
  readonly queue?: string;
  readonly queuePrefix?: string;
  readonly queueTimeout?: string;
}

/** How a command uses a queue. */
export interface AskedQueue extends QueueSettings {
  readonly timeoutMs: number;
  /** Whether results that the queue has already are computed again. */
  readonly isFresh: boolean;
}

const DEFAULT_TIMEOUT = '10m';

/** The address of a queue; it is never printed with its password. */
const queueAddress: FlagParser<QueueAddress> = Object.assign(
  (text: string, flag: string) => QueueAddress.parse(text, flag),
  { shown: (text: string) => QueueAddress.parse(text, '--queue').text },
);

/** What keys of Redis begin with. */
function queuePrefix(text: string, flag: string): string {
  if (/^[\w.-]{1,50}$/.test(text)) return text;
  throw new UsageError(`expected \`${flag}\` to be up to 50 letters, digits, \`.\`, \`_\` and \`-\``, {
    hint: `for example ${DEFAULT_PREFIX}-test`,
  });
}

/** Adds the address and prefix of a queue. */
export function addQueueAddress(command: Command, summary: string): Command {
  return command
    .addOption(new CheckedOption('--queue <url>', summary, queueAddress))
    .addOption(
      new CheckedOption(
        '--queue-prefix <name>',
        `what the keys of the queue begin with in Redis (default: ${DEFAULT_PREFIX})`,
        queuePrefix,
      ),
    );
}

/** Adds the flags of a command that can fit on a queue. */
export function addQueueOptions(command: Command): Command {
  return addRare(command, (run) =>
    addQueueAddress(run, 'fit on the workers of this queue (`hindcast worker`): redis://host:6379').addOption(
      new CheckedOption(
        '--queue-timeout <time>',
        `longest wait while Redis or every worker is away (default: ${DEFAULT_TIMEOUT})`,
        duration,
      ),
    ),
  );
}

/** Where the queue is; `undefined` if there is none. */
export function queueSettings({ queue, queuePrefix: prefix }: QueueFlags): QueueSettings | undefined {
  if (queue === undefined) return undefined;
  return {
    address: queueAddress(queue, '--queue'),
    prefix: prefix === undefined ? DEFAULT_PREFIX : queuePrefix(prefix, '--queue-prefix'),
  };
}

/** The queue that a command asks for; `undefined` if it fits by itself. */
export function queueOf(flags: QueueFlags & { readonly fresh?: true }): AskedQueue | undefined {
  const settings = queueSettings(flags);
  return (
    settings && {
      ...settings,
      timeoutMs: duration(flags.queueTimeout ?? DEFAULT_TIMEOUT, '--queue-timeout'),
      isFresh: flags.fresh === true,
    }
  );
}

/** The flags again, for the command line of a step. */
export const queueWords = ({ queue, queuePrefix: prefix, queueTimeout }: QueueFlags): readonly string[] =>
  [
    ['--queue', queue],
    ['--queue-prefix', prefix],
    ['--queue-timeout', queueTimeout],
  ].flatMap(([flag, text]) => (text === undefined ? [] : [flag!, text]));

/** Words of a command line as they are printed. */
export const withoutPassword = (words: readonly string[]): readonly string[] =>
  words.map((word, i) => (words[i - 1] === '--queue' ? QueueAddress.parse(word, '--queue').text : word));

/** What fits, and what it says to people. */
export interface RunnerSettings {
  /** Threads of this process; with a queue, those of fits that are not sent. */
  readonly workers: number;
  readonly queue: AskedQueue | undefined;
  readonly say: (line: string) => void;
}

/** What `work` gives, with a runner that ends with it: threads, or the workers of a queue. */
export async function withRunner<T>(
  { workers, queue, say }: RunnerSettings,
  work: (runner: TaskRunner) => Promise<T>,
): Promise<T> {
  return withPool(workers, async (pool) => {
    if (queue === undefined) return work(pool);
    const { Producer } = await import('../queue/producer.ts');
    const producer = await Producer.open(queue, { local: pool, say });
    try {
      return await work(producer);
    } finally {
      await producer.close();
    }
  });
}
