// A layer's scratch memory is one block that the layer's owner allocates. `take` hands out pieces of it in the
// order asked for, on cache lines; asked from 0, the same calls tell how large the block has to be.

let next: usize = 0;

export function begin(block: usize): void {
  next = block;
}

/** So many floats. */
export function take(floats: i32): usize {
  const at = next;
  next = (at + (<usize>floats << 2) + 63) & ~63;
  return at;
}

/** Floats taken since `begin(0)`. */
export function taken(): i32 {
  return <i32>(next >> 2);
}
