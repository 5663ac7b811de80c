import { encodeHevc } from "./hevc";
import type { Pixels } from "./scene";

const u = (width: 1 | 2 | 4, ...values: readonly number[]): Buffer => {
  const bytes = Buffer.alloc(width * values.length);
  values.forEach((value, index) =>
    bytes.writeUIntBE(value < 0 ? value + 2 ** (8 * width) : value, index * width, width),
  );
  return bytes;
};

/** A box (ISO/IEC 14496-12, 4.2). */
export const box = (type: string, ...parts: readonly Buffer[]): Buffer => {
  const body = Buffer.concat(parts);
  return Buffer.concat([u(4, body.length + 8), Buffer.from(type, "latin1"), body]);
};
/** A full box. */
const fullBox = (type: string, version: number, flags: number, ...parts: readonly Buffer[]): Buffer =>
  box(type, u(4, version * 2 ** 24 + flags), ...parts);

/** Properties of images (ISO/IEC 23008-12, 6.5), as boxes. */
export const heifProperties = {
  ispe: (width: number, height: number): Buffer => fullBox("ispe", 0, 0, u(4, width, height)),
  pixi: (...bits: readonly number[]): Buffer => fullBox("pixi", 0, 0, u(1, bits.length, ...bits)),
  /** Code points of ITU-T H.273. */
  nclx: (primaries: number, transfer: number, matrix: number): Buffer =>
    box("colr", Buffer.from("nclx"), u(2, primaries, transfer, matrix), u(1, 0x80)),
  profile: (icc: Buffer): Buffer => box("colr", Buffer.from("prof"), icc),
  /** Quarter turns anticlockwise. */
  irot: (turns: number): Buffer => box("irot", u(1, turns)),
  /** 0 exchanges top and bottom, 1 left and right. */
  imir: (axis: number): Buffer => box("imir", u(1, axis)),
  /** Size, and the distance of the centres, pixels; `unit` is the denominator of all of them. */
  clap: (width: number, height: number, x: number, y: number, unit = 1): Buffer =>
    box("clap", u(4, width, unit, height, unit, x, unit, y, unit)),
  /** Selects an operating point of an AV1 image (AV1 Image File Format 1.1, 2.3.2.1). */
  a1op: (index: number): Buffer => box("a1op", u(1, index)),
  /** Selects a layer (ISO/IEC 23008-12, 6.5.11). */
  lsel: (layer: number): Buffer => box("lsel", u(2, layer)),
  alpha: (): Buffer => fullBox("auxC", 0, 0, Buffer.from("urn:mpeg:mpegB:cicp:systems:auxiliary:alpha\0")),
};

export interface HeifItem {
  /** Such as `hvc1`. */
  readonly type: string;
  readonly data: Buffer;
  readonly properties: readonly Buffer[];
  /** References to other items by their number, from 1 on. */
  readonly references?: readonly (readonly [type: string, ...to: readonly number[]])[];
}

/** Properties that change what is shown, and those of codecs: a reader has to understand them. */
const essential = ["irot", "imir", "clap", "av1C", "hvcC", "a1op", "lsel"];

/** A HEIF file of items (ISO/IEC 23008-12); the first one is the primary. @param more types of essential properties */
export function heifFile(brand: string, items: readonly HeifItem[], more: readonly string[] = []): Buffer {
  const infos = items.map(({ type }, index) => fullBox("infe", 2, 0, u(2, index + 1, 0), Buffer.from(`${type}\0`)));
  // Equal ones are shared, as decoders limit their number.
  const properties = [...new Map(items.flatMap((item) => item.properties).map((one) => [one.toString("hex"), one]))];
  const isEssential = (property: Buffer): boolean =>
    [...essential, ...more].includes(property.toString("latin1", 4, 8));
  const associations = items.map((item, index) => {
    const own = item.properties.map((property) => {
      const place = properties.findIndex(([bytes]) => bytes === property.toString("hex")) + 1;
      return place + (isEssential(property) ? 0x8000 : 0);
    });
    return Buffer.concat([u(2, index + 1), u(1, own.length), u(2, ...own)]);
  });
  const references = items.flatMap(({ references: own = [] }, index) =>
    own.map(([type, ...to]) => box(type, u(2, index + 1, to.length, ...to))),
  );
  const meta = (start: number): Buffer => {
    let offset = start;
    const locations = items.map(({ data }, index) => {
      const location = Buffer.concat([u(2, index + 1, 0, 1), u(4, offset, data.length)]);
      offset += data.length;
      return location;
    });
    return fullBox(
      ...(["meta", 0, 0] as const),
      fullBox("hdlr", 0, 0, u(4, 0), Buffer.from("pict"), Buffer.alloc(13)),
      fullBox("pitm", 0, 0, u(2, 1)),
      fullBox("iloc", 0, 0, u(1, 0x44, 0), u(2, items.length), ...locations),
      fullBox("iinf", 0, 0, u(2, items.length), ...infos),
      ...(references.length > 0 ? [fullBox("iref", 0, 0, ...references)] : []),
      box(
        "iprp",
        box("ipco", ...properties.map(([, property]) => property)),
        fullBox("ipma", 0, 1, u(4, items.length), ...associations),
      ),
    );
  };
  const ftyp = box("ftyp", Buffer.from(brand), u(4, 0), Buffer.from(`${brand}mif1miaf`));
  const data = box("mdat", ...items.map((item) => item.data));
  return Buffer.concat([ftyp, meta(ftyp.length + meta(0).length + 8), data]);
}

export interface HeicOptions {
  /** Bits of a sample, 8 or 10. Default 8. */
  readonly depth?: number;
  /** Further properties. Default none. */
  readonly properties?: readonly Buffer[];
  readonly brand?: string;
}

/** The item of an image, without further properties. */
export function hevcItem(pixels: Pixels, { depth = 8, properties = [] }: HeicOptions = {}): HeifItem {
  const { hvcC, data } = encodeHevc(pixels, { depth });
  const { ispe, pixi, nclx } = heifProperties;
  const own = [box("hvcC", hvcC), ispe(pixels.width, pixels.height), pixi(depth, depth, depth)];
  const hasColour = properties.some((property) => property.includes("colr"));
  return { type: "hvc1", data, properties: [...own, ...(hasColour ? [] : [nclx(1, 13, 6)]), ...properties] };
}

/** A HEIC of one image. */
export const encodeHeic = (pixels: Pixels, options: HeicOptions = {}): Buffer =>
  heifFile(options.brand ?? "heic", [hevcItem(pixels, options)]);

/** A HEIC of a grid of equal tiles, row by row (ISO/IEC 23008-12, 6.6.2.3.2). @param size of what is shown, pixels */
export function heicGrid(
  tiles: readonly Pixels[],
  columns: number,
  { width, height }: { readonly width: number; readonly height: number },
  properties: readonly Buffer[] = [],
): Buffer {
  const rows = tiles.length / columns;
  const grid: HeifItem = {
    type: "grid",
    data: Buffer.concat([u(1, 0, 0, rows - 1, columns - 1), u(2, width, height)]),
    properties: [
      heifProperties.ispe(width, height),
      heifProperties.pixi(8, 8, 8),
      heifProperties.nclx(1, 13, 6),
      ...properties,
    ],
    references: [["dimg", ...tiles.map((_, index) => index + 2)]],
  };
  return heifFile("heic", [grid, ...tiles.map((tile) => hevcItem(tile))]);
}
