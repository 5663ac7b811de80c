/** RGBA bytes to samples whose colours are multiplied with their alpha. */
export function premultiply(src: usize, out: usize, pixels: i32): void {
  for (let i = 0; i < pixels; i++) {
    const alpha: u32 = load<u8>(src, 3);
    // 16448 / 65536 is 64 / 255.
    const factor: u32 = alpha * 16448;
    store<i16>(out, <i16>((<u32>load<u8>(src) * factor + 0x8000) >> 16));
    store<i16>(out, <i16>((<u32>load<u8>(src, 1) * factor + 0x8000) >> 16), 2);
    store<i16>(out, <i16>((<u32>load<u8>(src, 2) * factor + 0x8000) >> 16), 4);
    store<i16>(out, <i16>(alpha << 6), 6);
    src += 4;
    out += 8;
  }
}

/** Samples to bytes, rounded and clamped; sixteen at a time. */
export function narrow(src: usize, out: usize, count: i32): void {
  const half = i16x8.splat(32);
  for (let i = 0; i < count; i += 16) {
    const low = i16x8.shr_s(i16x8.add_sat_s(v128.load(src), half), 6);
    const high = i16x8.shr_s(i16x8.add_sat_s(v128.load(src, 16), half), 6);
    v128.store(out, i8x16.narrow_i16x8_u(low, high));
    src += 32;
    out += 16;
  }
}

// @inline
function clampByte(value: i32): u8 {
  return <u8>max(0, min(255, value));
}

/** Premultiplied samples to RGBA bytes that are not; colours are 0 where alpha rounds to 0. */
export function unpremultiply(src: usize, out: usize, pixels: i32): void {
  for (let i = 0; i < pixels; i++) {
    const opacity: i32 = load<i16>(src, 6);
    const alpha = clampByte((opacity + 32) >> 6);
    if (alpha === 0) {
      store<u32>(out, 0);
    } else {
      const factor: f32 = <f32>255 / <f32>opacity;
      store<u8>(out, clampByte(<i32>nearest<f32>(<f32>load<i16>(src) * factor)));
      store<u8>(out, clampByte(<i32>nearest<f32>(<f32>load<i16>(src, 2) * factor)), 1);
      store<u8>(out, clampByte(<i32>nearest<f32>(<f32>load<i16>(src, 4) * factor)), 2);
      store<u8>(out, alpha, 3);
    }
    src += 8;
    out += 4;
  }
}
