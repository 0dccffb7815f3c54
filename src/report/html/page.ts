/**
 * Runs of the store as one self-contained HTML file: no scripts, fonts or pictures from elsewhere; readable in light and dark
 * mode and in print. Everything in it comes from the store, so the same runs give the same bytes.
 */

import { beatsNaive, bestOf, digitsOf, sourcesOf, timeOf } from '../format/runs.ts';
import { UNDEFINED, formatCount, formatNumber, plural } from '../format/units.ts';
import type { ReportedRun } from '../inputs.ts';
import { forecastCharts, historySection } from './charts.ts';
import { escapeHtml } from './escape.ts';
import { runTable, dataTable, listOf } from './run-facts.ts';
import { readResult } from './run-json.ts';
import { markedCell, scoresTable, seriesTable, stepsTable } from './score-tables.ts';
import { STYLE } from './stylesheet.ts';
import { markup, table } from './table.ts';
import { intervalsTable, testsTable } from './test-tables.ts';

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

function section({ record, json, forecasts, history, command }: ReportedRun): string {
  const result = readResult(json, record);
  const { options } = record;
  const parts = [
    `<section id="run-${digitsOf(record)}">`,
    `<h2>${escapeHtml(sourcesOf(record))}, ${escapeHtml(options.column)}, ${plural(options.horizon, 'step')} ahead</h2>`,
    result.summary === '' ? '' : `<p class="summary">${escapeHtml(result.summary)}</p>`,
    record.failed > 0
      ? `<p class="warn">Partial: ${plural(record.failed, 'fit')} failed or were not reached.</p>`
      : '',
    scoresTable(result),
    `<h3>Findings</h3><ul>${result.models
      .filter(({ model }) => model !== result.benchmark)
      .map(({ verdict }) => `<li>${escapeHtml(verdict)}</li>`)
      .join('')}</ul>`,
    historySection(history, result.benchmark),
    forecastCharts(forecasts, result),
    testsTable(result),
    intervalsTable(result),
    stepsTable(result),
    seriesTable(result),
    runTable(record, command, result.unscored),
    dataTable(record),
    listOf('Failures', result.failures),
    listOf('Warnings', result.warnings),
    '</section>\n',
  ];
  return parts.filter((part) => part !== '').join('\n');
}
