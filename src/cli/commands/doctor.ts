/** `hindcast doctor`: is this machine, its store, its disk, its clock and its network in order. */

import chalk from 'chalk';
import type { Command } from 'commander';
import { escapeControl } from '../../text/escape.ts';
import type { Finding } from '../doctor-checks.ts';
import type { CommonFlags } from '../help.ts';
import { addCommon, addHelp } from '../help.ts';
import { listenForSignals } from '../terminal/signals.ts';
import type { StoreFlags } from '../store.ts';
import { addStoreOption, storeOf, withExistingStore } from '../store.ts';
import { print, note } from '../terminal/print.ts';
import type { Host } from '../host.ts';

interface DoctorFlags extends CommonFlags, StoreFlags {
  readonly exchange?: string;
  readonly network: boolean;
  readonly baseUrl?: string;
  readonly proxy?: string;
}

export function addDoctor(command: Command, host: Host): void {
  command
    .description(
      'Checks Node, SQLite, the store, the disk, the clock and an exchange, and prints ok, warn or fail for each.',
    )
    .option(
      '--exchange <name>',
      'exchange to connect to (default: that of the first stored market, else binance)',
    )
    .option('--no-network', 'connect to no exchange')
    .option('--proxy <url>', 'http proxy (default: HTTPS_PROXY and NO_PROXY of the environment)')
    .option('--base-url <url>', 'send requests to this address instead of the exchange')
    .action((flags: DoctorFlags) => checkMachine(host, flags));
  addStoreOption(command);
  addCommon(command);
  addHelp(command, ['hindcast doctor', 'hindcast doctor --no-network'], [0, 1, 2, 12, 20, 28, 130]);
}

async function checkMachine(host: Host, flags: DoctorFlags): Promise<void> {
  const [checks, { toText }] = await Promise.all([
    import('../doctor-checks.ts'),
    import('../../report/json/document.ts'),
  ]);
  const file = storeOf(host, flags);
  const interruption = listenForSignals(host, (signal) =>
    note(host, `${signal}: stopping; again to stop at once`),
  );
  const findings = [checks.checkNode(host.nodeVersion.replace(/^v/, '')), await checks.checkSqlite()];
  try {
    const store = await checks.checkStore(host, file);
    findings.push(store, checks.checkDisk(file), ...(await checks.checkSeries(host, file)));
    if (flags.network) {
      const exchange =
        flags.exchange ?? (store.status === 'ok' ? await storedExchange(host, flags) : 'binance');
      findings.push(...(await checks.checkExchange(host, exchange, flags, interruption.signal)));
    }
  } finally {
    interruption.release();
  }
  print(
    host,
    flags.json === true
      ? toText({ schema: 1, type: 'doctor', checks: findings.map(findingJson) })
      : findings.map(renderFinding).join('\n'),
  );
  interruption.throwIfInterrupted('what was seen is above');
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
