/** Files for tests of the program: folders that go away, price files, and the CSV that it writes read back. */

import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { onTestFinished } from 'vitest';
import { DAY, START } from './panels.ts';

/** A folder of its own for the running test, removed after it. */
export async function temporaryFolder(): Promise<string> {
  const folder = await mkdtemp(path.join(tmpdir(), 'hindcast-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

/** `date,close` with one price a day from 2024-01-01. */
export function dailyCsv(prices: readonly number[]): string {
  const lines = prices.map((price, i) => `${new Date(START + i * DAY).toISOString().slice(0, 10)},${price}`);
  return `date,close\n${lines.join('\n')}\n`;
}

/** A new file with `text` in a folder of its own. */
export async function fileWith(text: string, name = 'prices.csv'): Promise<string> {
  const file = path.join(await temporaryFolder(), name);
  await writeFile(file, text);
  return file;
}

/** The rows of a CSV file without quotes, each by column name. */
export async function readTable(file: string): Promise<Record<string, string>[]> {
  const text = await readFile(file, 'utf8');
  const [header, ...lines] = text
    .trimEnd()
    .split('\n')
    .map((line) => line.split(','));
  return lines.map((cells) => Object.fromEntries(header.map((name, i) => [name, cells[i]])));
}
