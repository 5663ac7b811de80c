import { createLazyJimp } from "../../src";
import type { Pixels } from "./images";

const Jimp = createLazyJimp();

/** Every pixel of an image, oriented. */
export async function decodeOriented(file: Buffer): Promise<Pixels> {
  const image = await (await Jimp.fromBuffer(file)).decode();
  const { data, width, height } = image.bitmap;
  return { data, width, height };
}
