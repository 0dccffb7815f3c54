/** What CONVENTIONS.md says of the whole source, read from the source: layers, doors, arithmetic, dependencies. */
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, posix, relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';

const ROOT = fileURLToPath(new URL('..', import.meta.url));

/** A folder imports from itself and from those before it. */
const LAYERS = [
  'errors.ts',
  'text',
  'math',
  'kernels',
  'nn',
  'data',
  'metrics',
  'significance',
  'models',
  'foreign',
  'backtest',
  'options',
  'recipes',
  'evaluation',
  'tuning',
  'live',
  'exchange',
  'store',
  'queue',
  'report',
  'library',
  'cli',
  'index.ts',
];

/** The one door of what comes from outside; Node's other modules are open to all. */
const DOORS: Readonly<Record<string, readonly string[]>> = {
  '@bomb.sh/tab': ['cli'],
  '@photostructure/sqlite': ['store'],
  '@resvg/resvg-js': ['report'],
  ccxt: ['exchange'],
  'csv-parse': ['data'],
  hyparquet: ['data', 'report'],
  'hyparquet-writer': ['report'],
  yauzl: ['data'],
  pbf: ['models'],
  chalk: ['report', 'cli'],
  'd3-array': ['report'],
  'string-width': ['report'],
  'd3-scale': ['report'],
  'd3-shape': ['report'],
  commander: ['cli'],
  bullmq: ['queue'],
  ioredis: ['queue'],
  'node:child_process': ['foreign'],
  'onnxruntime-web': ['foreign'],
  'node:worker_threads': ['backtest'],
};

/** What IEEE 754 or integer arithmetic defines to the bit. Everything else may differ between engines. */
const EXACT = new Set('abs ceil clz32 floor fround imul max min round sign sqrt trunc'.split(' '));
/**
 * Where the rest of `Math` may be used: the reference kernels, which say in f64 what is meant and never run;
 * and what writes numbers for people, where the last bit of a logarithm cannot be seen.
 */
const INEXACT = /^(?:kernels\/reference\/|report\/|cli\/)/;

/** `import ... from 'x'`, `export ... from 'x'`, `import 'x'`, and `import('x')` anywhere. */
const IMPORT = /^(?:import|export)\s(?:[^'`;]*?\sfrom\s+)?'([^']+)'|\bimport\(\s*'([^']+)'/gm;

interface Source {
  /** Path under src/, with slashes. */
  readonly path: string;
  readonly layer: string;
  /** Without comments. */
  readonly code: string;
  /** What it imports, in every way: other files as paths under src/, the rest as written. */
  readonly imports: readonly string[];
  /** Those of it that are loaded with it: no types. */
  readonly loads: readonly string[];
}

function read(path: string): Source {
  const code = readFileSync(join(ROOT, 'src', path), 'utf8')
    .replaceAll(/\/\*[\s\S]*?\*\//g, '')
    .replaceAll(/(?<=^|\s)\/\/.*$/gm, '');
  const found = Array.from(code.matchAll(IMPORT), ([whole, fixed, loaded]) => {
    const name: string = fixed ?? loaded;
    const isType = /^(?:import|export) type\b/.test(whole);
    return { isType, name: name.startsWith('.') ? posix.join(dirname(path), name) : name };
  });
  return {
    path,
    layer: path.split('/')[0],
    code,
    imports: found.map(({ name }) => name),
    loads: found.filter(({ isType }) => !isType).map(({ name }) => name),
  };
}

const sources = readdirSync(join(ROOT, 'src'), { recursive: true, withFileTypes: true })
  .filter((entry) => entry.isFile() && entry.name.endsWith('.ts'))
  .map((entry) => relative(join(ROOT, 'src'), join(entry.parentPath, entry.name)).split(sep).join('/'))
  .map(read);

/** Violations as `file: what`, so that a failing test names all of them. */
const violations = (check: (source: Source) => readonly string[]): readonly string[] =>
  sources.flatMap((source) => check(source).map((what) => `${source.path}: ${what}`));

/** Circles of imports, one per circle found: `a.ts → b.ts → a.ts`. */
function circles(): readonly string[] {
  const importsOf = new Map(sources.map(({ path, imports }) => [path, imports]));
  const done = new Set<string>();
  const found: string[] = [];
  const visit = (path: string, above: readonly string[]): void => {
    const start = above.indexOf(path);
    if (start >= 0) found.push([...above.slice(start), path].join(' → '));
    if (start >= 0 || done.has(path)) return;
    for (const name of importsOf.get(path) ?? []) visit(name, [...above, path]);
    done.add(path);
  };
  for (const { path } of sources) visit(path, []);
  return found;
}

describe('the source', () => {
  test('is read whole, with its imports', () => {
    expect(sources.map(({ path }) => path)).toContain('cli/commands/backtest.ts');
    const of = (path: string) => sources.find((source) => source.path === path)?.imports;
    expect(of('backtest/worker.ts')).toEqual(
      expect.arrayContaining(['node:worker_threads', 'data/panel.ts', 'backtest/tasks.ts']),
    );
    expect(of('cli/commands/backtest.ts')).toContain('cli/actions/backtest.ts'); // by `await import()`
    expect(of('report/format/units.ts')).toContain('data/timeframe.ts'); // by `export from`
  });

  test('lies in layers that import only from themselves and from those before', () => {
    expect(sources.filter(({ layer }) => !LAYERS.includes(layer)).map(({ path }) => path)).toEqual([]);
    expect(
      violations(({ layer, imports }) =>
        imports.filter((name) => LAYERS.indexOf(name.split('/')[0]) > LAYERS.indexOf(layer)),
      ),
    ).toEqual([]);
  });

  test('has a library that loads nothing of the command line, the store and exchanges, and no package but those that read files', () => {
    const loadsOf = new Map(sources.map(({ path, loads }) => [path, loads]));
    const loaded = new Set<string>();
    const visit = (name: string): void => {
      if (loaded.has(name)) return;
      loaded.add(name);
      for (const next of loadsOf.get(name) ?? []) visit(next);
    };
    visit('index.ts');
    expect(loaded).toContain('backtest/pool.ts');
    const layers = new Set([...loaded].filter((name) => loadsOf.has(name)).map((name) => name.split('/')[0]));
    for (const layer of ['cli', 'store', 'exchange', 'live']) expect(layers).not.toContain(layer);
    const packages = [...loaded].filter((name) => !loadsOf.has(name) && !name.startsWith('node:'));
    expect(new Set(packages.map((name) => name.split('/')[0]))).toEqual(
      new Set(['csv-parse', 'yauzl', 'hyparquet']),
    );
  });

  test('has the layers that CONVENTIONS.md names', () => {
    const line =
      /`errors\.ts`(?:\s+→\s+`[\w.]+`)*/.exec(readFileSync(join(ROOT, 'CONVENTIONS.md'), 'utf8'))?.[0] ?? '';
    expect(Array.from(line.matchAll(/`([\w.]+)`/g), ([, name]) => name)).toEqual(LAYERS);
  });

  test('has no circle of files that import each other, for types or when they run', () => {
    expect(circles()).toEqual([]);
  });

  test('exports no two types, interfaces or classes of one name', () => {
    const files = new Map<string, string[]>();
    for (const { path, code } of sources)
      for (const [, name] of code.matchAll(/^export (?:abstract )?(?:class|interface|type) (\w+)/gm))
        files.set(name, [...(files.get(name) ?? []), path]);
    expect([...files].filter(([, paths]) => paths.length > 1)).toEqual([]);
  });

  test('names every import in plain text, so that the layers can be read', () => {
    const LOADS = new Set(['backtest/worker-models.ts']); // the models of users
    expect(
      violations(({ path, code }) =>
        LOADS.has(path) ? [] : (code.match(/\bimport\((?!\s*').*|\brequire\(.*/g) ?? []),
      ),
    ).toEqual([]);
  });

  test('takes the models that it fits from a registry that it is given, so that a caller can add some', () => {
    expect(
      violations(({ layer, code }) =>
        ['backtest', 'evaluation', 'live'].includes(layer) ? (code.match(/\bmodelNamed\b/g) ?? []) : [],
      ),
    ).toEqual([]);
  });

  test('reaches outside packages through their one door, and Node by its `node:` names', () => {
    expect(
      violations(({ layer, imports }) =>
        imports.filter((name) => {
          if (LAYERS.includes(name.split('/')[0])) return false;
          const doors = DOORS[name.startsWith('node:') || name.startsWith('@') ? name : name.split('/')[0]];
          return doors ? !doors.includes(layer) : !name.startsWith('node:');
        }),
      ),
    ).toEqual([]);
  });

  test('prints in one file, which escapes everything', () => {
    const WRITES = /\b(?:stdout|stderr)\.write\b|\bconsole\.|\bprocess\.(?:stdout|stderr)\b/g;
    const PRINTERS = new Set(['cli/terminal/print.ts', 'cli/host.ts']);
    expect(violations(({ path, code }) => (PRINTERS.has(path) ? [] : (code.match(WRITES) ?? [])))).toEqual(
      [],
    );
  });

  test('takes no random numbers but through `Random`', () => {
    expect(
      violations(
        ({ code }) => code.match(/\bMath\.random\b|\bgetRandomValues\b|\brandom(?:Bytes|Int|UUID)\b/g) ?? [],
      ),
    ).toEqual([]);
  });

  test('computes results with nothing that may differ between engines', () => {
    expect(
      violations(({ path, code }) => {
        if (INEXACT.test(path)) return [];
        const functions = [...code.matchAll(/\bMath\.([a-z]\w*)/g)].filter(([, name]) => !EXACT.has(name));
        const powers = code.matchAll(/\*\*=?(?!\s*\d+\b(?!\.))\s*\S+/g);
        const indirect = code.matchAll(/\bMath(?!\s*\.)\b.*/g);
        return [...functions, ...powers, ...indirect].map(([text]) => text);
      }),
    ).toEqual([]);
  });
});

describe('package.json', () => {
  const { dependencies, devDependencies, optionalDependencies, peerDependencies, peerDependenciesMeta } =
    JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as Record<
      'dependencies' | 'devDependencies' | 'optionalDependencies' | 'peerDependencies',
      Record<string, string>
    > & { readonly peerDependenciesMeta: unknown };
  const runtime = { ...dependencies, ...optionalDependencies };

  test('leaves it to the user to install what few need and is large', () => {
    expect(peerDependencies).toEqual({
      bullmq: '^6.7.0',
      ioredis: '^5.11.0 || ^6.0.0',
      'onnxruntime-web': '^1.20.0',
    });
    for (const name of Object.keys(peerDependencies)) {
      expect(peerDependenciesMeta).toHaveProperty([name, 'optional'], true);
      expect(devDependencies).toHaveProperty(name);
    }
  });

  test('has a door for every runtime dependency and nothing else behind the doors', () => {
    const packages = Object.keys(DOORS).filter((name) => !name.startsWith('node:'));
    expect(Object.keys({ ...runtime, ...peerDependencies }).toSorted()).toEqual(packages.toSorted());
  });

  test('names exact versions', () => {
    const loose = Object.entries({ ...runtime, ...devDependencies }).filter(
      ([, version]) => !/^\d+\.\d+\.\d+(?:-[\w.]+)?$/.test(version),
    );
    expect(loose).toEqual([]);
  });

  test('has every runtime dependency explained in the README', () => {
    const readme = readFileSync(join(ROOT, 'README.md'), 'utf8');
    const section = /^#+ Dependencies$([\s\S]*?)(?=^#+ |(?![\s\S]))/m.exec(readme)?.[1] ?? '';
    const explained = Array.from(section.matchAll(/^- \*\*([^*]+)\*\*.*\w/gm), ([, name]) => name);
    expect(explained).toEqual(expect.arrayContaining(Object.keys(runtime)));
  });
});
