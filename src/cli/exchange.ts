/** The exchange that a command asks: its flags, and the connection. */

import type { Command } from 'commander';
import { Option } from 'commander';
import type { ExchangeFailure } from '../exchange/failure.ts';
import type { ExchangeConnection } from '../exchange/connection.ts';
import type { BusyFlags } from './if-busy.ts';
import { integer } from './options/parse.ts';
import { version } from './version.ts';
import type { Host } from './host.ts';

export interface ExchangeFlags extends BusyFlags {
  readonly baseUrl?: string;
  readonly proxy?: string;
  readonly retries: string;
}

export function addExchangeOptions(command: Command): Command {
  return command
    .optionsGroup('Exchange:')
    .option('--proxy <url>', 'http proxy (default: HTTPS_PROXY and NO_PROXY of the environment)')
    .addOption(
      new Option('--retries <n>', 'how often to retry a failed request, with increasing waits').default(
        '5',
        '5',
      ),
    )
    .option(
      '--base-url <url>',
      'send requests to this address instead of the exchange, for a mirror or a test',
    );
}

/** A connection for one command. The random numbers only spread the waits of many clients. */
export async function connectTo(
  host: Host,
  exchange: string,
  flags: ExchangeFlags,
  {
    signal,
    onWait,
  }: { readonly signal: AbortSignal; readonly onWait: (failure: ExchangeFailure, ms: number) => void },
): Promise<ExchangeConnection> {
  const [{ connect }, { Random }] = await Promise.all([
    import('../exchange/connection.ts'),
    import('../math/random.ts'),
  ]);
  return connect(exchange, {
    baseUrl: flags.baseUrl,
    proxy: flags.proxy,
    env: host.env,
    userAgent: `hindcast/${version()}`,
    retries: integer(0, 100)(flags.retries, '--retries'),
    random: Random.from('waits', host.pid, host.now()),
    now: host.now,
    sleep: (ms) => host.sleep(ms, signal),
    isThrottled: host.isThrottled,
    onWait,
    signal,
  });
}
