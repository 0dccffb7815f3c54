/**
 * What was measured on this machine, for a few weeks, in a file of the user's cache. A file that is damaged counts as missing, and one that
 * cannot be written does no harm: it is measured again.
 */

import { readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { makeFolder } from '../data/make-folder.ts';
import { parseJson } from '../text/strict-json.ts';

/** Numbers by name. */
export type Figures = Readonly<Record<string, number>>;

export interface Measured {
  /** What was measured under this key, if it has these names. */
  find<Name extends string>(key: string, names: readonly Name[]): Readonly<Record<Name, number>> | undefined;
  keep(key: string, figures: Figures): void;
  /** Writes what is new. */
  save(): void;
}

const WEEKS = 4 * 7 * 86_400_000;
const MOST_ENTRIES = 500;
const MOST_BYTES = 2 ** 20;

type Entry = Figures & { readonly at: number };

/**
 * @param file - `undefined` to keep nothing
 * @param now - milliseconds since 1970 UTC
 */
export function openMeasured(file: string | undefined, now: () => number): Measured {
  const entries = new Map(read(file).filter(([, { at }]) => now() >= at && now() - at < WEEKS));
  let isNew = false;
  return {
    find(key, names) {
      const entry = entries.get(key);
      return entry !== undefined && names.every((name) => Object.hasOwn(entry, name)) ? entry : undefined;
    },
    keep(key, figures) {
      entries.set(key, { ...figures, at: now() });
      isNew = true;
    },
    save() {
      if (file !== undefined && isNew) write(file, [...entries]);
    },
  };
}

function read(file: string | undefined): (readonly [string, Entry])[] {
  if (file === undefined) return [];
  try {
    const bytes = readFileSync(file);
    const kept: unknown = bytes.length > MOST_BYTES ? undefined : parseJson(bytes.toString());
    return typeof kept === 'object' && kept !== null
      ? Object.entries(kept).filter((entry): entry is [string, Entry] => isEntry(entry[1]))
      : [];
  } catch {
    return [];
  }
}

const isEntry = (value: unknown): value is Entry =>
  typeof value === 'object' &&
  value !== null &&
  'at' in value &&
  Object.values(value).every((number) => Number.isFinite(number) && (number as number) >= 0);

/** Whole or not at all; the latest entries. */
function write(file: string, entries: readonly (readonly [string, Entry])[]): void {
  const latest = entries.toSorted(([, a], [, b]) => b.at - a.at).slice(0, MOST_ENTRIES);
  const temporary = `${file}.${process.pid}.tmp`;
  try {
    makeFolder(path.dirname(file));
    writeFileSync(temporary, JSON.stringify(Object.fromEntries(latest)));
    renameSync(temporary, file);
  } catch {
    removeIfAny(temporary);
  }
}

function removeIfAny(file: string): void {
  try {
    rmSync(file, { force: true });
  } catch {
    // Nothing depends on it.
  }
}
