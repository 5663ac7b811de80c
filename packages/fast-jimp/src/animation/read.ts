import type { Damage } from "../damage";
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
export async function readAnimation(
  bytes: Buffer,
  header: ImageHeader,
  damage?: Damage,
): Promise<Animation | undefined> {
  const animation =
    header.format === "gif"
      ? readGifAnimation(bytes, orientSize(header, header.orientation), damage)
      : header.format === "webp"
        ? await readWebpAnimation(bytes, damage)
        : undefined;
  return animation && animation.frames > 1 ? animation : undefined;
}
