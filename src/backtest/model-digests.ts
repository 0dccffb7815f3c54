/**
 * The digests in a file of saved models: a changed bit never becomes another forecast. The metadata has
 *
 *     digests  { array: digest }, of the name, type, shape and numbers of each array
 *     digest   of all other metadata
 */

import type { Safetensors, Tensor } from '../data/safetensors.ts';
import { canonical } from '../text/canonical.ts';
import { digestOf } from '../text/digest.ts';

/** The same content with its digests. */
export function withDigests({ metadata, tensors }: Safetensors): Safetensors {
  const digests = canonical(
    Object.fromEntries(tensors.map((tensor) => [tensor.name, digestOfTensor(tensor)])),
  );
  const own = new Set(['digests', 'digest']);
  const others = Object.entries(metadata).filter(([name]) => !own.has(name));
  const described = { ...Object.fromEntries(others), digests };
  return { metadata: { ...described, digest: digestOf(canonical(described)) }, tensors };
}

/** What has changed since the file was saved, for messages; `undefined` if nothing has. */
export function findChange(content: Safetensors): string | undefined {
  const { metadata } = content;
  if (metadata.digest === undefined || metadata.digests === undefined) return 'no digests';
  const { digest, digests } = withDigests(content).metadata;
  const [saved, own] = [metadata.digests, digests].map(entriesOf);
  const changed = [...new Set([...saved.keys(), ...own.keys()])].find(
    (name) => saved.get(name) !== own.get(name),
  );
  if (changed !== undefined) return `another digest of the array \`${changed.slice(0, 80)}\``;
  return metadata.digest === digest && metadata.digests === digests
    ? undefined
    : 'another digest of the metadata';
}

/** Digests by array; none if the text is damaged, so that every array differs. */
function entriesOf(text: string): ReadonlyMap<string, unknown> {
  try {
    return new Map(Object.entries(JSON.parse(text) as object));
  } catch {
    return new Map();
  }
}

function digestOfTensor({ name, shape, values }: Tensor): string {
  return digestOf(canonical([name, values.BYTES_PER_ELEMENT, shape]), values);
}
