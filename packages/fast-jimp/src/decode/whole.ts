import type { Damage } from "../damage";
import { greyLevels, manageGreys } from "../icc/grey";
import { decodeJpeg } from "../jpeg/decode";
import { readJpegHeader } from "../jpeg/header";
import { greyChannel, isOpaque, type Pixels, type DecodedBitmap } from "../pixels";
import type { ImageHeader } from "../types";
import { loaded, type LoadedCodecs } from "./codecs";

/** Every pixel of an image as stored, before orientation. */
export interface WholeImage {
  readonly pixels: Pixels;
  readonly opaque: boolean;
  readonly icc?: Uint8Array;
}

/** The size was checked by the header. */
const unlimited = (damage?: Damage) => ({ maxInputPx: Infinity, ...(damage && { damage }) });

function wholeOf(decoded: DecodedBitmap): WholeImage {
  const { decoded: managed, levels } = manageGreys(decoded);
  const { icc, data, width, height } = managed;
  if (levels) {
    const pixels = { ...greyChannel({ data, width, height }), greyLevels: levels };
    return { pixels, opaque: true, ...(icc && { icc }) };
  }
  const opaque = isOpaque({ data, width, height });
  return { pixels: { data, width, height, channels: 4 }, opaque, ...(icc && { icc }) };
}

/**
 * Decodes an image at its full size.
 *
 * @throws ImageError
 */
export async function decodeWhole(
  bytes: Buffer,
  header: ImageHeader,
  codecs: LoadedCodecs,
  damage?: Damage,
): Promise<WholeImage> {
  if (header.format === "png") return wholeOf(await loaded(codecs.png).decodePng(bytes, unlimited(damage)));
  return decodeWholeNow(bytes, header, codecs, damage);
}

/** As {@link decodeWhole}, synchronously: a PNG's data is then in memory at once. */
export function decodeWholeNow(
  bytes: Buffer,
  { format }: ImageHeader,
  codecs: LoadedCodecs,
  damage?: Damage,
): WholeImage {
  if (format === "jpeg") {
    const { icc } = readJpegHeader(bytes);
    const levels = greyLevels(icc);
    const pixels = { ...decodeJpeg(bytes, unlimited(damage)), ...(levels && { greyLevels: levels }) };
    return { pixels, opaque: true, ...(icc && { icc }) };
  }
  if (format === "png") return wholeOf(loaded(codecs.png).decodePngSync(bytes, unlimited(damage)));
  return wholeOf(loaded(codecs.bitmap)(bytes, { damage }));
}
