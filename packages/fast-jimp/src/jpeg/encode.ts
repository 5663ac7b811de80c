import type { Pixels } from "../pixels";
import { frameHeaders } from "./encode-headers";
import { encodeScan } from "./encode-scan";
import { EOI } from "./markers";
import { scaleQuantTable } from "./quality";
import { CHROMA_QUANT, LUMA_QUANT } from "./standard-tables";

export interface JpegEncodeOptions {
  /** 1..100, libjpeg's scale. Default 75. */
  readonly quality?: number;
  /** ICC profile to embed (APP2, in chunks where it is long). Default none. */
  readonly icc?: Uint8Array;
}

/**
 * Encodes a baseline JPEG with Annex K's tables: RGBA as YCbCr 4:2:0, one channel as grey. Alpha is ignored: flatten
 * first. Of the metadata only the profile is written.
 *
 * @throws RangeError where a side is not 1..65535, the quality not 1..100, or the data too short
 */
export function encodeJpeg(pixels: Pixels, { quality = 75, icc }: JpegEncodeOptions = {}): Buffer {
  check(pixels, quality);
  const { width, height, channels } = pixels;
  const luma = scaleQuantTable(LUMA_QUANT, quality);
  const chroma = scaleQuantTable(CHROMA_QUANT, quality);
  const colour = channels === 4;
  const headers = frameHeaders({ width, height, quant: colour ? [luma, chroma] : [luma], ...(icc && { icc }) });
  return Buffer.concat([headers, ...encodeScan(pixels, luma, chroma), Uint8Array.of(0xff, EOI)]);
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
