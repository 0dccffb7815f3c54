/** How to make the same run again, and what shows that it is the same. */

import { timeOf } from '../../format/runs.ts';
import { unscoredText } from '../../format/time-spans.ts';
import { formatCount, formatDuration } from '../../format/units.ts';
import type { ReportContext, ReportSection } from '../context.ts';
import { escapeHtml } from '../escape.ts';
import { table } from '../table.ts';

export const reproduceSection: ReportSection = {
  name: 'reproduce',
  title: 'Reproduce',
  body({ record, command, result: { unscored } }: ReportContext): string {
    const { run, configuration, seconds, exit, version, numbers, node, origins, options, data } = record;
    const facts: readonly (readonly [string, string])[] = [
      ['run', run],
      ['configuration', configuration],
      ['made', `${timeOf(record)}, in ${formatDuration(seconds)}, exit code ${exit}`],
      ['origins', formatCount(origins)],
      ...(unscored === null ? [] : ([['unscored', unscoredText(unscored, options.stepSize)]] as const)),
      ['versions', `hindcast ${version}, numbers ${numbers}, Node.js ${node}`],
    ];
    return [
      `<pre>${escapeHtml(command)}</pre>`,
      '<p class="note">Run it in the folder of the data. With the same data and version of the numbers, every value is the same, and so are the digests.</p>',
      `<dl>${facts.map(([name, value]) => `<dt>${escapeHtml(name)}</dt><dd>${escapeHtml(value)}</dd>`).join('')}</dl>`,
      table(
        ['data', 'digest'],
        data.map(({ id, digest }) => [id, digest]),
      ),
    ].join('\n');
  },
};
