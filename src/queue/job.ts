/**
 * A job of the queue: one task, with names of what it reads instead of the data. Its id is the digest of its content, so that the same task
 * is one job, whoever asks for it and how often.
 */

import type { BacktestOptions } from '../backtest/options.ts';
import type { Fit } from '../backtest/tasks.ts';
import type { Panel } from '../data/panel.ts';
import { canonical } from '../text/canonical.ts';
import { sha256 } from '../text/digest.ts';
import type { BlobRef } from './blobs.ts';
import { pack } from './packing.ts';
import type { Service } from './service.ts';

/** A model that is another program, as the person who asks for it has named it. */
export interface SentProgram {
  /** The program and its arguments. */
  readonly words: readonly string[];
  /** Files that it reads besides those among its words. */
  readonly files: readonly string[];
  readonly timeoutMs: number;
  /** Digest of the command and its files: those of a worker have to be the same. */
  readonly identity: string;
}

export interface FitJob extends Service {
  readonly panel: BlobRef;
  readonly options: BlobRef;
  /** Rows and origins; packed as base64 if they are short. */
  readonly fits: BlobRef | string;
  readonly model: string;
  readonly member: number;
  readonly keepsState: boolean;
  /** Absent for built-in models. */
  readonly program?: SentProgram;
}

/** Longest text of rows and origins within a job. */
export const LONGEST_INLINE = 4096;

export const jobId = (job: FitJob): string => `fit-${sha256(canonical(job))}`;

/** The panel as workers need it: without the paths of its sources. */
export const packPanel = ({ series, ...panel }: Panel): Uint8Array =>
  pack({ ...panel, series: series.map((one) => ({ ...one, source: '' })) });

export const packOptions = (options: BacktestOptions): Uint8Array => pack(options);

export const packFits = (fits: readonly Fit[]): Uint8Array => pack(fits);
