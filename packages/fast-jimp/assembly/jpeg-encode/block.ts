/** What one block of an MCU needs; jpeg/encode-scan.ts writes it. Addresses, unless a unit is named. */
// @unmanaged
export class EncodedBlock {
  /** First sample of the block in the first MCU. */
  samples: usize;
  /** Bytes from one row of samples to the next, and from one MCU to the next. */
  stride: i32;
  step: i32;
  /** MCUs from the first on in which the block shows any of the image. */
  visible: i32;
  /** 64 numbers to multiply with, columns first. */
  factors: usize;
  /** For each symbol code << 5 | length, 32 bits each. */
  dcCodes: usize;
  acCodes: usize;
  /** The component's last DC value. */
  predictor: usize;
}
