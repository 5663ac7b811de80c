import { ImageError, imageError } from "../image-error";
import { decodeJpegScaled, resizeDecodedJpeg } from "../jpeg/decode";
import { readJpegHeader } from "../jpeg/header";
import { decodePng } from "../png/decode";
import { resizeRgba } from "../resample/resize-rgba";
import type { ImageHeader, InputFormat } from "../types";
import { isOpaque, type Bitmap } from "./bitmap";
import type { Demand, Picture } from "./picture";

type Open = (bytes: Buffer, demand: Demand) => Picture | Promise<Picture>;

/** Planes are resized before their colours are converted: one decode serves every variant. */
const openJpeg: Open = (bytes, demand) => {
  const header = readJpegHeader(bytes);
  const decoded = decodeJpegScaled(bytes, header, demand);
  return {
    ...(header.icc && { icc: header.icc }),
    draw: (crop, width, height) => resizeDecodedJpeg(decoded, crop, width, height),
  };
};

/** Averaging to twice the target leaves nothing of it to be seen after LANCZOS; three times is for those who measure. */
const PNG_HEADROOM = { fast: 2, best: 3 } as const;

const openPng: Open = async (bytes, { quality, ...demand }) => {
  const { validWidth, validHeight, opaque, icc, ...bitmap } = await decodePng(bytes, {
    ...demand,
    headroom: PNG_HEADROOM[quality],
  });
  const [scaleX, scaleY] = [validWidth / bitmap.width, validHeight / bitmap.height];
  return {
    ...(icc && { icc }),
    draw({ left, top, width, height }, toWidth, toHeight) {
      const crop = { left: left * scaleX, top: top * scaleY, width: width * scaleX, height: height * scaleY };
      return resizeRgba(bitmap, crop, toWidth, toHeight, { hasAlpha: !opaque });
    },
  };
};

/** A format that is decoded at its full size. */
const openBitmap =
  (decode: (bytes: Buffer) => Promise<Bitmap>): Open =>
  async (bytes) => {
    const bitmap = await decode(bytes);
    const hasAlpha = !isOpaque(bitmap);
    return { draw: (crop, width, height) => resizeRgba(bitmap, crop, width, height, { hasAlpha }) };
  };

/** Decoders that few pictures need are loaded with the first picture that needs them. */
const openers: Readonly<Record<InputFormat, Open>> = {
  jpeg: openJpeg,
  png: openPng,
  gif: openBitmap(async (bytes) => (await import("@jimp/js-gif")).default().decode(bytes)),
  bmp: openBitmap(async (bytes) => (await import("@jimp/js-bmp")).default().decode(bytes)),
  tiff: openBitmap(async (bytes) => (await import("@jimp/js-tiff")).default().decode(bytes)),
  webp: () => {
    throw imageError("FORMAT_UNSUPPORTED", "WebP pictures are not supported");
  },
};

/** Decodes a picture; whatever a decoder throws becomes a refusal. */
export async function openPicture(bytes: Buffer, { format }: ImageHeader, demand: Demand): Promise<Picture> {
  try {
    return await openers[format](bytes, demand);
  } catch (error) {
    if (error instanceof ImageError) throw error;
    const reason = error instanceof Error ? error.message : String(error);
    throw imageError("IMAGE_CORRUPT", `the ${format} picture cannot be decoded: ${reason}`, { format });
  }
}
