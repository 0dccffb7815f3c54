/** Values in JSON of which nothing is known. */

export type Numbers = Readonly<Record<string, number>>;

/** Its fields; none if it is no object. */
export function objectOf(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? { ...value } : {};
}

/** Its items; none if it is no list. */
export function listIn(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

/** The numbers of an object, `NaN` for null. */
export function numbersOf(value: unknown): Numbers {
  return Object.fromEntries(
    Object.entries(objectOf(value)).flatMap(([name, each]) =>
      each === null ? [[name, NaN]] : typeof each === 'number' ? [[name, each]] : [],
    ),
  );
}
