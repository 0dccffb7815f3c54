import { describe, expect, test } from 'vitest';
import type { SaidWorth } from '../../../src/evaluation/worth/words.ts';
import {
  basisPoints,
  modelWorthText,
  settingSentences,
  worthSentence,
  yearText,
} from '../../../src/evaluation/worth/words.ts';

const said = (change: Partial<SaidWorth>): SaidWorth => ({
  model: 'gru',
  word: 'nothing',
  annual: { value: -0.123 },
  p: 1,
  breakEven: { cash: 0, 'buy-and-hold': 0 },
  resembles: null,
  ...change,
});

describe('numbers', () => {
  test('are short', () => {
    expect([0.001, 0.00013, 0.000005, 0.0334, 0].map(basisPoints)).toEqual([
      '10 bp',
      '1.3 bp',
      '0.05 bp',
      '334 bp',
      '0 bp',
    ]);
    expect([0.031, -0.5, 2.8, 0.0001, -0.0001].map(yearText)).toEqual([
      '+3.1 %',
      '-50.0 %',
      '+280 %',
      '0.0 %',
      '0.0 %',
    ]);
  });
});

describe('the line of a model', () => {
  const line = (change: Partial<SaidWorth>): string => modelWorthText(said(change), 0.001);

  test.each<[Partial<SaidWorth>, string]>([
    [{}, 'gru: -12.3 % a year after 10 bp, no advantage even without costs; worth nothing after costs'],
    [
      { breakEven: { cash: 0.00013, 'buy-and-hold': 0.0009 } },
      'gru: -12.3 % a year after 10 bp, breaks even at 1.3 bp; worth nothing after costs',
    ],
    [
      { annual: { value: 0.031 }, breakEven: { cash: 0.002, 'buy-and-hold': 0 } },
      'gru: +3.1 % a year after 10 bp, breaks even with cash at 20 bp; worth nothing beyond buying and holding',
    ],
    [
      { breakEven: { cash: 0, 'buy-and-hold': Infinity } },
      'gru: -12.3 % a year after 10 bp, less than cash even without costs; worth nothing after costs',
    ],
    [
      {
        word: 'unclear',
        annual: { value: 0.031 },
        p: 0.31,
        breakEven: { cash: 0.0012, 'buy-and-hold': 0.002 },
      },
      'gru: +3.1 % a year after 10 bp, breaks even at 12 bp; not distinguishable from nothing (p 0.310)',
    ],
    [
      {
        word: 'unclear',
        annual: { value: 0.031 },
        p: NaN,
        breakEven: { cash: 0.05, 'buy-and-hold': Infinity },
      },
      'gru: +3.1 % a year after 10 bp, breaks even at 500 bp; too few trades to tell it from nothing',
    ],
    [
      { word: 'worth', annual: { value: 0.4 }, p: 0.003, breakEven: { cash: 0.005, 'buy-and-hold': 0.004 } },
      'gru: +40.0 % a year after 10 bp, breaks even at 40 bp; worth something after costs (p 0.003)',
    ],
    [{ resembles: 'cash' }, 'gru: never takes a position'],
    [
      { resembles: 'buy-and-hold', annual: { value: 0.2 } },
      'gru: +20.0 % a year after 10 bp; always long, so the same as buying and holding',
    ],
  ])('for %j', (change, expected) => {
    expect(line(change)).toBe(expected);
  });
});

test('the answer names what is worth something, and says plainly that nothing is', () => {
  const [worth, unclear, nothing] = (['worth', 'unclear', 'nothing'] as const).map((word) => said({ word }));
  expect(worthSentence([nothing, worth, { ...worth, model: 'ar' }], 0.001)).toBe(
    'Worth something after costs of 10 bp: gru and ar earned significantly more than both cash and buying and holding.',
  );
  expect(worthSentence([unclear, nothing], 0.001)).toBe(
    'Worth nothing after costs of 10 bp that chance does not explain: no model earned significantly more than both cash and buying and holding.',
  );
  expect(worthSentence([nothing], 0)).toBe(
    'Worth nothing after costs of 0 bp: no model earned more than both cash and buying and holding.',
  );
});

test('the setting says what was followed, and what was compared', () => {
  const setting = {
    options: {
      cost: 0.001,
      position: 'long-short' as const,
      fill: 'next-open' as const,
      minEdge: 0.002,
      confident: 80,
    },
    tranches: 3,
    series: 9,
    hasFunding: true,
    withoutFunding: 2,
    models: [1, 2],
    buyAndHold: { annual: { value: 0.2 } },
  };
  expect(settingSentences(setting)).toEqual([
    'Buying and holding: +20.0 % a year. Cash: 0.0 %. Means, not compounded.',
    'Positions: long or short, in 3 overlapping tranches, held for the horizon, filled at the open of the next row, 9 series with equal weights, only changes of at least 20 bp, only signs that are confident at 80 %. Funding is counted, except in 2 rows where it is unknown.',
    'p: the larger of those against cash and against buying and holding (SPA test), adjusted for the 2 models of this run, not for other runs.',
  ]);
});
