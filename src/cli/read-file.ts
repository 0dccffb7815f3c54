/** Reads a CSV file. If that takes more than a moment, a terminal shows the progress. */

import { loadCsv } from '../data/csv/read-candles.ts';
import type { CsvOptions, CsvResult, ReadingProgress } from '../data/csv/csv-result.ts';
import { formatCount, formatPercent } from '../report/format/units.ts';
import type { CommonFlags } from './help.ts';
import type { Host } from './host.ts';
import { terminalProgress } from './terminal/watch.ts';

/** Progress is shown after this time. */
const MOMENT_MS = 500;

/** The candles of the CSV file `source`; `-` is standard input. */
export async function readFile(
  host: Host,
  source: string,
  options: CsvOptions,
  flags: Pick<CommonFlags, 'quiet'>,
): Promise<CsvResult> {
  const name = source === '-' ? 'standard input' : source;
  const progress = terminalProgress(host, flags.quiet === true || host.stderr.isTTY !== true);
  const start = host.monotonicMs();
  let text = `reading ${name}`;
  const show = (): void => {
    if (host.monotonicMs() - start >= MOMENT_MS) progress.show({ text, share: 0, isStep: false });
  };
  const timer = setInterval(show, MOMENT_MS); // also while a pipe sends nothing
  const onProgress = (reached: ReadingProgress): void => {
    text = `reading ${name}: ${describe(reached)}`;
    show();
  };
  try {
    return await loadCsv(source, { ...options, onProgress }, host.stdin);
  } finally {
    clearInterval(timer);
    progress.clear();
  }
}

function describe(reached: ReadingProgress): string {
  return 'bytes' in reached
    ? `${formatCount(reached.bytes / 2 ** 20)} MiB`
    : `${formatPercent(reached.share, 0)} of the rows`;
}
