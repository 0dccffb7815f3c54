/** The pages of the library: every example of docs/library.md has the right types and runs, and docs/api.md is what the declarations say. */
import { readFileSync } from 'node:fs';
import { copyFile, symlink, writeFile, mkdir } from 'node:fs/promises';
import path from 'node:path';
import { expect, test } from 'vitest';
import { apiPage } from '../../scripts/api-page.mjs';
import { temporaryFolder } from '../helpers/files.ts';
import { ROOT, run } from '../helpers/run.ts';

const page = readFileSync(path.join(ROOT, 'docs/library.md'), 'utf8');

interface Example {
  readonly title: string;
  readonly code: string;
}

const blocks = (kind: string): readonly Example[] =>
  page.split(/^## /m).flatMap((section) => {
    const title = section.split('\n')[0];
    return Array.from(section.matchAll(new RegExp(`^\`\`\`${kind}\\n([^]*?)^\`\`\`$`, 'gm')), ([, code]) => ({
      title,
      code,
    }));
  });

test('every example has the right types and runs, and says something', async () => {
  const folder = await temporaryFolder();
  await mkdir(path.join(folder, 'node_modules'));
  await symlink(ROOT, path.join(folder, 'node_modules/hindcast'));
  await symlink(path.join(ROOT, 'node_modules/@types'), path.join(folder, 'node_modules/@types'));
  await copyFile(path.join(ROOT, 'fixtures/garch-simulated-1d.csv'), path.join(folder, 'prices.csv'));
  await writeFile(path.join(folder, 'package.json'), '{ "type": "module" }');
  for (const { code } of blocks('js'))
    await writeFile(path.join(folder, /^\/\/ (\S+)$/m.exec(code)?.[1] ?? 'unnamed.js'), code);
  const examples = blocks('ts');
  expect(examples).toHaveLength(10);
  const files = examples.map((_, i) => `example-${i}`);
  for (const [i, { code }] of examples.entries()) await writeFile(path.join(folder, `${files[i]}.ts`), code);
  const tsc = path.join(ROOT, 'node_modules/typescript/bin/tsc');
  const flags = '--strict --target es2023 --module nodenext --types node'.split(' ');
  const types = await run(process.execPath, [tsc, ...flags, ...files.map((file) => `${file}.ts`)], {
    cwd: folder,
  });
  expect(types).toMatchObject({ code: 0, stdout: '' });
  // One process for all of them, each of which prints below its title.
  const all = files.map(
    (file, i) =>
      `console.log(${JSON.stringify(`## ${examples[i].title}`)});\nawait import('./${file}.js');\n`,
  );
  await writeFile(path.join(folder, 'all.js'), all.join(''));
  const { code, stdout, stderr } = await run(process.execPath, ['all.js'], { cwd: folder });
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  const said = stdout.split(/^## /m).slice(1);
  expect(said.map((text) => text.split('\n')[0])).toEqual(examples.map(({ title }) => title));
  expect(said.filter((text) => text.trim().split('\n').length < 2)).toEqual([]);
  expect(stdout).toContain('tomorrow sees the future');
  expect(stdout).toContain('usage unknown model `mlq` did you mean `mlp`?');
});

test('docs/api.md is what `npm run build && node scripts/api-page.mjs` writes', () => {
  expect(readFileSync(path.join(ROOT, 'docs/api.md'), 'utf8')).toBe(apiPage());
});
