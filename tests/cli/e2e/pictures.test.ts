/** `report --svg` and `--png`. */
import { mkdir, readFile, readdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { expect, test } from 'vitest';
import { loadPainter } from '../../../src/report/charts/png.ts';
import { dailyCsv, temporaryFolder } from '../../helpers/files.ts';
import { walk } from '../../helpers/panels.ts';
import { hindcast } from '../../helpers/run.ts';

async function folderWithRun() {
  const cwd = await temporaryFolder();
  await writeFile(path.join(cwd, 'A.csv'), dailyCsv(walk(120, 1)));
  const env = { HINDCAST_STORE: path.join(cwd, 'store') };
  const run = (words: string) => hindcast(words.split(' '), { cwd, env });
  await run('backtest A.csv --model mlp --input-size 8 --test 40 --epochs 2 --level 80');
  return { cwd, run };
}

test('writes a picture per chart, and nothing to standard output', async () => {
  const { cwd, run } = await folderWithRun();
  await mkdir(path.join(cwd, 'charts'));
  await writeFile(path.join(cwd, 'charts', 'mine.txt'), 'stays');
  const { code, stdout, stderr } = await run('report last --svg charts --png charts');
  expect([code, stdout]).toEqual([0, '']);
  const files = await readdir(path.join(cwd, 'charts'));
  expect(files).toEqual(
    expect.arrayContaining(['errors.svg', 'errors.png', 'intervals-2.svg', 'learning.png', 'mine.txt']),
  );
  const pictures = files.filter((name) => name.endsWith('.svg'));
  expect(stderr).toContain(`charts: ${pictures.length} charts of run `);
  const png = await readFile(path.join(cwd, 'charts', 'errors.png'));
  expect(png.subarray(1, 4).toString()).toBe('PNG');
  const first = await readFile(path.join(cwd, 'charts', 'errors.svg'), 'utf8');
  await run('report last --svg charts --quiet');
  expect(await readFile(path.join(cwd, 'charts', 'errors.svg'), 'utf8')).toBe(first);
});

test('goes with a page, and JSON lists the files', async () => {
  const { cwd, run } = await folderWithRun();
  const { stdout } = await run('report last --svg a/b --output report.html --json');
  const { output, svg, png, html } = JSON.parse(stdout) as Record<string, unknown>;
  expect([output, png, html]).toEqual(['report.html', [], undefined]);
  expect(svg).toContain(path.join('a', 'b', 'errors.svg'));
  expect(await readFile(path.join(cwd, 'report.html'), 'utf8')).toContain('<h3>Errors</h3>');
});

test('rejects a folder that is a file, before it reads the run', async () => {
  const { run } = await folderWithRun();
  const { code, stderr } = await run('report nonsense --svg A.csv');
  expect(code).toBe(2);
  expect(stderr).toContain('A.csv');
  expect(stderr).toContain('--svg');
});

test('says how to install what draws PNG if it is missing', async () => {
  const missing = loadPainter(() => Promise.reject(new Error('Cannot find native binding')));
  await expect(missing).rejects.toMatchObject({
    message: '`--png` needs the package `@resvg/resvg-js`, which is not installed here',
    hint: expect.stringContaining('npm install') as string,
  });
});
