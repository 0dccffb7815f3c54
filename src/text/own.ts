/** Looks up words of users: it does not find what every object inherits. */

/** The value that a record itself has under `key`; `undefined` for `constructor`, `__proto__` and the like. */
export function own<T>(record: Readonly<Record<string, T>>, key: string): T | undefined {
  return Object.hasOwn(record, key) ? record[key] : undefined;
}
