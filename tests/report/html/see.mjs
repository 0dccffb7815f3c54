// Opens every kind of report in headless Chromium, as a person would see it, and prints what is wrong: console messages, requests,
// pages wider than the window, texts that overlap, leave their chart or are too small. Run by hand after `npm run build`:
//
//   node tests/report/html/see.mjs [--output FOLDER] [--kind nine]
//
// The folder gets the reports and pictures of them. Chromium is `chromium`, or the file that CHROMIUM names.

import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import { chromium } from 'playwright-core';
import { findings } from './see-page.mjs';

const ROOT = fileURLToPath(new URL('../../..', import.meta.url));
const fixture = (name) => path.join(ROOT, 'fixtures', name);
const GARCH = fixture('garch-simulated-1d.csv');
const AR = fixture('ar-simulated-1d.csv');
const QUICK = ['--input-size', '20', '--epochs', '5'];

const { values: options } = parseArgs({
  options: { output: { type: 'string' }, kind: { type: 'string' } },
});
const folder = path.resolve(options.output ?? mkdtempSync(path.join(tmpdir(), 'hindcast-see-')));
mkdirSync(folder, { recursive: true });

/** Runs hindcast in the folder; any of the exit codes is fine. */
function hindcast(store, args, exits = [0]) {
  const done = spawnSync(process.execPath, [path.join(ROOT, 'bin/hindcast.js'), ...args], {
    cwd: folder,
    env: { ...process.env, HINDCAST_STORE: path.join(folder, `${store}.db`) },
    encoding: 'utf8',
    maxBuffer: 1e9,
  });
  if (!exits.includes(done.status)) throw new Error(`hindcast ${args.join(' ')}: ${done.stderr}`);
  return done.stdout;
}

function simulated(count) {
  return Array.from({ length: count }, (_, i) => {
    const file = i === 3 ? 'a long name <i>& "quoted" & so on.csv' : `COIN${i + 1}.csv`;
    writeFileSync(
      path.join(folder, file),
      hindcast('none', ['simulate', 'garch', '--rows', '600', '--seed', String(i + 1)]),
    );
    return file;
  });
}

/** By kind: the backtests of the report, oldest first; a function prepares its file first. */
const kinds = {
  one: () => [[GARCH, '--model', 'mlp,gru,linear', '--level', '80', '--cost', '10bp']],
  nine: () => [
    [...simulated(9), '--model', 'mlp,gru,linear,ar', '--level', '80,95', '--test', '150', '--refit', '8'],
  ],
  horizon: () => [[AR, '--model', 'linear,ar,mlp', '--horizon', '7', '--level', '80']],
  direction: () => [[AR, '--model', 'logistic,mlp', '--target', 'direction']],
  volatility: () => [[GARCH, '--model', 'linear,mlp', '--target', 'volatility', '--level', '80']],
  partial: () => [[GARCH, '--model', 'linear,mlp', '--learning-rate', '1e30', '--level', '80']],
  growing: () =>
    [850, 900, 950].map((rows) => () => {
      const lines = readFileSync(GARCH, 'utf8')
        .split('\n')
        .slice(0, rows + 1);
      writeFileSync(path.join(folder, 'growing.csv'), `${lines.join('\n')}\n`);
      return ['growing.csv', '--model', 'mlp,linear', '--test', '100'];
    }),
  several: () => [
    [GARCH, '--model', 'mlp,linear', '--test', '100'],
    [AR, '--model', 'mlp,ar', '--horizon', '3'],
    [AR, '--model', 'logistic', '--target', 'direction'],
  ],
};

const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
  args: ['--no-sandbox'],
});
const views = [
  { name: '390', width: 390, height: 844, scheme: 'light' },
  { name: '390-dark', width: 390, height: 844, scheme: 'dark' },
  { name: '768', width: 768, height: 1024, scheme: 'light' },
  { name: '1280', width: 1280, height: 900, scheme: 'light' },
  { name: '1280-dark', width: 1280, height: 900, scheme: 'dark' },
  { name: 'print', width: 718, height: 1000, scheme: 'light', media: 'print' },
];
let problems = 0;
for (const kind of Object.keys(kinds).filter((each) => (options.kind ?? each) === each)) {
  rmSync(path.join(folder, `${kind}.db`), { force: true });
  const commands = kinds[kind]();
  for (const each of commands) {
    const command = typeof each === 'function' ? each() : each;
    hindcast(kind, ['backtest', ...command, ...QUICK, '--quiet'], [0, 3]);
  }
  const runs = JSON.parse(hindcast(kind, ['runs', '--all', '--json'])).runs.map(({ run }) => run);
  hindcast(kind, ['report', ...runs, '--output', `${kind}.html`]);
  for (const view of views) {
    const found = await seen(`${kind}.html`, `${kind}-${view.name}.png`, view);
    problems += found.length;
    for (const each of found) process.stdout.write(`${kind} at ${view.name}: ${each}\n`);
  }
}
await browser.close();
process.stdout.write(`${problems} findings; the reports and pictures are in ${folder}\n`);
process.exitCode = problems === 0 ? 0 : 1;

/** Whether the value under the pointer is shown, for every chart that has some. */
async function pointedAt(page) {
  const found = [];
  const charts = await page.locator('svg[data-frame]:visible').all();
  for (const chart of charts.slice(0, 12)) {
    await chart.scrollIntoViewIfNeeded();
    const box = await chart.boundingBox();
    await page.mouse.move(box.x + 0.6 * box.width, box.y + 0.5 * box.height);
    const text = await page.locator('.tip').textContent();
    if (
      !(await page.locator('.tip').isVisible()) ||
      /NaN|undefined|Infinity/.test(text) ||
      !text.includes(': ')
    )
      found.push(`no value under the pointer in "${await chart.getAttribute('aria-label')}": ${text}`);
  }
  await page.mouse.move(0, 0);
  await page.evaluate(() => window.scrollTo(0, 0));
  return found;
}

/** What is wrong with a page in one view; also takes its picture. */
async function seen(file, picture, { width, height, scheme, media = 'screen' }) {
  const page = await browser.newPage({ viewport: { width, height }, colorScheme: scheme });
  const found = [];
  const url = pathToFileURL(path.join(folder, file)).href;
  page.on('console', (message) => found.push(`console: ${message.text()}`));
  page.on('pageerror', (error) => found.push(`error: ${error.message}`));
  page.on('request', (request) => {
    if (request.url() !== url) found.push(`request: ${request.url()}`);
  });
  await page.emulateMedia({ media, colorScheme: scheme });
  await page.goto(url);
  // What is closed at first is looked at too.
  await page.evaluate(() => document.querySelectorAll('details').forEach((each) => (each.open = true)));
  found.push(...(await page.evaluate(findings)));
  if (media === 'screen') found.push(...(await pointedAt(page)));
  await page.screenshot({ path: path.join(folder, picture), fullPage: true });
  await page.close();
  return found;
}
