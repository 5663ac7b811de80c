// The intrinsics of SSE2, SSSE3 and SSE4.1 that libwebp's loops use, in WebAssembly's 128-bit instructions. They are
// defined as in Intel's Intrinsics Guide, with two limits that libwebp keeps: shifts are by constants below the width of
// a lane, and an index of _mm_shuffle_epi8 is 0..15 or has its highest bit set.
#ifndef FAST_JIMP_EMMINTRIN_H_
#define FAST_JIMP_EMMINTRIN_H_

#include <stdint.h>
#include <wasm_simd128.h>

typedef v128_t __m128i;

#define WASM_INLINE static inline __attribute__((always_inline, unused))
#define UNARY(name, type, call) \
  WASM_INLINE __m128i name(type a) { return call(a); }
#define BINARY(name, call) \
  WASM_INLINE __m128i name(__m128i a, __m128i b) { return call(a, b); }
#define SHIFT(name, call) \
  WASM_INLINE __m128i name(__m128i a, int bits) { return call(a, (uint32_t)bits); }

// Memory.
WASM_INLINE __m128i _mm_loadu_si128(const void* from) { return wasm_v128_load(from); }
WASM_INLINE __m128i _mm_load_si128(const void* from) { return wasm_v128_load(from); }
WASM_INLINE __m128i _mm_loadl_epi64(const void* from) { return wasm_v128_load64_zero(from); }
WASM_INLINE void _mm_storeu_si128(void* to, __m128i a) { wasm_v128_store(to, a); }
WASM_INLINE void _mm_store_si128(void* to, __m128i a) { wasm_v128_store(to, a); }
WASM_INLINE void _mm_storel_epi64(void* to, __m128i a) { wasm_v128_store64_lane(to, a, 0); }
WASM_INLINE void _mm_maskmoveu_si128(__m128i a, __m128i mask, char* to) {
  int8_t bytes[16];
  wasm_v128_store(bytes, a);
  for (uint32_t bits = wasm_i8x16_bitmask(mask); bits != 0; bits &= bits - 1) {
    const int at = __builtin_ctz(bits);
    to[at] = bytes[at];
  }
}

// Constants and single lanes.
WASM_INLINE __m128i _mm_setzero_si128(void) { return wasm_i64x2_const_splat(0); }
UNARY(_mm_set1_epi8, int8_t, wasm_i8x16_splat)
UNARY(_mm_set1_epi16, int16_t, wasm_i16x8_splat)
UNARY(_mm_set1_epi32, int32_t, wasm_i32x4_splat)
#define _mm_setr_epi8(...) wasm_i8x16_make(__VA_ARGS__)
#define _mm_set_epi8(p, o, n, m, l, k, j, i, h, g, f, e, d, c, b, a) \
  wasm_i8x16_make(a, b, c, d, e, f, g, h, i, j, k, l, m, n, o, p)
#define _mm_set_epi16(h, g, f, e, d, c, b, a) wasm_i16x8_make(a, b, c, d, e, f, g, h)
#define _mm_set_epi32(d, c, b, a) wasm_i32x4_make(a, b, c, d)
WASM_INLINE __m128i _mm_cvtsi32_si128(int32_t a) { return wasm_i32x4_make(a, 0, 0, 0); }
WASM_INLINE int32_t _mm_cvtsi128_si32(__m128i a) { return wasm_i32x4_extract_lane(a, 0); }
#define _mm_insert_epi16(a, value, lane) wasm_i16x8_replace_lane(a, lane, (int16_t)(value))
#define _mm_extract_epi16(a, lane) ((int)wasm_u16x8_extract_lane(a, lane))
#define _mm_extract_epi8(a, lane) ((int)wasm_u8x16_extract_lane(a, lane))
WASM_INLINE int _mm_movemask_epi8(__m128i a) { return (int)wasm_i8x16_bitmask(a); }

// Bits.
BINARY(_mm_and_si128, wasm_v128_and)
BINARY(_mm_or_si128, wasm_v128_or)
BINARY(_mm_xor_si128, wasm_v128_xor)
WASM_INLINE __m128i _mm_andnot_si128(__m128i a, __m128i b) { return wasm_v128_andnot(b, a); }
SHIFT(_mm_slli_epi16, wasm_i16x8_shl)
SHIFT(_mm_slli_epi32, wasm_i32x4_shl)
SHIFT(_mm_slli_epi64, wasm_i64x2_shl)
SHIFT(_mm_srli_epi16, wasm_u16x8_shr)
SHIFT(_mm_srli_epi32, wasm_u32x4_shr)
SHIFT(_mm_srli_epi64, wasm_u64x2_shr)
SHIFT(_mm_srai_epi16, wasm_i16x8_shr)
SHIFT(_mm_srai_epi32, wasm_i32x4_shr)
#define FROM_BYTE(a, b, at)                                                                                          \
  wasm_i8x16_shuffle(a, b, (at), (at) + 1, (at) + 2, (at) + 3, (at) + 4, (at) + 5, (at) + 6, (at) + 7, (at) + 8, \
                     (at) + 9, (at) + 10, (at) + 11, (at) + 12, (at) + 13, (at) + 14, (at) + 15)
#define _mm_srli_si128(a, bytes) FROM_BYTE(a, _mm_setzero_si128(), bytes)
#define _mm_slli_si128(a, bytes) FROM_BYTE(_mm_setzero_si128(), a, 16 - (bytes))

// Arithmetic.
BINARY(_mm_add_epi8, wasm_i8x16_add)
BINARY(_mm_add_epi16, wasm_i16x8_add)
BINARY(_mm_add_epi32, wasm_i32x4_add)
BINARY(_mm_add_epi64, wasm_i64x2_add)
BINARY(_mm_sub_epi8, wasm_i8x16_sub)
BINARY(_mm_sub_epi16, wasm_i16x8_sub)
BINARY(_mm_sub_epi32, wasm_i32x4_sub)
BINARY(_mm_sub_epi64, wasm_i64x2_sub)
BINARY(_mm_adds_epi8, wasm_i8x16_add_sat)
BINARY(_mm_adds_epu8, wasm_u8x16_add_sat)
BINARY(_mm_adds_epi16, wasm_i16x8_add_sat)
BINARY(_mm_adds_epu16, wasm_u16x8_add_sat)
BINARY(_mm_subs_epi8, wasm_i8x16_sub_sat)
BINARY(_mm_subs_epu8, wasm_u8x16_sub_sat)
BINARY(_mm_subs_epi16, wasm_i16x8_sub_sat)
BINARY(_mm_subs_epu16, wasm_u16x8_sub_sat)
BINARY(_mm_avg_epu8, wasm_u8x16_avgr)
BINARY(_mm_min_epu8, wasm_u8x16_min)
BINARY(_mm_max_epu8, wasm_u8x16_max)
BINARY(_mm_min_epi16, wasm_i16x8_min)
BINARY(_mm_max_epi16, wasm_i16x8_max)
BINARY(_mm_mullo_epi16, wasm_i16x8_mul)
BINARY(_mm_mullo_epi32, wasm_i32x4_mul)
BINARY(_mm_madd_epi16, wasm_i32x4_dot_i16x8)
UNARY(_mm_abs_epi16, __m128i, wasm_i16x8_abs)
WASM_INLINE __m128i _mm_mulhi_epi16(__m128i a, __m128i b) {
  return wasm_i16x8_shuffle(wasm_i32x4_extmul_low_i16x8(a, b), wasm_i32x4_extmul_high_i16x8(a, b), 1, 3, 5, 7, 9, 11,
                            13, 15);
}
WASM_INLINE __m128i _mm_mulhi_epu16(__m128i a, __m128i b) {
  return wasm_i16x8_shuffle(wasm_u32x4_extmul_low_u16x8(a, b), wasm_u32x4_extmul_high_u16x8(a, b), 1, 3, 5, 7, 9, 11,
                            13, 15);
}
WASM_INLINE __m128i _mm_mul_epu32(__m128i a, __m128i b) {
  return wasm_u64x2_extmul_low_u32x4(wasm_i32x4_shuffle(a, a, 0, 2, 0, 2), wasm_i32x4_shuffle(b, b, 0, 2, 0, 2));
}
WASM_INLINE __m128i _mm_sad_epu8(__m128i a, __m128i b) {
  const __m128i bytes = wasm_v128_or(wasm_u8x16_sub_sat(a, b), wasm_u8x16_sub_sat(b, a));
  const __m128i sums = wasm_u32x4_extadd_pairwise_u16x8(wasm_u16x8_extadd_pairwise_u8x16(bytes));
  return wasm_i64x2_add(wasm_u64x2_shr(sums, 32), wasm_v128_and(sums, wasm_i64x2_const_splat(0xffffffff)));
}
WASM_INLINE __m128i _mm_sign_epi16(__m128i a, __m128i b) {
  const __m128i negative = wasm_i16x8_shr(b, 15);
  const __m128i value = wasm_i16x8_sub(wasm_v128_xor(a, negative), negative);
  return wasm_v128_andnot(value, wasm_i16x8_eq(b, _mm_setzero_si128()));
}
WASM_INLINE __m128i _mm_hadd_epi32(__m128i a, __m128i b) {
  return wasm_i32x4_add(wasm_i32x4_shuffle(a, b, 0, 2, 4, 6), wasm_i32x4_shuffle(a, b, 1, 3, 5, 7));
}

// Comparisons.
BINARY(_mm_cmpeq_epi8, wasm_i8x16_eq)
BINARY(_mm_cmpeq_epi16, wasm_i16x8_eq)
BINARY(_mm_cmpeq_epi32, wasm_i32x4_eq)
BINARY(_mm_cmpgt_epi8, wasm_i8x16_gt)
BINARY(_mm_cmpgt_epi16, wasm_i16x8_gt)
BINARY(_mm_cmpgt_epi32, wasm_i32x4_gt)
BINARY(_mm_cmplt_epi32, wasm_i32x4_lt)
WASM_INLINE __m128i _mm_blendv_epi8(__m128i a, __m128i b, __m128i mask) {
  return wasm_v128_bitselect(b, a, wasm_i8x16_shr(mask, 7));
}

// Order and width of lanes.
BINARY(_mm_packs_epi16, wasm_i8x16_narrow_i16x8)
BINARY(_mm_packs_epi32, wasm_i16x8_narrow_i32x4)
BINARY(_mm_packus_epi16, wasm_u8x16_narrow_i16x8)
BINARY(_mm_shuffle_epi8, wasm_i8x16_swizzle)
UNARY(_mm_cvtepu8_epi16, __m128i, wasm_u16x8_extend_low_u8x16)
#define UNPACK(name, shuffle, ...) \
  WASM_INLINE __m128i name(__m128i a, __m128i b) { return shuffle(a, b, __VA_ARGS__); }
UNPACK(_mm_unpacklo_epi8, wasm_i8x16_shuffle, 0, 16, 1, 17, 2, 18, 3, 19, 4, 20, 5, 21, 6, 22, 7, 23)
UNPACK(_mm_unpackhi_epi8, wasm_i8x16_shuffle, 8, 24, 9, 25, 10, 26, 11, 27, 12, 28, 13, 29, 14, 30, 15, 31)
UNPACK(_mm_unpacklo_epi16, wasm_i16x8_shuffle, 0, 8, 1, 9, 2, 10, 3, 11)
UNPACK(_mm_unpackhi_epi16, wasm_i16x8_shuffle, 4, 12, 5, 13, 6, 14, 7, 15)
UNPACK(_mm_unpacklo_epi32, wasm_i32x4_shuffle, 0, 4, 1, 5)
UNPACK(_mm_unpackhi_epi32, wasm_i32x4_shuffle, 2, 6, 3, 7)
UNPACK(_mm_unpacklo_epi64, wasm_i64x2_shuffle, 0, 2)
UNPACK(_mm_unpackhi_epi64, wasm_i64x2_shuffle, 1, 3)
#define _MM_SHUFFLE(d, c, b, a) (((d) << 6) | ((c) << 4) | ((b) << 2) | (a))
#define LANE(order, at) (((order) >> (2 * (at))) & 3)
#define _mm_shuffle_epi32(a, order) \
  wasm_i32x4_shuffle(a, a, LANE(order, 0), LANE(order, 1), LANE(order, 2), LANE(order, 3))
#define _mm_shufflelo_epi16(a, order) \
  wasm_i16x8_shuffle(a, a, LANE(order, 0), LANE(order, 1), LANE(order, 2), LANE(order, 3), 4, 5, 6, 7)
#define _mm_shufflehi_epi16(a, order)                                                                       \
  wasm_i16x8_shuffle(a, a, 0, 1, 2, 3, 4 + LANE(order, 0), 4 + LANE(order, 1), 4 + LANE(order, 2), 4 + LANE(order, 3))
#define SIDE(mask, lane) (((mask) >> (lane)) & 1 ? 8 + (lane) : (lane))
#define _mm_blend_epi16(a, b, mask)                                                                         \
  wasm_i16x8_shuffle(a, b, SIDE(mask, 0), SIDE(mask, 1), SIDE(mask, 2), SIDE(mask, 3), SIDE(mask, 4), SIDE(mask, 5), \
                     SIDE(mask, 6), SIDE(mask, 7))

#endif  // FAST_JIMP_EMMINTRIN_H_
