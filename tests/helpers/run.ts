/**
 * The program, in two ways. `hindcast` runs a command line in this process, which takes milliseconds. `hindcastProcess`
 * starts the built program for what needs a process of its own: signals, pipes, crashes, two at once. Build first.
 */

import { spawn } from 'node:child_process';
import { homedir } from 'node:os';
import path from 'node:path';
import { Readable, Writable } from 'node:stream';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { fileURLToPath, pathToFileURL } from 'node:url';
import chalk, { chalkStderr } from 'chalk';
import type { Host } from '../../src/cli/host.ts';
import { main } from '../../src/cli/main.ts';
import { columnsOf, isUtf8Locale } from '../../src/cli/terminal/screen.ts';

export const ROOT = fileURLToPath(new URL('../..', import.meta.url));
export const PROGRAM = path.join(ROOT, 'bin', 'hindcast.js');

export interface RunOptions {
  /** Default: the project's root, so that `fixtures/` is beside it. */
  readonly cwd?: string;
  /** What the program reads; nothing unless given. */
  readonly stdin?: string;
  /** Added to the environment of the tests, without what steers colour and layout. */
  readonly env?: Readonly<Record<string, string>>;
  /** When the program's clock starts. Default: now. */
  readonly now?: number | string;
  /** Added to every second reading of its clock: one that is set back and forth. */
  readonly jumpMs?: number;
}

export interface HereOptions extends RunOptions {
  /** Takes the waits before requests are sent again, which take no time here. */
  readonly waits?: number[];
}

export interface ProcessOptions extends RunOptions {
  /** Each is sent, or called, when stderr contains its text, one after the other. */
  readonly signals?: readonly { readonly after: string; readonly send: NodeJS.Signals | (() => void) }[];
  /** Whether stdout is left unread until the program has ended. */
  readonly holdsStdout?: boolean;
}

export interface Finished {
  /** `null` where a signal ended the program. */
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Ends when the command line before it has: they share the working directory. */
let last: Promise<unknown> = Promise.resolve();

/** Runs `hindcast` with these arguments in this process, after those that were started before. */
export function hindcast(args: readonly string[], options: HereOptions = {}): Promise<Finished> {
  const finished = last.then(() => runHere(args, options));
  last = finished.catch(() => {});
  return finished;
}

async function runHere(args: readonly string[], { cwd = ROOT, ...options }: HereOptions): Promise<Finished> {
  const before = process.cwd();
  const levels = [chalk.level, chalkStderr.level] as const;
  const [stdout, stderr] = [new CollectedText(), new CollectedText()];
  process.chdir(cwd);
  try {
    const code = await main(args, hostOf(options, stdout, stderr));
    return { code, signal: null, stdout: stdout.text, stderr: stderr.text };
  } finally {
    process.chdir(before);
    [chalk.level, chalkStderr.level] = levels;
  }
}

class CollectedText extends Writable {
  text = '';
  constructor() {
    super({ decodeStrings: false });
  }
  override _write(chunk: string | Uint8Array, _: unknown, done: () => void): void {
    this.text += typeof chunk === 'string' ? chunk : Buffer.from(chunk).toString();
    done();
  }
}

/** A host for commands in this process; no signal reaches it. */
export function hostOf(
  { stdin = '', env = {}, now, jumpMs = 0, waits = [] }: HereOptions = {},
  stdout: Host['stdout'] = new CollectedText(),
  stderr: Host['stderr'] = new CollectedText(),
): Host {
  const ahead = now === undefined ? 0 : new Date(now).getTime() - Date.now();
  let readings = 0;
  const environment = environmentWith(env);
  return {
    stdin: () => Readable.from(stdin === '' ? [] : [stdin]),
    stdout,
    stderr,
    env: environment,
    platform: process.platform,
    home: homedir(),
    folder: process.cwd(),
    pid: process.pid,
    columns: () => columnsOf(stdout, environment),
    isUtf8: isUtf8Locale(environment, process.platform),
    nodeVersion: process.version,
    now: () => Date.now() + ahead + (readings++ % 2) * jumpMs,
    monotonicMs: () => performance.now(),
    cpuSeconds: () => process.cpuUsage().user / 1e6,
    async sleep(ms, signal) {
      waits.push(ms);
      await nextTurn();
      signal.throwIfAborted();
    },
    isThrottled: false,
    onSignal: () => () => {},
    onStrayError: () => {},
    noteFacts: () => {},
  };
}

function environmentWith(env: Readonly<Record<string, string>>): Record<string, string | undefined> {
  const { NO_COLOR: _, FORCE_COLOR: __, COLUMNS: ___, ...inherited } = process.env;
  return { ...inherited, LC_ALL: 'C.UTF-8', ...env };
}

const urlOf = (file: string): string => pathToFileURL(path.join(ROOT, 'tests/exchange', file)).href;
/** What a process loads before the program; each does nothing unless its variable is set. */
const PRELOADED = ['loopback-only.mjs', 'moved-clock.mjs'].map((file) => `--import ${urlOf(file)}`).join(' ');

/** The environment in which the clock of a process starts at this moment. */
export const clockAt = (now: number | string, jumpMs = 0) => ({
  NODE_OPTIONS: PRELOADED,
  TEST_NOW: new Date(now).toISOString(),
  ...(jumpMs !== 0 && { TEST_JUMP: String(jumpMs) }),
});

/** The environment in which a process refuses to leave the machine and lists what it refused in the file `leaks`. */
export const guarded = (leaks: string) => ({ NODE_OPTIONS: PRELOADED, TEST_LEAKS: leaks });

/** Runs the built program with these arguments in a process of its own. */
export function hindcastProcess(
  args: readonly string[],
  { now, jumpMs, env, ...options }: ProcessOptions = {},
): Promise<Finished> {
  return run(process.execPath, [PROGRAM, ...args], {
    ...options,
    env: { ...(now !== undefined && clockAt(now, jumpMs)), ...env },
  });
}

/** Runs any command. */
export function run(
  command: string,
  args: readonly string[],
  { cwd = ROOT, stdin = '', env = {}, signals = [], holdsStdout = false }: ProcessOptions = {},
): Promise<Finished> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { cwd, env: environmentWith(env) });
    const waiting = [...signals];
    let [stdout, stderr] = ['', ''];
    child.stdout.setEncoding('utf8');
    child.stderr.setEncoding('utf8');
    const read = () => child.stdout.on('data', (text: string) => (stdout += text));
    if (holdsStdout) child.on('exit', read);
    else read();
    child.stderr.on('data', (text: string) => {
      stderr += text;
      if (waiting.length === 0 || !stderr.includes(waiting[0].after)) return;
      const { send } = waiting.shift()!;
      if (typeof send === 'string') child.kill(send);
      else send();
    });
    child.on('error', reject);
    child.on('close', (code, signal) => resolve({ code, signal, stdout, stderr }));
    child.stdin.on('error', () => {}); // a program that never reads may be gone before all is written
    child.stdin.end(stdin);
  });
}
