/** What `score` answers of live forecasts, for every outcome of the drift alarm and the test. */
import { describe, expect, test } from 'vitest';
import { liveAnswer } from '../../src/live/live-answer.ts';
import type { LiveEvaluation } from '../../src/live/live-evaluation.ts';
import type { EvaluatedConfiguration } from '../../src/live/verdict.ts';

interface Invented {
  readonly series?: string;
  readonly n?: number;
  readonly hasBacktest?: boolean;
  readonly since?: number;
  /** Adjusted; none is too early. */
  readonly p?: number;
}

/** Only what the answer reads. */
const invented = (
  model: string,
  { series = 'binance:BTC/USDT:1d', n = 30, hasBacktest = true, since, p = NaN }: Invented = {},
): EvaluatedConfiguration =>
  ({
    model,
    series,
    options: { target: 'log-return' },
    scores: { n },
    expected: hasBacktest ? {} : undefined,
    drift: hasBacktest ? { isDrifting: since !== undefined, since: since ?? null } : undefined,
    degradation: hasBacktest ? [{ step: 1, p, adjusted: p }] : [],
  }) as unknown as EvaluatedConfiguration;

const live = { next: Date.UTC(2026, 0, 2) } as LiveEvaluation;
const of = (...evaluated: readonly EvaluatedConfiguration[]) =>
  liveAnswer([invented('naive'), ...evaluated], live);

describe('liveAnswer', () => {
  test('says which are worse, which are not, and for which it is too early', () => {
    const { sentence, words } = of(
      invented('gru', { p: 0.01 }),
      invented('mlp', { p: 0.3 }),
      invented('lstm', { p: 0.4 }),
      invented('ar'),
    );
    expect(sentence).toBe(
      'gru on BTC/USDT 1d is significantly worse live than in the backtest. ' +
        'mlp and lstm on BTC/USDT 1d are not significantly worse live than in the backtest. ' +
        'It is too early to say whether ar on BTC/USDT 1d is worse live than in the backtest.',
    );
    expect(words).toEqual([null, 'worse', 'as in backtest', 'as in backtest', 'too early']);
  });

  test('is loud about drift, first', () => {
    const { sentence, isAlarm } = of(
      invented('mlp', { p: 0.3 }),
      invented('gru', { since: Date.UTC(2025, 11, 24), p: 0.001 }),
    );
    expect(sentence).toMatch(
      /^DRIFT: gru on BTC\/USDT 1d has been worse than in the backtest since 2025-12-24\. mlp /,
    );
    expect(isAlarm).toBe(true);
    expect(of(invented('mlp', { p: 0.3 })).isAlarm).toBe(false);
  });

  test('says that a backtest is missing, or that nothing is scored yet', () => {
    expect(of(invented('gru', { hasBacktest: false })).sentence).toBe(
      'gru on BTC/USDT 1d has no backtest with the same options to compare with.',
    );
    expect(of(invented('gru', { n: 0 })).sentence).toBe(
      'No live forecast can be scored yet: the first candle closes at 2026-01-02.',
    );
    expect(of().sentence).toBe('Only naive was forecast: there is nothing to compare it with.');
  });

  test('names the series of each model if they differ, and counts many models', () => {
    const series = ['A', 'B', 'C', 'D', 'E'];
    const some = series.slice(0, 2).map((one) => invented('gru', { series: one, p: 0.3 }));
    expect(of(...some).sentence).toBe(
      'gru on A and gru on B are not significantly worse live than in the backtest.',
    );
    const many = series.map((one) => invented('gru', { series: one, p: 0.3 }));
    expect(of(...many).sentence).toBe('5 models are not significantly worse live than in the backtest.');
  });
});
