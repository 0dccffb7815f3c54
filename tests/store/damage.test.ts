/**
 * A driver of damage: of each copy of a store one bit is flipped anywhere in the file, or one digit of one cell is edited;
 * of each copy of saved models one bit or digit. A command then gives the same answer, or ends with 12 and names the damage.
 * `DAMAGE=2000` draws more, `FC_SEED=2` others.
 */
import { DatabaseSync } from '@photostructure/sqlite';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { deflateSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Random } from '../../src/math/random.ts';
import { APPLICATION_ID, migrations } from '../../src/store/schema.ts';
import { allTables } from '../../src/store/tables.ts';
import { digestOf } from '../../src/text/digest.ts';
import type { FullStore } from '../helpers/full-store.ts';
import { answerOf, makeFullStore, readers, readersOfLater } from '../helpers/full-store.ts';
import type { Finished } from '../helpers/run.ts';
import { changeRows, damageRows } from '../helpers/store.ts';

const SEED = Number(process.env.FC_SEED ?? 1);
const ROUNDS = Number(process.env.DAMAGE ?? 24);
/** Columns of bytes have no digits; flipped bits are for them. */
const DIGIT = /\d/g;

let folder: string;
let store: FullStore;
const intact = new Map<string, string>();

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'hindcast-'));
  store = await makeFullStore(folder);
  for (const [name, args] of readers) {
    const done = await store.run(args, store.bytes);
    if (done.code !== 0 || done.stderr.includes('damaged')) throw new Error(`${name}: ${done.stderr}`);
    intact.set(name, answerOf(done));
  }
});

afterAll(() => rm(folder, { recursive: true, force: true }));

/** What an error says of damage. A changed version number is taken for that of a newer hindcast. */
const NAMED = /has changed since it was written|is missing|to be a store|store of version|is damaged/;

/** Why the answer of a command on a damaged store is none that it may give; `undefined` if it is one. */
function wrongAnswer(name: string, { code, stdout, stderr }: Finished): string | undefined {
  const error = stderr
    .split('\n')
    .find((line) => line.startsWith('error: ') || line.includes('"type":"error"'));
  if (code === 12 && error !== undefined && NAMED.test(error)) return undefined;
  const isSame = answerOf({ stdout }) === intact.get(name);
  // A changed header can forbid writing: then the answer is right, and an error says that it is not kept.
  if (isSame && (code === 0 || (code === 5 && error?.includes('not kept') === true))) return undefined;
  return `${name} ended with ${code}${code === 0 ? ` and another answer: ${answerOf({ stdout }).slice(0, 400)}` : ''}: ${stderr.slice(0, 600)}`;
}

function draw<T>(random: Random, items: readonly T[]): T {
  return items[random.integer(items.length)];
}

/** A copy with one bit flipped, and where. */
function flipBit(bytes: Uint8Array, random: Random): { readonly bytes: Uint8Array; readonly what: string } {
  const copy = Uint8Array.from(bytes);
  // The header is a small part of the file, and much depends on it.
  const at = random.integer(random.integer(4) === 0 ? Math.min(100, copy.length) : copy.length);
  const bit = random.integer(8);
  copy[at] ^= 1 << bit;
  return { bytes: copy, what: `bit ${bit} of byte ${at}` };
}

/** A copy with one digit of one cell changed, and which; `undefined` if the cell has none or another row has that key. */
async function editDigit(
  random: Random,
): Promise<{ readonly bytes: Uint8Array; readonly what: string } | undefined> {
  const file = await store.fileOf(store.bytes);
  const database = new DatabaseSync(file);
  try {
    database.exec('PRAGMA foreign_keys = OFF');
    const tables = database.prepare("SELECT name FROM sqlite_schema WHERE type = 'table'").all() as {
      name: string;
    }[];
    const table = draw(random, tables).name;
    const columns = database.prepare(`PRAGMA table_info(${table})`).all() as { name: string; type: string }[];
    const { name: column, type } = draw(
      random,
      columns.filter((one) => one.type !== 'BLOB'),
    );
    const rows = database.prepare(`SELECT * FROM ${table}`).all() as Record<string, string | number | null>[];
    const row = draw(random, rows);
    const text = String(row[column]);
    const places = [...text.matchAll(DIGIT)].map(({ index }) => index);
    if (row[column] === null || places.length === 0) return undefined;
    const at = draw(random, places);
    const digit = (Number(text[at]) + 1 + random.integer(9)) % 10;
    const edited = text.slice(0, at) + String(digit) + text.slice(at + 1);
    const value = type === 'TEXT' ? edited : Number(edited);
    // Of numbers, another digit can mean the same: 0.10 and 0.1.
    if (value === row[column]) return undefined;
    const keys = Object.keys(row).filter(
      (key) => row[key] !== null && !((row[key] as unknown) instanceof Uint8Array),
    );
    database
      .prepare(`UPDATE ${table} SET ${column} = ? WHERE ${keys.map((key) => `${key} = ?`).join(' AND ')}`)
      .run(value, ...keys.map((key) => row[key]));
    database.exec('PRAGMA wal_checkpoint(TRUNCATE)');
    database.close();
    return {
      bytes: await readFile(file),
      what: `${table}.${column} ${text.slice(0, 60)}: digit ${at} is ${digit}`,
    };
  } catch (error) {
    if (String(error).includes('UNIQUE')) return undefined;
    throw error;
  } finally {
    if (database.isOpen) database.close();
  }
}

describe('a store in which', () => {
  test('one bit is flipped gives the same answer, or ends with 12', async () => {
    const wrong: string[] = [];
    for (let round = 0; round < ROUNDS; round++) {
      const random = Random.from('flip', SEED, round);
      const { bytes, what } = flipBit(store.bytes, random);
      const [name, args] = draw(random, [...readers]);
      const problem = wrongAnswer(name, await store.run(args, bytes));
      if (problem !== undefined) wrong.push(`round ${round}, ${what}: ${problem}`);
      const doctor = await store.run(['doctor', '--no-network'], bytes);
      if (doctor.code !== 0 && doctor.code !== 12)
        wrong.push(
          `round ${round}, ${what}: doctor ended with ${doctor.code}: ${doctor.stderr.slice(0, 600)}`,
        );
    }
    expect(wrong).toEqual([]);
  });

  test('one digit is edited gives the same answer, or ends with 12, and `doctor` finds it', async () => {
    const wrong: string[] = [];
    for (let round = 0; round < ROUNDS; round++) {
      const random = Random.from('edit', SEED, round);
      const edit = await editDigit(random);
      if (edit === undefined) continue;
      const [name, args] = draw(random, [...readers]);
      const problem = wrongAnswer(name, await store.run(args, edit.bytes));
      if (problem !== undefined) wrong.push(`round ${round}, ${edit.what}: ${problem}`);
      const doctor = await store.run(['doctor', '--no-network'], edit.bytes);
      if (doctor.code !== 12)
        wrong.push(
          `round ${round}, ${edit.what}: doctor ended with ${doctor.code}: ${doctor.stderr.slice(0, 600)}`,
        );
    }
    expect(wrong).toEqual([]);
  });
});

describe('a damaged store', () => {
  /** A copy after this SQL. */
  async function after(sql: string): Promise<Uint8Array> {
    const file = await store.fileOf(store.bytes);
    damageRows(file, `PRAGMA foreign_keys = OFF; ${sql}; PRAGMA wal_checkpoint(TRUNCATE)`);
    return readFile(file);
  }

  test('computes a damaged fit again, says so once, and replaces it', async () => {
    const [name, args] = ['backtest', readers.get('backtest')!];
    const bytes = await after("UPDATE fits SET result = replace(result, '1', '2')");
    const first = await store.run(args, bytes);
    expect([first.code, answerOf(first)]).toEqual([0, intact.get(name)]);
    expect(first.stderr.match(/damaged fits are computed again and replaced/g)).toHaveLength(1);
    const again = await store.run(args, await readFile(store.copy()));
    expect([again.code, answerOf(again)]).toEqual([0, intact.get(name)]);
    expect(again.stderr).not.toContain('damaged');
  });

  const tables = allTables.map(({ name }) => name);

  test.each(tables)('is intact after `prune --damaged` if a row of %s has changed', async (table) => {
    const column = Object.keys(allTables.find(({ name }) => name === table)!.columns).at(-1)!;
    const sql = `UPDATE ${table} SET ${column} = CASE typeof(${column}) WHEN 'blob' THEN x'00' ELSE 3 END`;
    expect(await repaired(await after(sql), 'has changed since it was written')).toBe(0);
  });

  test.each(tables)('is intact after `prune --damaged` if a row of %s has vanished', async (table) => {
    expect(await repaired(await after(`DELETE FROM ${table}`), 'is missing')).toBe(0);
  });

  test.each([
    ['a digest with a key that is none', "UPDATE digests SET key = '{' || key WHERE name = 'fits'"],
    ['a digest of no table', "UPDATE digests SET name = 'x' WHERE name = 'fits'"],
  ])('is intact after `prune --damaged` if it has %s', async (_, sql) => {
    expect(await repaired(await after(sql), 'has changed since it was written')).toBe(0);
  });

  test('with a changed definition is not called repaired, nor is deleting rows advised', async () => {
    const bytes = await after('ALTER TABLE fits ADD COLUMN other TEXT');
    const doctor = await store.run(['doctor', '--no-network'], bytes);
    expect([doctor.code, doctor.stderr]).toEqual([12, expect.not.stringContaining('prune --damaged')]);
    const pruned = await store.run(['prune', '--damaged'], bytes);
    expect([pruned.code, pruned.stderr]).toEqual([
      12,
      expect.stringContaining('cannot be deleted: the definition of `fits` has changed'),
    ]);
  });

  test('is not pruned by a time of a fit that has changed', async () => {
    const bytes = await after('UPDATE fits SET at = 5');
    for (const args of [['prune'], ['prune', '--dry-run']]) {
      const { code, stderr } = await store.run(args, bytes);
      expect([code, stderr]).toEqual([12, expect.stringContaining('has changed since it was written')]);
    }
  });

  /** With which code `doctor` ends after following its hint. */
  async function repaired(bytes: Uint8Array, problem: string): Promise<number | null> {
    const doctor = ['doctor', '--no-network'];
    expect(await store.run(doctor, bytes)).toMatchObject({
      code: 12,
      stdout: expect.stringContaining(problem),
      stderr: expect.stringMatching(/hint: .*`hindcast prune --damaged`/),
    });
    expect(await store.run(['prune', '--damaged'], bytes)).toMatchObject({
      code: 0,
      stdout: expect.stringMatching(/^deleted \d+ damaged rows?/m),
    });
    return (await store.run(doctor, await readFile(store.copy()))).code;
  }

  test.each([
    ['a record that is no JSON', "UPDATE runs SET record = '{'", ['runs']],
    ['a record of another shape', "UPDATE runs SET record = json_set(record, '$.scores', 1)", ['runs']],
    [
      'a model that is no name',
      `UPDATE runs SET record = json_set(record, '$.options.models', json('[1]'))`,
      ['show', 'last'],
    ],
    ['a head without series', "UPDATE forecasts SET head = json_remove(head, '$.series')", ['score']],
    [
      'forecasts that are no numbers',
      "UPDATE model_forecasts SET said = json_set(said, '$.yhat', null)",
      ['score'],
    ],
    [
      'probabilities that are no columns',
      "UPDATE model_forecasts SET said = json_set(said, '$.probabilities', json('[1]'))",
      ['score'],
    ],
    [
      'a run.json that is none',
      `UPDATE texts SET content = x'${deflateSync('{').toString('hex')}', digest = '${digestOf('{')}' WHERE name = 'run.json'`,
      ['report', 'last'],
    ],
  ])('that got its digests when it had %s ends with 12', async (_, sql, args) => {
    const file = await store.fileOf(store.bytes);
    changeRows(file, sql);
    const done = await store.run(args, await readFile(file));
    expect([done.code, done.stderr]).toEqual([
      12,
      expect.stringContaining('has changed since it was written'),
    ]);
  });

  test('of an earlier version gets its digests when it is opened', async () => {
    const file = await store.fileOf(store.bytes);
    const old = `${file}-old`;
    const database = new DatabaseSync(old);
    database.exec('PRAGMA foreign_keys = OFF');
    for (const { sql } of migrations.slice(0, 4)) database.exec(sql);
    database.exec(`ATTACH '${file}' AS newer`);
    const known = database.prepare("SELECT name FROM sqlite_schema WHERE type = 'table'").all();
    for (const { name: table } of known as { name: string }[]) {
      const columns = (database.prepare(`PRAGMA main.table_info(${table})`).all() as { name: string }[])
        .map(({ name }) => name)
        .join(', ');
      database.exec(`INSERT INTO main.${table} (${columns}) SELECT ${columns} FROM newer.${table}`);
    }
    database.exec(`DETACH newer; PRAGMA application_id = ${APPLICATION_ID}; PRAGMA user_version = 4`);
    database.close();
    const bytes = await readFile(old);
    for (const [name, args] of readers) {
      if (readersOfLater.has(name)) continue;
      const done = await store.run(args, bytes);
      expect([name, done.code, answerOf(done)]).toEqual([name, 0, intact.get(name)]);
    }
    expect(await store.run(['doctor', '--no-network'], bytes)).toMatchObject({ code: 0 });
  });
});

describe('a file of saved models in which', () => {
  const damage = {
    'one bit': flipBit,
    'one digit of the header'(bytes: Uint8Array, random: Random) {
      const copy = Uint8Array.from(bytes);
      const header = Buffer.from(copy).readUInt32LE();
      const places = [...copy.keys()].filter((at) => at >= 8 && at < 8 + header && isDigit(copy[at]));
      const at = draw(random, places);
      copy[at] = 48 + ((copy[at] - 48 + 1 + random.integer(9)) % 10);
      return { bytes: copy, what: `digit at ${at}` };
    },
  };
  const isDigit = (byte: number) => byte >= 48 && byte <= 57;

  test.each(Object.entries(damage))('%s has changed is refused with 12', async (kind, change) => {
    const whole = await readFile(store.models);
    const wrong: string[] = [];
    for (let round = 0; round < ROUNDS; round++) {
      const random = Random.from('models', kind, SEED, round);
      const { bytes, what } = change(whole, random);
      const file = path.join(folder, 'damaged.safetensors');
      await writeFile(file, bytes);
      const args = draw(random, [
        ['forecast', 'kraken:BTC/USD:1d', '--weights', file, '--no-record', '--json'],
        ['export-model', file, '--onnx', path.join(folder, 'damaged.onnx')],
      ]);
      const { code, stderr } = await store.run(args, store.bytes);
      if (code !== 12 || !stderr.includes(file))
        wrong.push(`round ${round}, ${what}: ${args[0]} ended with ${code}: ${stderr.slice(0, 600)}`);
    }
    expect(wrong).toEqual([]);
  });

  test('nothing has changed is read', async () => {
    for (const args of [
      ['forecast', 'kraken:BTC/USD:1d', '--weights', store.models, '--no-record', '--json'],
      ['export-model', store.models, '--onnx', path.join(folder, 'whole.onnx')],
    ])
      expect(await store.run(args, store.bytes)).toMatchObject({ code: 0 });
  });
});
