/**
 * `npm run bench`: prints, in Markdown, how fast everything is on this machine now. See README.md.
 *
 *     node tests/bench/run.mjs [--only products,training] [--rounds 9] [--quick]
 */

import { cpus, loadavg } from 'node:os';
import { parseArgs } from 'node:util';
import { backtests } from './backtests.mjs';
import { elementwise, products } from './kernels.mjs';
import { panelsScale } from './panels-scale.mjs';
import { peers } from './peers.mjs';
import { regressions } from './regressions.mjs';
import { plans } from './plan.mjs';
import { relaxed } from './relaxed.mjs';
import { reading } from './reading.mjs';
import { queue } from './queue.mjs';
import { reports } from './report.mjs';
import { startup } from './startup.mjs';
import { storage } from './store.mjs';
import { number } from './table.mjs';
import { training } from './training.mjs';
import { workers } from './workers.mjs';

/**
 * In the order they run; `seconds` is the least time of one sample. Many short samples rather than few long ones: on a
 * busy machine most of them then run without an interruption, and the median is one of those.
 */
const SECTIONS = {
  products: { run: products, rounds: 51, seconds: 0.004 },
  elementwise: { run: elementwise, rounds: 51, seconds: 0.004 },
  training: { run: training, rounds: 31, seconds: 0.02 },
  relaxed: { run: relaxed, rounds: 31, seconds: 0.02 },
  regressions: { run: regressions, rounds: 5, seconds: 0.05 },
  backtests: { run: backtests, rounds: 5, seconds: 0 },
  workers: { run: workers, rounds: 5, seconds: 0 },
  startup: { run: startup, rounds: 15, seconds: 0 },
  store: { run: storage, rounds: 7, seconds: 0 },
  reading: { run: reading, rounds: 3, seconds: 0 },
  report: { run: reports, rounds: 7, seconds: 0 },
  plan: { run: plans, rounds: 1, seconds: 0 },
  'panels-scale': { run: panelsScale, rounds: 1, seconds: 0 },
  queue: { run: queue, rounds: 3, seconds: 0 },
  peers: { run: peers, rounds: 5, seconds: 0.5 },
};
/** Enough to see that all of it runs. */
const QUICK = { rounds: 1, seconds: 0.001, quick: true };

const { values } = parseArgs({
  options: {
    only: { type: 'string', default: '' },
    rounds: { type: 'string', default: '' },
    quick: { type: 'boolean', default: false },
  },
});
const names = values.only === '' ? Object.keys(SECTIONS) : values.only.split(',');
const unknown = names.find((name) => !(name in SECTIONS));
if (unknown !== undefined)
  throw new Error(`expected sections among ${Object.keys(SECTIONS).join(', ')}, got \`${unknown}\``);

const print = (text) => process.stdout.write(`${text}\n\n`);
print(`Node ${process.versions.node} on ${cpus()[0].model} (${cpus().length} cores)`);
print('Medians (least..most) over rounds; ratios are taken within each round.');
for (const name of names) {
  if (values.quick && name === 'peers') continue;
  const { run, ...usual } = SECTIONS[name];
  const settings = values.quick
    ? QUICK
    : { ...usual, ...(values.rounds && { rounds: Number(values.rounds) }) };
  const before = loadavg()[0];
  const start = performance.now();
  print(await run(settings));
  const seconds = (performance.now() - start) / 1000;
  print(
    `_${name}: ${settings.rounds} rounds in ${number(seconds)} s; load of the machine ${number(before, 1)} before, ${number(loadavg()[0], 1)} after_`,
  );
}
