/** What `hindcast doctor` does, step by step. */

import chalk from 'chalk';
import { toText } from '../../report/json/document.ts';
import { escapeControl } from '../../text/escape.ts';
import {
  checkDisk,
  checkExchange,
  checkNode,
  checkSeries,
  checkSqlite,
  checkStore,
} from '../doctor-checks.ts';
import type { Finding } from '../finding.ts';
import type { CommonFlags } from '../help.ts';
import type { Host } from '../host.ts';
import type { QueueReport } from '../queue-checks.ts';
import type { QueueFlags } from '../queue-options.ts';
import { queueSettings } from '../queue-options.ts';
import type { StoreFlags } from '../store.ts';
import { storeOf, withExistingStore } from '../store.ts';
import { note, print } from '../terminal/print.ts';
import { listenForSignals } from '../terminal/signals.ts';

interface DoctorFlags extends CommonFlags, StoreFlags, QueueFlags {
  readonly exchange?: string;
  readonly network: boolean;
  readonly baseUrl?: string;
  readonly proxy?: string;
}

export async function checkMachine(host: Host, flags: DoctorFlags): Promise<void> {
  const file = storeOf(host, flags);
  const settings = queueSettings(flags);
  const interruption = listenForSignals(host, (signal) =>
    note(host, `${signal}: stopping; send it again to stop at once`),
  );
  const findings = [checkNode(host.nodeVersion.replace(/^v/, '')), await checkSqlite()];
  let queue: QueueReport | undefined;
  try {
    const store = await checkStore(host, file);
    findings.push(store, checkDisk(file), ...(await checkSeries(host, file)));
    if (flags.network) {
      const exchange =
        flags.exchange ?? (store.status !== 'fail' ? await storedExchange(host, flags) : 'binance');
      findings.push(...(await checkExchange(host, exchange, flags, interruption.signal)));
    }
    if (settings !== undefined) {
      queue = await (await import('../queue-checks.ts')).checkQueue(settings);
      findings.push(...queue.findings);
    }
  } finally {
    interruption.release();
  }
  print(
    host,
    flags.json === true
      ? toText({ schema: 1, type: 'doctor', checks: findings.map(findingJson), queue: queue?.facts ?? null })
      : findings.map(renderFinding).join('\n'),
  );
  interruption.throwIfInterrupted('the results so far are above');
  const failure = findings.find(({ error }) => error !== undefined);
  if (failure?.error !== undefined) throw failure.error;
}

async function storedExchange(host: Host, flags: StoreFlags): Promise<string> {
  const series = await withExistingStore(host, flags, (store) => store.list());
  return series?.at(0)?.exchange ?? 'binance';
}

const PAINT = { ok: chalk.green, warn: chalk.yellow, fail: chalk.red } as const;

function renderFinding({ check, status, detail, hint }: Finding): string {
  const line = `${PAINT[status](status.padEnd(5))} ${check.padEnd(8)} ${escapeControl(detail)}`;
  return hint === undefined ? line : `${line}\n${' '.repeat(15)}${escapeControl(hint)}`;
}

function findingJson({ check, status, detail, hint }: Finding): object {
  return { check, status, detail, hint: hint ?? null };
}
