import type { Pixels } from "../resample/pixels";
import { codesOf, EntropyWriter, quantise } from "./entropy-writer";
import { forwardDct } from "./forward-dct";
import { frameHeaders } from "./encode-headers";
import { quantFactors, scaleQuantTable } from "./quality";
import { CHROMA_QUANT, LUMA_QUANT, STANDARD_HUFFMAN } from "./standard-tables";
import { fillStrip, makeStrip, type Strip } from "./strip";

/** How a JPEG is written. */
export interface JpegEncodeOptions {
  /** 1..100, libjpeg's scale. Default 75. */
  readonly quality?: number;
  /** ICC profile to embed (APP2, in chunks where it is long). Default none. */
  readonly icc?: Uint8Array;
}

const CODES = {
  dcLuma: codesOf(STANDARD_HUFFMAN.dcLuma),
  dcChroma: codesOf(STANDARD_HUFFMAN.dcChroma),
  acLuma: codesOf(STANDARD_HUFFMAN.acLuma),
  acChroma: codesOf(STANDARD_HUFFMAN.acChroma),
};

/**
 * Encodes a baseline JPEG with Annex K's tables: RGBA as YCbCr 4:2:0, one channel as grey. Alpha is ignored: flatten
 * before. Orientation and other metadata are not written, only the profile.
 *
 * @throws RangeError where a side is not 1..65535, the quality not 1..100 or the data of another size
 */
export function encodeJpeg(pixels: Pixels, { quality = 75, icc }: JpegEncodeOptions = {}): Buffer {
  check(pixels, quality);
  const { width, height, channels } = pixels;
  const luma = scaleQuantTable(LUMA_QUANT, quality);
  const chroma = scaleQuantTable(CHROMA_QUANT, quality);
  const colour = channels === 4;
  const writer = new EntropyWriter(1024 + (icc?.length ?? 0) + Math.ceil((width * height) / 4));
  writer.write(frameHeaders({ width, height, quant: colour ? [luma, chroma] : [luma], ...(icc && { icc }) }));
  writeScan(writer, pixels, quantFactors(luma), quantFactors(chroma));
  const end = writer.finish();
  return Buffer.concat([end, Uint8Array.of(0xff, 0xd9)]);
}

function writeScan(writer: EntropyWriter, pixels: Pixels, luma: Float64Array, chroma: Float64Array): void {
  const colour = pixels.channels === 4;
  const strip = makeStrip(pixels);
  const mcu = colour ? 16 : 8;
  const block = new Float64Array(64);
  const quantised = new Int32Array(64);
  const predictors = [0, 0, 0];
  let top = 0;
  const writeBlock = (component: 0 | 1 | 2, x: number, y: number) => {
    let last = 0;
    if (x < pixels.width && top + y < pixels.height) {
      loadBlock(strip, component, x, y, block);
      forwardDct(block);
      last = quantise(block, component === 0 ? luma : chroma, quantised);
    } else {
      // A block that only fills the MCU costs least as a copy of the one before.
      quantised.fill(0);
      quantised[0] = predictors[component] as number;
    }
    const dc = component === 0 ? CODES.dcLuma : CODES.dcChroma;
    const ac = component === 0 ? CODES.acLuma : CODES.acChroma;
    writer.writeBlock(quantised, last, predictors[component] as number, dc, ac);
    predictors[component] = quantised[0] as number;
  };
  for (; top < pixels.height; top += mcu) {
    fillStrip(strip, pixels, top);
    for (let x = 0; x < pixels.width; x += mcu) {
      writeBlock(0, x, 0);
      if (!colour) continue;
      writeBlock(0, x + 8, 0);
      writeBlock(0, x, 8);
      writeBlock(0, x + 8, 8);
      writeBlock(1, x >> 1, 0);
      writeBlock(2, x >> 1, 0);
    }
  }
}

function loadBlock({ planes, strides }: Strip, component: 0 | 1 | 2, x: number, y: number, block: Float64Array): void {
  const plane = planes[component];
  const stride = strides[component];
  for (let row = 0, from = y * stride + x; row < 64; row += 8, from += stride) {
    for (let i = 0; i < 8; i++) block[row + i] = plane[from + i] as number;
  }
}

function check({ data, width, height, channels }: Pixels, quality: number): void {
  const inRange = (value: number, most: number) => Number.isInteger(value) && value >= 1 && value <= most;
  if (!inRange(width, 65535) || !inRange(height, 65535)) {
    throw new RangeError(`Expected a width and height of 1..65535 px for a JPEG, but received ${width}x${height}`);
  }
  if (!(quality >= 1 && quality <= 100)) throw new RangeError(`Expected a quality of 1..100, but received ${quality}`);
  if (data.length < width * height * channels) {
    throw new RangeError(`Expected ${width * height * channels} bytes of pixels, but received ${data.length}`);
  }
}
