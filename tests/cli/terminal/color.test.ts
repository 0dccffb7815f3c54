import { describe, expect, test } from 'vitest';
import { colorLevel } from '../../../src/cli/terminal/color.ts';

describe('colorLevel', () => {
  test.each([
    [{ NO_COLOR: '1', FORCE_COLOR: '1' }, true, true, 0],
    [{ NO_COLOR: '' }, undefined, true, 1],
    [{ FORCE_COLOR: '1' }, false, true, 0],
    [{ FORCE_COLOR: '0' }, true, false, 1],
    [{ FORCE_COLOR: '1' }, undefined, false, 1],
    [{ FORCE_COLOR: '0' }, undefined, true, 0],
    [{}, undefined, true, 1],
    [{}, undefined, false, 0],
    [{ TERM: 'dumb' }, undefined, true, 0],
  ] as const)('with %j, flag %s and terminal %s is %d', (env, flag, isTerminal, level) => {
    expect(colorLevel({ env, flag, isTerminal })).toBe(level);
  });
});
