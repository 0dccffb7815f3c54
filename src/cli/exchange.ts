/** The exchange that a command asks: its flags, and the connection. */

import type { Command } from 'commander';
import type { Option } from 'commander';
import { checkedBaseUrls } from '../exchange/base-url.ts';
import { checkedProxy } from '../exchange/proxy.ts';
import type { ExchangeFailure } from '../exchange/failure.ts';
import type { ExchangeConnection } from '../exchange/connection.ts';
import { listFolder } from '../store/location.ts';
import type { BusyFlags } from './if-busy.ts';
import { CheckedOption } from './options/checked.ts';
import { integer } from '../options/parse.ts';
import { version } from '../text/version.ts';
import type { Host } from './host.ts';
import { addRare } from './options/rare.ts';

export interface ExchangeFlags extends BusyFlags {
  readonly baseUrl?: string;
  readonly proxy?: string;
  readonly retries: string;
}

const retries = integer(0, 100);

export function proxyOption(): Option {
  return new CheckedOption(
    '--proxy <url>',
    'http proxy (default: HTTPS_PROXY and NO_PROXY of the environment)',
    checkedProxy,
  );
}

export function baseUrlOption(summary: string): Option {
  return (
    new CheckedOption('--base-url <url>', `${summary}; NAME=URL for one of several`, checkedBaseUrls)
      // If it is given more than once, all values apply.
      .argParser((text: string, before?: string) => (before === undefined ? text : `${before},${text}`))
  );
}

export function addExchangeOptions(command: Command): Command {
  return addRare(command, (all) =>
    all
      .optionsGroup('Exchange:')
      .addOption(proxyOption())
      .addOption(
        new CheckedOption(
          '--retries <n>',
          'how often to retry a failed request, with increasing waits',
          retries,
        ).default('5', '5'),
      )
      .addOption(
        baseUrlOption('send requests to this address instead of the exchange, for a mirror or a test'),
      ),
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
    withContracts = false,
  }: {
    readonly signal: AbortSignal;
    readonly onWait: (failure: ExchangeFailure, ms: number) => void;
    readonly withContracts?: boolean;
  },
): Promise<ExchangeConnection> {
  const [{ connect }, { findVenue }, { Random }] = await Promise.all([
    import('../exchange/connection.ts'),
    import('../exchange/venues.ts'),
    import('../math/random.ts'),
  ]);
  const baseUrls = flags.baseUrl === undefined ? new Map<string, string>() : checkedBaseUrls(flags.baseUrl);
  // With a wrong name, requests would go to the exchange itself.
  for (const name of baseUrls.keys()) if (name !== '') await findVenue(name);
  return connect(exchange, {
    withContracts,
    baseUrl: baseUrls.get(exchange) ?? baseUrls.get(''),
    proxy: flags.proxy,
    env: host.env,
    userAgent: `hindcast/${version()}`,
    retries: retries(flags.retries, '--retries'),
    random: Random.from('waits', host.pid, host.now()),
    now: host.now,
    sleep: (ms) => host.sleep(ms, signal),
    isThrottled: host.isThrottled,
    onWait,
    signal,
    listFolder: listFolder(host),
  });
}
