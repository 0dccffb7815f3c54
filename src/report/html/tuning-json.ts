/** The search that chose the options of a run, from its `tuning.json`. */

import type { RunRecord } from '../../evaluation/run-record.ts';
import { settingText } from '../format/tuning.ts';
import { listIn, numbersOf, objectOf } from './json-values.ts';

export interface ReportedSearch {
  readonly model: string;
  /** Number of the chosen one in `tried`. */
  readonly chosen: number;
  /** The ratio that luck alone is expected to give; `NaN` if it is unknown. */
  readonly luckRatio: number;
  readonly defaultRatio: number;
  readonly tried: readonly ReportedSetting[];
  /** The sentences of the whole search. */
  readonly answer: string;
}

export interface ReportedSetting {
  /** As flags. */
  readonly words: string;
  readonly blocks: number;
  readonly ratio: number;
  /** Of the default on the same blocks. */
  readonly defaultRatio: number;
  /** Why it failed; empty if it did not. */
  readonly failure: string;
}

/** The search for the model of the run; `undefined` if the JSON has none. */
export function readSearch(json: unknown, { run }: RunRecord): ReportedSearch | undefined {
  const { models, answer } = objectOf(json);
  const own = listIn(models)
    .map(objectOf)
    .find(({ sealed }) => objectOf(sealed).run === run);
  if (own === undefined) return undefined;
  const { chosen = NaN, luckRatio = NaN, defaultRatio = NaN } = numbersOf(own);
  return {
    model: String(own.model),
    chosen,
    luckRatio,
    defaultRatio,
    tried: listIn(own.tried).map(settingIn),
    answer: String(answer),
  };
}

function settingIn(value: unknown): ReportedSetting {
  const { setting, failure } = objectOf(value);
  const { blocks = NaN, ratio = NaN, defaultRatio = NaN } = numbersOf(value);
  const words = Object.entries(objectOf(setting)).map(([name, text]) => [`--${name}`, String(text)] as const);
  return {
    words: settingText(words),
    blocks,
    ratio,
    defaultRatio,
    failure: typeof failure === 'string' ? failure : '',
  };
}
