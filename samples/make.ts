/**
 * Makes the sample images of this folder: `npx tsx samples/make.ts`. They are drawn by this script, the same on every
 * machine, and cover properties of images from cameras and drawing programs: an upper-case extension, EXIF
 * orientation, GPS, alpha, progressive scans, greyscale, a space in the name.
 */
import { writeFileSync } from "node:fs";
import path from "node:path";

import sharp from "sharp";

import { balloon, city, dunes, fjord, fog, type Scene } from "./scenes";

/** GPS position in the image of the phone: Dune du Pilat. */
const gps = {
  GPSLatitudeRef: "N",
  GPSLatitude: "44/1 35/1 2340/100",
  GPSLongitudeRef: "W",
  GPSLongitude: "1/1 12/1 4980/100",
};

async function main(): Promise<void> {
  // Two megapixels: the size for which docs/embedded-run.md states the pipeline's latency.
  await save("fjord.jpg", draw(fjord, 1920, 1080).jpeg({ quality: 72 }));
  // A phone in portrait format stores a landscape image and its rotation (orientation 6: 90 degrees clockwise).
  await save(
    "dunes portrait.jpg",
    sharp(await draw(dunes, 900, 1200).rotate(270).png().toBuffer())
      .withExif({ IFD0: { Make: "Samples", Model: "Phone", Orientation: "6" }, IFD3: gps })
      .withMetadata({ orientation: 6 })
      .jpeg({ quality: 74 }),
  );
  await save("balloon.png", draw(balloon, 480, 640).png({ compressionLevel: 9, palette: false }));
  await save("CITY.JPG", draw(city, 1200, 800).jpeg({ quality: 68, progressive: true, chromaSubsampling: "4:4:4" }));
  await save("fog.jpeg", draw(fog, 1000, 667).toColourspace("b-w").jpeg({ quality: 72 }));
}

function draw(scene: Scene, width: number, height: number): sharp.Sharp {
  const pixels = Buffer.alloc(width * height * 4);
  for (let row = 0; row < height; row++) {
    for (let column = 0; column < width; column++) {
      const colour = scene((column + 0.5) / height, (row + 0.5) / height, width / height);
      colour.forEach(
        (value, i) => (pixels[(row * width + column) * 4 + i] = Math.round(255 * Math.min(1, Math.max(0, value)))),
      );
    }
  }
  const image = sharp(pixels, { raw: { width, height, channels: 4 } });
  return scene === balloon ? image : image.removeAlpha();
}

async function save(name: string, image: sharp.Sharp): Promise<void> {
  const bytes = await image.toBuffer();
  writeFileSync(path.join(__dirname, name), bytes);
  console.log(`${name}: ${bytes.length} bytes`);
}

void main();
