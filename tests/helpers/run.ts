/** The built program as a person runs it: its own process, its streams and its exit code. Build first. */

import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll } from 'vitest';

export const ROOT = fileURLToPath(new URL('../..', import.meta.url));
export const PROGRAM = path.join(ROOT, 'bin', 'hindcast.js');

/**
 * A store of the tests' own, and no fit from an earlier test: each run computes what it prints.
 * Every file of tests has a folder, which goes with it.
 */
const OWN = {
  HINDCAST_STORE: path.join(mkdtempSync(path.join(tmpdir(), 'hindcast-store-')), 'store.sqlite'),
  HINDCAST_FRESH: '1',
};
afterAll(() => rmSync(path.dirname(OWN.HINDCAST_STORE), { recursive: true, force: true }));

export interface RunOptions {
  /** Default: the project's root, so that `fixtures/` is beside it. */
  readonly cwd?: string;
  /** What the program reads; nothing unless given. */
  readonly stdin?: string;
  /** Set beside the environment of the tests, from which all that steers colour is taken out. */
  readonly env?: Readonly<Record<string, string>>;
  /** Each is sent once stderr holds its text, one after the other. */
  readonly signals?: readonly { readonly after: string; readonly send: NodeJS.Signals }[];
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

/** What came of `hindcast` with these arguments. */
export function hindcast(args: readonly string[], options: RunOptions = {}): Promise<Finished> {
  return run(process.execPath, [PROGRAM, ...args], options);
}

/** What came of any command. */
export function run(
  command: string,
  args: readonly string[],
  { cwd = ROOT, stdin = '', env = {}, signals = [], holdsStdout = false }: RunOptions = {},
): Promise<Finished> {
  const { NO_COLOR: _, FORCE_COLOR: __, ...inherited } = process.env;
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { cwd, env: { ...inherited, ...OWN, ...env } });
    const waiting = [...signals];
    let [stdout, stderr] = ['', ''];
    child.stdout.setEncoding('utf8');
    child.stderr.setEncoding('utf8');
    const read = () => child.stdout.on('data', (text: string) => (stdout += text));
    if (holdsStdout) child.on('exit', read);
    else read();
    child.stderr.on('data', (text: string) => {
      stderr += text;
      if (waiting.length > 0 && stderr.includes(waiting[0].after)) child.kill(waiting.shift()!.send);
    });
    child.on('error', reject);
    child.on('close', (code, signal) => resolve({ code, signal, stdout, stderr }));
    child.stdin.on('error', () => {}); // a program that never reads may be gone before all is written
    child.stdin.end(stdin);
  });
}
