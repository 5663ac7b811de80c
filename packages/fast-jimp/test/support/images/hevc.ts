import type { Pixels } from "./scene";

/** Edge of a coding tree block, pixels: the smallest there is (ITU-T H.265, 7.4.3.2.1). */
const BLOCK = 16;

/** Bits of a NAL unit's payload, the highest of each byte first. */
class BitWriter {
  private readonly bytes: number[] = [];
  private held = 0;
  private count = 0;

  u(bits: number, value: number): this {
    for (let bit = bits - 1; bit >= 0; bit--) this.put(Math.floor(value / 2 ** bit) & 1);
    return this;
  }

  /** Exponential Golomb code (ITU-T H.265, 9.2). */
  ue(...values: readonly number[]): this {
    for (const value of values) {
      const length = Math.floor(Math.log2(value + 1));
      this.u(length, 0).u(length + 1, value + 1);
    }
    return this;
  }

  put(bit: number): void {
    this.held = (this.held << 1) | bit;
    if (++this.count < 8) return;
    this.bytes.push(this.held);
    [this.held, this.count] = [0, 0];
  }

  zerosToByte(): this {
    while (this.count > 0) this.put(0);
    return this;
  }

  /** rbsp_trailing_bits, and byte_alignment of a slice header. */
  stopBit(): this {
    this.put(1);
    return this.zerosToByte();
  }

  append(samples: Buffer): void {
    for (const byte of samples) this.bytes.push(byte);
  }

  payload(): Buffer {
    return Buffer.from(this.bytes);
  }
}

// prettier-ignore
/** Ranges of the less probable symbol by state, of the widest quarter of ranges (ITU-T H.265, table 9-46, column 3). */
const lessProbable = [
  240, 227, 216, 205, 195, 185, 175, 166, 158, 150, 142, 135, 128, 122, 116, 110, 104, 99, 94, 89, 85, 80, 76, 72, 69, 65,
  62, 59, 56, 53, 50, 48, 45, 43, 41, 39, 37, 35, 33, 31, 30, 28, 27, 25, 24, 23, 22, 21, 20, 19, 18, 17, 16, 15, 14, 14,
  13, 12, 12, 11, 11, 10, 9,
];

/**
 * The arithmetic coder (ITU-T H.264, 9.3.4.2, which H.265 shares), as far as blocks of stored samples need it: one
 * context, part_mode, and always its more probable value.
 */
class ArithmeticCoder {
  private low = 0;
  private range = 510;
  private outstanding = 0;
  private isFirst = true;
  /** Of part_mode: initValue 184 at a slice QP of 26 is state 0, more probable 1. */
  private state = 0;

  constructor(private readonly out: BitWriter) {}

  partMode2Nx2N(): void {
    this.range -= lessProbable[this.state] as number;
    this.state = Math.min(this.state + 1, 62);
    this.renormalise();
  }

  terminate(value: 0 | 1): void {
    this.range -= 2;
    if (value === 0) return this.renormalise();
    this.low += this.range;
    this.range = 2;
    this.renormalise();
    this.putBit((this.low >> 9) & 1);
    this.out.u(2, ((this.low >> 7) & 3) | 1);
    [this.low, this.range, this.outstanding, this.isFirst] = [0, 510, 0, true];
  }

  private renormalise(): void {
    for (; this.range < 256; this.range <<= 1, this.low <<= 1) {
      if (this.low < 256) this.putBit(0);
      else if (this.low >= 512) {
        this.low -= 512;
        this.putBit(1);
      } else {
        this.low -= 256;
        this.outstanding++;
      }
    }
  }

  private putBit(bit: number): void {
    if (this.isFirst) this.isFirst = false;
    else this.out.put(bit);
    for (; this.outstanding > 0; this.outstanding--) this.out.put(1 - bit);
  }
}

/** NAL unit of a type: emulation prevention keeps start codes out of it (ITU-T H.265, 7.3.1.1). */
function nal(type: number, payload: Buffer): Buffer {
  const out = Buffer.alloc(2 + payload.length + (payload.length >> 1));
  out.writeUInt16BE((type << 9) | 1);
  let [to, zeros] = [2, 0];
  for (const byte of payload) {
    if (zeros === 2 && byte <= 3) {
      out[to++] = 3;
      zeros = 0;
    }
    out[to++] = byte;
    zeros = byte === 0 ? zeros + 1 : 0;
  }
  return out.subarray(0, to);
}

/** Main Still Picture, or Main 10; level 6.2 (ITU-T H.265, 7.3.3). */
const profileTierLevel = (writer: BitWriter, depth: number): BitWriter =>
  writer
    .u(8, depth === 8 ? 3 : 2)
    .u(32, depth === 8 ? 0x70000000 : 0x20000000)
    .u(4, 0b1001)
    .u(32, 0)
    .u(12, 0)
    .u(8, 186);

function parameterSets(width: number, height: number, depth: number): Buffer[] {
  const [codedWidth, codedHeight] = [width, height].map((side) => Math.ceil(side / BLOCK) * BLOCK) as [number, number];
  const vps = profileTierLevel(new BitWriter().u(4, 0).u(2, 3).u(6, 0).u(3, 0).u(1, 1).u(16, 0xffff), depth);
  vps.u(1, 1).ue(0, 0, 0).u(6, 0).ue(0).u(2, 0).stopBit();
  const sps = profileTierLevel(new BitWriter().u(4, 0).u(3, 0).u(1, 1), depth);
  sps.ue(0, 1, codedWidth, codedHeight);
  sps.u(1, 1).ue(0, (codedWidth - width) / 2, 0, (codedHeight - height) / 2);
  sps
    .ue(depth - 8, depth - 8, 0)
    .u(1, 1)
    .ue(0, 0, 0);
  // Coding blocks of 16, transforms of 4 to 16, and stored samples in blocks of 16.
  sps
    .ue(1, 0, 0, 2, 0, 0)
    .u(3, 0)
    .u(1, 1)
    .u(4, depth - 1)
    .u(4, depth - 1)
    .ue(1, 0)
    .u(1, 1);
  sps.ue(0).u(5, 0).stopBit();
  const pps = new BitWriter().ue(0, 0).u(7, 0).ue(0, 0, 0).u(3, 0).ue(0, 0).u(7, 0);
  pps.u(3, 0b101).u(2, 0).ue(0).u(2, 0).stopBit();
  return [nal(32, vps.payload()), nal(33, sps.payload()), nal(34, pps.payload())];
}

/** Full-range Y, Cb and Cr of BT.601 (JFIF), before rounding. */
const yCbCr = (red: number, green: number, blue: number): readonly [number, number, number] => [
  0.299 * red + 0.587 * green + 0.114 * blue,
  128 - 0.168736 * red - 0.331264 * green + 0.5 * blue,
  128 + 0.5 * red - 0.418688 * green - 0.081312 * blue,
];

type Plane = (x: number, y: number) => number;

/** Samples of an image: luma, and chroma of 2x2 pixels; the last pixels go on beyond the edges. */
function planesOf({ data, width, height }: Pixels, depth: number): readonly [Plane, Plane, Plane] {
  const at = (x: number, y: number): readonly [number, number, number] => {
    const from = (Math.min(y, height - 1) * width + Math.min(x, width - 1)) * 4;
    return yCbCr(data[from] as number, data[from + 1] as number, data[from + 2] as number);
  };
  const scaled = (value: number): number => Math.min(2 ** depth - 1, Math.round((value * (2 ** depth - 1)) / 255));
  const chroma =
    (part: 1 | 2): Plane =>
    (x, y) =>
      scaled(
        (at(2 * x, 2 * y)[part] +
          at(2 * x + 1, 2 * y)[part] +
          at(2 * x, 2 * y + 1)[part] +
          at(2 * x + 1, 2 * y + 1)[part]) /
          4,
      );
  return [(x, y) => scaled(at(x, y)[0]), chroma(1), chroma(2)];
}

/** An HEVC image: what its `hvcC` holds, and the data of its item. */
export interface HevcImage {
  readonly hvcC: Buffer;
  readonly data: Buffer;
}

/** HEVCDecoderConfigurationRecord (ISO/IEC 14496-15, 8.3.3.1). */
function configuration(sets: readonly Buffer[], depth: number): Buffer {
  const head = Buffer.alloc(23);
  head.set([1, depth === 8 ? 3 : 2, depth === 8 ? 0x70 : 0x20, 0, 0, 0, 0x90], 0);
  head.set([186, 0xf0, 0, 0xfc, 0xfd, 0xf8 | (depth - 8), 0xf8 | (depth - 8), 0, 0, 0x0f, sets.length], 12);
  const arrays = sets.map((set) => {
    const prefix = Buffer.from([0x80 | ((set[0] as number) >> 1), 0, 1, set.length >> 8, set.length & 255]);
    return Buffer.concat([prefix, set]);
  });
  return Buffer.concat([head, ...arrays]);
}

/**
 * Encodes an image as one intra picture (ITU-T H.265) whose samples are stored as they are (pcm_flag): 4:2:0, full
 * range, BT.601. Nothing is predicted or transformed.
 *
 * @param depth bits of a sample, 8 or 10
 */
export function encodeHevc(pixels: Pixels, { depth = 8 } = {}): HevcImage {
  const { width, height } = pixels;
  const sets = parameterSets(width, height, depth);
  const slice = new BitWriter().u(2, 0b10).ue(0, 2, 0).stopBit();
  const coder = new ArithmeticCoder(slice);
  const planes = planesOf(pixels, depth);
  const [across, down] = [Math.ceil(width / BLOCK), Math.ceil(height / BLOCK)];
  for (let block = 0; block < across * down; block++) {
    coder.partMode2Nx2N();
    coder.terminate(1);
    slice.zerosToByte();
    planes.forEach((plane, index) => {
      const edge = index === 0 ? BLOCK : BLOCK / 2;
      const [left, top] = [(block % across) * edge, Math.floor(block / across) * edge];
      for (let y = 0; y < edge; y++) for (let x = 0; x < edge; x++) slice.u(depth, plane(left + x, top + y));
    });
    coder.terminate(block === across * down - 1 ? 1 : 0);
  }
  const unit = nal(19, slice.zerosToByte().payload());
  const length = Buffer.alloc(4);
  length.writeUInt32BE(unit.length);
  return { hvcC: configuration(sets, depth), data: Buffer.concat([length, unit]) };
}
