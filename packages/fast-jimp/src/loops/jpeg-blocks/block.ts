/** What one block of an MCU needs: 32-bit fields in the order of class Block. Addresses, unless a unit is named. */
export const BLOCK_FIELDS = [
  // Look-ups of jpeg/look-up.ts; `acPairs` are read by WebAssembly alone.
  "dcLookUp",
  "acLookUp",
  "acPairs",
  "acSkip",
  // Tables of `longCode`.
  "dcCodes",
  "acCodes",
  // 64 divisors in zigzag order, 32 bits each.
  "quant",
  // The component's last DC value.
  "predictor",
  // Samples per block edge: 1, 2, 4 or 8.
  "scale",
  // First zigzag index that the scale leaves out, and all after it.
  "bandEnd",
  // For each zigzag index its place among scale x scale coefficients.
  "places",
  // Samples from one row to the next.
  "stride",
  // First sample of this block in the row's first MCU.
  "at",
  // Samples from one MCU to the next.
  "step",
] as const;

export type Block = Readonly<Record<(typeof BLOCK_FIELDS)[number], number>>;

/** One AC scan of one component: 32-bit fields in the order of class Band. Addresses, unless a unit is named. */
export const BAND_FIELDS = [
  // For each zigzag index a bit: whether the coefficient is kept; 64 bits.
  "keptLow",
  "keptHigh",
  // Look-up of jpeg/look-up.ts.
  "lookUp",
  // Table of `longCode`.
  "codes",
  // For each zigzag index its place among the kept ones.
  "places",
  // First and last zigzag index.
  "first",
  "last",
  // Bit position that the scan reaches.
  "low",
  // Bytes of a block's kept coefficients.
  "blockBytes",
  // Blocks that still end where their band begins (EOBRUN).
  "eobRun",
  // Where reading stopped, in bits.
  "position",
  "padding",
] as const;

export type Band = Readonly<Record<(typeof BAND_FIELDS)[number], number>>;
