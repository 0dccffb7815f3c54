/**
 * Writes `docs/api.md` from the declarations of the library, with their comments: `node scripts/api-page.mjs`, after a build.
 */

import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const DIST = path.join(ROOT, 'dist');

const HEADER = `# The library, type by type

What \`import … from 'hindcast'\` gives, from the declarations in the package; [library.md](library.md) has examples. Written by
\`node scripts/api-page.mjs\`.
`;

/** The exported declarations of a file by name: each with its comment. */
function declarationsOf(file) {
  const text = readFileSync(file, 'utf8');
  const pattern =
    /^((?:\/\*\*(?:(?!\*\/)[^])*\*\/\n)?)export (?:declare )?(?:abstract )?(?:function|interface|type|const|class) (\w+)[^]*?(?=^(?:\/\*\*|export|declare|import|interface|type|const)|(?![^]))/gm;
  const found = new Map();
  for (const [whole, , name] of text.matchAll(pattern)) found.set(name, whole.trim());
  return found;
}

/** The names that `index.d.ts` exports, in its order, with the files that declare them. */
function exportsOf() {
  const index = readFileSync(path.join(DIST, 'index.d.ts'), 'utf8');
  return [...index.matchAll(/^export (type )?\{([^}]*)\} from '([^']+)\.ts';/gm)].flatMap(
    ([, type, names, from]) =>
      names
        .match(/\w+/g)
        .map((name) => ({ name, isType: type !== undefined, file: path.join(DIST, `${from}.d.ts`) })),
  );
}

export function apiPage() {
  const all = exportsOf();
  const section = (title, of) => [
    `## ${title}`,
    ...of.map(({ name, file }) => `### \`${name}\`\n\n\`\`\`ts\n${declarationsOf(file).get(name)}\n\`\`\``),
  ];
  return [
    HEADER.trimEnd(),
    ...section(
      'Values',
      all.filter(({ isType }) => !isType),
    ),
    ...section(
      'Types',
      all.filter(({ isType }) => isType),
    ),
    '',
  ]
    .join('\n\n')
    .replace(/\n+$/, '\n');
}

if (process.argv[1] === fileURLToPath(import.meta.url))
  writeFileSync(path.join(ROOT, 'docs', 'api.md'), apiPage());
