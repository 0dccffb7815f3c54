import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { escapeControl, quoted } from '../../src/text/escape.ts';

describe('escapeControl', () => {
  test('writes control, bidirectional and line-separating characters as codes', () => {
    expect(escapeControl('a\u001B[31mb\n\r\t\u007F')).toBe(String.raw`a\x1b[31mb\n\r\t\x7f`);
    expect(escapeControl('\u202Eabc\u2028')).toBe(String.raw`\u202eabc\u2028`);
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

describe('quoted', () => {
  test('shows 40 characters at most', () => {
    expect(quoted('x'.repeat(40))).toBe(`\`${'x'.repeat(40)}\``);
    expect(quoted('x'.repeat(41))).toBe(`\`${'x'.repeat(40)}…\``);
  });
});
