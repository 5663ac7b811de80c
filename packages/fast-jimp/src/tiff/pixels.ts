import { inkWriter } from "../icc/inks";
import { corrupt } from "../image-error";
import { ICC_PROFILE, type Directory } from "./directory";
import { CMYK, PALETTE, RGB, WHITE_IS_ZERO, type TiffLayout } from "./layout";

/** Writes `count` pixels of a stored row as RGBA from `to` on. */
export type PixelWriter = (row: Buffer, count: number, out: Buffer, to: number) => void;

type SampleReader = (row: Buffer, index: number) => number;

/** Samples of 8 and 16 bits as 0..255; smaller ones unscaled. */
function sampleReader({ bitsPerSample: bits }: TiffLayout, littleEndian: boolean): SampleReader {
  if (bits === 8) return (row, index) => row[index] as number;
  if (bits === 16) return (row, index) => row[index * 2 + (littleEndian ? 1 : 0)] as number;
  return (row, index) =>
    ((row[(index * bits) >> 3] as number) >> (8 - bits - ((index * bits) & 7))) & ((1 << bits) - 1);
}

/** A colour divided by its alpha. */
const unpremultiplied = (value: number, alpha: number): number =>
  alpha === 0 ? 0 : Math.min(255, Math.round((value * 255) / alpha));

function paletteWriter(layout: TiffLayout, directory: Directory, read: SampleReader): PixelWriter {
  // 16-bit red, then green, then blue of all entries (TIFF 6.0, section 5).
  const map = directory.numbers(320);
  const entries = 2 ** layout.bitsPerSample;
  if (layout.bitsPerSample > 8 || map.length < entries * 3)
    throw corrupt("TIFF", "its palette is missing or too short");
  return (row, count, out, to) => {
    for (let x = 0; x < count; x++, to += 4) {
      const entry = read(row, x * layout.samples);
      for (let part = 0; part < 3; part++) out[to + part] = (map[part * entries + entry] as number) >> 8;
      out[to + 3] = 255;
    }
  };
}

/** Inks, 0 is none (TIFF 6.0, section 16); what is premultiplied by alpha is the light, not the ink. */
function inksWriter(layout: TiffLayout, directory: Directory, read: SampleReader, scale: number): PixelWriter {
  const { samples, alpha } = layout;
  const write = inkWriter(directory.data(ICC_PROFILE));
  return (row, count, out, to) => {
    for (let x = 0, from = 0; x < count; x++, to += 4, from += samples) {
      const opacity = alpha === 1 || alpha === 2 ? read(row, from + 4) * scale : 255;
      const ink = (part: number): number => read(row, from + part) * scale;
      write(ink(0), ink(1), ink(2), ink(3), out, to);
      for (let part = 0; alpha === 1 && part < 3; part++) {
        out[to + part] = unpremultiplied(out[to + part] as number, opacity);
      }
      out[to + 3] = opacity;
    }
  };
}

/** Converts stored samples to RGBA. */
export function pixelWriter(layout: TiffLayout, directory: Directory): PixelWriter {
  const { photometric, samples, alpha, bitsPerSample } = layout;
  const read = sampleReader(layout, directory.littleEndian);
  if (photometric === PALETTE) return paletteWriter(layout, directory, read);
  const scale = bitsPerSample < 8 ? 255 / (2 ** bitsPerSample - 1) : 1;
  if (photometric === CMYK) return inksWriter(layout, directory, read, scale);
  const colours = photometric === RGB ? 3 : 1;
  return (row, count, out, to) => {
    for (let x = 0; x < count; x++, to += 4) {
      const from = x * samples;
      const opacity = alpha === 1 || alpha === 2 ? read(row, from + colours) : 255;
      for (let part = 0; part < 3; part++) {
        const sample = read(row, from + (colours === 1 ? 0 : part)) * scale;
        const light = photometric === WHITE_IS_ZERO ? 255 - sample : sample;
        out[to + part] = alpha === 1 ? unpremultiplied(light, opacity) : light;
      }
      out[to + 3] = opacity;
    }
  };
}
