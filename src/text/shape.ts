/**
 * Checks the shape of a value that was read as JSON, so that damaged text is a data error and never a crash:
 * `isObject({ id: isText, rows: isNumber })(value)`.
 */

export type ShapeOf<T> = (value: unknown) => value is T;

export const isText: ShapeOf<string> = (value) => typeof value === 'string';
export const isNumber: ShapeOf<number> = (value) => typeof value === 'number';
/** A whole number from 0. */
export const isCount: ShapeOf<number> = (value): value is number =>
  Number.isSafeInteger(value) && (value as number) >= 0;
export const isBoolean: ShapeOf<boolean> = (value) => typeof value === 'boolean';
export const isNull: ShapeOf<null> = (value) => value === null;
export const isUndefined: ShapeOf<undefined> = (value) => value === undefined;
export const isFloat64s: ShapeOf<Float64Array> = (value) => value instanceof Float64Array;
export const isFloat32s: ShapeOf<Float32Array> = (value) => value instanceof Float32Array;

export function isList<T>(isItem: ShapeOf<T>): ShapeOf<readonly T[]> {
  return (value) => Array.isArray(value) && value.every(isItem);
}

export function isEither<A, B>(isFirst: ShapeOf<A>, isSecond: ShapeOf<B>): ShapeOf<A | B> {
  return (value): value is A | B => isFirst(value) || isSecond(value);
}

/** The check of every field of an object; it may have more. */
export type Fields<T> = { readonly [Name in keyof T]-?: ShapeOf<T[Name]> };

export function isObject<T>(fields: Fields<T>): ShapeOf<T> {
  const names = Object.keys(fields) as (keyof T & string)[];
  return (value): value is T =>
    typeof value === 'object' &&
    value !== null &&
    !Array.isArray(value) &&
    names.every((name) => fields[name]((value as Record<string, unknown>)[name]));
}
