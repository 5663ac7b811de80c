import { readFile } from "node:fs/promises";
import path from "node:path";

import { Jimp } from "@image-pipeline/fast-jimp/jimp";
import { image2sixel } from "sixel";

import type { ImageProtocol } from "./image-protocol";

/** Most images of a strip, and the height of each and the gap between two, pixels. */
const MOST = 8;
const HEIGHT_PX = 96;
const GAP_PX = 8;

/** Width of a column of most terminals at most, pixels; a strip that is wider than the screen would be cut. */
const COLUMN_PX = 8;

/** What a sixel image may have, which older terminals limit to 256. */
const SIXEL_COLOURS = 256;

/** Characters of one chunk of kitty's protocol ("Remote client" of its graphics protocol: at most 4096). */
const KITTY_CHUNK = 4096;

const ESCAPE = "\u001b";
const STRING_END = `${ESCAPE}\\`;
const BELL = "\u0007";

/** An image file in a terminal's protocol. */
async function escapeSequence(protocol: ImageProtocol, strip: InstanceType<typeof Jimp>): Promise<string> {
  if (protocol === "sixel") {
    const { data, width, height } = strip.bitmap;
    return image2sixel(data, width, height, SIXEL_COLOURS, 1);
  }
  const png = await strip.getBuffer("image/png");
  const text = png.toString("base64");
  if (protocol === "iterm2") {
    const size = `size=${png.length};width=${strip.width}px;height=${strip.height}px`;
    return `${ESCAPE}]1337;File=inline=1;${size}:${text}${BELL}`;
  }
  const chunks = text.match(new RegExp(`.{1,${KITTY_CHUNK}}`, "g")) ?? [];
  return chunks
    .map((chunk, i) => {
      const more = `m=${i < chunks.length - 1 ? 1 : 0}`;
      return `${ESCAPE}_G${i === 0 ? `a=T,f=100,q=2,${more}` : more};${chunk}${STRING_END}`;
    })
    .join("");
}

/**
 * The first images of a run side by side, as a text that shows them in a terminal. Files that cannot be read are left
 * out.
 *
 * @param columns of the terminal
 * @returns undefined: there is nothing to show
 */
export async function inlineImages(
  protocol: ImageProtocol,
  files: readonly string[],
  columns: number,
): Promise<string | undefined> {
  const widest = columns * COLUMN_PX;
  const thumbnails = [];
  let width = 0;
  for (const file of files.slice(0, MOST)) {
    const thumbnail = await thumbnailOf(file).catch(() => undefined);
    if (thumbnail === undefined) continue;
    if (thumbnails.length > 0 && width + thumbnail.width > widest) break;
    thumbnails.push({ thumbnail, left: width });
    width += thumbnail.width + GAP_PX;
  }
  if (thumbnails.length === 0) return undefined;
  const strip = new Jimp({ width: width - GAP_PX, height: HEIGHT_PX, color: 0x00000000 });
  for (const { thumbnail, left } of thumbnails) strip.composite(thumbnail, left, HEIGHT_PX - thumbnail.height);
  return escapeSequence(protocol, strip);
}

async function thumbnailOf(file: string): Promise<InstanceType<typeof Jimp>> {
  const image = await Jimp.fromBuffer(await readFile(path.resolve(file)));
  return image.scaleToFit({ w: 2 * HEIGHT_PX, h: HEIGHT_PX }).decode();
}
