import { corrupt } from "../image-error";
import { asBuffer, type DecodedBitmap } from "../pixels";
import { isRle, readHeader, type BmpHeader } from "./header";
import { decodeRle } from "./rle";

/** Writes one stored row as RGBA from `to` on. */
type RowWriter = (from: number, out: Buffer, to: number) => void;

function indexWriter(bytes: Buffer, header: BmpHeader, bits: number): RowWriter {
  const { width, palette, paletteStep } = header;
  return (from, out, to) => {
    for (let x = 0; x < width; x++, to += 4) {
      const bit = x * bits;
      const index = ((bytes[from + (bit >> 3)] as number) >> (8 - bits - (bit & 7))) & ((1 << bits) - 1);
      const entry = index * paletteStep;
      if (entry + 3 > palette.length) throw corrupt("BMP", `palette index ${index} is outside the palette`);
      out[to] = palette[entry + 2] as number;
      out[to + 1] = palette[entry + 1] as number;
      out[to + 2] = palette[entry] as number;
      out[to + 3] = 255;
    }
  };
}

function blueGreenRedWriter(bytes: Buffer, { width }: BmpHeader): RowWriter {
  return (from, out, to) => {
    for (let x = 0; x < width; x++, to += 4, from += 3) {
      out[to] = bytes[from + 2] as number;
      out[to + 1] = bytes[from + 1] as number;
      out[to + 2] = bytes[from] as number;
      out[to + 3] = 255;
    }
  };
}

function maskWriter(bytes: Buffer, { width, bits, masks }: BmpHeader): RowWriter {
  const scales = masks.map(({ max }) => (max === 0 ? 0 : 255 / max));
  return (from, out, to) => {
    for (let x = 0; x < width; x++, to += 4, from += bits >> 3) {
      const pixel = bits === 16 ? bytes.readUInt16LE(from) : bytes.readUInt32LE(from);
      for (let channel = 0; channel < 4; channel++) {
        const { shift, max } = masks[channel] ?? { shift: 0, max: 0 };
        out[to + channel] =
          channel === 3 && max === 0 ? 255 : Math.round(((pixel >>> shift) & max) * (scales[channel] ?? 0));
      }
    }
  };
}

const cutShort = () => corrupt("BMP", "it ends before its last row");

/**
 * Decodes a BMP: 1 to 32 bits per pixel, palettes, channel masks and run-length encoding, bottom-up or top-down.
 *
 * @throws IMAGE_CORRUPT where it is cut short, before memory is taken for its pixels; FORMAT_UNSUPPORTED for embedded
 * JPEG and PNG
 */
export function decodeBmp(bytes: Buffer): DecodedBitmap {
  const header = readHeader(bytes);
  const { width, height, bits, topDown } = header;
  const rle = isRle(header);
  const stride = rle ? width : Math.ceil((width * bits) / 32) * 4;
  if (rle && (bytes.length - header.offset) * 255 < width * height) throw cutShort();
  // Some writers omit the padding of the last row.
  const least = header.offset + stride * (height - 1) + Math.ceil((width * bits) / 8);
  if (!rle && least > bytes.length) throw cutShort();
  const source = rle ? asBuffer(decodeRle(bytes, header)) : bytes;
  const start = rle ? 0 : header.offset;
  const writer =
    bits === 24
      ? blueGreenRedWriter(source, header)
      : bits > 8
        ? maskWriter(source, header)
        : indexWriter(source, header, rle ? 8 : bits);
  const data = Buffer.allocUnsafeSlow(width * height * 4);
  for (let y = 0; y < height; y++) writer(start + y * stride, data, (topDown ? y : height - 1 - y) * width * 4);
  const { icc } = header;
  return { data, width, height, ...(icc && { icc }) };
}
