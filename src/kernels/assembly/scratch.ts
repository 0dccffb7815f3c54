// A layer's scratch memory is one block, allocated by the owner of the layer. `take` returns consecutive parts of it,
// aligned to cache lines. Starting at address 0, the same calls compute the required size.

let next: usize = 0;

export function begin(block: usize): void {
  next = block;
}

/** Returns the address of a new part of this many floats. */
export function take(floats: i32): usize {
  const at = next;
  next = (at + (<usize>floats << 2) + 63) & ~63;
  return at;
}

/** Floats taken since `begin(0)`. */
export function taken(): i32 {
  return <i32>(next >> 2);
}
