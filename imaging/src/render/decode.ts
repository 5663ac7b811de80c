import { ImageError, imageError } from "../image-error";
import { Jimp } from "../jimp";
import type { ImageHeader } from "../types";
import { jimpPicture } from "./jimp-picture";
import type { Picture } from "./picture";

const formats = new Map(new Jimp({ width: 1, height: 1 }).formats.map((format) => [format.mime as string, format]));

/**
 * Decodes a picture. The format's own `decode` is called with the type that `probe` found: `Jimp.fromBuffer` would load a
 * second detector first, which costs 30 ms in a cold start, and turn the picture at its full size.
 */
export async function openPicture(bytes: Buffer, { mime, format }: ImageHeader): Promise<Picture> {
  const codec = formats.get(mime);
  if (!codec) throw imageError("FORMAT_UNSUPPORTED", `${format} pictures are not supported`, { format });
  try {
    const { data, width, height } = await codec.decode(bytes);
    return jimpPicture({ data: Buffer.from(data.buffer, data.byteOffset, data.byteLength), width, height });
  } catch (error) {
    if (error instanceof ImageError) throw error;
    const reason = error instanceof Error ? error.message : String(error);
    throw imageError("IMAGE_CORRUPT", `the ${format} picture cannot be decoded: ${reason}`, { format });
  }
}
