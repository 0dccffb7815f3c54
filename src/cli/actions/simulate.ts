/** What `hindcast simulate` does, step by step. */

import { candlesToCsv } from '../../data/csv/write-candles.ts';
import type { SimulateOptions } from '../../data/simulate.ts';
import { processes } from '../../data/simulate.ts';
import { formatTime } from '../../data/timeframe.ts';
import { UsageError } from '../../errors.ts';
import { suggestion } from '../../text/suggest.ts';
import type { CommonFlags } from '../help.ts';
import type { Host } from '../host.ts';
import { decimal, seed as seedOf, simulatedRows } from '../../options/parse.ts';
import { note, print, printExactly } from '../terminal/print.ts';

interface SimulateFlags extends CommonFlags {
  readonly rows: string;
  readonly seed: string;
  readonly set?: readonly string[];
}

export function simulateCandles(host: Host, processName: string, flags: SimulateFlags): void {
  const process = processes.find(({ name }) => name === processName);
  if (process === undefined) {
    const names = processes.map(({ name }) => name);
    throw new UsageError(`unknown process \`${processName}\``, { hint: suggestion(processName, names) });
  }
  const options: SimulateOptions = {
    rows: simulatedRows(flags.rows, '--rows'),
    seed: seedOf(flags.seed, '--seed'),
    parameters: Object.fromEntries((flags.set ?? []).map(readSetting)),
  };
  const candles = process.simulate(options);
  const truth = process.truth(options);
  if (flags.json === true) {
    const { rows, seed, parameters } = options;
    const { id, time, columns } = candles;
    const object = {
      schema: 1,
      type: 'simulate',
      process: process.name,
      rows,
      seed,
      parameters,
      truth,
      bestU2: process.bestU2(options),
      id,
      time: Array.from(time, formatTime),
      columns: Object.fromEntries(
        Object.entries(columns).map(([name, values]) => [name, Array.from(values)]),
      ),
    };
    print(host, JSON.stringify(object));
    return;
  }
  if (flags.quiet !== true) {
    note(host, `truth: ${truth}`);
    const now = host.now();
    const ahead = candles.time.filter((time) => time > now).length;
    if (ahead > 0)
      note(
        host,
        `${ahead} of these rows are in the future: \`--include-open\` keeps them when the file is read`,
      );
  }
  printExactly(host, candlesToCsv(candles));
}

/** `drift=0.001` as a pair. The process checks its names and values. */
function readSetting(text: string): [name: string, value: number] {
  const split = text.indexOf('=');
  if (split < 1) {
    throw new UsageError(`expected \`--set\` to be NAME=VALUE, got \`${text}\``, {
      hint: 'for example `--set volatility=0.02`',
    });
  }
  const name = text.slice(0, split);
  return [name, decimal()(text.slice(split + 1), `--set ${name}`)];
}
