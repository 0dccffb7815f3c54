/** Processes around a queue, which tests kill: workers and commands of the built program, and a model that holds its fits. */

import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { onTestFinished } from 'vitest';
import { temporaryFolder } from './files.ts';
import { nextMoment } from './processes.ts';
import { PROGRAM, ROOT } from './run.ts';

export interface StartedProcess {
  readonly child: ChildProcess;
  /** What it has written to standard error so far. */
  readonly stderr: () => string;
  readonly stdout: () => string;
  /** Sends a signal and waits for its end; gives its exit code. */
  readonly end: (signal: NodeJS.Signals) => Promise<number | null>;
  /** Its exit code, once it has ended; `null` if a signal ended it. */
  readonly ended: Promise<number | null>;
}

/** The built program in a process of its own, which is killed with the test at the latest. */
export function startProcess(
  args: readonly string[],
  { env = {}, program = PROGRAM }: { readonly env?: object; readonly program?: string } = {},
): StartedProcess {
  const child = spawn(process.execPath, [program, ...args], {
    cwd: ROOT,
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let [stdout, stderr] = ['', ''];
  child.stdout.on('data', (text: Buffer) => (stdout += text.toString()));
  child.stderr.on('data', (text: Buffer) => (stderr += text.toString()));
  const ended = once(child, 'close').then(([code]) => code as number | null);
  const end = (signal: NodeJS.Signals): Promise<number | null> => {
    child.kill(signal);
    return ended;
  };
  onTestFinished(() => end('SIGKILL').then(() => {}));
  return { child, stdout: () => stdout, stderr: () => stderr, end, ended };
}

/** A worker process that takes jobs. */
export async function startWorkerProcess(
  url: string,
  { args = [], program }: { readonly args?: readonly string[]; readonly program?: string } = {},
): Promise<StartedProcess> {
  const words = ['worker', '--queue', url, '--jobs', '1', ...args];
  const worker = startProcess(words, program === undefined ? {} : { program });
  await until(() => worker.stderr().includes('serves'));
  return worker;
}

/** Waits until something holds. */
export async function until(holds: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await holds())) await nextMoment();
}

/** The fits of a held model; ROWS names a fit. */
export interface Held {
  /** Options of the model. */
  readonly args: readonly string[];
  /** Fits that have begun or ended, in this order; one may begin again. */
  readonly begun: () => readonly string[];
  readonly done: () => readonly string[];
  /** Lets fits end. */
  readonly open: () => void;
  /** Forgets everything, and holds again. */
  readonly hold: () => void;
}

/** A model that is a program, whose fits are held until they may end, except for the first `free`. */
export async function heldModel({
  free = 0,
  deadly,
}: { free?: number; deadly?: number } = {}): Promise<Held> {
  const folder = await temporaryFolder();
  const [log, gate] = [path.join(folder, 'log'), path.join(folder, 'open')];
  const noted = (what: string) => () =>
    existsSync(log)
      ? Array.from(
          readFileSync(log, 'utf8').matchAll(new RegExp(`^${what} (\\d+) .*\\n`, 'gm')),
          ([, rows]) => rows,
        )
      : [];
  const words = [
    `tests/helpers/held.mjs folder=${folder} free=${free}`,
    ...(deadly === undefined ? [] : [`deadly=${deadly}`]),
  ];
  return {
    args: ['--model', `exec:${process.execPath} ${words.join(' ')}`, '--as', 'held'],
    begun: noted('begin'),
    done: noted('end'),
    open: () => writeFileSync(gate, ''),
    hold() {
      for (const file of [log, gate]) rmSync(file, { force: true });
    },
  };
}
