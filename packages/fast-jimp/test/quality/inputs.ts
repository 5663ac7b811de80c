import { createHash } from "node:crypto";
import sharp from "sharp";
import type { Scene } from "../../../../bench/imaging/scenes";
import { makeScene, SCENE_NAMES } from "./scenes";

interface Size {
  readonly width: number;
  readonly height: number;
}

/** A file, and what of it is compared with the recorded reference. */
export interface Input {
  readonly name: string;
  readonly file: Buffer;
  /** Size of the result that is compared. */
  readonly result: Size;
}

const SOURCE: Size = { width: 960, height: 720 };
const RESULT: Size = { width: 100, height: 75 };

const scenes = new Map<string, Scene>();

/** As `makeScene`, which takes a while, and once only. */
function sceneOf(name: (typeof SCENE_NAMES)[number], { width, height }: Size): Scene {
  const key = `${name} ${width}x${height}`;
  const scene = scenes.get(key) ?? makeScene(name, width, height);
  scenes.set(key, scene);
  return scene;
}

/** Progressive files at other scales of the decoder: ratios, qualities and shapes. */
const PROGRESSIVE: readonly { readonly name: string; source: Size; result: Size; quality: number; chroma?: string }[] =
  [
    { name: "wide", source: { width: 960, height: 544 }, result: { width: 111, height: 63 }, quality: 90 },
    { name: "wide-to-square", source: { width: 960, height: 544 }, result: { width: 63, height: 63 }, quality: 90 },
    { name: "half", source: SOURCE, result: { width: 200, height: 150 }, quality: 85 },
    { name: "quarter", source: SOURCE, result: { width: 130, height: 98 }, quality: 60, chroma: "4:4:4" },
    { name: "eighth", source: SOURCE, result: RESULT, quality: 50 },
  ];

/** A scene that fades out towards its corners. */
function makeVignette(): Promise<Buffer> {
  const { data, width, height } = sceneOf("coast", SOURCE);
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
    const { data, width, height } = sceneOf(name, SOURCE);
    const image = sharp(data, { raw: { width, height, channels: 3 } });
    const jpeg = { quality: 90, optimiseCoding: false };
    inputs.push(
      { name: `${name}.jpg`, file: await image.clone().jpeg(jpeg).toBuffer(), result: RESULT },
      {
        name: `${name}-progressive.jpg`,
        file: await image
          .clone()
          .jpeg({ ...jpeg, progressive: true })
          .toBuffer(),
        result: RESULT,
      },
      { name: `${name}.png`, file: await image.clone().png({ adaptiveFiltering: true }).toBuffer(), result: RESULT },
    );
  }
  for (const { name, source, result, quality, chroma = "4:2:0" } of PROGRESSIVE) {
    const { data, width, height } = sceneOf("foliage", source);
    const jpeg = { quality, progressive: true, optimiseCoding: false, chromaSubsampling: chroma };
    const file = await sharp(data, { raw: { width, height, channels: 3 } })
      .jpeg(jpeg)
      .toBuffer();
    inputs.push({ name: `${name}-progressive.jpg`, file, result });
  }
  inputs.push({ name: "vignette.png", file: await makeVignette(), result: RESULT });
  return inputs;
}

export const digestOf = (file: Buffer): string => createHash("sha256").update(file).digest("hex").slice(0, 16);
