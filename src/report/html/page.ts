/**
 * Runs of the store as one self-contained HTML file: no scripts, fonts or pictures from elsewhere; readable in light and dark
 * mode and in print. Everything in it comes from the store, so the same runs give the same bytes.
 */

import { beatsNaive, bestOf, digitsOf, sourcesOf, timeOf } from '../format/runs.ts';
import { UNDEFINED, formatCount, formatNumber, plural } from '../format/units.ts';
import type { ReportedRun } from '../inputs.ts';
import { contextOf } from './context.ts';
import { escapeHtml } from './escape.ts';
import { markedCell } from './score-tables.ts';
import { sections } from './sections/index.ts';
import { STYLE } from './stylesheet.ts';
import { markup, table } from './table.ts';

/** The page in chunks. */
export function* reportHtml(runs: readonly ReportedRun[]): Generator<string> {
  const title =
    runs.length === 1 ? `Backtest of ${sourcesOf(runs[0].record)}` : `${formatCount(runs.length)} backtests`;
  yield `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<meta name="generator" content="hindcast">
<title>${escapeHtml(title)}</title>
<style>${STYLE}</style>
</head>
<body>
<main>
<h1>${escapeHtml(title)}</h1>
`;
  if (runs.length > 1) yield overview(runs);
  for (const run of runs) yield section(run);
  yield '</main>\n</body>\n</html>\n';
}

function overview(runs: readonly ReportedRun[]): string {
  const rows = runs.map(({ record }) => {
    const best = bestOf(record);
    return [
      markup(`<a href="#run-${digitsOf(record)}">${digitsOf(record)}</a>`),
      timeOf(record),
      sourcesOf(record),
      formatCount(record.options.horizon),
      best?.model ?? UNDEFINED,
      markedCell({ text: formatNumber(best?.u2 ?? NaN, 3), relativeLoss: best?.u2 ?? NaN }),
      beatsNaive(record),
    ];
  });
  return table(['run', 'ended', 'source', 'horizon#', 'best', 'U2#', 'beats naive'], rows);
}

function section(run: ReportedRun): string {
  const context = contextOf(run);
  const { options } = run.record;
  const parts = sections.flatMap(({ name, title, body }) => {
    const html = body(context);
    return html === ''
      ? []
      : [`<section id="${context.prefix}-${name}"><h3>${title}</h3>\n${html}\n</section>`];
  });
  return [
    `<article id="${context.prefix}">`,
    `<h2>${escapeHtml(sourcesOf(run.record))}, ${escapeHtml(options.column)}, ${plural(options.horizon, 'step')} ahead</h2>`,
    ...parts,
    '</article>\n',
  ].join('\n');
}
