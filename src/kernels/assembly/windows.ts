// Moves of numbers. `gather` makes a batch: until then, windows are row numbers into the single copy of the data.

export function gather(x: usize, data: usize, starts: usize, count: i32, L: i32, D: i32, N: i32): void {
  const rows = L * D;
  const line = (<usize>N) << 2;
  if (count < N) memory.fill(x, 0, <usize>rows * line);
  for (let n = 0; n < count; n++) {
    let from = data + ((<usize>(load<i32>(starts + ((<usize>n) << 2)) * D)) << 2);
    let to = x + ((<usize>n) << 2);
    for (let j = 0; j < rows; j++) {
      store<f32>(to, load<f32>(from));
      from += 4;
      to += line;
    }
  }
}

export function swap(out: usize, x: usize, A: i32, B: i32, N: i32): void {
  const line = (<usize>N) << 2;
  const stride = <usize>A * line;
  for (let a = 0; a < A; a++) {
    let to = out + <usize>a * line;
    for (let b = 0; b < B; b++) {
      memory.copy(to, x, line);
      x += line;
      to += stride;
    }
  }
}
