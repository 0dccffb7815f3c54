import { describe, expect, test } from 'vitest';
import { columnsOf, isUtf8Locale } from '../../../src/cli/terminal/screen.ts';

describe('columnsOf', () => {
  test('is the width of the terminal, from 60 to 200', () => {
    expect(columnsOf({ isTTY: true, columns: 120 }, {})).toBe(120);
    expect(columnsOf({ isTTY: true, columns: 120 }, { COLUMNS: '70' })).toBe(120);
    expect(columnsOf({ isTTY: true, columns: 30 }, {})).toBe(60);
    expect(columnsOf({ isTTY: true, columns: 999 }, {})).toBe(200);
  });

  test('is 80 for a terminal that does not know its size, and without a terminal', () => {
    expect(columnsOf({ isTTY: true, columns: 0 }, {})).toBe(80);
    expect(columnsOf({}, {})).toBe(80);
  });

  test('is COLUMNS without a terminal, if that is a number', () => {
    expect(columnsOf({}, { COLUMNS: '100' })).toBe(100);
    expect(columnsOf({}, { COLUMNS: '12' })).toBe(60);
    for (const COLUMNS of ['', 'wide', '-5', '1e3']) expect(columnsOf({}, { COLUMNS })).toBe(80);
  });
});

describe('isUtf8Locale', () => {
  test('reads LC_ALL, then LC_CTYPE, then LANG, and skips empty ones', () => {
    const of = (env: Record<string, string>): boolean => isUtf8Locale(env, 'linux');
    expect(of({ LANG: 'de_DE.UTF-8' })).toBe(true);
    expect(of({ LANG: 'de_DE.utf8' })).toBe(true);
    expect(of({ LANG: 'de_DE.ISO-8859-1' })).toBe(false);
    expect(of({ LC_CTYPE: 'C.UTF-8', LANG: 'C' })).toBe(true);
    expect(of({ LC_ALL: 'C', LC_CTYPE: 'C.UTF-8', LANG: 'C.UTF-8' })).toBe(false);
    expect(of({ LC_ALL: '', LANG: 'C.UTF-8' })).toBe(true);
  });

  test('is false without a locale, but true on Windows', () => {
    expect(isUtf8Locale({}, 'linux')).toBe(false);
    expect(isUtf8Locale({}, 'win32')).toBe(true);
    expect(isUtf8Locale({ LC_ALL: 'C' }, 'win32')).toBe(false);
  });
});
