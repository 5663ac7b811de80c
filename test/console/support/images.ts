import sharp from "sharp";

import { corners, jpeg, pngHeaderOnly } from "../../support/e2e/images";
import type { DroppedFile } from "./browser";

/** Names of the images among {@link twentyImages} that are refused, with the reason. */
export const refused = {
  "broken.jpg": "IMAGE_CORRUPT",
  "huge.png": "IMAGE_TOO_LARGE",
  "text.jpg": "NOT_AN_IMAGE",
} as const;

/** Twenty files: seventeen images of several formats, one of them turned by its EXIF, and three that are refused. */
export async function twentyImages(): Promise<DroppedFile[]> {
  const whole = await jpeg(800, 600);
  const plain = Array.from({ length: 13 }, async (_, index) => {
    const image = corners(320 + 40 * index, 480 - 20 * index);
    const name = `image-${String(index + 1).padStart(2, "0")}`;
    return index % 3 === 0
      ? { name: `${name}.png`, bytes: await image.png().toBuffer() }
      : { name: `${name}.jpg`, bytes: await image.jpeg().toBuffer() };
  });
  const special = [
    // Orientation 6: the camera was held upright, and the image has to be turned a quarter clockwise.
    { name: "turned.jpg", bytes: await sharp(whole).withMetadata({ orientation: 6 }).toBuffer() },
    { name: "clear.webp", bytes: await corners(500, 400).webp().toBuffer() },
    { name: "scan.tiff", bytes: await corners(400, 300).tiff().toBuffer() },
    { name: "a name with blanks & signs+.gif", bytes: await corners(300, 200).gif().toBuffer() },
    { name: "broken.jpg", bytes: whole.subarray(0, whole.length / 3) },
    { name: "huge.png", bytes: pngHeaderOnly(30_000, 30_000) },
    { name: "text.jpg", bytes: Buffer.from("This is no image.") },
  ];
  return [...(await Promise.all(plain)), ...special];
}
