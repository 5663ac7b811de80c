import { isOpaque, type Bitmap } from "../pixels";
import { extendedHeader, HAS_ALPHA, HAS_PROFILE, IS_ANIMATED, readWebp, writeWebp, type Chunk } from "./container";
import { loadWebpEncoder } from "./encode";
import { FRAME_HEADER_BYTES, isPixels } from "./first-frame";

/** The largest values of the format's fields (RFC 9649, 2.7.1.1). */
const MAX_DELAY_MS = 0xffffff;
const MAX_PLAYS = 0xffff;
/** A frame replaces what it covers, and stays. */
const DO_NOT_BLEND = 2;

interface Area {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

/**
 * The part of a frame that differs from the one before; the whole frame where there is none. Left and top are even, as
 * the format stores halves of them. Where nothing differs it is one pixel: a frame cannot be empty.
 */
function changedArea({ data, width, height }: Bitmap, before: Bitmap | undefined): Area {
  if (!before) return { left: 0, top: 0, width, height };
  let [left, right, top, bottom] = [width, -1, height, -1];
  for (let y = 0; y < height; y++) {
    const row = data.subarray(y * width * 4, (y + 1) * width * 4);
    const old = before.data.subarray(y * width * 4, (y + 1) * width * 4);
    if (row.equals(old)) continue;
    top = Math.min(top, y);
    bottom = y;
    for (let x = 0; x < left; x++) if (row.readUInt32LE(x * 4) !== old.readUInt32LE(x * 4)) left = x;
    for (let x = width - 1; x > right; x--) if (row.readUInt32LE(x * 4) !== old.readUInt32LE(x * 4)) right = x;
  }
  if (bottom < 0) return { left: 0, top: 0, width: 1, height: 1 };
  const [evenLeft, evenTop] = [left & ~1, top & ~1];
  return { left: evenLeft, top: evenTop, width: right + 1 - evenLeft, height: bottom + 1 - evenTop };
}

function partOf({ data, width }: Bitmap, area: Area): Bitmap {
  const part = Buffer.allocUnsafeSlow(area.width * area.height * 4);
  for (let y = 0; y < area.height; y++) {
    const from = ((area.top + y) * width + area.left) * 4;
    data.copy(part, y * area.width * 4, from, from + area.width * 4);
  }
  return { data: part, width: area.width, height: area.height };
}

/** An animated WebP that is made frame by frame: lossy, each frame only where it differs from the one before. */
export interface AnimationEncoder {
  /**
   * @param frame all frames have one size; it must not be changed afterwards
   * @throws RangeError for another size, or one over 16383 pixels a side
   */
  add(frame: Bitmap, delayMs: number): void;
  /** The file. @param plays how often the frames are shown; 0: for ever @throws RangeError without frames */
  finish(plays: number, icc?: Uint8Array): Buffer;
}

/**
 * Loads libwebp, compiled to WebAssembly, for one animation.
 *
 * @param quality 1..100
 * @param effort 0..6
 */
export async function loadAnimationEncoder(quality: number, effort: number): Promise<AnimationEncoder> {
  const encode = await loadWebpEncoder();
  const chunks: Chunk[] = [];
  let before: Bitmap | undefined;
  let hasAlpha = false;
  return {
    add(frame, delayMs) {
      if (before && (frame.width !== before.width || frame.height !== before.height)) {
        const sizes = `${before.width}x${before.height} of every frame but received ${frame.width}x${frame.height}`;
        throw new RangeError(`Expected ${sizes}`);
      }
      const area = changedArea(frame, before);
      const head = Buffer.alloc(FRAME_HEADER_BYTES);
      head.writeUIntLE(area.left / 2, 0, 3);
      head.writeUIntLE(area.top / 2, 3, 3);
      head.writeUIntLE(area.width - 1, 6, 3);
      head.writeUIntLE(area.height - 1, 9, 3);
      head.writeUIntLE(Math.min(delayMs, MAX_DELAY_MS), 12, 3);
      head[15] = DO_NOT_BLEND;
      const pixels = readWebp(encode(partOf(frame, area), quality, effort)).filter(isPixels);
      // Chunks behind the form's own header.
      chunks.push({ type: "ANMF", body: Buffer.concat([head, writeWebp(pixels).subarray(12)]) });
      hasAlpha ||= !isOpaque(frame);
      before = frame;
    },
    finish(plays, icc) {
      if (!before) throw new RangeError("Expected at least one frame of an animation");
      const flags = IS_ANIMATED | (icc ? HAS_PROFILE : 0) | (hasAlpha ? HAS_ALPHA : 0);
      const animation = Buffer.alloc(6);
      animation.writeUInt16LE(Math.min(plays, MAX_PLAYS), 4);
      return writeWebp([
        extendedHeader(flags, before.width, before.height),
        ...(icc ? [{ type: "ICCP", body: Buffer.from(icc) }] : []),
        { type: "ANIM", body: animation },
        ...chunks,
      ]);
    },
  };
}
