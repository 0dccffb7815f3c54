import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { JsonError, parseJson } from '../../src/text/strict-json.ts';

/** The message of a text that is refused. */
function refusal(text: string): string {
  try {
    parseJson(text);
  } catch (error) {
    expect(error).toBeInstanceOf(JsonError);
    return (error as JsonError).message;
  }
  throw new Error(`expected a refusal of ${text}`);
}

/** What `JSON.parse` makes of a text; `undefined` if it refuses it, which is no value of JSON. */
function usual(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

describe('parseJson', () => {
  test('reads what JSON.parse writes and reads', () => {
    fc.assert(
      fc.property(fc.json({ stringUnit: 'binary' }), fc.constantFrom(0, 1, '\t'), (text, indent) => {
        const value: unknown = JSON.parse(text);
        expect(parseJson(JSON.stringify(value, null, indent))).toEqual(value);
      }),
    );
  });

  test('accepts and refuses the same texts as JSON.parse', () => {
    const part = fc.constantFrom(
      ...'{}[]:,"\\ \n0-1.e+'.split(''),
      '"a"',
      '"b"',
      'true',
      'null',
      'é',
      '\u0001',
    );
    fc.assert(
      fc.property(fc.array(part, { maxLength: 8 }), (parts) => {
        const text = parts.join('');
        const expected = usual(text);
        // A key that stands twice is refused only here.
        fc.pre(text.split('"a"').length < 3 && text.split('"b"').length < 3);
        expect(expected === undefined ? refusal(text) : parseJson(text)).toEqual(
          expected === undefined ? expect.any(String) : expected,
        );
      }),
      { numRuns: 3000 },
    );
  });

  test('skips a byte order mark', () => {
    expect(parseJson('\uFEFF{"a": 1}')).toEqual({ a: 1 });
  });

  test('refuses a key that appears twice, at any depth, and names its place', () => {
    expect(refusal('{"a": 1,\n "a": 2}')).toBe(
      'expected every key once, got `a` in line 1 and again in line 2',
    );
    expect(refusal('{"jobs":\n[0, {"b": {"c": 1,\n\n"\\u0063": 1}}]}')).toBe(
      'expected every key once, got `jobs.1.b.c` in line 2 and again in line 4',
    );
    expect(refusal('{"__proto__": 1, "__proto__": 1}')).toContain('`__proto__`');
    expect(parseJson('{"a": {"a": 1}, "b": [{"a": 1}, {"a": 1}]}')).toEqual({
      a: { a: 1 },
      b: [{ a: 1 }, { a: 1 }],
    });
  });

  test('makes `__proto__` a key like any other', () => {
    const value = parseJson('{"__proto__": {"horizon": 7}}') as Record<string, unknown>;
    expect(Object.keys(value)).toEqual(['__proto__']);
    expect(value.horizon).toBeUndefined();
  });

  test('bounds the depth', () => {
    const nested = (depth: number) => '['.repeat(depth) + ']'.repeat(depth);
    expect(parseJson(nested(100))).toHaveLength(1);
    expect(refusal(nested(101))).toBe(
      'expected at most 100 lists and objects inside each other, got more in line 1, column 101',
    );
    expect(refusal('{"a":'.repeat(100_000))).toContain('at most 100');
  });

  test('says what was expected and where, and repeats no value', () => {
    expect(refusal('{"url": "SECRET",}')).toBe('expected a key in double quotes in line 1, column 18');
    expect(refusal('{"url": "SECRET"\n"a": 1}')).toBe('expected a comma or `}` in line 2, column 1');
    expect(refusal('{"url": SECRET}')).toBe('expected a value in line 1, column 9');
    expect(refusal('{"url" "SECRET"}')).toBe('expected `:` in line 1, column 8');
    expect(refusal('["SECRET')).toBe(
      'expected text that ends with `"`, without line breaks and with valid escapes in line 1, column 2',
    );
    expect(refusal('[] SECRET')).toBe('expected the end in line 1, column 4');
    expect(refusal('')).toBe('expected a value in line 1, column 1');
  });
});
