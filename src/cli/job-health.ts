/** What a person should know about a job besides what its steps say: markets that end too early, and a disk that is nearly full. */

import { formatMarket, parseMarket } from '../data/market.ts';
import type { StoreReader } from '../store/store.ts';
import type { Finding } from './finding.ts';
import { checkDisk, staleFinding } from './doctor-checks.ts';
import type { Host } from './host.ts';
import { warn } from './terminal/print.ts';

/** Prints the warnings, at the end of a job: the store and the markets among its sources are checked as `doctor` checks them. */
export function warnOfJob(
  host: Host,
  store: Pick<StoreReader, 'file' | 'list'>,
  sources: readonly string[],
): void {
  const named = new Set(sources.flatMap((source) => parseMarket(source) ?? []).map(formatMarket));
  const stale = store
    .list()
    .filter((series) => named.has(formatMarket(series)))
    .map((series) => staleFinding(series, host.now()));
  for (const finding of [...stale, checkDisk(store.file)]) if (finding !== undefined) warnOf(host, finding);
}

function warnOf(host: Host, { check, status, detail, hint }: Finding): void {
  if (status === 'ok') return;
  warn(
    host,
    [check === 'disk' ? `the disk is nearly full: ${detail}` : detail, hint ?? []].flat().join('; '),
  );
}
