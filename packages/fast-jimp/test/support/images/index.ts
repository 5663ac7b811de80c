/**
 * Images for tests, made here byte by byte: pure, deterministic, no file and no library behind them.
 *
 * `exampleJpeg({ orientation: 6 })`, `examplePng()` … are what most tests need; the modules beside this one build
 * any other kind.
 */
import { exifChunk, exifSegment } from "./exif";
import { encodeCmykJpeg, encodeGreyJpeg, encodeJpeg, jpegSegment } from "./jpeg";
import { encodeBmp, encodeGif, encodeTiff } from "./other-formats";
import { encodePng } from "./png";
import { scene } from "./scene";

export * from "./animated-gif";
export { CAMERA_NAME, exifBlock, exifChunk, exifSegment } from "./exif";
export { damagedJpegs } from "./damaged";
export * from "./hostile";
export * from "./icc";
export * from "./jpeg";
export * from "./other-formats";
export * from "./png";
export * from "./png-kinds";
export * from "./tiff";
export { scene, seededRandom, type Pixels } from "./scene";

export interface ExampleOptions {
  /** Pixels as stored. Default 96. */
  readonly width?: number;
  /** Pixels as stored. Default 64. */
  readonly height?: number;
  /** EXIF orientation; given, the file also has a GPS position and a camera name. Default none. */
  readonly orientation?: number;
}

/** YCbCr 4:2:0 JPEG with a comment, and EXIF where an orientation is given. */
export const exampleJpeg = ({ width = 96, height = 64, orientation }: ExampleOptions = {}): Buffer =>
  encodeJpeg(scene(width, height), {
    segments: [
      ...(orientation === undefined ? [] : [exifSegment(orientation)]),
      jpegSegment(0xfe, Buffer.from("a comment that no result keeps")),
    ],
  });

/** RGBA PNG with transparent parts. */
export const examplePng = ({ width = 96, height = 64, orientation }: ExampleOptions = {}): Buffer =>
  encodePng(
    scene(width, height, { transparent: true }),
    { alpha: true },
    orientation === undefined ? [] : [exifChunk(orientation)],
  );

export const greyJpeg = ({ width = 96, height = 64 }: ExampleOptions = {}): Buffer =>
  encodeGreyJpeg(scene(width, height));
export const cmykJpeg = ({ width = 96, height = 64 }: ExampleOptions = {}): Buffer =>
  encodeCmykJpeg(scene(width, height));
export const exampleGif = ({ width = 96, height = 64 }: ExampleOptions = {}): Buffer =>
  encodeGif(scene(width, height), { frames: 2 });
export const exampleBmp = ({ width = 96, height = 64 }: ExampleOptions = {}): Buffer => encodeBmp(scene(width, height));
export const exampleTiff = ({ width = 96, height = 64 }: ExampleOptions = {}): Buffer =>
  encodeTiff(scene(width, height));
