/** The list of runs as JSON. */

import { earlierConfigurations } from '../../evaluation/earlier-configurations.ts';
import { runScoreJson, type RunRecord } from '../../evaluation/run-record.ts';
import { beatsNaive, nOf } from '../format/runs.ts';
import { UNDEFINED, formatTime } from '../format/units.ts';
import type { RunList } from '../inputs.ts';
import { SCHEMA } from './document.ts';

/** The object of `runs --json`. */
export function runsJson({ runs, file, limit }: RunList): object {
  return {
    schema: SCHEMA,
    type: 'runs',
    store: file,
    runs: runs.slice(0, limit).map((record) => runJson(record, runs)),
  };
}

function runJson(record: RunRecord, all: readonly RunRecord[]): object {
  const { run, configuration, at, asked, options, data, origins, scores, failed, exit } = record;
  const { version, numbers, node, seconds } = record;
  return {
    run,
    configuration,
    at: new Date(at).toISOString(),
    sources: asked.sources,
    horizon: options.horizon,
    origins,
    n: nOf(record),
    models: scores.map(runScoreJson),
    beatsNaive: beatsNaiveJson(record),
    earlierConfigurations: earlierConfigurations(
      all.filter((one) => one.at < record.at),
      record,
    ),
    failed,
    exit,
    seconds,
    version,
    numbers,
    node,
    data: data.map(({ id, rows, first, last, digest }) => ({
      id,
      rows,
      from: formatTime(first),
      to: formatTime(last),
      digest,
    })),
    options,
  };
}

/** Scripts compare these words, so they stay when the text for people changes. */
function beatsNaiveJson(record: RunRecord): 'yes' | 'no' | 'can be luck' | null {
  const text = beatsNaive(record);
  if (text === UNDEFINED) return null;
  return text === 'not significant' ? 'can be luck' : text;
}
