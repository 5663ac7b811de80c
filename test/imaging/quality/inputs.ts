import { createHash } from "node:crypto";
import sharp from "sharp";
import { makeScene, SCENE_NAMES } from "../../../bench/imaging/scenes";

/** Size of every result. */
export const RESULT = { width: 100, height: 75 };

/** A file, and what of it is compared with the recorded reference. */
export interface Input {
  readonly name: string;
  readonly file: Buffer;
}

const SOURCE = { width: 960, height: 720 };

/** A scene that fades out towards its corners. */
function makeVignette(): Promise<Buffer> {
  const { data, width, height } = makeScene("coast", SOURCE.width, SOURCE.height);
  const rgba = Buffer.alloc(width * height * 4);
  for (let at = 0; at < width * height; at++) {
    const [x, y] = [(at % width) / width - 0.5, Math.floor(at / width) / height - 0.5];
    data.copy(rgba, at * 4, at * 3, at * 3 + 3);
    rgba[at * 4 + 3] = Math.max(0, Math.min(255, Math.round(255 * (1.4 - 2.8 * Math.hypot(x, y)))));
  }
  return sharp(rgba, { raw: { width, height, channels: 4 } })
    .png()
    .toBuffer();
}

/** Photo-like scenes as baseline and progressive JPEG and as PNG, and one with transparency. */
export async function makeInputs(): Promise<Input[]> {
  const inputs: Input[] = [];
  for (const name of SCENE_NAMES) {
    const { data, width, height } = makeScene(name, SOURCE.width, SOURCE.height);
    const image = sharp(data, { raw: { width, height, channels: 3 } });
    const jpeg = { quality: 90, optimiseCoding: false };
    inputs.push(
      { name: `${name}.jpg`, file: await image.clone().jpeg(jpeg).toBuffer() },
      {
        name: `${name}-progressive.jpg`,
        file: await image
          .clone()
          .jpeg({ ...jpeg, progressive: true })
          .toBuffer(),
      },
      { name: `${name}.png`, file: await image.clone().png({ adaptiveFiltering: true }).toBuffer() },
    );
  }
  inputs.push({ name: "vignette.png", file: await makeVignette() });
  return inputs;
}

export const digestOf = (file: Buffer): string => createHash("sha256").update(file).digest("hex").slice(0, 16);
