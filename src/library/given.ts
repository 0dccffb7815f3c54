/** What callers without types may give wrong, said as clearly as a wrong option. */

import { UsageError } from '../errors.ts';
import { escapeControl } from '../text/escape.ts';
import { suggestion } from '../text/suggest.ts';

/** A value as a message shows it. */
export function shown(value: unknown): string {
  const text = typeof value === 'function' ? 'a function' : String(value);
  return `\`${escapeControl(text.slice(0, 80))}\``;
}

/** @throws UsageError for anything but an object */
export function checkObject(value: unknown, what: string, hint: string): void {
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw new UsageError(`expected ${what}, got ${Array.isArray(value) ? 'a list' : shown(value)}`, { hint });
}

/** @throws UsageError for anything but a list */
export function checkList(value: unknown, what: string, hint: string): void {
  if (!Array.isArray(value)) throw new UsageError(`expected ${what}, got ${shown(value)}`, { hint });
}

/** @throws UsageError for anything but an object that has no other fields than these */
export function checkSettings(value: object, fields: readonly string[]): void {
  checkObject(
    value,
    'an object of options',
    'for example `{ column: "close" }`; leave it out for the defaults',
  );
  checkFields(Object.keys(value), fields);
}

/** @throws UsageError for a name that is none of these fields */
export function checkFields(names: readonly string[], fields: readonly string[]): void {
  const unknown = names.find((name) => !fields.includes(name));
  if (unknown === undefined) return;
  throw new UsageError(`unknown option \`${escapeControl(unknown)}\``, { hint: suggestion(unknown, fields) });
}
