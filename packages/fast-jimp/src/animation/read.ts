import type { Damage } from "../damage";
import { orientSize } from "../exif/orient";
import type { ImageHeader } from "../types";
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
  const animation = await frames(bytes, header, damage);
  return animation && animation.frames > 1 ? animation : undefined;
}

async function frames(bytes: Buffer, header: ImageHeader, damage?: Damage): Promise<Animation | undefined> {
  if (header.format === "gif") {
    const { readGifAnimation } = await import("../gif/animation.js");
    return readGifAnimation(bytes, orientSize(header, header.orientation), damage);
  }
  if (header.format !== "webp") return undefined;
  return (await import("../webp/animation.js")).readWebpAnimation(bytes, damage);
}
