/** Start-up: `hindcast --help` and `hindcast models` beside a Node that does nothing. */

import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { measure, ratios, spread } from './measure.mjs';
import { figure, number, table } from './table.mjs';

const program = fileURLToPath(new URL('../../bin/hindcast.js', import.meta.url));

export async function startup(settings) {
  const cases = [
    startCase('node -e 0', ['-e', '0']),
    startCase('hindcast --help', [program, '--help']),
    startCase('hindcast models', [program, 'models']),
  ];
  const results = await measure(cases, settings);
  const [node] = results;
  const milliseconds = ({ rates }) => rates.map((rate) => 1000 / rate);
  const rows = results.map((result) => [
    result.name,
    figure(milliseconds(result), 0),
    figure(ratios(milliseconds(result), milliseconds(node)), 2),
  ]);
  return `${table(['start', 'ms', 'times node -e 0'], rows)}

1.5 times \`node -e 0\` plus 40 ms: ${number(1.5 * spread(milliseconds(node)).median + 40)} ms.`;
}

function startCase(name, args) {
  const run = () => {
    const { status, stderr } = spawnSync(process.execPath, args, { encoding: 'utf8' });
    if (status !== 0) throw new Error(`expected ${name} to succeed, got exit code ${status}: ${stderr}`);
    return status;
  };
  return { name, work: 1, run, once: true };
}
