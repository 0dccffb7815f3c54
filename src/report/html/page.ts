/**
 * Runs of the store as one self-contained HTML file: nothing from elsewhere, readable without its script, in light and dark
 * mode, on a phone and in print. Everything in it comes from the store, so the same runs give the same bytes.
 */

import { targetOf } from '../../data/targets.ts';
import { sourcesOf } from '../format/runs.ts';
import { formatCount, formatTime, plural } from '../format/units.ts';
import type { ReportedRun } from '../inputs.ts';
import { comparison, endOf } from './comparison.ts';
import { contextOf } from './context.ts';
import type { ReportContext } from './context.ts';
import { escapeHtml } from './escape.ts';
import { SCRIPT, SCRIPT_DIGEST } from './script.ts';
import { sections } from './sections/index.ts';
import { STYLE } from './stylesheet.ts';

/** More series are counted in titles. */
const SERIES_NAMED = 3;

/** The page in chunks. */
export function* reportHtml(runs: readonly ReportedRun[]): Generator<string> {
  const title =
    runs.length === 1 ? `Backtest of ${titleOf(runs[0])}` : `${formatCount(runs.length)} backtests compared`;
  yield `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; script-src '${SCRIPT_DIGEST}'; base-uri 'none'; form-action 'none'">
<meta name="generator" content="hindcast">
<title>${escapeHtml(title)}</title>
<style>${STYLE}</style>
</head>
<body>
<main>
<h1>${escapeHtml(title)}</h1>
`;
  const contexts = runs.map(contextOf);
  if (contexts.length > 1) yield comparison(contexts, titleOf);
  for (const context of contexts) yield article(context, contexts.length === 1);
  yield `</main>\n<script>${SCRIPT}</script>\n</body>\n</html>\n`;
}

/** `BTC.csv, close, 7 steps ahead`, or `9 series (BTC, ETH and 7 more), …`. */
function titleOf({ record }: ReportedRun): string {
  const { horizon, target } = record.options;
  const { quantity } = targetOf(target);
  const { column } = record.asked;
  const what = quantity.isLogarithm
    ? 'volatility'
    : quantity.classes === undefined
      ? column
      : `direction of ${column}`;
  const ids = record.data.map(({ id }) => id);
  const which =
    ids.length > SERIES_NAMED
      ? `${formatCount(ids.length)} series (${ids.slice(0, 2).join(', ')} and ${formatCount(ids.length - 2)} more)`
      : sourcesOf(record);
  return `${which}, ${what}, ${plural(horizon, 'step')} ahead`;
}

/** All parts of one run that have something to show, with their contents. */
function article(context: ReportContext, isOnly: boolean): string {
  const parts = sections.flatMap(({ name, title, body }) => {
    const html = body(context);
    return html === '' ? [] : [{ id: `${context.prefix}-${name}`, title, html }];
  });
  const [answer, ...rest] = parts;
  const contents = rest.map(({ id, title }) => `<li><a href="#${id}">${escapeHtml(title)}</a></li>`);
  const section = ({ id, title, html }: (typeof parts)[number]): string =>
    `<section id="${id}"><h3>${escapeHtml(title)}</h3>\n${html}\n</section>`;
  return [
    `<article id="${context.prefix}">`,
    ...(isOnly
      ? []
      : [`<h2>${escapeHtml(`${titleOf(context)}, data until ${formatTime(endOf(context))}`)}</h2>`]),
    section(answer),
    `<nav aria-label="Contents"><ul>${contents.join('')}</ul></nav>`,
    ...rest.map(section),
    '</article>\n',
  ].join('\n');
}
