/** The checks of `doctor` on this machine and its network, each a function that returns a finding. */

import { existsSync, readFileSync, statfsSync } from 'node:fs';
import path from 'node:path';
import { formatMarket } from '../data/market.ts';
import { addSteps, formatTime, parseTimeframe } from '../data/timeframe.ts';
import { DamagedError, DiskFullError, UsageError } from '../errors.ts';
import { formatCount, formatDuration, plural } from '../report/format/units.ts';
import type { StoredSeries } from '../store/store.ts';
import { connectTo } from './exchange.ts';
import type { ExchangeFlags } from './exchange.ts';
import { attempt, failed, ok, warned } from './finding.ts';
import type { Finding } from './finding.ts';
import { withExistingStore } from './store.ts';
import type { Host } from './host.ts';

const MEGABYTE = 1e6;
/** Less free space than this is a warning, or a failure: a year of minutes is 25 MB, and the log is as large. */
const LITTLE_SPACE = 1000 * MEGABYTE;
const NO_SPACE = 50 * MEGABYTE;
/** A clock that is off by more is a warning: a `Date` header is up to a second old, and the reply takes time. */
const CLOCK_MS = 3_000;
/** A larger difference is a failure: candles would be assigned to the wrong day. */
const WRONG_CLOCK_MS = 300_000;
/** Closed candles that may be missing at the end before a series is called stale: a cron job may be about to run. */
const LATE_CANDLES = 2;

/** @param version - of Node, as `20.19.0` */
export function checkNode(version: string): Finding {
  const text = readFileSync(new URL('../../package.json', import.meta.url), 'utf8');
  const { engines } = JSON.parse(text) as { readonly engines: { readonly node: string } };
  const least = engines.node.replace(/^>=/, '');
  if (!isOlder(version, least)) return ok('node', version);
  return failed(
    'node',
    new UsageError(`expected Node ${least} or newer, got ${version}`, { hint: 'install a newer Node' }),
  );
}

export async function checkSqlite(): Promise<Finding> {
  return attempt('sqlite', async () => {
    const { sqliteVersion } = await import('../store/open.ts');
    return sqliteVersion();
  });
}

/** The pages and rows of the store; a missing store is ok, a read-only one is a warning. */
export async function checkStore(host: Host, file: string): Promise<Finding> {
  let isWritable = true;
  const finding = await attempt('store', async () => {
    const found = await withExistingStore(host, { store: file }, (store) => {
      const damage = store.damage();
      if (damage.length > 0) {
        const more = damage.length > 3 ? `; and ${damage.length - 3} more` : '';
        // What is wrong with pages and definitions is no row that could be deleted.
        const remedy = store.hasBrokenPages()
          ? ''
          : 'or delete what is damaged with `hindcast prune --damaged`; ';
        throw new DamagedError(`the store \`${file}\` is damaged: ${damage.slice(0, 3).join('; ')}${more}`, {
          hint: `restore a backup; ${remedy}or move the file away and fetch again`,
        });
      }
      const series = store.list();
      const rows = series.reduce((sum, each) => sum + each.rows, 0);
      isWritable = store.isWritable;
      return `${file}: intact, ${plural(rows, 'candle')} of ${plural(series.length, 'market')}`;
    });
    return found ?? `${file}: does not exist yet; \`fetch\` and \`import\` create it`;
  });
  if (isWritable || finding.status !== 'ok') return finding;
  const detail = `${finding.detail}; it can be read but not written`;
  return warned(
    'store',
    detail,
    'to store candles, runs and forecasts, make the file and its folder writable',
  );
}

export function checkDisk(file: string): Finding {
  let folder = path.dirname(path.resolve(file));
  while (!existsSync(folder)) folder = path.dirname(folder);
  const { blocks, bavail, bsize } = statfsSync(folder);
  if (blocks === 0) return warned('disk', `${folder} keeps no files`, 'move the store with `--store`'); // such as /proc
  const free = bavail * bsize;
  const detail = `${formatCount(Math.floor(free / MEGABYTE))} MB free in ${folder}`;
  const hint = 'free some space, or move the store with `--store`';
  if (free < NO_SPACE) return failed('disk', new DiskFullError(`only ${detail}`, { hint }));
  return free < LITTLE_SPACE ? warned('disk', detail, hint) : ok('disk', detail);
}

/** One finding per market that is not up to date, else one for all. */
export async function checkSeries(host: Host, file: string): Promise<readonly Finding[]> {
  let series: readonly StoredSeries[];
  try {
    series = (await withExistingStore(host, { store: file }, (store) => store.list())) ?? [];
  } catch {
    return []; // `store` has said what is wrong
  }
  const stale = series.flatMap((each) => staleFinding(each, host.now()) ?? []);
  if (stale.length > 0 || series.length === 0) return stale;
  return [ok('data', `${plural(series.length, 'market')} up to date`)];
}

/** The finding that a market ends too early; `undefined` if it does not. */
export function staleFinding(series: StoredSeries, now: number): Finding | undefined {
  const late = candlesSince(series, now);
  if (late <= LATE_CANDLES) return undefined;
  const { exchange, symbol, timeframe } = series;
  return warned(
    'data',
    `${formatMarket(series)} ends with ${formatTime(series.last)}, ${plural(late, 'closed candle')} ago`,
    `\`hindcast fetch ${exchange} ${symbol} --timeframe ${timeframe}\``,
  );
}

/** Whether an exchange answers, and the difference of its clock. */
export async function checkExchange(
  host: Host,
  exchange: string,
  flags: Pick<ExchangeFlags, 'baseUrl' | 'proxy'>,
  signal: AbortSignal,
): Promise<readonly Finding[]> {
  let ahead: number | undefined;
  const network = await attempt('network', async () => {
    const retries = '1'; // a check should answer fast
    const connection = await connectTo(host, exchange, { ...flags, retries }, { signal, onWait: () => {} });
    try {
      const start = host.monotonicMs();
      await connection.ping();
      ahead = connection.clock.aheadMs();
      return `${exchange} answers in ${formatDuration((host.monotonicMs() - start) / 1000)}`;
    } catch (error) {
      if (signal.aborted) return 'interrupted';
      throw error;
    } finally {
      connection.close();
    }
  });
  if (network.status === 'fail' || signal.aborted) return [network];
  return [network, clockFinding(exchange, ahead)];
}

function clockFinding(exchange: string, ahead: number | undefined): Finding {
  if (ahead === undefined) return warned('clock', `${exchange} does not send its time`, undefined);
  const apart = `${formatDuration(Math.abs(ahead) / 1000)} ${ahead > 0 ? 'ahead of' : 'behind'} that of ${exchange}`;
  const hint = 'synchronize the clock of this machine (NTP)';
  if (Math.abs(ahead) > WRONG_CLOCK_MS) {
    return failed('clock', new UsageError(`the clock of this machine is ${apart}`, { hint }));
  }
  return Math.abs(ahead) > CLOCK_MS
    ? warned('clock', apart, hint)
    : ok('clock', `within a few seconds of that of ${exchange}`);
}

/** Candles that have closed since the last one stored. */
function candlesSince({ last, timeframe }: StoredSeries, now: number): number {
  const step = parseTimeframe(timeframe)!;
  if (step.months === 0) return Math.floor((now - last) / step.ms) - 1;
  let count = 0;
  while (addSteps(last, step, count + 2) <= now) count++;
  return count;
}

function isOlder(version: string, least: string): boolean {
  const [own, other] = [version, least].map((text) => text.split('.').map(Number));
  const differing = other.findIndex((part, i) => (own[i] ?? 0) !== part);
  return differing >= 0 && (own[differing] ?? 0) < other[differing];
}
