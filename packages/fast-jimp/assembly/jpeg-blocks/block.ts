/** What one block of an MCU needs; jpeg/block-table.ts writes it. Addresses, unless a unit is named. */
// @unmanaged
export class Block {
  /** Look-ups of jpeg/look-up.ts. */
  dcLookUp: usize;
  acLookUp: usize;
  acPairs: usize;
  acSkip: usize;
  /** Tables of {@link longCode}. */
  dcCodes: usize;
  acCodes: usize;
  /** 64 divisors in zigzag order, 32 bits each. */
  quant: usize;
  /** The component's last DC value. */
  predictor: usize;
  /** Samples per block edge: 1, 2, 4 or 8. */
  scale: i32;
  /** First zigzag index that the scale leaves out, and all after it. */
  bandEnd: i32;
  /** For each zigzag index its place among scale x scale coefficients. */
  places: usize;
  /** Samples from one row to the next. */
  stride: i32;
  /** First sample of this block in the row's first MCU. */
  at: usize;
  /** Samples from one MCU to the next. */
  step: i32;
}
