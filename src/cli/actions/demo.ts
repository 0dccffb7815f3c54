/** What `hindcast demo` does, step by step. */

import { mkdtemp, open, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { UsageError } from '../../errors.ts';
import type { CommonFlags } from '../help.ts';
import type { Host } from '../host.ts';
import type { NextStep } from '../next-steps.ts';
import { prepareFile } from '../terminal/output-files.ts';
import { printNotes } from '../terminal/print.ts';
import { backtestSources } from './backtest.ts';
import { writeReport } from './report.ts';

interface DemoFlags extends CommonFlags {
  readonly output?: string;
}

/** Simulated prices whose best forecast is the last price. */
const PRICES = fileURLToPath(new URL('../../../fixtures/garch-simulated-1d.csv', import.meta.url));
const OPTIONS = { model: 'mlp,rnn,lstm,gru', inputSize: '30' };
const REPORT = 'hindcast-demo.html';

/** Backtests the prices in a store that is deleted, prints the answer and writes the report. */
export async function runDemo(host: Host, given: DemoFlags): Promise<void> {
  const { quiet, json } = given;
  const flags = { ...(quiet && { quiet }), ...(json && { json }) };
  const { output = REPORT } = given;
  await checkReplaceable(output);
  await prepareFile(host, output, [PRICES], '--output');
  const folder = await mkdtemp(path.join(tmpdir(), 'hindcast-demo-'));
  try {
    const store = path.join(folder, 'store.sqlite');
    const next = (): readonly NextStep[] => [
      ['Charts in a page', output],
      ['Your own prices', 'hindcast backtest BTCUSD.csv'],
    ];
    await backtestSources(host, [PRICES], { ...OPTIONS, ...flags, store }, { next });
    await writeReport(host, ['last'], { output, store, quiet: true });
    if (json === true) printNotes(host, [`the report is in \`${output}\``], flags);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** How a report begins, within the first characters. */
const OF_HINDCAST = '<meta name="generator" content="hindcast">';

/** @throws UsageError if there is something else than a report of hindcast */
async function checkReplaceable(file: string): Promise<void> {
  const existing = await stat(file).catch(() => undefined);
  if (existing === undefined) return;
  const begin = existing.isFile() ? await beginning(file).catch(() => '') : ''; // one that cannot be read is not ours
  if (begin.includes(OF_HINDCAST)) return;
  throw new UsageError(`\`${file}\` exists and is not a report of hindcast`, {
    hint: 'name another file with `--output`, for example `--output demo.html`',
  });
}

async function beginning(file: string): Promise<string> {
  const handle = await open(file);
  try {
    const { buffer, bytesRead } = await handle.read({ buffer: Buffer.alloc(1000) });
    return buffer.toString('utf8', 0, bytesRead);
  } finally {
    await handle.close();
  }
}
