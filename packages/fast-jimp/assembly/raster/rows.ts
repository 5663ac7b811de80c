/** Bytes moved up by a constant, with zeros below. */
// @inline
function sumPairs(bytes: v128, step: usize): v128 {
  const zero = i8x16.splat(0);
  if (step === 1) {
    bytes = i8x16.add(
      bytes,
      i8x16.shuffle(zero, bytes, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29, 30),
    );
    bytes = i8x16.add(
      bytes,
      i8x16.shuffle(zero, bytes, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29),
    );
  }
  if (step === 3) {
    bytes = i8x16.add(
      bytes,
      i8x16.shuffle(zero, bytes, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28),
    );
    bytes = i8x16.add(
      bytes,
      i8x16.shuffle(zero, bytes, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25),
    );
    return i8x16.add(bytes, i8x16.shuffle(zero, bytes, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19));
  }
  bytes = i8x16.add(bytes, i8x16.shuffle(zero, bytes, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27));
  return i8x16.add(bytes, i8x16.shuffle(zero, bytes, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23));
}

/** Whole vectors of a row, from its first byte on. @returns bytes that are done */
// @inline
function sumVectors(row: usize, length: i32, step: usize): i32 {
  // Of three bytes, five pixels fit a vector; its last byte is the next one's first.
  const size = step === 3 ? 15 : 16;
  let at: i32 = 0;
  let carry = i8x16.splat(0);
  let bytes = v128.load(row);
  for (; at + 16 <= length; at += size) {
    const next = v128.load(row + at + size);
    const sums = i8x16.add(sumPairs(bytes, step), carry);
    v128.store(row + at, sums);
    if (step === 1) carry = i8x16.shuffle(sums, sums, 15, 15, 15, 15, 15, 15, 15, 15, 15, 15, 15, 15, 15, 15, 15, 15);
    else if (step === 3)
      carry = i8x16.shuffle(sums, sums, 12, 13, 14, 12, 13, 14, 12, 13, 14, 12, 13, 14, 12, 13, 14, 12);
    else carry = i8x16.shuffle(sums, sums, 12, 13, 14, 15, 12, 13, 14, 15, 12, 13, 14, 15, 12, 13, 14, 15);
    bytes = next;
  }
  // The byte that does not belong to the last vector.
  if (step === 3 && at > 0) store<u8>(row + at, i8x16.extract_lane_u(bytes, 0));
  return at;
}

/** As src/loops/raster/rows.ts has it. */
export function sumAcross(row: usize, length: i32, step: usize): void {
  let at: i32 = 0;
  if (step === 1) at = sumVectors(row, length, 1);
  else if (step === 3) at = sumVectors(row, length, 3);
  else if (step === 4) at = sumVectors(row, length, 4);
  for (at = max(at, <i32>step); at < length; at++) store<u8>(row + at, load<u8>(row + at) + load<u8>(row + at - step));
}

/** As src/loops/raster/rows.ts has it. */
export function expandIndices(indices: usize, count: i32, colours: usize, out: usize): void {
  for (let at = 0; at < count; at++) {
    store<u32>(out + ((<usize>at) << 2), load<u32>(colours + ((<usize>load<u8>(indices + at)) << 2)));
  }
}
