/**
 * Models by specification: `exec:COMMAND` is a program, `onnx:FILE` a graph. The registry of the kinds; a new one is an
 * entry here and in `prefixes.ts`.
 */

import { readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { UsageError } from '../errors.ts';
import type { Model } from '../models/model.ts';
import { completeModel } from '../models/own-model.ts';
import { canonical } from '../text/canonical.ts';
import { digestOf } from '../text/digest.ts';
import { quoted } from '../text/escape.ts';
import { splitWords } from '../text/words.ts';
import execModel from './exec-model.ts';
import onnxModel from './onnx-model.ts';
import { PROTOCOL } from './messages.ts';
import { prefixOf } from './prefixes.ts';
import type { ForeignPrefix } from './prefixes.ts';

export interface ForeignSettings {
  /** Files that a program reads: a change makes other fits. */
  readonly files: readonly string[];
  readonly timeoutMs: number;
  /** Where programs are found, as `PATH` has it. */
  readonly path: string;
}

interface ForeignKind {
  /** The name of its models unless the user gives one. */
  nameOf(text: string): string;
  /** @throws UsageError for what cannot be a model */
  model(name: string, text: string, settings: ForeignSettings): Model;
}

const exec: ForeignKind = {
  nameOf(text) {
    const words = commandOf(text);
    // `python my_model.py --fast` is my_model.
    const script = words.slice(1).find((word) => /^[^-].*\.\w+$/.test(word)) ?? words[0];
    return path.parse(script).name;
  },
  model: (name, text, settings) => programModel(name, commandOf(text), settings),
};

const onnx: ForeignKind = {
  nameOf: (text) => path.parse(text).name,
  model(name, text) {
    const file = path.resolve(text);
    const identity = digestOf(
      canonical({ kind: 'onnx', file: digestOfFile(file, 'name a file, for example `onnx:gru.onnx`') }),
    );
    return completeModel(onnxModel({ name, file, identity }));
  },
};

const kinds: Readonly<Record<ForeignPrefix, ForeignKind>> = { 'exec:': exec, 'onnx:': onnx };

/** The name of a model, unless the user gives one. */
export function nameOfSpec(spec: string): string {
  const prefix = prefixOf(spec)!;
  return kinds[prefix].nameOf(spec.slice(prefix.length));
}

/** The model with this specification. */
export function modelOfSpec(name: string, spec: string, settings: ForeignSettings): Model {
  const prefix = prefixOf(spec)!;
  return kinds[prefix].model(name, spec.slice(prefix.length), settings);
}

/**
 * The model of a program with these arguments.
 * @throws UsageError if there is no such program, or a file that it reads
 */
export function programModel(
  name: string,
  words: readonly string[],
  { files, timeoutMs, path: folders }: ForeignSettings,
): Model {
  checkProgram(words[0], folders);
  const read = [...new Set([...words.filter(isFile), ...files])].map((file) => [file, digestOfFile(file)]);
  const identity = digestOf(canonical({ kind: 'exec', protocol: PROTOCOL, words, files: read }));
  return completeModel(execModel({ name, words, files, identity, timeoutMs }));
}

function commandOf(text: string): readonly string[] {
  const words = splitWords(text);
  if (words.length > 0 && words[0] !== '') return words;
  throw new UsageError('expected a command after `exec:`, got none', {
    hint: "for example `--model 'exec:python my_model.py'`",
  });
}

/** A program that cannot be found fails before anything is fitted. */
function checkProgram(program: string, folders: string): void {
  const places = program.includes('/')
    ? [program]
    : folders.split(path.delimiter).map((folder) => path.join(folder, program));
  if (places.some(isFile)) return;
  throw new UsageError(`expected a program after \`exec:\`, found none that is called ${quoted(program)}`, {
    hint: 'check its spelling; a command with pipes or variables needs a shell: `exec:sh -c "…"`',
  });
}

function isFile(place: string): boolean {
  try {
    return statSync(place).isFile();
  } catch {
    return false; // a word need not be a path
  }
}

const NAMED_FILES = '`--exec-files` names files that a program reads, with commas between them';

function digestOfFile(file: string, hint = NAMED_FILES): string {
  try {
    return digestOf(readFileSync(file));
  } catch (cause) {
    throw new UsageError(`cannot read ${quoted(file)}: ${(cause as NodeJS.ErrnoException).code}`, {
      cause,
      hint,
    });
  }
}
