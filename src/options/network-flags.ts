/** The flags of networks: their layers and their training. */

import { trainingLosses } from '../data/quantities.ts';
import { cellNames } from '../models/cells/names.ts';
import { headForms } from '../models/output-layers/forms.ts';
import { shrinkNames } from '../models/shrinkage.ts';
import { trainableActivations } from '../nn/activation.ts';
import { kernelNames } from '../kernels/names.ts';
import { gruForms } from '../nn/gru.ts';
import { optimizerNames } from '../nn/optimizer.ts';
import type { FlagTable } from './option-flag.ts';
import { choice, decimal, integer, list, listOrNone, schedule, share, weight } from './parse.ts';

const units = integer(1);

/** In the order of the help. */
export const networkFlags = {
  hidden: {
    flag: '--hidden <list>',
    default: [32],
    parse: list(units),
    group: 'Models',
    summary: 'units of each hidden or recurrent layer',
    isCommon: true,
  },
  cells: {
    flag: '--cells <list>',
    default: [],
    parse: listOrNone(choice(cellNames)),
    group: 'Models',
    summary: `cell of each hidden layer of a network: ${cellNames.join(', ')} (default: its own)`,
  },
  segment: {
    flag: '--segment <n>',
    default: 1,
    parse: integer(1),
    group: 'Models',
    summary: 'rows that recurrent networks read per step, such as a season; divides the input size',
  },
  head: {
    flag: '--head <form>',
    default: 'direct',
    parse: choice(headForms),
    group: 'Models',
    summary: `outputs of networks: ${headForms.join(', ')}; steps has one decoder for all steps`,
  },
  skip: {
    flag: '--skip',
    default: false,
    parse: undefined,
    group: 'Models',
    summary: 'networks: add a linear map of the whole window to the outputs',
  },
  dense: {
    flag: '--dense <list>',
    default: [],
    parse: listOrNone(units),
    group: 'Models',
    summary: 'units of each dense layer after the hidden layers',
  },
  activation: {
    flag: '--activation <name>',
    default: 'tanh',
    parse: choice(trainableActivations),
    group: 'Models',
    summary: `activation of mlp and dense layers: ${trainableActivations.join(', ')}`,
  },
  dropout: {
    flag: '--dropout <list>',
    default: [0],
    parse: list(share),
    group: 'Models',
    summary: 'share of units dropped after a hidden layer: one value, or one per layer',
  },
  l1: {
    flag: '--l1 <list>',
    default: [0],
    parse: list(weight),
    group: 'Models',
    summary: 'L1 penalty on the weights of a hidden layer: one value, or one per layer',
  },
  l2: {
    flag: '--l2 <list>',
    default: [0],
    parse: list(weight),
    group: 'Models',
    summary: 'L2 penalty on the weights of a hidden layer: one value, or one per layer',
  },
  epochs: {
    flag: '--epochs <n>',
    default: 100,
    parse: integer(1),
    group: 'Models',
    summary: 'most passes over the training windows',
    isCommon: true,
  },
  batchSize: {
    flag: '--batch-size <n>',
    default: 32,
    parse: integer(0),
    group: 'Models',
    summary: 'windows per training step; 0 = all',
  },
  optimizer: {
    flag: '--optimizer <name>',
    default: 'adam',
    parse: choice(optimizerNames),
    group: 'Models',
    summary: optimizerNames.join(', '),
  },
  weightDecay: {
    flag: '--weight-decay <x>',
    default: 0.01,
    parse: weight,
    group: 'Models',
    summary: 'adamw: share of each weight removed per step, times the learning rate',
  },
  learningRate: {
    flag: '--learning-rate <x>',
    default: 0.001,
    parse: decimal({ min: 0, above: true }),
    group: 'Models',
    summary: 'learning rate before the schedule',
  },
  schedule: {
    flag: '--schedule <spec>',
    default: { name: 'constant' },
    parse: schedule,
    group: 'Models',
    summary: 'learning rate: constant, step:EVERY:FACTOR, cosine, plateau:PATIENCE:FACTOR',
  },
  clip: {
    flag: '--clip <norm>',
    default: 1,
    parse: weight,
    group: 'Models',
    summary: 'largest norm of the gradient; 0 = no clipping',
  },
  validation: {
    flag: '--validation <share>',
    default: 0.2,
    parse: share,
    group: 'Models',
    summary:
      'share of the training windows, the last ones, for early stopping, shrinkage and choosing the penalty',
  },
  patience: {
    flag: '--patience <n>',
    default: 10,
    parse: integer(1),
    group: 'Models',
    summary: 'epochs without a better validation loss before training stops',
  },
  shrink: {
    flag: '--shrink <name>',
    default: 'auto',
    parse: choice(shrinkNames),
    group: 'Models',
    summary:
      'auto = networks and ridge regressions forecast as much change as the validation block supports; none = all of it',
  },
  loss: {
    flag: '--loss <name>',
    default: 'mse',
    parse: choice(trainingLosses),
    group: 'Models',
    summary: `training loss of networks: ${trainingLosses.join(', ')}`,
  },
  members: {
    flag: '--members <n>',
    default: 1,
    parse: integer(1, 1000),
    group: 'Models',
    summary: 'networks per fit; the forecast is their mean',
  },
  gru: {
    flag: '--gru <form>',
    default: 'reset-before',
    parse: choice(gruForms),
    group: 'Models',
    summary: `form of the GRU: ${gruForms.join(', ')}`,
  },
  kernels: {
    flag: '--kernels <name>',
    parse: choice(kernelNames),
    group: 'Models',
    summary:
      'exact = the same bits on every machine; relaxed = fused multiply-add (Node 22): faster, bits depend on the machine',
  },
} satisfies Partial<FlagTable>;
