import type { Pixels } from "../pixels";
import { hasSharpChroma } from "./chroma";
import { encodeLoops, QuantisedFrame } from "./encode-blocks";
import { frameHeaders, scanHeaders } from "./encode-headers";
import { type Scan, ScanCoder } from "./encode-scan";
import { EOI } from "./markers";
import { divisorsOf } from "./quality";
import { SYMBOL_BITS } from "./symbol-bits";

export interface JpegEncodeOptions {
  /** 1..100. Default 75. */
  readonly quality?: number;
  /**
   * `4:2:0`: one chroma sample for 2x2 pixels; `4:4:4`: one for each. Default `auto`: 4:2:0, unless colours change so
   * sharply that it would blur them.
   */
  readonly chroma?: "auto" | "4:2:0" | "4:4:4";
  /**
   * 0..6: time spent on fewer bytes. From 2 on coefficients that cost more bits than their error is worth are lowered;
   * below, coefficients are rounded to the nearest. Default 4.
   */
  readonly effort?: number;
  /** ICC profile to embed (APP2, in chunks where it is long). Default none. */
  readonly icc?: Uint8Array;
}

/**
 * Encodes a JPEG, progressive from 2^17 pixels on, else baseline: RGBA as YCbCr, one channel as grey. Alpha is ignored:
 * flatten first. Of the metadata only the profile is written.
 *
 * @throws RangeError where a side is not 1..65535, the quality not 1..100, the effort not 0..6, or the data too short
 */
export function encodeJpeg(
  pixels: Pixels,
  { quality = 75, chroma = "auto", effort = 4, icc }: JpegEncodeOptions = {},
): Buffer {
  check(pixels, quality, effort);
  const { width, height, channels } = pixels;
  const divisors = divisorsOf(quality);
  const quant = channels === 4 ? [divisors.luma, divisors.chroma] : [divisors.luma];
  const components = channels === 4 ? [0, 1, 1] : [0];
  const chromaStep = chroma === "4:4:4" || (chroma === "auto" && hasSharpChroma(pixels)) ? 1 : 2;
  const progressive = width * height >= PROGRESSIVE_PX;
  return encodeLoops.use((arena) => {
    const quantisations = components.map((id) => ({
      divisors: quant[id] as Uint8Array,
      rates: effort < LOWERING_EFFORT ? undefined : SYMBOL_BITS[id],
    }));
    const frame = new QuantisedFrame(arena, pixels, chromaStep, quantisations);
    const coder = new ScanCoder(frame);
    const scans: Scan[] = progressive ? progressiveScans(components.length) : [{ kind: "all" }];
    return Buffer.concat([
      frameHeaders({ width, height, quant, chromaStep, progressive, ...(icc && { icc }) }),
      ...scans.flatMap((scan) => {
        const tables = coder.plan(scan);
        return [scanHeaders(scan, tables, components.length), ...coder.write(scan, tables)];
      }),
      Uint8Array.of(0xff, EOI),
    ]);
  });
}

const LOWERING_EFFORT = 2;

/** Images of so many pixels are smaller as progressive JPEG; in smaller ones its tables take more than it saves. */
const PROGRESSIVE_PX = 128 * 1024;

/** DC of all components, then AC of each: luma in two bands, so that the first shows the image. */
const progressiveScans = (components: number): Scan[] => [
  { kind: "dc" },
  { kind: "band", component: 0, first: 1, last: 5 },
  ...Array.from(
    { length: components - 1 },
    (_, i) => ({ kind: "band", component: i + 1, first: 1, last: 63 }) as const,
  ),
  { kind: "band", component: 0, first: 6, last: 63 },
];

function check({ data, width, height, channels }: Pixels, quality: number, effort: number): void {
  const inRange = (value: number, most: number) => Number.isInteger(value) && value >= 1 && value <= most;
  if (!inRange(width, 65535) || !inRange(height, 65535)) {
    throw new RangeError(`Expected a width and height of 1..65535 px for a JPEG, but received ${width}x${height}`);
  }
  if (!(quality >= 1 && quality <= 100)) throw new RangeError(`Expected a quality of 1..100, but received ${quality}`);
  if (!(effort >= 0 && effort <= 6)) throw new RangeError(`Expected an effort of 0..6, but received ${effort}`);
  if (data.length < width * height * channels) {
    throw new RangeError(`Expected ${width * height * channels} bytes of pixels, but received ${data.length}`);
  }
}
