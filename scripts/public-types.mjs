/**
 * Deletes from `dist` the declarations that are not reachable from those of the library: `node scripts/public-types.mjs`. The compiler
 * writes one for every file.
 */

import { readdirSync, readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const DIST = fileURLToPath(new URL('../dist', import.meta.url));
const IMPORT = /(?:from |import\()['"](\.{1,2}\/[^'"]+)\.[jt]s['"]/g;

/** The declarations that `file` needs, itself included. */
function reach(file, found = new Set()) {
  if (found.has(file)) return found;
  found.add(file);
  for (const [, name] of readFileSync(file, 'utf8').matchAll(IMPORT))
    reach(path.join(path.dirname(file), `${name}.d.ts`), found);
  return found;
}

const needed = reach(path.join(DIST, 'index.d.ts'));
for (const entry of readdirSync(DIST, { recursive: true, withFileTypes: true })) {
  const file = path.join(entry.parentPath, entry.name);
  if (entry.name.endsWith('.d.ts') && !needed.has(file)) rmSync(file);
}
