import { corrupt } from "../image-error";

/** Type of a sequence header (AV1 specification, 6.2.2). */
const SEQUENCE_HEADER = 1;

/** Reads bits, the highest of each byte first (AV1 specification, 4.10.2). @throws RangeError behind the end */
class BitReader {
  private at = 0;

  constructor(private readonly bytes: Buffer) {}

  /** @param width bits, at most 32 */
  uint(width: number): number {
    let value = 0;
    for (let left = width; left > 0; left--, this.at++)
      value = value * 2 + ((this.bytes.readUInt8(this.at >> 3) >> (7 - (this.at & 7))) & 1);
    return value;
  }

  isSet(): boolean {
    return this.uint(1) === 1;
  }

  /** Passes over a number of variable length (AV1 specification, 4.10.3, uvlc). */
  skipVariable(): void {
    let zeros = 0;
    while (!this.isSet()) zeros++;
    for (let left = zeros; left > 0; left--) this.uint(1);
  }
}

/** Payload of the first sequence header, from its begin on. @throws RangeError behind the end */
function sequenceHeader(data: Buffer): Buffer | undefined {
  for (let at = 0; at < data.length;) {
    // OBU header and size (AV1 specification, 5.3.2; 4.10.5, leb128).
    const header = data.readUInt8(at++);
    if ((header & 4) !== 0) at++;
    let size = 0;
    if ((header & 2) === 0) size = data.length - at;
    else
      for (let scale = 1; ; scale *= 128) {
        const byte = data.readUInt8(at++);
        size += (byte & 127) * scale;
        if (byte < 128) break;
      }
    if (((header >> 3) & 15) === SEQUENCE_HEADER) return data.subarray(at, at + size);
    at += size;
  }
  return undefined;
}

/**
 * Number of operating points of AV1 data (AV1 specification, 5.5.1, operating_points_cnt_minus_1), 1..32.
 *
 * @throws IMAGE_CORRUPT without a sequence header
 */
export function countOperatingPoints(data: Buffer): number {
  try {
    const header = sequenceHeader(data);
    if (!header) throw new RangeError("missing");
    const bits = new BitReader(header);
    // seq_profile and still_picture.
    bits.uint(4);
    const isReduced = bits.isSet();
    if (isReduced) return 1;
    const hasTiming = bits.isSet();
    if (hasTiming) {
      // num_units_in_display_tick and time_scale.
      bits.uint(32);
      bits.uint(32);
      const hasEqualIntervals = bits.isSet();
      if (hasEqualIntervals) bits.skipVariable();
      const hasDecoderModel = bits.isSet();
      // decoder_model_info.
      if (hasDecoderModel) for (const width of [5, 32, 5, 5]) bits.uint(width);
    }
    // initial_display_delay_present_flag.
    bits.uint(1);
    return bits.uint(5) + 1;
  } catch (error) {
    if (error instanceof RangeError) throw corrupt("AVIF", "the header of its AV1 data is missing or cut short");
    throw error;
  }
}
