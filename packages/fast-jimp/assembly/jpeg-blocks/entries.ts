// Layout of the entries of look-ups, as in src/jpeg/look-up.ts. Shifting by an entry shifts by the bits it consumes:
// 64-bit shifts use the lowest six bits of the count.

// As in jpeg/look-up.ts.
export const INDEX_SHIFT: u64 = 52;

export const LENGTH_MASK: i32 = 63;
export const ADVANCE_SHIFT: i32 = 6;
export const ADVANCE_MASK: i32 = 0x3ff;
export const END_OF_BLOCK: i32 = 128;
export const LONG_CODE: i32 = 256;
export const BITS_FOLLOW: i32 = 512;
