/** The settings that a search has tried for this run: their losses, the chosen one, and what luck gives. */

import { dotChart } from '../../charts/dot-chart.ts';
import type { Dots } from '../../charts/dot-chart.ts';
import { formatNumber } from '../../format/units.ts';
import type { ReportContext, ReportSection } from '../context.ts';
import { details } from '../details.ts';
import { escapeHtml } from '../escape.ts';
import { figure } from '../figures.ts';
import { table } from '../table.ts';
import type { ReportedSearch, ReportedSetting } from '../tuning-json.ts';
import { readSearch } from '../tuning-json.ts';

/** A setting that is so much worse than the default is not drawn, so that the others can be told apart. */
const MOST = 1.25;

export const tuningSection: ReportSection = {
  name: 'tuning',
  title: 'Settings that were tried',
  body({ tuning, record, styles }: ReportContext): string {
    const search = readSearch(tuning, record);
    if (search === undefined) return '';
    return [
      `<p>${escapeHtml(search.answer)}</p>`,
      chartOf(search, styles.get(search.model) ?? 0),
      details('Every setting', settingsTable(search)),
    ].join('\n');
  },
};

/** Loss as a multiple of that of the default on the same blocks. */
const relative = ({ ratio, defaultRatio }: ReportedSetting): number => ratio / defaultRatio;

function chartOf({ tried, chosen, luckRatio, defaultRatio }: ReportedSearch, style: Dots['style']): string {
  const blocks = Math.max(...tried.map((one) => one.blocks));
  const numbers = Array.from(tried.keys());
  const hidden = tried.filter((one) => relative(one) > MOST).length;
  const groupOf = (name: string, of: Dots['style'], isIn: (index: number) => boolean): Dots => ({
    name,
    style: of,
    values: numbers.map((i) => (isIn(i) && relative(tried[i]) <= MOST ? relative(tried[i]) : NaN)),
  });
  const groups = [
    groupOf('stopped early', 'pale', (i) => tried[i].blocks < blocks && i !== chosen),
    groupOf('on all blocks', 'benchmark', (i) => tried[i].blocks === blocks && i !== chosen),
    groupOf('chosen', style, (i) => i === chosen),
  ];
  const luck = luckRatio / defaultRatio;
  return figure(
    (size) =>
      dotChart(
        {
          title: 'Loss of every setting on the validation blocks, as a multiple of that of the default',
          x: { kind: 'count', values: numbers, label: 'setting' },
          y: { label: 'loss / default' },
          groups,
          marks: Number.isFinite(luck) ? [1, luck] : [1],
        },
        size,
      ),
    'Loss of every setting on the validation blocks, as a multiple of that of the default on the same blocks. The upper line is the default, the lower one what the best of so many ' +
      `equal settings is expected to show by luck.${hidden > 0 ? ` Not drawn: ${hidden} with more than ${MOST}.` : ''}`,
  );
}

function settingsTable({ tried, chosen }: ReportedSearch): string {
  return table(
    ['setting#', 'options', 'blocks#', 'ratio#', 'default there#', ''],
    tried.map((one, index) => [
      String(index),
      one.words,
      String(one.blocks),
      formatNumber(one.ratio, 4),
      formatNumber(one.defaultRatio, 4),
      index === chosen ? 'chosen' : one.failure,
    ]),
  );
}
