/** What people and scripts may write into `--fail-on` and `hindcast.json`, at random: it ends in documented exits only. */
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseGate, parseGateWith } from '../../src/evaluation/gate.ts';
import type { GateScope } from '../../src/evaluation/gate-vocabulary.ts';
import { quantities } from '../../src/data/quantities.ts';
import { liveVocabulary } from '../../src/live/gate.ts';
import { readJobs, stepNames } from '../../src/cli/options/jobs.ts';
import { settingsFiles } from '../../src/cli/options/settings.ts';
import { printError } from '../../src/cli/terminal/print-error.ts';
import { smallResult } from '../report/result.ts';
import { fileWith, temporaryFolder } from '../helpers/files.ts';
import { hindcast } from '../helpers/run.ts';

/** What every object inherits, and what looks like a name. */
const INHERITED = [...Object.getOwnPropertyNames(Object.prototype), 'prototype', 'length', 'then'];
/** Neither colour nor title nor direction of text may reach a terminal. */
const ODD = ['\u001B[31m', '\u001B]0;x\u0007', '\u009B2J', '\u202E', '\u2028', '\r', '\0', '\uD800'];
/** All that a terminal acts on but the end of a line. */
const RAW = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u;
const isClean = (output: string): boolean => !RAW.test(output.replaceAll('\n', ''));

/** The exit of an error and all that is printed of it, with stack and as JSON. */
function printedError(thrown: unknown): { exit: number; output: string } {
  let output = '';
  const stderr = { write: (text: string) => (output += text) !== '' } as unknown as NodeJS.WritableStream;
  return { exit: printError({ stderr }, thrown, { isDebug: true, isJson: true }), output };
}

const name = fc.constantFrom(
  ...'u2 mae skill n dm cw pt mcs coverage80 width80 live.u2 promised.mae live.coverage80 worse drift'.split(
    ' ',
  ),
);
const word = fc.oneof(
  { weight: 12, arbitrary: name },
  {
    weight: 1,
    arbitrary: fc.constantFrom('coverage95', 'crps', 'brier', 'and', 'not', ...INHERITED, ...ODD),
  },
);
const model = fc.constantFrom(
  ...'best naive rival best naive rival best naive rival'.split(' '),
  ...INHERITED,
);
const value = fc.oneof(
  word,
  fc.tuple(model, name).map(([of, metric]) => `${of}:${metric}`),
  fc.tuple(name, fc.nat(3)).map(([metric, step]) => `${metric}@${step}`),
  fc.double({ noNaN: true, noDefaultInfinity: true }).map(String),
  fc.nat(200).map((n) => `${n} %`),
);
const sign = fc.oneof(
  { weight: 12, arbitrary: fc.constantFrom('<', '<=', '>', '>=', '==', '!=') },
  { weight: 1, arbitrary: fc.constantFrom('=', ...INHERITED) },
);
/** Expressions by the grammar, of names that may be none. */
const { expression } = fc.letrec<{ expression: string; comparison: string }>((tie) => ({
  comparison: fc.tuple(value, sign, value).map((parts) => parts.join(' ')),
  expression: fc.oneof(
    { maxDepth: 6 },
    tie('comparison'),
    value,
    fc
      .tuple(tie('expression'), fc.constantFrom('and', 'or'), tie('expression'))
      .map((parts) => parts.join(' ')),
    tie('expression').map((inner) => `(${inner})`),
    tie('expression').map((inner) => `not ${inner}`),
  ),
}));
const noise = fc.array(fc.oneof(value, sign, fc.constantFrom('(', ')', ' ', '@', ':', '%', '.', '-')), {
  maxLength: 12,
});
const gate = fc.oneof(
  { weight: 5, arbitrary: expression },
  { weight: 3, arbitrary: noise.map((parts) => parts.join('')) },
  { weight: 1, arbitrary: fc.string({ unit: 'binary' }) },
  {
    weight: 1,
    arbitrary: fc
      .tuple(fc.constantFrom('(', 'not ', '((', 'u2 > 1 and ('), fc.nat(2000), fc.constantFrom(')', ''))
      .map(([open, n, close]) => `${open.repeat(n)}u2 > 1${close.repeat(n)}`),
  },
);

describe('an expression of --fail-on', () => {
  const wavy = Array.from({ length: 60 }, (_, i) => 100 + 5 * Math.sin(i) + (i % 7));
  const { models } = smallResult({
    series: { A: wavy },
    rival: (y, last) => (y + last) / 2,
    level: [80],
    horizon: 2,
  });
  const scope: GateScope = { models: ['rival'], quantity: quantities.price, horizon: 2, levels: [80] };

  test('is true, false, unknown or a usage error that is escaped', () => {
    let evaluated = 0;
    fc.assert(
      fc.property(gate, fc.constantFrom(0, 1, models.length), (text, count) => {
        for (const parse of [
          () => parseGate(text, scope)(models.slice(0, count)),
          () => parseGateWith(text, scope, liveVocabulary)([]),
        ]) {
          try {
            expect([true, false, undefined]).toContain(parse().isTrue);
            evaluated++;
          } catch (thrown) {
            const { exit, output } = printedError(thrown);
            expect([exit, isClean(output), output.length < 5000]).toEqual([2, true, true]);
          }
        }
      }),
      { numRuns: 2000 },
    );
    expect(evaluated).toBeGreaterThan(100);
  });

  test('ends the program with 0, 2 or 4', async () => {
    const file = await fileWith(
      `unique_id,ds,cutoff,y,rival\n${wavy
        .slice(1, 20)
        .map(
          (y, i) =>
            `A,2024-01-${String(i + 2).padStart(2, '0')},2024-01-${String(i + 1).padStart(2, '0')},${y},${wavy[i] + 1}`,
        )
        .join('\n')}\n`,
    );
    await fc.assert(
      fc.asyncProperty(gate, async (text) => {
        const { code, stdout, stderr } = await hindcast([
          'score',
          file,
          `--fail-on=${text.slice(0, 3000)}`,
          '--debug',
        ]);
        expect([0, 2, 4]).toContain(code);
        expect(isClean(stdout + stderr)).toBe(true);
      }),
      { numRuns: 60 },
    );
  });
});

describe('hindcast.json', () => {
  const plain = ['model', 'horizon', 'epochs', 'warm', 'deadline', 'if-busy', 'since'];
  const all = [...plain, 'level', 'ping-url', 'proxy'];
  const NAMES = { all, run: ['deadline', 'ping-url'], steps: new Map(stepNames.map((step) => [step, all])) };
  /** In every secret value, of any shape, and nowhere else. */
  const SECRET = '7355608';
  const DOCUMENTED = [0, 2, 3, 10, 11, 12, 20];
  const address = `http://127.0.0.1:1/${SECRET}`;
  const secret = fc.constantFrom<unknown>(
    ...[
      address,
      `http://u:${SECRET}@127.0.0.1:1`,
      SECRET,
      Number(SECRET),
      [address],
      [SECRET, {}],
      [[SECRET]],
    ],
    ...[
      { [SECRET]: 1 },
      { a: { b: SECRET } },
      [{ a: [SECRET] }],
      `\u001B[31m${SECRET}`,
      `ftp://${SECRET}`,
      [address, 1],
    ],
  );
  const odd = fc.constantFrom<unknown>(
    ...[null, {}, [], '', -1, true, [[]], [null], 'x', ...INHERITED, ...ODD],
  );
  const key = fc.constantFrom(...plain, ...INHERITED, ...ODD);
  const options = fc
    .tuple(
      fc.array(fc.tuple(fc.constantFrom('ping-url', 'proxy'), secret), { minLength: 1, maxLength: 2 }),
      fc.array(
        fc.oneof(
          fc.constantFrom(
            ['model', 'naive'],
            ['horizon', 2],
            ['warm', true],
            ['epochs', '3'],
            ['level', [80, 95]],
          ),
          fc.tuple(key, odd),
        ),
        { maxLength: 2 },
      ),
    )
    .map(([secrets, others]) => Object.fromEntries<unknown>([...secrets, ...others]));
  const job = fc.record(
    {
      sources: fc.oneof(
        fc.constantFrom<unknown>(['missing.csv'], ['binance:BTC/USDT:1d'], ['\u001B[31m\n.csv']),
        odd,
      ),
      steps: fc.oneof(fc.constantFrom<unknown>(['backtest'], ['score', 'fetch']), odd),
      options: fc.oneof(options, odd),
      backtest: fc.oneof(options, odd),
      ...Object.fromEntries(INHERITED.map((inherited) => [inherited, odd])),
    },
    { requiredKeys: ['sources'] },
  );
  const jobs = fc
    .array(fc.tuple(fc.constantFrom('b', 'a\u001B[31m\nb', ...INHERITED), fc.oneof(job, odd)), {
      maxLength: 2,
    })
    .map((entries) => Object.fromEntries<unknown>(entries));
  const settings = fc.oneof(
    {
      weight: 12,
      arbitrary: fc.record(
        { options: fc.oneof(options, odd), jobs: fc.oneof(jobs, odd) },
        { requiredKeys: [] },
      ),
    },
    { weight: 1, arbitrary: odd },
    { weight: 1, arbitrary: fc.tuple(key, odd).map((entry) => Object.fromEntries([entry])) },
  );
  /** The text of a file: whole, with a mark before it, cut, with a character too many, or nested without end. */
  const text = fc
    .tuple(settings, fc.nat(9), fc.nat(400), fc.constantFrom(...'{}[]":,\\ \0'.split('')))
    .map(([document, how, at, character]) => {
      const whole = JSON.stringify(document);
      if (how === 0) return whole.slice(0, at);
      if (how === 1) return whole.slice(0, at) + character + whole.slice(at);
      if (how === 2) return `${'[{"options":'.repeat(30 * at)}${whole}`;
      return how === 3 ? `\uFEFF${whole}` : whole;
    });

  test('is settings or a usage error', async () => {
    const folder = await temporaryFolder();
    const surroundings = { env: {}, platform: 'linux', home: folder, folder } as const;
    let count = 0;
    fc.assert(
      fc.property(text, (json) => {
        writeFileSync(path.join(folder, 'hindcast.json'), json);
        try {
          readJobs(settingsFiles(NAMES.all, surroundings), NAMES);
          count++;
        } catch (thrown) {
          const { exit, output } = printedError(thrown);
          expect([exit, isClean(output), output.includes(SECRET)]).toEqual([2, true, false]);
        }
      }),
      { numRuns: 2000 },
    );
    expect(count).toBeGreaterThan(100);
  });

  test.each([
    { numRuns: 150, args: ['run', '--json', '--debug'] },
    { numRuns: 80, args: ['run', 'b', '--debug', '--if-busy', 'fail', '--only', 'backtest'] },
    { numRuns: 120, args: ['backtest', 'missing.csv', '--debug', '--json'] },
    { numRuns: 40, args: ['backtest', 'missing.csv', '--show-options'] },
    {
      numRuns: 80,
      args: 'fetch binance BTC/USDT --base-url http://127.0.0.1:1 --retries 0 --timeframe 1d --debug'.split(
        ' ',
      ),
    },
  ])(
    'ends $args in $numRuns forms with a documented exit, keeps secrets and prints nothing raw',
    async ({ numRuns, args }) => {
      const cwd = await temporaryFolder();
      mkdirSync(path.join(cwd, 'own'));
      const env = { HINDCAST_STORE: path.join(cwd, 'store'), XDG_CONFIG_HOME: path.join(cwd, 'own') };
      await fc.assert(
        fc.asyncProperty(text, async (json) => {
          writeFileSync(path.join(cwd, 'hindcast.json'), json);
          const { code, stdout, stderr } = await hindcast(args, { cwd, env });
          expect(DOCUMENTED).toContain(code);
          expect(stdout + stderr).not.toContain(SECRET);
          expect(isClean(stdout + stderr)).toBe(true);
        }),
        { numRuns },
      );
    },
  );
});
