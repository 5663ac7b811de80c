import { readGifAnimation } from "../gif/animation";
import { orientSize } from "../exif/orient";
import type { ImageHeader } from "../types";
import { readWebpAnimation } from "../webp/animation";
import type { Animation } from "./types";

/**
 * Reads what frames a file has.
 *
 * @returns undefined where its format has no animations, or it has a single frame
 * @throws ImageError
 */
export async function readAnimation(bytes: Buffer, header: ImageHeader): Promise<Animation | undefined> {
  const animation =
    header.format === "gif"
      ? readGifAnimation(bytes, orientSize(header, header.orientation))
      : header.format === "webp"
        ? await readWebpAnimation(bytes)
        : undefined;
  return animation && animation.frames > 1 ? animation : undefined;
}
