/**
 * Kept runs as one HTML file that needs nothing else: no script, no font, no picture from elsewhere, readable in light and
 * dark and in print. Everything in it comes from what the store kept, so the same runs give the same bytes.
 */

import type { RunRecord } from '../../evaluation/run-record.ts';
import type { ForecastRows } from '../../data/csv/read-forecasts.ts';
import { targets } from '../../data/targets.ts';
import { escapeHtml } from './escape.ts';
import { beatsNaive, bestOf, digitsOf, historyOf, sourcesOf, timeOf } from '../text/runs.ts';
import type { Line } from './line-chart.ts';
import { STYLES, lineChart } from './line-chart.ts';
import { pText } from '../../evaluation/verdict.ts';
import { ALPHA, isSignificant, mostSignificant } from '../../significance/significant.ts';
import type { AdjustedTest } from '../../significance/significant.ts';
import {
  UNDEFINED,
  decimalsOf,
  formatCount,
  formatDuration,
  formatNumber,
  formatPercent,
  formatTime,
  plural,
} from '../format/units.ts';

/** What the page tells of a run. */
export interface ReportedRun {
  readonly record: RunRecord;
  /** Its `run.json`, schema 1 of docs/cli.md. */
  readonly json: unknown;
  readonly forecasts: ForecastRows;
  /** All runs of its configuration, newest first. */
  readonly history: readonly RunRecord[];
  /** The command line that asks for the same. */
  readonly command: string;
}

/** Origins in the chart of forecasts. */
const ORIGINS_SHOWN = 60;
/** Series that get a chart. */
const SERIES_SHOWN = 6;

/** The page in pieces. */
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
      u2Cell(best?.u2 ?? NaN),
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
      ? `<p class="warn">Partial: ${plural(record.failed, 'fit')} failed or not reached.</p>`
      : '',
    scoresTable(result),
    `<h3>What each model comes to</h3><ul>${result.models
      .filter(({ model }) => model !== result.benchmark)
      .map(({ verdict }) => `<li>${escapeHtml(verdict)}</li>`)
      .join('')}</ul>`,
    historySection(history, result.benchmark),
    forecastCharts(forecasts, result),
    testsTable(result),
    intervalsTable(result),
    stepsTable(result),
    seriesTable(result),
    asked(record, command),
    dataTable(record),
    listOf('Failures', result.failures),
    listOf('Warnings', result.warnings),
    '</section>\n',
  ];
  return parts.filter((part) => part !== '').join('\n');
}

/** Scores by name with how they are shown, those that the quantity has. */
const SCORES: readonly (readonly [
  metric: string,
  title: string,
  format: (value: number, beside: number) => string,
])[] = [
  ['mae', 'MAE', (value, beside) => formatNumber(value, decimalsOf(beside))],
  ['rmse', 'RMSE', (value, beside) => formatNumber(value, decimalsOf(beside))],
  ['mape', 'MAPE', (value) => formatPercent(value, 2)],
  ['qlike', 'QLIKE', (value) => formatNumber(value, 3)],
  ['mase', 'MASE', (value) => formatNumber(value, 2)],
  ['accuracy', 'accuracy', (value) => formatPercent(value)],
  ['brier', 'Brier score', (value) => formatNumber(value, 4)],
  ['logLoss', 'log loss', (value) => formatNumber(value, 4)],
];

function scoresTable({ models, isClass }: Result): string {
  if (models.length === 0) return '';
  const has = (metric: string): boolean => models.some(({ scores }) => metric in scores);
  const beside = models[0].scores.rmse;
  const columns: readonly (readonly [string, (model: Model) => Cell])[] = [
    ['model', ({ model }) => model],
    ['n#', ({ scores }) => formatCount(scores.n)],
    ...SCORES.filter(([metric]) => has(metric)).map(
      ([metric, title, format]) =>
        [`${title}#`, ({ scores }: Model) => format(scores[metric] ?? NaN, beside)] as const,
    ),
    ...(has('u2') ? [['U2#', ({ scores }: Model) => u2Cell(scores.u2 ?? NaN)] as const] : []),
    ['skill#', ({ scores }) => formatPercent(scores.skill ?? NaN)],
    ['direction (95 %)#', ({ direction }) => directionText(direction)],
    ...(has('bias')
      ? [['bias#', ({ scores }: Model) => formatNumber(scores.bias ?? NaN, decimalsOf(beside))] as const]
      : []),
  ];
  const note = isClass
    ? 'Brier score is the squared error of the probabilities, and skill what is gone of that of frequencies, which always says the shares of the classes: above 0 is nearer.'
    : 'U2 is RMSE / RMSE of naive, which repeats the last known value: below 1, and skill above 0, is nearer.';
  return `<h3>Scores</h3>${table(
    columns.map(([title]) => title),
    models.map((model) => columns.map(([, cell]) => cell(model))),
  )}<p class="note">${note}</p>`;
}

function historySection(history: readonly RunRecord[], benchmark: string): string {
  if (history.length < 2) return '';
  const rivals = [...new Set(history.flatMap(({ scores }) => scores.map(({ model }) => model)))]
    .filter((model) => model !== benchmark)
    .toSorted();
  const chart = lineChart({
    title: `U2 over the ${formatCount(history.length)} runs of this configuration`,
    from: timeOf(history[history.length - 1]),
    to: timeOf(history[0]),
    lines: rivals.map((name): Line => ({ name, values: historyOf(history, name) })),
    mark: 1,
  });
  return chart === ''
    ? ''
    : `<h3>U2 over time</h3><figure>${chart}<figcaption>${plural(history.length, 'run')} of this configuration, oldest first; the marked line is ${escapeHtml(benchmark)}.</figcaption></figure>`;
}

/** By series: the last origins at the first step, what came true, every model, and the narrowest interval of the best. */
function forecastCharts(rows: ForecastRows, { models, isClass, benchmark }: Result): string {
  // A class is one of three, and its line would say nothing.
  if (isClass) return '';
  const best = models.find(({ model }) => model !== benchmark && rows.models.has(model))?.model ?? benchmark;
  const bounds = rows.intervals.get(best)?.at(0);
  const figures = rows.ids.slice(0, SERIES_SHOWN).map((id, s) => {
    const shown = Array.from(rows.series.keys())
      .filter((i) => rows.series[i] === s && rows.step[i] === 1)
      .slice(-ORIGINS_SHOWN);
    if (shown.length === 0) return '';
    const pick = (values: Float64Array): number[] => shown.map((i) => values[i]);
    const lines: Line[] = [...rows.models].map(([name, values]) => ({ name, values: pick(values) }));
    const span = `${formatTime(rows.ds[shown[0]])} to ${formatTime(rows.ds[shown[shown.length - 1]])}`;
    const chart = lineChart({
      title: `Forecasts of ${id} one step ahead and what came, ${span}`,
      from: formatTime(rows.ds[shown[0]]),
      to: formatTime(rows.ds[shown[shown.length - 1]]),
      lines: [...lines, { name: 'what came', values: pick(rows.y), isMain: true }],
      ...(bounds && {
        band: {
          name: `${best}, ${bounds.level} % interval`,
          lo: pick(bounds.lo),
          hi: pick(bounds.hi),
        },
      }),
    });
    const caption = `${escapeHtml(id)}: the last ${plural(shown.length, 'origin')}, one step ahead. A forecast that repeats the last value looks right here, one row late: the scores tell.`;
    return chart === '' ? '' : `<figure>${chart}<figcaption>${caption}</figcaption></figure>`;
  });
  const drawn = figures.filter((figure) => figure !== '');
  const more = rows.ids.length - SERIES_SHOWN;
  return drawn.length === 0
    ? ''
    : `<h3>Forecasts and what came</h3>${drawn.join('')}${more > 0 ? `<p class="note">and ${formatCount(more)} more series</p>` : ''}`;
}

const TESTS = [
  ['dm', 'Diebold-Mariano'],
  ['cw', 'Clark-West'],
  ['gw', 'Giacomini-White'],
  ['pt', 'Pesaran-Timmermann'],
] as const;

function testsTable({ models, benchmark }: Result): string {
  const rivals = models.filter(({ model }) => model !== benchmark);
  if (rivals.length === 0) return '';
  const rows = rivals.map(({ model, tests }) => [
    model,
    ...TESTS.map(([name]): Cell => {
      const least = mostSignificant(tests[name] ?? []);
      if (least === undefined) return UNDEFINED;
      const text = `${pText(least.adjusted)}${(tests[name] ?? []).length > 1 ? ` (step ${least.step})` : ''}`;
      return isSignificant(least) ? markup(`<strong>${escapeHtml(text)}</strong>`) : text;
    }),
  ]);
  return `<h3>p against ${escapeHtml(benchmark)}</h3>${table(
    ['model', ...TESTS.map(([, title]) => `${title}#`)],
    rows,
  )}<p class="note">Below ${ALPHA} is more than luck; each is the smallest of its steps, adjusted (Holm) over models and steps.</p>`;
}

function intervalsTable({ models }: Result): string {
  const rows = models.flatMap(({ model, intervals }) =>
    intervals.map(({ level, coverage, width, score, n, missing }) => [
      model,
      `${level} %`,
      formatPercent(coverage),
      formatNumber(width),
      formatNumber(score),
      formatCount(n),
      formatCount(missing),
    ]),
  );
  if (rows.length === 0) return '';
  return `<h3>Intervals</h3>${table(['model', 'level#', 'covers#', 'width#', 'score#', 'n#', 'none#'], rows)}<p class="note">Good intervals cover their level and are narrow: the score counts both, lower is better. none: earlier errors were too few.</p>`;
}

function stepsTable({ models, isClass }: Result): string {
  const steps = models.at(0)?.bySteps ?? [];
  if (steps.length < 2) return '';
  const rows = steps.map(({ step, n }, i) => [
    formatCount(step),
    formatCount(n),
    ...models.map(({ bySteps }) => partCell(bySteps.at(i), models[0].scores.rmse)),
  ]);
  return `<h3>By step: ${partTitle(isClass)}</h3>${table(['step#', 'n#', ...models.map(({ model }) => `${model}#`)], rows)}`;
}

function seriesTable({ models, isClass }: Result): string {
  const series = models.at(0)?.bySeries ?? [];
  if (series.length < 2) return '';
  const rows = series.map(({ id, n, scores }, i) => [
    id,
    formatCount(n),
    ...models.map(({ bySeries }) => partCell(bySeries.at(i)?.scores, scores.rmse)),
  ]);
  return `<h3>By series: ${partTitle(isClass)}</h3>${table(['series', 'n#', ...models.map(({ model }) => `${model}#`)], rows)}`;
}

function asked(record: RunRecord, command: string): string {
  const { run, configuration, seconds, exit, version, numbers, node, origins } = record;
  const facts: readonly (readonly [string, string])[] = [
    ['command', command],
    ['run', run],
    ['configuration', configuration],
    ['ended', `${timeOf(record)} after ${formatDuration(seconds)}, exit ${exit}`],
    ['origins', formatCount(origins)],
    ['with', `hindcast ${version}, numbers ${numbers}, Node.js ${node}`],
  ];
  return `<h3>What was asked</h3><dl>${facts
    .map(([name, value]) => `<dt>${escapeHtml(name)}</dt><dd>${escapeHtml(value)}</dd>`)
    .join('')}</dl>`;
}

function dataTable({ data }: RunRecord): string {
  const rows = data.map(({ id, rows: count, first, last, digest }) => [
    id,
    formatCount(count),
    formatTime(first),
    formatTime(last),
    digest,
  ]);
  return `<h3>Data</h3>${table(['series', 'rows#', 'from', 'to', 'digest'], rows)}`;
}

function listOf(title: string, lines: readonly string[]): string {
  return lines.length === 0
    ? ''
    : `<h3>${title}</h3><ul>${lines.map((line) => `<li>${escapeHtml(line)}</li>`).join('')}</ul>`;
}

/** Text, or markup that is ours. */
type Cell = string | { readonly html: string };

const markup = (html: string): Cell => ({ html });

/** A title with `#` at its end is of a column of numbers. */
function table(titles: readonly string[], rows: readonly (readonly Cell[])[]): string {
  const isNumber = titles.map((title) => title.endsWith('#'));
  const head = titles.map((title, i) => {
    const text = escapeHtml(isNumber[i] ? title.slice(0, -1) : title);
    return `<th scope="col"${isNumber[i] ? ' class="number"' : ''}>${text}</th>`;
  });
  const body = rows.map((row) => {
    const cells = row.map(
      (cell, i) =>
        `<td${isNumber[i] ? ' class="number"' : ''}>${typeof cell === 'string' ? escapeHtml(cell) : cell.html}</td>`,
    );
    return `<tr>${cells.join('')}</tr>`;
  });
  return `<div class="wide"><table><thead><tr>${head.join('')}</tr></thead><tbody>${body.join('')}</tbody></table></div>`;
}

function u2Cell(u2: number): Cell {
  const kind = u2 < 1 ? ' class="good"' : u2 > 1 ? ' class="bad"' : '';
  return markup(`<span${kind}>${escapeHtml(formatNumber(u2, 3))}</span>`);
}

const partTitle = (isClass: boolean): string => (isClass ? 'Brier score (accuracy)' : 'RMSE (U2)');

function partCell(scores: Numbers | undefined, beside: number): Cell {
  if (scores === undefined) return UNDEFINED;
  const { skill = NaN } = scores;
  const kind = skill > 0 ? ' class="good"' : skill < 0 ? ' class="bad"' : '';
  const text =
    'rmse' in scores
      ? `${formatNumber(scores.rmse, decimalsOf(beside))} (${formatNumber(scores.u2 ?? NaN, 3)})`
      : `${formatNumber(scores.brier ?? NaN, 4)} (${formatPercent(scores.accuracy ?? NaN)})`;
  return markup(`<span${kind}>${escapeHtml(text)}</span>`);
}

function directionText({ n, rate, lo, hi }: Direction): string {
  if (!(n > 0)) return UNDEFINED;
  return `${formatPercent(rate)} (${formatNumber(100 * lo, 1)}-${formatNumber(100 * hi, 1)})`;
}

type Numbers = Readonly<Record<string, number>>;

interface Direction {
  readonly n: number;
  readonly rate: number;
  readonly lo: number;
  readonly hi: number;
}

interface Model {
  readonly model: string;
  readonly scores: Numbers;
  readonly direction: Direction;
  readonly bySteps: readonly Numbers[];
  readonly bySeries: readonly { readonly id: string; readonly n: number; readonly scores: Numbers }[];
  readonly tests: Readonly<Record<string, readonly (AdjustedTest & { readonly step: number })[]>>;
  readonly intervals: readonly Numbers[];
  readonly verdict: string;
}

interface Result {
  /** Model that the others are set beside. */
  readonly benchmark: string;
  /** Whether classes are forecast, and not numbers. */
  readonly isClass: boolean;
  readonly summary: string;
  readonly models: readonly Model[];
  readonly failures: readonly string[];
  readonly warnings: readonly string[];
}

/** `run.json` with `NaN` for its nulls. What a version before did not write is absent or empty. */
function readResult(json: unknown, { options }: RunRecord): Result {
  const { summary, models, failures, warnings } = objectOf(json);
  const { benchmarks, quantity } = targets[options.target];
  return {
    benchmark: benchmarks[0],
    isClass: quantity === 'class',
    summary: typeof summary === 'string' ? summary : '',
    models: listIn(models).map((one) => {
      const { model, scores, bySteps, bySeries, tests, intervals, verdict } = objectOf(one);
      return {
        model: String(model),
        scores: numbersOf(scores),
        direction: numbersOf(objectOf(scores).direction) as unknown as Direction,
        bySteps: listIn(bySteps).map(numbersOf),
        bySeries: listIn(bySeries).map((each) => {
          const ofSeries = numbersOf(each);
          return { id: String(objectOf(each).id), n: ofSeries.n, scores: ofSeries };
        }),
        tests: Object.fromEntries(
          TESTS.map(([name]) => [name, listIn(objectOf(tests)[name]).map(numbersOf)]),
        ) as unknown as Model['tests'],
        intervals: listIn(intervals).map(numbersOf),
        verdict: String(verdict),
      };
    }),
    failures: listIn(failures).map((one) => {
      const { model, fold, message } = objectOf(one);
      return `${String(model)}, fold ${String(fold)}: ${String(message)}`;
    }),
    warnings: listIn(warnings).map(String),
  };
}

function objectOf(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? { ...value } : {};
}

function listIn(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

/** The numbers of an object, `NaN` for null. */
function numbersOf(value: unknown): Numbers {
  return Object.fromEntries(
    Object.entries(objectOf(value)).flatMap(([name, each]) =>
      each === null ? [[name, NaN]] : typeof each === 'number' ? [[name, each]] : [],
    ),
  );
}

const LIGHT = ['#0060a8', '#b34700', '#007a4d', '#8a2be2', '#a8005c', '#5c6b00', '#007d8a', '#6b4a2f'];
const DARK = ['#6cb8ff', '#ff9d5c', '#4fd69c', '#c79bff', '#ff7ab8', '#c6d75c', '#56d4e0', '#d1a67d'];
const DASHES = ['none', '7 3', '2 3', '9 3 2 3', '4 2', '1 2', '12 3', '6 2 1 2'];

const colours = (palette: readonly string[]): string =>
  palette.map((colour, i) => `--s${i}:${colour}`).join(';');

const STYLE = `
:root{color-scheme:light dark;--text:#1b1f24;--soft:#57606a;--page:#fff;--rule:#d0d7de;--band:#0060a826;--good:#00683f;--bad:#a3123a;${colours(LIGHT)}}
@media (prefers-color-scheme:dark){:root{--text:#e6edf3;--soft:#9aa5b1;--page:#0d1117;--rule:#30363d;--band:#6cb8ff33;--good:#4fd69c;--bad:#ff8fa8;${colours(DARK)}}}
@media print{:root{color-scheme:light;--text:#000;--soft:#333;--page:#fff;--rule:#999;--band:#0060a826;--good:#00683f;--bad:#a3123a;${colours(LIGHT)}}section{break-before:page}section:first-of-type{break-before:auto}figure,table{break-inside:avoid}.wide{overflow:visible!important}}
*{box-sizing:border-box}
body{margin:0;background:var(--page);color:var(--text);font:16px/1.5 system-ui,sans-serif}
main{max-width:60rem;margin:0 auto;padding:1rem}
h1{font-size:1.6rem}h2{font-size:1.3rem;border-top:2px solid var(--rule);padding-top:1rem;margin-top:2rem}h3{font-size:1.05rem;margin:1.5rem 0 .4rem}
.summary{font-weight:600}.note,figcaption{color:var(--soft);font-size:.875rem}.warn{color:var(--bad);font-weight:600}
.wide{overflow-x:auto}table{border-collapse:collapse;font-size:.875rem;font-variant-numeric:tabular-nums}
th,td{padding:.25rem .6rem;border-bottom:1px solid var(--rule);text-align:left;vertical-align:top;white-space:nowrap}
.number{text-align:right}.good{color:var(--good)}.bad{color:var(--bad)}
dl{display:grid;grid-template-columns:max-content 1fr;gap:.2rem 1rem;font-size:.875rem}dt{color:var(--soft)}dd{margin:0;overflow-wrap:anywhere}
figure{margin:0 0 1rem}svg{width:100%;height:auto;display:block}svg text{fill:var(--soft);font-size:12px}
.grid{stroke:var(--rule)}.mark{stroke:var(--soft);stroke-dasharray:4 4}.line{fill:none;stroke-width:1.6}.main{stroke:var(--text);stroke-width:2.4}.dot.main{fill:var(--text)}.band{fill:var(--band)}
${Array.from({ length: STYLES }, (_, i) => `.s${i}{stroke:var(--s${i});stroke-dasharray:${DASHES[i]}}.dot.s${i}{fill:var(--s${i})}`).join('')}
.legend{list-style:none;display:flex;flex-wrap:wrap;gap:.2rem 1.2rem;margin:.2rem 0;padding:0;font-size:.875rem}.legend .key{display:inline-block;width:28px;height:10px;margin-right:.4rem;vertical-align:baseline}
`;
