import { corrupt } from "../image-error";
import { decompress } from "./decompress";
import { JPEG, type TiffLayout } from "./layout";
import { FLOATING_POINT, unpredictFloats, unpredictIntegers } from "./predictor";

/** Stored bytes of one strip or tile. @throws IMAGE_CORRUPT where it lies outside the file */
export function storedBlock(
  bytes: Buffer,
  { offsets, lengths, reversedBits, compression }: TiffLayout,
  index: number,
): Buffer {
  const [offset, length] = [offsets[index] as number, lengths[index] as number];
  // Readers take what an uncompressed file has, whatever length it states.
  if (offset > bytes.length) throw corrupt("TIFF", "a strip or tile lies outside the file");
  const stored = bytes.subarray(offset, offset + length);
  return reversedBits && compression !== JPEG ? reverseBits(stored) : stored;
}

/** Each byte with its lowest bit first. */
function reverseBits(stored: Buffer): Buffer {
  const out = Buffer.allocUnsafe(stored.length);
  for (let at = 0; at < stored.length; at++) {
    let value = stored[at] as number;
    value = ((value & 0xf0) >> 4) | ((value & 0x0f) << 4);
    value = ((value & 0xcc) >> 2) | ((value & 0x33) << 2);
    out[at] = ((value & 0xaa) >> 1) | ((value & 0x55) << 1);
  }
  return out;
}

function unpackRows(stored: Buffer, layout: TiffLayout, samples: number, rows: number, littleEndian: boolean): Buffer {
  const { blockWidth, bitsPerSample, compression, predictor, twoDimensional } = layout;
  const rowBytes = Math.ceil((blockWidth * samples * bitsPerSample) / 8);
  const unpacked = decompress(stored, compression, rowBytes * rows, { width: blockWidth, rows, twoDimensional });
  if (predictor === 1 || bitsPerSample < 8) return unpacked;
  const own = compression === 1 ? Buffer.from(unpacked.subarray(0, rowBytes * rows)) : unpacked;
  const unpredict = predictor === FLOATING_POINT ? unpredictFloats : unpredictIntegers;
  for (let y = 0; y < rows; y++)
    unpredict(own.subarray(y * rowBytes, (y + 1) * rowBytes), samples, bitsPerSample, littleEndian);
  return own;
}

/** Puts samples of separate planes side by side. */
function interleave(planes: readonly Buffer[], sampleBytes: number, count: number): Buffer {
  const out = Buffer.allocUnsafe(count * planes.length * sampleBytes);
  planes.forEach((plane, sample) => {
    for (let pixel = 0; pixel < count; pixel++) {
      const to = (pixel * planes.length + sample) * sampleBytes;
      for (let byte = 0; byte < sampleBytes; byte++) out[to + byte] = plane[pixel * sampleBytes + byte] as number;
    }
  });
  return out;
}

/** Data units of luma samples and one of each chroma (TIFF 6.0, section 21) as three samples for every pixel. */
function spreadChroma(stored: Buffer, layout: TiffLayout, rows: number): Buffer {
  const { blockWidth: width, compression, twoDimensional } = layout;
  const [across, down] = layout.subsampling;
  const unitBytes = across * down + 2;
  const [columns, lines] = [Math.ceil(width / across), Math.ceil(rows / down)];
  const units = decompress(stored, compression, columns * lines * unitBytes, { width, rows, twoDimensional });
  const out = Buffer.allocUnsafe(width * rows * 3);
  for (let y = 0, to = 0; y < rows; y++) {
    for (let x = 0; x < width; x++, to += 3) {
      const unit = (Math.floor(y / down) * columns + Math.floor(x / across)) * unitBytes;
      out[to] = units[unit + (y % down) * across + (x % across)] as number;
      out[to + 1] = units[unit + across * down] as number;
      out[to + 2] = units[unit + across * down + 1] as number;
    }
  }
  return out;
}

/**
 * The samples of a strip or tile, those of a pixel side by side.
 *
 * @param index of the block
 * @param blocks in all, of one plane
 * @param rows that it has
 * @throws IMAGE_CORRUPT where it is cut short or cannot be decompressed
 */
export function readBlock(
  bytes: Buffer,
  layout: TiffLayout,
  {
    index,
    blocks,
    rows,
    littleEndian,
  }: { readonly index: number; readonly blocks: number; readonly rows: number; readonly littleEndian: boolean },
): Buffer {
  const { samples, bitsPerSample, blockWidth, planar, subsampling } = layout;
  if (planar) {
    const planes = Array.from({ length: samples }, (_, sample) =>
      unpackRows(storedBlock(bytes, layout, sample * blocks + index), layout, 1, rows, littleEndian),
    );
    return interleave(planes, bitsPerSample >> 3, blockWidth * rows);
  }
  const stored = storedBlock(bytes, layout, index);
  if (subsampling[0] > 1 || subsampling[1] > 1) return spreadChroma(stored, layout, rows);
  return unpackRows(stored, layout, samples, rows, littleEndian);
}
