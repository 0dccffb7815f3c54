import { quantities } from '../../src/data/quantities.ts';
import type { Evaluation } from '../../src/evaluation/evaluation.ts';
import { describe, expect, test } from 'vitest';
import type { GateScope } from '../../src/evaluation/gate-vocabulary.ts';
import { parseGate } from '../../src/evaluation/gate.ts';
import { smallResult } from '../report/result.ts';

const wavy = Array.from({ length: 60 }, (_, i) => 100 + 5 * Math.sin(i) + (i % 7));
/** U2 0.5, skill 0.75, and naive. */
const { models } = smallResult({
  series: { A: wavy },
  rival: (y, last) => (y + last) / 2,
  level: [80],
  horizon: 2,
});
const [naive, half] = models;
const worse: Evaluation = {
  ...half,
  model: 'worse',
  scores: { ...half.scores, u2: 1.5, skill: -1.25, rmse: 1e6 },
};
const scope: GateScope = {
  models: ['rival', 'worse'],
  quantity: quantities.price,
  horizon: 2,
  levels: [80],
};
const read = (text: string, results: readonly Evaluation[] = [naive, half, worse]) =>
  parseGate(text, scope)(results);
const isTrue = (text: string) => read(text).isTrue;

describe('a comparison', () => {
  test('is true if it is true for one model other than naive, which it names', () => {
    expect(read('u2 > 1.2')).toEqual({ isTrue: true, because: 'worse: u2 1.5 > 1.2' });
    expect(read('u2 < 0.6')).toEqual({ isTrue: true, because: 'rival: u2 0.5 < 0.6' });
    expect(isTrue('u2 > 2')).toBe(false);
    expect(isTrue('u2 == 1')).toBe(false); // only naive has U2 1
  });

  test('shows all digits where four contradict it', () => {
    const near = { ...worse, scores: { ...worse.scores, u2: 1.0000001 } };
    expect(read('u2 > 1', [naive, near]).because).toBe('worse: u2 1.0000001 > 1');
    expect(read('u2 > 0.9', [naive, near]).because).toBe('worse: u2 1 > 0.9');
  });

  test('with a named model uses that model only, also naive', () => {
    expect(read('rival:u2 > 1.2').isTrue).toBe(false);
    expect(read('worse:u2 > rival:u2')).toEqual({
      isTrue: true,
      because: 'worse:u2 1.5 > rival:u2 0.5',
    });
    expect(isTrue('naive:u2 == 1')).toBe(true);
  });

  test('of named models needs no other model', () => {
    expect(read('naive:mae < 0', [naive])).toEqual({
      isTrue: false,
      because: `naive:mae ${Number(naive.scores.mae.toPrecision(4))} < 0`,
    });
    expect(read('naive:u2 == 1', [naive]).isTrue).toBe(true);
    expect(read('best:u2 < 2', [naive]).isTrue).toBeUndefined();
    expect(read('1 < 2', []).isTrue).toBe(true);
    expect(read('naive:u2 == 1', []).isTrue).toBeUndefined();
  });

  test('with `best` uses the model with the lowest RMSE', () => {
    expect(isTrue('best:skill < 0')).toBe(false);
    expect(read('best:skill < 0', [naive, worse]).isTrue).toBe(true);
  });

  test('accepts steps, tests and intervals, percent and negative numbers', () => {
    expect(isTrue('rival:u2@2 < .51')).toBe(true);
    expect(isTrue('rival:dm < 0.001 and rival:dm@2 < 0.001')).toBe(true);
    expect(isTrue('worse:skill < -125%')).toBe(false);
    expect(isTrue('worse:skill <= -1.25')).toBe(true);
    const { coverage } = half.intervals[0].scores;
    expect(isTrue(`rival:coverage80 >= ${100 * coverage - 0.01}%`)).toBe(true);
    expect(isTrue('rival:coverage80@1 > 1')).toBe(false);
    expect(isTrue('rival:mcs >= 0.1')).toBe(true);
    expect(isTrue('1e-3 != 0.1%')).toBe(false);
  });
});

describe('and, or, not and brackets', () => {
  test('have the usual precedence', () => {
    expect(isTrue('1 < 2 or 1 < 2 and 2 < 1')).toBe(true);
    expect(isTrue('(1 < 2 or 1 < 2) and 2 < 1')).toBe(false);
    expect(isTrue('not 2 < 1 and not not 1 < 2')).toBe(true);
    expect(isTrue('not (1 < 2 and 1 < 2)')).toBe(false);
  });

  test('are evaluated for one model at a time', () => {
    expect(isTrue('u2 > 1.2 and u2 < 0.6')).toBe(false);
    expect(isTrue('worse:u2 > 1.2 and rival:u2 < 0.6')).toBe(true);
  });

  test('are unknown with an undefined value, unless the rest decides', () => {
    // Giacomini and White's test is undefined here.
    expect(read('rival:gw < 0.05')).toEqual({
      isTrue: undefined,
      because: 'rival:gw undefined < 0.05',
    });
    expect(isTrue('not rival:gw < 0.05')).toBeUndefined();
    expect(isTrue('rival:gw < 0.05 or 1 < 2')).toBe(true);
    expect(isTrue('rival:gw < 0.05 and 2 < 1')).toBe(false);
    expect(isTrue('rival:gw < 0.05 and 1 < 2')).toBeUndefined();
  });

  test('are unknown if no model has scores', () => {
    expect(read('u2 > 1', [naive]).isTrue).toBeUndefined();
    expect(read('rival:u2 > 1', [naive, worse]).isTrue).toBeUndefined();
  });
});

describe('an invalid expression', () => {
  test.each([
    ['', 'expected a name or a number in `--fail-on` at character 1 of ``, got the end'],
    ['u2 >', 'expected a name or a number in `--fail-on` at character 5 of `u2 >`, got the end'],
    ['u2 1', 'expected one of < <= > >= == != in `--fail-on` at character 4'],
    ['u2 = 1', 'expected a name, a number, a comparison or a bracket in `--fail-on` at character 4'],
    ['(u2 > 1', 'expected `)` in `--fail-on` at character 8'],
    ['u2 > 1 u2', 'expected `and`, `or` or the end in `--fail-on` at character 8'],
    ['u3 > 1', 'expected a metric or test of this run in `--fail-on` at character 1'],
    ['gru:u2 > 1', 'expected a model of the run in `--fail-on` at character 1'],
    ['u2@3 > 1', 'expected a step from 1 to 2 in `--fail-on` at character 1'],
    ['coverage95 > 1', 'expected a level of 80 in `--fail-on` at character 1'],
    ['1 < 2 and $', 'in `--fail-on` at character 11 of `1 < 2 and $`, got `$`'],
    ['u2 isPrototypeOf 1', 'expected one of < <= > >= == != in `--fail-on` at character 4'],
    ['u2 constructor 1', 'expected one of < <= > >= == != in `--fail-on` at character 4'],
    ['toString > 1', 'expected a metric or test of this run in `--fail-on` at character 1'],
    ['__proto__:u2 > 1', 'expected a model of the run in `--fail-on` at character 1'],
    [
      'mae > 5 %',
      'expected a number without `%` for `mae` in `--fail-on` at character 7 of `mae > 5 %`, got `5 %`',
    ],
    ['5% < rival:rmse@2', 'expected a number without `%` for `rival:rmse@2`'],
    ['mse > 5%', 'expected a number without `%` for `mse`'],
    ['n < 5%', 'expected a number without `%` for `n`'],
    ['width80 > 5%', 'expected a number without `%` for `width80`'],
    ['mae > mape', 'expected a value in the unit of `mae`'],
    ['rmse > mse', 'expected a value in the unit of `rmse`'],
    ['u2 > 1e999', 'expected a finite number in `--fail-on` at character 6 of `u2 > 1e999`, got `1e999`'],
    ['u2 > -1e999%', 'expected a finite number in `--fail-on`'],
  ])('%j is rejected with the position of the error', (text, message) => {
    expect(() => parseGate(text, scope)).toThrow(message);
  });

  test('is one with more than 100 nested brackets or `not`', () => {
    const nested = (depth: number) => `${'('.repeat(depth)}u2 > 2${')'.repeat(depth)}`;
    expect(isTrue(nested(100))).toBe(false);
    expect(isTrue(Array.from({ length: 300 }, () => '(u2 > 2)').join(' or '))).toBe(false);
    for (const text of [nested(101), nested(50_000), `${'not '.repeat(101)}u2 > 2`])
      expect(() => parseGate(text, scope)).toThrow(
        'expected at most 100 brackets and `not` inside each other in `--fail-on` at character',
      );
  });

  test('that is long is shown around the error', () => {
    const text = `${'u2 > 1 or '.repeat(100)}u3 > 1${' or u2 > 1'.repeat(100)}`;
    expect(() => parseGate(text, scope)).toThrow(/at character 1001 of `…[^…]{120}…`, got `u3`/);
  });

  const hintOf = (text: string, of = scope): unknown => {
    try {
      return parseGate(text, of);
    } catch (error) {
      return (error as { hint?: string }).hint;
    }
  };

  test('contains a metric of another quantity, and the error lists those of this one', () => {
    expect(() => parseGate('qlike > 1', scope)).toThrow('expected a metric or test of this run');
    expect(hintOf('qlike > 1')).toMatch(/^this run has n, mae, .*mape, .*dm, cw, gw, pt, mcs, coverage80/);
    const volatility = { ...scope, quantity: quantities['log-volatility'] } as const;
    expect(() => parseGate('qlike > 1', volatility)).not.toThrow();
    expect(hintOf('mape > 1', volatility)).toMatch(/^this run has n, mae, .*qlike/);
  });

  test.each([
    ['coverage80 < 75', 'did you mean `75%`? 75 without `%` is 7500 %'],
    ['95 > rival:coverage80@1', 'did you mean `95%`? 95 without `%` is 9500 %'],
    ['direction < 50', 'did you mean `50%`? 50 without `%` is 5000 %'],
    ['mape > 5', 'did you mean `5%`? 5 without `%` is 500 %'],
    ['mape > 1', 'did you mean `1%`? 1 without `%` is 100 %'],
    ['smape > 1.5', 'did you mean `1.5%`? 1.5 without `%` is 150 %'],
    ['skill < -5', 'did you mean `-5%`? -5 without `%` is -500 %'],
    ['skill < 5', 'did you mean `5%`? 5 without `%` is 500 %'],
    ['dm < 5', 'did you mean `5%`? 5 without `%` is 500 %'],
    ['mcs < 10', 'did you mean `10%`? 10 without `%` is 1000 %'],
  ])('such as `%s` has a number that can only be meant in percent', (text, hint) => {
    expect(hintOf(text)).toBe(hint);
    expect(() => parseGate(text, scope)).toThrow('expected a percentage for `');
  });

  test.each([
    ...['coverage80 < 0.75', 'coverage80 <= 1', 'mape > 500%', 'mape > 0.05', 'skill < -1.25', 'dm < 0.05'],
    ...['u2 > 105%', 'u2 > 1.05', 'mae > 778.9', 'n < 30', 'mae > naive:mae', 'width80 < score80', '1 < 5%'],
  ])('is not `%s`', (text) => expect(() => parseGate(text, scope)).not.toThrow());

  test('with a percentage of a price says what to write', () => {
    expect(hintOf('mae > 5 %')).toBe(
      '`mae` is in the unit of the series: write `5` without `%`, or compare a ratio such as U2',
    );
  });

  test('has a suggestion for a misspelled name', () => {
    expect(hintOf('skil > 0')).toBe('did you mean `skill`?');
    expect(hintOf('rivel:u2 > 0')).toBe('did you mean `rival`?');
  });

  test('says that no intervals were requested', () => {
    expect(() => parseGate('coverage80 < .7', { ...scope, levels: [] })).toThrow(
      'intervals (give `--level`)',
    );
  });
});
