/** The sentence that answers, for every outcome of the tests, and the word of each model. */
import { describe, expect, test } from 'vitest';
import { quantities } from '../../src/data/quantities.ts';
import { answerOf } from '../../src/evaluation/answer.ts';
import type { AnswerContext, AnsweredModel } from '../../src/evaluation/model-answer.ts';

interface Invented {
  readonly u2?: number;
  /** By step, adjusted p and its sign: negative is better than naive. `NaN` is not tested. */
  readonly p?: readonly number[];
  readonly note?: string;
  readonly ties?: readonly string[];
  readonly leak?: number;
  readonly n?: number;
}

function invented(
  model: string,
  { u2 = 1.01, p = [0.4], note, ties = [], leak, n = 100 }: Invented = {},
): AnsweredModel {
  const dm = p.map((signed, k) => ({
    step: k + 1,
    statistic: signed < 0 ? -2 : 2,
    p: Math.abs(signed),
    adjusted: Math.abs(signed),
    note: note ?? null,
  }));
  const scores = { n, u2, skill: 1 - u2 ** 2 };
  return {
    model,
    scores,
    direction: { n, ties: 0 },
    ties,
    tests: { dm: model === 'naive' || model === 'frequencies' ? [] : dm },
    bySteps: p.map((_, k) => ({ step: k + 1, ...scores })),
    bySeries: [{ id: 'BTC', scores }],
    leak: leak === undefined ? null : { u2: leak },
  };
}

const naive = invented('naive', { u2: 1 });

function sentence(models: readonly AnsweredModel[], context: Partial<AnswerContext> = {}): string {
  const steps = Math.max(...models.map(({ bySteps }) => bySteps.length), 1);
  return answerOf(models, {
    quantity: quantities.price,
    column: 'close',
    series: ['binance:BTC/USDT:1d'],
    timeframe: '1d',
    horizon: steps,
    failed: [],
    ...context,
  }).sentence;
}

const words = (models: readonly AnsweredModel[]) =>
  answerOf(models, {
    quantity: quantities.price,
    column: 'close',
    series: ['BTC'],
    timeframe: null,
    horizon: 1,
    failed: [],
  }).models.map(({ word }) => word);

const on = 'on BTC/USDT 1d, one day ahead';

describe('the sentence', () => {
  test('says that none is better, of one, two and three models', () => {
    const many = Array.from('abcdefghij', (name) => invented(name));
    expect(sentence([naive, ...many])).toBe(`None of 10 models is significantly better than naive ${on}.`);
    const [mlp, lstm, gru] = ['mlp', 'lstm', 'gru'].map((name) => invented(name));
    expect(sentence([naive, mlp, lstm, gru])).toBe(
      `None of mlp, lstm and gru is significantly better than naive ${on}.`,
    );
    expect(sentence([naive, mlp, lstm])).toBe(
      `Neither mlp nor lstm is significantly better than naive ${on}.`,
    );
    expect(sentence([naive, mlp])).toBe(`mlp is not significantly better than naive ${on}.`);
  });

  test('says which are better, and what the others are', () => {
    const better = invented('gru', { u2: 0.95, p: [-0.01] });
    const worse = invented('mlp', { u2: 1.1, p: [0.01] });
    expect(sentence([better, naive])).toBe(`gru is significantly better than naive ${on}.`);
    expect(sentence([better, naive, invented('lstm'), worse])).toBe(
      `gru is significantly better than naive ${on}; lstm is not; mlp is significantly worse.`,
    );
  });

  test('says which are worse', () => {
    const worse = invented('mlp', { u2: 1.1, p: [0.01] });
    expect(sentence([naive, worse])).toBe(`mlp is significantly worse than naive ${on}.`);
    expect(sentence([naive, invented('gru'), worse])).toBe(
      `Neither gru nor mlp is significantly better than naive ${on}; mlp is significantly worse.`,
    );
  });

  test('names steps', () => {
    const better = invented('gru', { u2: 0.99, p: [-0.01, 0.3, 0.4] });
    const mixed = invented('mlp', { p: [-0.01, 0.3, 0.01] });
    const where = 'on BTC/USDT 1d, 1 to 3 days ahead';
    const naive3 = { ...naive, bySteps: better.bySteps };
    expect(sentence([better, naive3])).toBe(
      `gru (at step 1 of 3) is significantly better than naive ${where}.`,
    );
    expect(sentence([naive3, mixed])).toBe(
      `mlp is significantly better than naive at step 1 of 3 and worse at step 3 of 3 ${where}.`,
    );
    expect(words([naive, mixed])).toEqual([null, 'mixed']);
  });

  test('says that nothing can be tested, and why', () => {
    const none = invented('gru', { u2: 0.9, p: [NaN], note: '3 origins, fewer than 10' });
    expect(sentence([none, naive])).toBe(
      `Whether gru is better than naive ${on}, cannot be tested: 3 origins, fewer than 10.`,
    );
    expect(words([none, naive])).toEqual(['not tested', null]);
    const unknown = invented('gru', { u2: NaN, p: [NaN] });
    expect(sentence([unknown])).toContain('cannot be tested: naive has no error there.');
    expect(sentence([{ ...unknown, direction: { n: 0, ties: 0 } }])).toContain(
      'cannot be tested: the forecasts of naive are unknown.',
    );
  });

  test('shouts about a leak first', () => {
    const leaking = invented('gru', { u2: 0.6, p: [-0.001], leak: 0.612 });
    expect(sentence([leaking, naive, invented('mlp')])).toBe(
      `LOOK FOR A LEAK: gru (U2 0.612) is too good to be true ${on}. mlp is not significantly better than naive.`,
    );
    expect(words([leaking, naive])).toEqual(['look for a leak', null]);
  });

  test('names models with the same errors', () => {
    const drift = invented('drift', { u2: 1, p: [NaN], note: 'both have the same losses', ties: ['naive'] });
    expect(sentence([naive, drift])).toBe(`drift found nothing that lasts and forecasts no change ${on}.`);
    expect(sentence([naive, drift, { ...drift, model: 'mlp' }])).toBe(
      `drift and mlp found nothing that lasts and forecast no change ${on}.`,
    );
    expect(sentence([naive, drift, invented('mlp')])).toBe(
      `mlp is not significantly better than naive ${on}; drift found nothing that lasts and forecasts no change.`,
    );
    expect(words([naive, drift])).toEqual([null, 'no difference']);
    const twins = [invented('mlp', { ties: ['gru'] }), invented('gru', { ties: ['mlp'] })];
    expect(sentence([naive, ...twins])).toBe(
      `Neither mlp nor gru is significantly better than naive ${on}. mlp and gru have the same errors and count as one model.`,
    );
  });

  test('says that a model has not learned', () => {
    expect(sentence([naive, invented('mlp', { u2: 23 })])).toContain(
      'The error of mlp is far too large: it has not learned. Check the learning rate and the epochs.',
    );
  });

  test('says when there is nothing to compare, or nothing was scored', () => {
    expect(sentence([naive])).toBe(`Only naive was scored ${on}: there is nothing to compare it with.`);
    expect(sentence([])).toBe(`No model was scored ${on}.`);
  });

  test('names models without scores', () => {
    expect(sentence([naive, invented('mlp')], { failed: ['gru', 'gru', 'lstm'] })).toBe(
      `mlp is not significantly better than naive ${on}. gru and lstm have no scores: 3 fits failed or were not reached.`,
    );
    expect(sentence([naive, invented('mlp', { n: 0 })])).toBe(
      `Only naive was scored ${on}: there is nothing to compare it with. mlp has no scores: it has no forecast with a known actual value.`,
    );
  });

  test('says what is forecast, and of what', () => {
    expect(sentence([naive, invented('mlp')], { column: 'volume' })).toBe(
      'mlp is not significantly better than naive on the volume of BTC/USDT 1d, one day ahead.',
    );
    const frequencies = invented('frequencies', { u2: 1 });
    expect(sentence([frequencies, invented('mlp')], { quantity: quantities.class })).toBe(
      'mlp is not significantly better than frequencies on the direction of BTC/USDT 1d, one day ahead.',
    );
    expect(
      sentence([naive, invented('mlp')], { quantity: quantities['log-volatility'], timeframe: '4h' }),
    ).toBe('mlp is not significantly better than naive on the volatility of BTC/USDT 1d, 4 hours ahead.');
    expect(sentence([naive, invented('mlp')], { series: ['A', 'B', 'C'], timeframe: null })).toBe(
      'mlp is not significantly better than naive on 3 series, one step ahead.',
    );
  });
});

describe('parts', () => {
  test('are the first and the last step, and the best and the worst series', () => {
    const scores = (u2: number) => ({ n: 10, u2, skill: 1 - u2 ** 2 });
    const mlp: AnsweredModel = {
      ...invented('mlp', { p: [0.4, 0.4, 0.4] }),
      bySteps: [1.1, 1.2, 1.3].map((u2, k) => ({ step: k + 1, ...scores(u2) })),
      bySeries: [
        { id: 'A', scores: scores(1.2) },
        { id: 'B', scores: scores(0.9) },
        { id: 'constant', scores: scores(NaN) },
      ],
    };
    const { models } = answerOf([mlp], {
      quantity: quantities.price,
      column: 'close',
      series: ['A', 'B', 'constant'],
      timeframe: '1d',
      horizon: 3,
      failed: [],
    });
    const [{ parts }] = models;
    expect(parts.steps.map(({ step }) => step)).toEqual([1, 3]);
    expect(parts.steps.map(({ change }) => change)).toBeAllClose([0.1, 0.3]);
    expect(parts.series.map(({ id }) => id)).toEqual(['B', 'A']);
  });
});
