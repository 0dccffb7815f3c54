/** Sections of the report on errors, intervals, classes, volatility and learning. */
import { describe, expect, test } from 'vitest';
import { readForecasts } from '../../../src/data/csv/read-forecasts.ts';
import type { TargetName } from '../../../src/data/targets.ts';
import { runRecord } from '../../../src/evaluation/run-record.ts';
import { forecastsCsv } from '../../../src/report/csv/forecasts.ts';
import { contextOf } from '../../../src/report/html/context.ts';
import { drawingsOf, panels } from '../../../src/report/html/figures.ts';
import { picturesOf } from '../../../src/report/html/pictures.ts';
import { reportHtml } from '../../../src/report/html/page.ts';
import { directionSection } from '../../../src/report/html/sections/direction.ts';
import { errorsSection } from '../../../src/report/html/sections/errors.ts';
import { intervalsSection } from '../../../src/report/html/sections/intervals.ts';
import { learningSection } from '../../../src/report/html/sections/learning.ts';
import { volatilitySection } from '../../../src/report/html/sections/volatility.ts';
import type { ReportedRun } from '../../../src/report/inputs.ts';
import { backtestJson } from '../../../src/report/json/backtest.ts';
import { toText } from '../../../src/report/json/document.ts';
import { smallResult } from '../result.ts';

const HOSTILE = '<b>A&"1"</b>';
const wavy = Array.from({ length: 80 }, (_, i) => 10 + Math.sin(i) + 0.3 * Math.sin(5 * i));

function runOf(
  shape: Partial<Parameters<typeof smallResult>[0]> = {},
  target: TargetName = 'log-return',
): ReportedRun {
  const small = smallResult({
    series: { [HOSTILE]: wavy },
    rival: (y, last) => last + 0.4 * (y - last),
    ...shape,
  });
  const result = { ...small, options: { ...small.options, target } };
  const record = runRecord(result, {
    at: 0,
    asked: { sources: ['A.csv'], column: 'close' },
    exit: 0,
    version: '1',
    node: 'v20',
    seconds: 1,
  });
  const json: unknown = JSON.parse(toText(backtestJson(result, '1', [])));
  const forecasts = readForecasts([...forecastsCsv(result)].join(''), 'forecasts.csv');
  return { record, json, forecasts, history: [record], command: 'hindcast' };
}

const countOf = (html: string, mark: RegExp): number => html.match(mark)?.length ?? 0;

describe('errors', () => {
  test('are shown over time, by size, and by lag with the bounds of white noise', () => {
    const html = errorsSection.body(contextOf(runOf()));
    expect(html).toContain('Errors of rival on &lt;b&gt;A&amp;&quot;1&quot;&lt;/b&gt;, one step ahead');
    expect(html).toContain('error, % of the value');
    for (const model of ['rival', 'naive'])
      expect(html).toContain(`Autocorrelation of the errors of ${model} one step ahead, at lags 1 to 19`);
    expect(html).not.toContain('<b>');
  });

  test('are in the unit of the series if a value is not above zero', () => {
    const html = errorsSection.body(contextOf(runOf({ series: { A: wavy.map((value) => value - 10) } })));
    expect(html).toContain('error, close');
  });

  test('have no autocorrelation if there are few', () => {
    expect(errorsSection.body(contextOf(runOf({ series: { A: wavy.slice(0, 20) } })))).not.toContain(
      'Autocorrelation',
    );
  });
});

describe('intervals', () => {
  test('have charts of coverage by level, and of the shares between their bounds', () => {
    const context = contextOf(runOf({ level: [50, 80], horizon: 2 }));
    const html = intervalsSection.body(context);
    expect(html).toContain('Share of actual values inside the 50 % intervals, by step');
    expect(html).toContain('Share of actual values inside the 80 % intervals, by step');
    expect(html).toContain('(10 %, 25 %, 50 %, 75 % and 90 %; the forecast is the median)');
    // Two models, six bins each.
    expect(countOf(html, /<rect class="bar [^"]*faint"/g)).toBe(12);
  });

  test('of a model that has none leave the others theirs', () => {
    const run = runOf({ level: [80] });
    const { intervals } = run.forecasts;
    const [{ level, lo, hi }] = intervals.get('rival')!;
    const none = { level, lo: lo.map(() => NaN), hi: hi.map(() => NaN) };
    const forecasts = { ...run.forecasts, intervals: new Map([...intervals, ['rival', [none]]]) };
    const html = intervalsSection.body(contextOf({ ...run, forecasts }));
    const [chart] = /<svg class="chart"[^>]*aria-label="Share of actual.*?<\/svg>/s.exec(html)!;
    expect(countOf(chart, /<circle class="dot benchmark"/g)).toBe(1);
    expect(countOf(chart, /<circle class="dot m0"/g)).toBe(0);
  });

  test('are left out without levels', () => {
    expect(intervalsSection.body(contextOf(runOf()))).toBe('');
  });
});

describe('classes', () => {
  const classes = (): ReportedRun => {
    const run = runOf({}, 'direction');
    const signs = run.forecasts.y.map((y, i) => (i % 5 === 0 ? 0 : Math.sign(y - 10)));
    return {
      ...run,
      forecasts: {
        ...run.forecasts,
        y: signs,
        models: new Map([
          ['frequencies', signs.map(() => 1)],
          ['rival', signs],
        ]),
        probabilities: new Map([
          ['rival', [-1, 0, 1].map((sign) => signs.map((one) => (one === sign ? 0.75 : 0.125)))],
        ]),
      },
    };
  };

  test('are counted by actual class and forecast', () => {
    const html = directionSection.body(contextOf(classes()));
    expect(html).toContain('Actual classes, and those that rival forecast');
    // The rival is always right: three full cells on the diagonal.
    const [matrix] = /<svg class="chart"[^>]*aria-label="Actual classes, and those that rival.*?<\/svg>/.exec(
      html,
    )!;
    expect(countOf(matrix, />100 %</g)).toBe(3);
    expect(countOf(matrix, />0 %</g)).toBe(6);
  });

  test('have a curve of probabilities for each', () => {
    const html = directionSection.body(contextOf(classes()));
    for (const name of ['down', 'flat', 'up']) expect(html).toContain(`How often ${name} occurred`);
    expect(errorsSection.body(contextOf(classes()))).toBe('');
  });

  test('have no curve if no model gives probabilities', () => {
    const run = classes();
    const without = { ...run, forecasts: { ...run.forecasts, probabilities: new Map() } };
    const html = directionSection.body(contextOf(without));
    expect(html).not.toContain('How often up occurred');
    expect(html).toContain('Actual classes');
  });

  test('are left out for numbers', () => {
    expect(directionSection.body(contextOf(runOf()))).toBe('');
  });
});

test('volatility has a dot per forecast, except for the wildest percent', () => {
  const run = runOf({ series: { A: wavy.map((value) => Math.log(value / 1000)) } }, 'volatility');
  const html = volatilitySection.body(contextOf(run));
  expect(html).toContain('Realised volatility against that which rival forecast');
  expect(html).toContain('On the dashed line');
  expect(volatilitySection.body(contextOf(runOf()))).toBe('');
});

describe('learning', () => {
  test('has a pair of curves per fit, a table, and says which fits have none', () => {
    const html = learningSection.body(contextOf(runOf({ series: { A: wavy.slice(0, 8) } })));
    // Of five folds, the first was kept by an earlier version.
    expect(countOf(html, /class="line benchmark"/g)).toBe(4 + 1);
    expect(html).toContain('kept no losses: 1 fit.');
    expect(html).toContain('<td class="number">3</td>');
  });

  test('is left out for a run of a version that kept nothing', () => {
    const run = runOf();
    const { models, ...rest } = run.json as { readonly models: readonly object[] };
    const old = {
      ...run,
      json: { ...rest, models: models.map((model) => ({ ...model, training: undefined })) },
    };
    expect(learningSection.body(contextOf(old))).toBe('');
  });
});

describe('pictures', () => {
  test('are the charts of the page, named after their sections', () => {
    const pictures = picturesOf([runOf({ level: [80] })]);
    const names = pictures.map(({ name }) => name);
    for (const name of ['errors', 'errors-2', 'errors-3', 'intervals', 'intervals-2', 'learning'])
      expect(names).toContain(name);
    expect(new Set(names).size).toBe(names.length);
    for (const { svg } of pictures) {
      expect(svg).toMatch(/^<svg xmlns="http:\/\/www\.w3\.org\/2000\/svg" .*<\/svg>\n$/s);
      expect(svg).toContain('fill="#fff"');
      expect(svg).not.toMatch(/var\(|<b>/);
    }
  });

  test('of several runs begin with the run, and are the same bytes each time', () => {
    const other = runOf({ level: [80] });
    const run = `sha256:${'b'.repeat(64)}`;
    const runs = [runOf(), { ...other, record: { ...other.record, run } }];
    const pictures = picturesOf(runs);
    expect(new Set(pictures.map(({ name }) => name)).size).toBe(pictures.length);
    expect(pictures.some(({ name }) => name === 'bbbbbbbb-intervals')).toBe(true);
    expect(picturesOf(runs)).toEqual(pictures);
  });

  test('are not collected outside', () => {
    const page = [...reportHtml([runOf()])].join('');
    picturesOf([runOf()]);
    expect([...reportHtml([runOf()])].join('')).toBe(page);
    expect(() =>
      drawingsOf(() => {
        throw new Error('no');
      }),
    ).toThrow('no');
    expect(panels([])).toBe('');
  });
});
