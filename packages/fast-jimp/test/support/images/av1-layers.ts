/** Types of OBUs (AV1 specification, 6.2.2). */
const [SEQUENCE_HEADER, TEMPORAL_DELIMITER, FRAME] = [1, 2, 6];

/** Most pixels of a side. */
const MAX_SIDE = 256;

const bitsOf = (bytes: Buffer): string => [...bytes].map((byte) => byte.toString(2).padStart(8, "0")).join("");
const bytesOf = (bits: string): Buffer => Buffer.from((bits.match(/.{1,8}/g) ?? []).map((byte) => parseInt(byte.padEnd(8, "0"), 2))); // prettier-ignore
const f = (width: number, value: number): string => value.toString(2).padStart(width, "0");

/** Number of leb128 (AV1 specification, 4.10.5). */
function leb128(value: number): Buffer {
  const bytes = [value & 127];
  for (let rest = value >> 7; rest > 0; rest >>= 7) {
    bytes[bytes.length - 1] = (bytes[bytes.length - 1] as number) | 128;
    bytes.push(rest & 127);
  }
  return Buffer.from(bytes);
}

/** An OBU with its size (AV1 specification, 5.3). @param layer spatial_id, in an extension of the header */
function obu(type: number, payload: Buffer, layer?: number): Buffer {
  const extension = layer === undefined ? [] : [layer << 3];
  return Buffer.concat([
    Buffer.from([(type << 3) | (layer === undefined ? 0 : 4) | 2, ...extension]),
    leb128(payload.length),
    payload,
  ]);
}

/** Payloads of OBUs with sizes and without extensions, by type. */
function readObus(data: Buffer): Map<number, Buffer> {
  const obus = new Map<number, Buffer>();
  for (let at = 0; at < data.length;) {
    const type = ((data[at++] as number) >> 3) & 15;
    let size = 0;
    for (let shift = 0; ; shift += 7) {
      const byte = data[at++] as number;
      size |= (byte & 127) << shift;
      if (byte < 128) break;
    }
    obus.set(type, data.subarray(at, at + size));
    at += size;
  }
  return obus;
}

/** A still picture as its encoder made it. */
interface StillPicture {
  readonly profile: string;
  readonly width: number;
  readonly height: number;
  /** From use_128x128_superblock to enable_intra_edge_filter. */
  readonly blocks: string;
  /** From enable_superres on, without trailing bits. */
  readonly rest: string;
  readonly frame: string;
}

/** Reads a reduced still picture header (AV1 specification, 5.5.1), and its frame. */
function readStillPicture(data: Buffer): StillPicture {
  const obus = readObus(data);
  const bits = bitsOf(obus.get(SEQUENCE_HEADER) ?? Buffer.alloc(0));
  let at = 0;
  const take = (count: number): string => bits.slice(at, (at += count));
  const number = (count: number): number => parseInt(take(count), 2);
  const profile = take(3);
  if (take(2) !== "11") throw new Error("expected a reduced still picture header");
  take(5);
  const [widthBits, heightBits] = [number(4) + 1, number(4) + 1];
  const [width, height] = [number(widthBits) + 1, number(heightBits) + 1];
  const blocks = take(3);
  const rest = bits.slice(at).replace(/10*$/, "");
  const frame = bitsOf(obus.get(FRAME) ?? Buffer.alloc(0));
  // allow_screen_content_tools, and render_and_frame_size_different.
  if (rest[0] !== "0" || frame.slice(1, 3) !== "00") throw new Error("expected no superres, screen content or scaling");
  return { profile, width, height, blocks, rest, frame };
}

/**
 * The same pixels as a shown key frame of a sequence of several (AV1 specification, 5.9.2). What is added has three
 * bytes, so that what follows is aligned as before.
 */
function frameOf({ frame, width, height }: StillPicture): Buffer {
  const [disableCdfUpdate, screenContent, renderSize] = frame;
  if (disableCdfUpdate !== "0") throw new Error("expected an update of CDFs");
  const keyFrame = "0001";
  const sizes = `1${"00"}${f(8, width - 1)}${f(8, height - 1)}`;
  const disableFrameEndUpdateCdf = "1";
  return bytesOf(
    keyFrame + disableCdfUpdate + screenContent + sizes + renderSize + disableFrameEndUpdateCdf + frame.slice(3),
  );
}

/**
 * Joins still pictures of AV1 to one of spatial layers, none of which needs another (AV1 specification, 5.5.1, 6.4.1).
 *
 * @param pictures data of the layers, the lowest first, at most 256 pixels a side, encoded alike
 * @param operatingPoints layers of each, as bits: 3 are the lowest two
 */
export function joinLayers(pictures: readonly Buffer[], operatingPoints: readonly number[]): Buffer {
  const layers = pictures.map(readStillPicture);
  const [{ profile, blocks, rest } = readStillPicture(Buffer.alloc(0))] = layers;
  if (layers.some((layer) => layer.blocks !== blocks || layer.rest !== rest || layer.profile !== profile))
    throw new Error("expected layers that are encoded alike");
  const [width, height] = [layers.map((one) => one.width), layers.map((one) => one.height)].map((sides) =>
    Math.max(...sides),
  ) as [number, number];
  if (Math.max(width, height) > MAX_SIDE) throw new Error(`expected at most ${MAX_SIDE} pixels a side`);
  // Of each layer all of the first temporal one; level 2.0.
  const points = operatingPoints.map((mask) => f(4, mask) + f(8, 1) + f(5, 0)).join("");
  const size = f(4, 7) + f(4, 7) + f(8, width - 1) + f(8, height - 1);
  // No frame identifiers; order hints of two bits; screen content and integer vectors as frames choose.
  const tools = `0${blocks}0000${"1"}00${"11"}${f(3, 1)}`;
  const sequence = `${profile}0000${f(5, operatingPoints.length - 1)}${points}${size}${tools}${rest}1`;
  return Buffer.concat([
    obu(TEMPORAL_DELIMITER, Buffer.alloc(0)),
    obu(SEQUENCE_HEADER, bytesOf(sequence)),
    ...layers.map((layer, index) => obu(FRAME, frameOf(layer), index)),
  ]);
}
