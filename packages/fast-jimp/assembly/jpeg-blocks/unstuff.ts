/**
 * Takes stuffed zeros and fill bytes out of entropy-coded data (T.81, B.1.1.5), up to the next marker.
 *
 * @param isLast whether the file ends with these bytes
 * @param to where as many bytes and a vector are free
 * @param taken where the number of bytes read is written; inverted where a marker or the end of the file was reached
 * @returns bytes written
 */
export function unstuff(from: usize, length: i32, isLast: i32, to: usize, taken: usize): i32 {
  assert(length >= 0);
  const end = from + length;
  const ones = i8x16.splat(-1);
  let at = from;
  let out = to;
  let ended = false;
  while (at < end) {
    const bytes = v128.load(at);
    v128.store(out, bytes);
    const mask = i8x16.bitmask(i8x16.eq(bytes, ones));
    const plain = <usize>min(<i32>(end - at), mask === 0 ? 16 : ctz(mask));
    at += plain;
    out += plain;
    if (plain === 16 || at >= end) continue;
    if (at + 1 === end) {
      ended = isLast !== 0;
      break;
    }
    const next = load<u8>(at, 1);
    if (next === 0) {
      store<u8>(out++, 255);
      at += 2;
    } else if (next === 255) {
      at++;
    } else {
      ended = true;
      break;
    }
  }
  if (at >= end && isLast !== 0) ended = true;
  const read = <i32>(at - from);
  store<i32>(taken, ended ? ~read : read);
  return <i32>(out - to);
}
