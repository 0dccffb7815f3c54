/** The search that chose the options of a run, from its `tuning.json`. */

import type { RunRecord } from '../../evaluation/run-record.ts';

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
  const { models, answer } = recordOf(json);
  const own = listOf(models)
    .map(recordOf)
    .find(({ sealed }) => recordOf(sealed).run === run);
  if (own === undefined) return undefined;
  return {
    model: String(own.model),
    chosen: Number(own.chosen),
    luckRatio: numberOf(own.luckRatio),
    defaultRatio: numberOf(own.defaultRatio),
    tried: listOf(own.tried).map((one) => settingOf(recordOf(one))),
    answer: String(answer),
  };
}

function settingOf({
  setting,
  blocks,
  ratio,
  defaultRatio,
  failure,
}: Readonly<Record<string, unknown>>): ReportedSetting {
  const words = Object.entries(recordOf(setting)).map(([name, value]) => `--${name} ${String(value)}`);
  return {
    words: words.length === 0 ? 'default' : words.join(' '),
    blocks: Number(blocks),
    ratio: numberOf(ratio),
    defaultRatio: numberOf(defaultRatio),
    failure: typeof failure === 'string' ? failure : '',
  };
}

const numberOf = (value: unknown): number => (typeof value === 'number' ? value : NaN);
const listOf = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);
const recordOf = (value: unknown): Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null ? { ...value } : {};
