import { inkWriter } from "../icc/inks";
import { corrupt } from "../image-error";
import { ICC_PROFILE, type Directory } from "./directory";
import { CMYK, PALETTE, RGB, WHITE_IS_ZERO, YCBCR, type TiffLayout } from "./layout";

/** Writes `count` pixels of a stored row as RGBA from `to` on. */
export type PixelWriter = (row: Buffer, count: number, out: Buffer, to: number) => void;

type SampleReader = (row: Buffer, index: number) => number;

/**
 * Signed and floating-point samples, and those of 32 bits, as levels: fractions are dropped, and what is below 0 or
 * above 255 is cut, as by Pillow and libvips; what is no number is 0.
 */
function levelReader({ bitsPerSample, sampleFormat }: TiffLayout, littleEndian: boolean): SampleReader {
  const bytes = bitsPerSample / 8;
  const read = (row: Buffer, at: number): number => {
    if (sampleFormat === "float") return littleEndian ? row.readFloatLE(at) : row.readFloatBE(at);
    if (sampleFormat === "unsigned") return littleEndian ? row.readUInt32LE(at) : row.readUInt32BE(at);
    return littleEndian ? row.readIntLE(at, bytes) : row.readIntBE(at, bytes);
  };
  return (row, index) => Math.max(0, Math.min(255, Math.trunc(read(row, index * bytes)))) || 0;
}

/** Samples of 8 and more bits as 0..255; smaller ones unscaled. */
function sampleReader(layout: TiffLayout, littleEndian: boolean): SampleReader {
  const { bitsPerSample: bits, sampleFormat } = layout;
  if (sampleFormat !== "unsigned" || bits === 32) return levelReader(layout, littleEndian);
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
  if (map.length < entries * 3) throw corrupt("TIFF", "its palette is missing or too short");
  const { samples, alpha } = layout;
  return (row, count, out, to) => {
    for (let x = 0; x < count; x++, to += 4) {
      const entry = read(row, x * samples);
      const opacity = alpha === 1 || alpha === 2 ? read(row, x * samples + 1) : 255;
      for (let part = 0; part < 3; part++) {
        const value = (map[part * entries + entry] as number) >> 8;
        out[to + part] = alpha === 1 ? unpremultiplied(value, opacity) : value;
      }
      out[to + 3] = opacity;
    }
  };
}

/** YCbCrCoefficients and ReferenceBlackWhite, with their defaults (TIFF 6.0, sections 20 and 21). */
function lumaWriter(directory: Directory, read: SampleReader): PixelWriter {
  const [red = 0.299, green = 0.587, blue = 0.114] = directory.fractions(529);
  const reference = directory.fractions(532);
  const [black, white, ...chroma] = reference.length >= 6 ? reference : [0, 255, 128, 255, 128, 255];
  const scaled = (code: number, zero = 0, full = 255, range = 255) => ((code - zero) * range) / (full - zero);
  const clamp = (value: number): number => Math.max(0, Math.min(255, Math.round(value)));
  return (row, count, out, to) => {
    for (let x = 0; x < count; x++, to += 4) {
      const y = scaled(read(row, x * 3), black, white);
      const cb = scaled(read(row, x * 3 + 1), chroma[0], chroma[1], 127);
      const cr = scaled(read(row, x * 3 + 2), chroma[2], chroma[3], 127);
      const [r, b] = [y + cr * (2 - 2 * red), y + cb * (2 - 2 * blue)];
      out[to] = clamp(r);
      out[to + 1] = clamp((y - blue * b - red * r) / green);
      out[to + 2] = clamp(b);
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
  if (photometric === YCBCR) return lumaWriter(directory, read);
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
