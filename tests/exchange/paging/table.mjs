/**
 * Runs the built program against every simulated exchange and prints the table of checks:
 *
 *   node tests/exchange/paging/table.mjs [EXCHANGE…]
 *
 * Exits with 1 if a check fails. Rows with a * rest on an assumption, which `venues.mjs` states.
 */

import { Readable, Writable } from 'node:stream';
import { processHost } from '../../../dist/cli/host.js';
import { main } from '../../../dist/cli/main.js';
import { checkVenues, TITLES } from './checks.mjs';
import { COLUMN_TITLES, checkColumns } from './column-checks.mjs';
import { COLUMN_VENUES } from './contract-venues.mjs';
import { VENUES } from './venues.mjs';

class Text extends Writable {
  text = '';
  _write(chunk, _, done) {
    this.text += chunk;
    done();
  }
}

async function run(words, now, store) {
  const [stdout, stderr] = [new Text(), new Text()];
  const exit = await main(words, {
    ...processHost(), // so that what the host gains need not be listed here
    stdin: () => Readable.from([]),
    stdout,
    stderr,
    env: { NO_COLOR: '1', HINDCAST_STORE: store },
    home: '/nowhere',
    columns: () => 200,
    now: () => now,
    sleep: async (_, signal) => signal.throwIfAborted(),
    isThrottled: false,
    onSignal: () => () => {},
    onStrayError: () => {},
  });
  const line = (kind) => new RegExp(`^${kind}: (.*)$`, 'm').exec(stderr.text)?.[1] ?? '';
  return { exit, error: line('error'), hint: line('hint'), output: stdout.text };
}

const program = {
  fetch({ exchange, symbol, timeframe, since, until, now, url, store, columns }) {
    const flags = {
      timeframe,
      since: minutes(since),
      until: minutes(until),
      with: columns?.join(','),
      'base-url': url,
    };
    const words = Object.entries(flags).flatMap(([name, value]) =>
      value === undefined ? [] : [`--${name}`, value],
    );
    return run(['fetch', exchange, symbol, ...words], now, store);
  },
  async stored({ exchange, symbol, timeframe, store }) {
    const { output } = await run(['export', `${exchange}:${symbol}:${timeframe}`], Date.now(), store);
    const [, ...lines] = output.trim().split('\n');
    return lines.map((text) => Date.parse(text.split(',')[0]));
  },
  async values({ exchange, symbol, timeframe, name, store }) {
    const { output } = await run(['export', `${exchange}:${symbol}:${timeframe}`], Date.now(), store);
    const [header, ...lines] = output.trim().split('\n');
    const rows = lines.map((text) => text.split(','));
    const place = header.split(',').indexOf(name);
    const numberAt = (cell) => (cell === undefined || cell === '' ? NaN : Number(cell));
    return {
      time: rows.map(([time]) => Date.parse(time)),
      value: rows.map((cells) => numberAt(cells[place])),
    };
  },
};

const minutes = (time) => (time === undefined ? undefined : `${new Date(time).toISOString().slice(0, 16)}Z`);

const wanted = process.argv.slice(2);
const isWanted = ({ id }) => wanted.length === 0 || wanted.includes(id);
const wrong = [];
let count = 0;

function printHead(titles) {
  process.stdout.write(titles.map((title, i) => `${String(i + 1).padStart(2)} ${title}\n`).join(''));
  const numbers = titles.map((_, i) => String(i + 1).padStart(4)).join('');
  process.stdout.write(`\n${''.padEnd(48)}${numbers}  requests\n`);
}

function printRow(name, titles, { assumed, problems, requests }) {
  for (const [i, problem] of problems.entries())
    if (problem !== undefined) wrong.push(`${name}: ${titles[i]}: ${problem}`);
  count += problems.length;
  const marks = problems.map((problem) => (problem === undefined ? 'ok' : 'NO').padStart(4)).join('');
  const title = `${name}${assumed === undefined ? '' : ' *'}`;
  process.stdout.write(`${title.padEnd(48)}${marks}${String(requests).padStart(10)}\n`);
}

printHead(TITLES);
await checkVenues(
  program,
  ({ venue, ...rest }) => printRow(venue.name ?? venue.id, TITLES, { assumed: venue.rule.assumed, ...rest }),
  VENUES.filter(isWanted),
);
process.stdout.write('\nColumns besides the candles, with --with\n\n');
printHead(COLUMN_TITLES);
await checkColumns(
  program,
  ({ venue, name, ...rest }) =>
    printRow(`${venue.id} ${name}`, COLUMN_TITLES, { assumed: venue.columns[name].rule.assumed, ...rest }),
  COLUMN_VENUES.filter(isWanted),
);
process.stdout.write(
  `\n${count - wrong.length} of ${count} checks pass\n${wrong.map((line) => `  ${line}\n`).join('')}`,
);
process.exitCode = wrong.length === 0 ? 0 : 1;
