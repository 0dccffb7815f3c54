/**
 * Rosenblatt's perceptron (1958) for all series, with a row of weights per class and step. The forecast is the class with
 * the largest score b_c + w_c · x. Only mistakes change the weights; if class ŷ is predicted instead of y,
 *
 *     w_y += v x, b_y += v      w_ŷ -= v x, b_ŷ -= v,  with v the weight of the window, 1 by default
 *
 * Windows are shuffled every epoch, until an epoch has no mistake or after `--epochs`. If no plane separates the classes,
 * the weights never settle, and the last ones depend on the order of the windows. So forecasts use their mean over all windows
 * seen (Freund, Schapire 1999, Large margin classification using the perceptron algorithm). Scores are not probabilities,
 * and the model gives none.
 */

import { classNames, likeliest } from '../data/classes.ts';
import type { WithFeatures } from '../data/features/index.ts';
import { formatTime } from '../data/timeframe.ts';
import { Random } from '../math/random.ts';
import {
  classWeightCount,
  classWindows,
  restoreClassWeights,
  outputsByClass,
  scoresAt,
  stateOfClassWeights,
} from './class-windows.ts';
import type { ClassWeights, ClassWindows } from './class-windows.ts';
import { JS_SLOWDOWN } from './cost.ts';
import { curveOf } from './learning-curve.ts';
import { fitEncoding, trainingWindows, windowLookback, windowWidth } from './encoding.ts';
import type { Encoding } from './encodings/encoding.ts';
import type { Forecaster, Model, ModelOptions } from './model.ts';
import { windowWeights } from './window-weights.ts';

const C = classNames.length;

export const perceptron: Model = {
  name: 'perceptron',
  summary: "Rosenblatt's rule on the windows of the networks, weights averaged; gives no probabilities",
  family: 'linear',
  quantities: ['class'],
  isSeeded: true,
  takesFeatures: true,
  takesNormalization: true,
  isGlobal: true,
  lookback: windowLookback,
  estimate: (options) => ({
    parameters: classWeightCount(options),
    operations: JS_SLOWDOWN * options.members * options.epochs * 2 * classWeightCount(options),
  }),
  async fit(panel, rows, options, { member = 0, onEpoch, yieldToSignals } = {}) {
    const { horizon, epochs } = options;
    const encoding = fitEncoding(panel, rows, options);
    const windows = trainingWindows(panel, rows, options);
    const examples = classWindows(encoding, windows, panel.series.length, rows, options);
    const [start, cutoff] = [rows.start, rows.cutoff].map((row) => formatTime(panel.time[row]));
    const random = Random.from(options.seed, 'perceptron', start, cutoff, member);
    const ofWindows = windowWeights(windows, 0, examples.n, options);
    const learners = Array.from({ length: horizon }, (_, k) => learnerOf(examples, k, options, ofWindows));
    const order = Int32Array.from({ length: examples.n }, (_, i) => i);
    const shares: number[] = [];
    let epoch = 0;
    let mistakes = Infinity;
    while (epoch < epochs && mistakes > 0) {
      random.shuffle(order);
      mistakes = 0;
      for (const { pass } of learners) {
        mistakes += pass(order);
        await yieldToSignals?.();
      }
      epoch++;
      const loss = mistakes / (examples.n * horizon);
      shares.push(loss);
      onEpoch?.({ epoch, epochs, loss });
    }
    const curve = curveOf(shares, []);
    const weights = learners.map(({ mean }) => mean());
    return { ...forecasterOf(encoding, weights, options), epochs: epoch, curve };
  },
  restore(panel, saved, options) {
    const { encoding, weights } = restoreClassWeights('perceptron', panel, saved, options);
    return forecasterOf(encoding, weights, options);
  },
};

function forecasterOf(
  encoding: Encoding,
  weights: readonly ClassWeights[],
  options: ModelOptions,
): Forecaster {
  return {
    parameters: classWeightCount(options),
    state: () => stateOfClassWeights(encoding, weights, options),
    forecast: (panel, origins) =>
      likeliest(outputsByClass(encoding, weights, panel, origins, options, (scores) => scores)),
  };
}

interface Learner {
  /** Learns from every window once, and returns the number of mistakes. */
  pass(order: Int32Array): number;
  /** The mean of the weights over all windows seen. */
  mean(): ClassWeights;
}

/** The perceptron of one step. */
export function learnerOf(
  { x, labels }: ClassWindows,
  k: number,
  options: Pick<ModelOptions, 'inputSize'> & WithFeatures,
  ofWindows: Float64Array,
): Learner {
  const L = windowWidth(options);
  const weights = new Float64Array(C + C * L);
  // A change at window t is missing from the t earlier weights: the sum of all weights is t times the last less this.
  const missing = new Float64Array(weights.length);
  const scores = new Float64Array(C);
  let seen = 0;
  const move = (c: number, i: number, amount: number): void => {
    weights[c] += amount;
    missing[c] += amount * seen;
    const from = C + c * L;
    for (let l = 0; l < L; l++) {
      const change = amount * x[i * L + l];
      weights[from + l] += change;
      missing[from + l] += change * seen;
    }
  };
  return {
    pass(order) {
      let mistakes = 0;
      for (const i of order) {
        scoresAt(scores, weights, x, i * L, L);
        let predicted = 0;
        for (let c = 1; c < C; c++) if (scores[c] > scores[predicted]) predicted = c;
        if (predicted !== labels[k][i]) {
          mistakes++;
          move(labels[k][i], i, ofWindows[i]);
          move(predicted, i, -ofWindows[i]);
        }
        seen++;
      }
      return mistakes;
    },
    mean: () => weights.map((value, j) => value - missing[j] / seen),
  };
}
