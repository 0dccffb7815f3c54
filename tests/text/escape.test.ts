import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { escapeControl, escapeLines, isPrintable, quoted } from '../../src/text/escape.ts';

describe('escapeControl', () => {
  test('writes control, bidirectional and line-separating characters as codes', () => {
    expect(escapeControl('a\u001B[31mb\n\r\t\u007F')).toBe(String.raw`a\u001b[31mb\n\r\t\u007f`);
    expect(escapeControl('\u202Eabc\u2028')).toBe(String.raw`\u202eabc\u2028`);
  });

  test('escapes characters beyond the first plane, and halves of them, in units of JSON', () => {
    expect(escapeControl('\u{E0001}\uD800')).toBe(String.raw`\udb40\udc01\ud800`);
  });

  test('leaves letters of every script as they are', () => {
    expect(escapeControl('Último 价格 ₿')).toBe('Último 价格 ₿');
  });

  test('lets no control character through', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        expect(escapeControl(text)).not.toMatch(/[\p{Cc}\p{Cf}\p{Cs}]/u);
      }),
    );
  });
});

describe('escapeLines', () => {
  test('keeps line ends and tabs, and escapes the rest', () => {
    expect(escapeLines('a\tb\n\u0085é\r\n')).toBe('a\tb\n\\u0085é\\r\n');
  });

  test('does not change the meaning of JSON', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        const json = escapeLines(JSON.stringify({ text }, null, 2));
        expect(JSON.parse(json)).toEqual({ text });
        expect(isPrintable(json.replaceAll('\n', ''))).toBe(true);
      }),
    );
  });
});

describe('quoted', () => {
  test('shows 40 characters at most', () => {
    expect(quoted('x'.repeat(40))).toBe(`\`${'x'.repeat(40)}\``);
    expect(quoted('x'.repeat(41))).toBe(`\`${'x'.repeat(40)}…\``);
  });
});
