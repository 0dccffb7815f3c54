/** What `hindcast run` does, step by step. */

import type { Command } from 'commander';
import { StepError, UsageError } from '../../errors.ts';
import type { Program } from '../commands/entry.ts';
import type { CommonFlags } from '../help.ts';
import type { Facts, Host } from '../host.ts';
import type { BusyFlags } from '../if-busy.ts';
import { lockOf } from '../if-busy.ts';
import type { Job, OptionNames, StepName } from '../options/jobs.ts';
import { commandLines, jobNamed, readJobs, stepNames } from '../options/jobs.ts';
import { choice, duration, list } from '../../options/parse.ts';
import { checkOptionValues } from '../options/checked.ts';
import type { JobSettings } from '../options/settings.ts';
import { applySettings, settableNames, settingsFiles } from '../options/settings.ts';
import type { PingFlags } from '../ping.ts';
import { checkPingUrl } from '../ping.ts';
import type { QueueFlags } from '../queue-options.ts';
import { queueWords, withoutPassword } from '../queue-options.ts';
import type { StoreFlags } from '../store.ts';
import { withStore } from '../store.ts';
import { escapeControl } from '../../text/escape.ts';
import { describeError, printError } from '../terminal/print-error.ts';
import { note, print, silentStream } from '../terminal/print.ts';
import { warnOfJob } from '../job-health.ts';

export interface JobFlags extends CommonFlags, StoreFlags, BusyFlags, PingFlags, QueueFlags {
  readonly only?: string;
  readonly deadline?: string;
  readonly allowExec?: true;
  readonly debug?: true;
}

/** Exit codes after which no further step runs. */
const FATAL = new Set([1, 2, 28, 130, 143]);
const GATE = 4;
const PARTIAL = 3;
const NOT_KEPT = 5;

/** Runs the steps of a job, or lists the jobs if none is named. */
export async function runJob(
  program: Program,
  host: Host,
  name: string | undefined,
  given: JobFlags,
  command: Command,
): Promise<void> {
  const all = settableNames(await program.allOptions(host));
  const ofSteps = await Promise.all(stepNames.map((step) => program.optionsOf(host, step)));
  const names: OptionNames = {
    all,
    run: settableNames(command.options),
    steps: new Map(stepNames.map((step, i) => [step, settableNames(ofSteps[i])])),
  };
  const jobs = readJobs(settingsFiles(all, host), names);
  if (name === undefined) return listJobs(host, jobs, given);
  const job = jobNamed(jobs, name);
  await applySettings(() => program.allOptions(host), command, host, { layers: [job.own], ofJob: [] });
  const flags = command.opts<JobFlags>();
  checkPingUrl(flags);
  checkOptionValues(command);
  const steps = stepsOf(job, flags, stepNames);
  await checkSteps(program, host, job, steps, names, flags);
  await withStore(host, flags, async (store) => {
    const lock = await lockOf(store, `job ${name}`, flags, {
      sleep: (ms) => new Promise((resolve) => void setTimeout(resolve, ms)),
      onWait({ message }) {
        if (flags.quiet !== true) note(host, `waiting: ${message}`);
      },
    });
    if (lock === undefined) {
      if (flags.json === true) print(host, jobJson(name, 0, [], { isSkipped: true }));
      return;
    }
    try {
      try {
        await runSteps(program, host, job, steps, names, flags);
      } finally {
        warnOfJob(host, store, job.sources);
      }
    } finally {
      lock.release();
    }
  });
}

function listJobs(host: Host, jobs: readonly Job[], flags: JobFlags): void {
  const rows = jobs.map(({ name, file, sources, steps }) => ({ name, file, sources, steps }));
  if (flags.json === true) return print(host, JSON.stringify({ schema: 1, type: 'jobs', jobs: rows }));
  if (rows.length === 0)
    return print(
      host,
      'No jobs: no `hindcast.json` in this folder, above it or in your configuration folder defines one. docs/cron.md shows an example.',
    );
  for (const { name, sources, steps } of rows)
    print(
      host,
      escapeControl(
        `${name}: ${steps.join(', ')} of ${sources.length === 0 ? 'the store' : sources.join(', ')}`,
      ),
    );
}

function stepsOf(job: Job, { only }: JobFlags, all: readonly StepName[]): StepName[] {
  if (only === undefined) return [...job.steps];
  const wanted = list(choice(all))(only, '--only');
  const other = wanted.find((step) => !job.steps.includes(step));
  if (other === undefined) return job.steps.filter((step) => wanted.includes(step));
  throw new UsageError(`job \`${job.name}\` has no step \`${other}\`: it runs ${job.steps.join(', ')}`, {
    hint: `add the step in \`${job.file}\`, or leave it out of \`--only\``,
  });
}

/** @throws UsageError for a setting that a later step would reject, before the first one has done anything */
async function checkSteps(
  program: Program,
  host: Host,
  job: Job,
  steps: readonly StepName[],
  names: OptionNames,
  flags: JobFlags,
): Promise<void> {
  for (const step of steps)
    for (const line of commandLines(job, step, undefined).slice(0, 1))
      await program.execute(host, [...line, ...passedOn(names.steps.get(step)!, flags, Infinity)], {
        job: settingsOfStep(job, step, names),
        onlyChecks: true,
      });
}

const settingsOfStep = (job: Job, step: StepName, names: OptionNames): JobSettings => ({
  layers: job.layersOf(step),
  ofJob: names.run,
});

interface Outcome {
  readonly step: StepName;
  /** `null` if the deadline was reached before it started. */
  readonly exit: number | null;
  readonly seconds: number;
  readonly facts: Facts;
  readonly message?: string;
}

async function runSteps(
  program: Program,
  host: Host,
  job: Job,
  steps: readonly StepName[],
  names: OptionNames,
  flags: JobFlags,
): Promise<void> {
  const started = host.monotonicMs();
  const deadlineMs = flags.deadline === undefined ? Infinity : duration(flags.deadline, '--deadline');
  const outcomes: Outcome[] = [];
  let fatal: unknown;
  for (const step of steps) {
    const leftMs = deadlineMs - (host.monotonicMs() - started);
    if (leftMs <= 0) {
      outcomes.push({ step, exit: null, seconds: 0, facts: {}, message: 'not started before the deadline' });
      continue;
    }
    const runId = outcomes.find((outcome) => outcome.step === 'backtest')?.facts.run;
    const { outcome, error } = await runStep(program, host, job, step, { names, flags, leftMs, runId });
    outcomes.push(outcome);
    if (FATAL.has(outcome.exit ?? 0)) {
      fatal = error;
      break;
    }
  }
  // Any other failure has priority over a gate.
  const failed = outcomes.filter(({ exit }) => exit !== 0);
  const first = failed.find(({ exit }) => exit !== GATE) ?? failed.at(0);
  const exit = first === undefined ? 0 : (first.exit ?? PARTIAL);
  if (flags.json === true) print(host, jobJson(job.name, exit, outcomes, { isSkipped: false }));
  if (fatal !== undefined) throw fatal;
  if (first !== undefined) throw jobFailure(job, exit, failed, outcomes.length);
}

interface StepContext {
  readonly names: OptionNames;
  readonly flags: JobFlags;
  readonly leftMs: number;
  /** Run of the backtest of this job. */
  readonly runId: unknown;
}

async function runStep(
  program: Program,
  host: Host,
  job: Job,
  step: StepName,
  { names, flags, leftMs, runId }: StepContext,
): Promise<{ outcome: Outcome; error: unknown }> {
  const started = host.monotonicMs();
  const facts: Record<string, unknown> = {};
  const isSilent = flags.json === true || flags.quiet === true;
  let [exit, message, thrown]: [number, string | undefined, unknown] = [0, undefined, undefined];
  const stepHost: Host = {
    ...host,
    ...(isSilent && { stdout: silentStream() }),
    noteFacts: (noted) => Object.assign(facts, noted),
  };
  const passed = passedOn(names.steps.get(step)!, flags, leftMs);
  for (const line of commandLines(job, step, typeof runId === 'string' ? runId : undefined)) {
    if (!isSilent)
      print(host, `\n$ hindcast ${escapeControl([...line, ...withoutPassword(passed)].join(' '))}`);
    try {
      await program.execute(stepHost, [...line, ...passed], { job: settingsOfStep(job, step, names) });
    } catch (error) {
      const kind = describeError(error);
      if (FATAL.has(kind.exit)) {
        [exit, message, thrown] = [kind.exit, kind.message, error];
        break;
      }
      printError(host, error, { isDebug: flags.debug === true, isJson: false });
      // The first failure is reported, and a gate only if nothing else fails.
      if (exit === 0 || exit === GATE) [exit, message, thrown] = [kind.exit, kind.message, error];
    }
  }
  const seconds = (host.monotonicMs() - started) / 1000;
  return {
    outcome: { step, exit, seconds, facts, ...(message !== undefined && { message }) },
    error: thrown,
  };
}

/** Flags of the job that a step has too. */
function passedOn(ofStep: readonly string[], flags: JobFlags, leftMs: number): string[] {
  const has = (option: string): boolean => ofStep.includes(option);
  return [
    ...(flags.store !== undefined && has('store') ? ['--store', flags.store] : []),
    ...(flags.ifBusy !== undefined && has('if-busy') ? ['--if-busy', flags.ifBusy] : []),
    ...(Number.isFinite(leftMs) && has('deadline')
      ? ['--deadline', `${(Math.ceil(leftMs) / 1000).toFixed(3)}s`]
      : []),
    ...(has('queue') ? queueWords(flags) : []),
    ...(flags.allowExec === true && has('allow-exec') ? ['--allow-exec'] : []),
    ...(flags.quiet === true ? ['--quiet'] : []),
  ];
}

function jobFailure({ name }: Job, exit: number, failed: readonly Outcome[], ran: number): StepError {
  const parts = failed.map(({ step, exit: code }) =>
    code === null ? `${step} was not started` : `${step} ended with ${code}`,
  );
  return new StepError(
    exit,
    `job \`${name}\`: ${parts.join(', ')}; ${ran - failed.length} of ${ran} steps done`,
    {
      hint:
        exit === NOT_KEPT
          ? 'make the store writable, then run the same command again'
          : 'finished work is kept; the same command continues from there',
    },
  );
}

/** One line. */
function jobJson(
  name: string,
  exit: number,
  outcomes: readonly Outcome[],
  { isSkipped }: { readonly isSkipped: boolean },
): string {
  const steps = outcomes.map(({ step, exit: code, seconds, facts, message }) => ({
    step,
    exit: code,
    seconds: Math.round(seconds * 1000) / 1000,
    ...facts,
    ...(message !== undefined && { message }),
  }));
  return JSON.stringify({ schema: 1, type: 'job', job: name, exit, skipped: isSkipped, steps });
}
