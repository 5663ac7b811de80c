import { corrupt } from "../image-error";
import { Cursor } from "../heif/cursor";
import { alphaOf } from "../heif/image";
import { readItems, type HeifItems } from "../heif/items";
import { readItemData } from "../heif/locations";
import { countOperatingPoints } from "./operating-points";

/** Pixels. */
interface Size {
  readonly width: number;
  readonly height: number;
}

/** AV1 data of an image, or of a tile of it. */
interface CodedTile {
  readonly data: Buffer;
  readonly size: Size;
  /** What no frame may exceed. */
  readonly most: Size;
  /** Place in the image, pixels. */
  readonly left: number;
  readonly top: number;
  /** Of a file with several (AV1 specification, 7.18.1). */
  readonly operatingPoint: number;
  /** Spatial layer that is shown; -1: the last. */
  readonly layer: number;
}

/** An image of one item, or of the tiles of a grid. */
export interface CodedImage extends Size {
  readonly isGrid: boolean;
  readonly tiles: readonly CodedTile[];
}

/** What is decoded of an AVIF. */
export interface CodedImages {
  readonly colour: CodedImage;
  readonly alpha?: CodedImage;
  /** Colours are multiplied by alpha (ISO/IEC 23008-12, 6.6.2.1.3, `prem`). */
  readonly isPremultiplied: boolean;
  /** Code points of the matrix and range that the file states (ISO/IEC 14496-12, 12.1.5); undefined: the data do. */
  readonly nclx?: { readonly primaries: number; readonly matrix: number; readonly isFullRange: boolean };
}

/** Layers of any size: `lsel` is of no particular one (ISO/IEC 23008-12, 6.5.11). */
const ANY_LAYER = 0xffff;
/** A layer's frames may be followed by larger ones, which are not shown. */
const LARGER_LAYERS = 4;

class CodedReader {
  private readonly dataOf: (item: number) => Buffer;

  constructor(
    bytes: Buffer,
    private readonly items: HeifItems,
  ) {
    this.dataOf = readItemData(bytes, "AVIF");
  }

  property(item: number, type: string): Buffer | undefined {
    return this.items.propertiesOf(item).find((one) => one.type === type)?.body;
  }

  image(item: number): CodedImage {
    const size = this.sizeOf(item);
    if (this.items.typeOf(item) !== "grid")
      return { ...size, isGrid: false, tiles: [this.tile(item, { left: 0, top: 0 })] };
    const { columns, rows, ...shown } = this.grid(item);
    if (shown.width !== size.width || shown.height !== size.height)
      throw corrupt(
        "AVIF",
        `it states ${size.width}x${size.height} pixels and its grid ${shown.width}x${shown.height}`,
      );
    const tiles = this.items.referred("dimg", item);
    if (tiles.length !== columns * rows)
      throw corrupt("AVIF", `its grid of ${columns}x${rows} has ${tiles.length} tiles`);
    const { width, height } = this.sizeOf(tiles[0] as number);
    const isCovered = width * columns >= size.width && height * rows >= size.height;
    const isNeeded = width * (columns - 1) < size.width && height * (rows - 1) < size.height;
    if (!isCovered || !isNeeded) throw corrupt("AVIF", "the tiles of its grid do not cover it");
    return {
      ...size,
      isGrid: true,
      tiles: tiles.map((tile, index) => {
        const place = { left: (index % columns) * width, top: Math.floor(index / columns) * height };
        const own = this.tile(tile, place);
        if (own.size.width !== width || own.size.height !== height)
          throw corrupt("AVIF", "the tiles of its grid differ in size");
        return own;
      }),
    };
  }

  private sizeOf(item: number): Size {
    const ispe = this.property(item, "ispe");
    if (!ispe) throw corrupt("AVIF", "the size (ispe) of an item is missing");
    const cursor = new Cursor(ispe, 4);
    return { width: cursor.uint(4), height: cursor.uint(4) };
  }

  /** ImageGrid (ISO/IEC 23008-12, 6.6.2.3.2). */
  private grid(item: number): { columns: number; rows: number; width: number; height: number } {
    const cursor = new Cursor(this.dataOf(item), 1);
    const bytes = (cursor.uint(1) & 1) === 1 ? 4 : 2;
    const [rows, columns] = [cursor.uint(1) + 1, cursor.uint(1) + 1];
    return { columns, rows, width: cursor.uint(bytes), height: cursor.uint(bytes) };
  }

  private tile(item: number, place: { readonly left: number; readonly top: number }): CodedTile {
    if (this.items.typeOf(item) !== "av01") throw corrupt("AVIF", "an item of its image is not of AV1");
    const stated = this.property(item, "lsel")?.readUInt16BE(0) ?? ANY_LAYER;
    const layer = stated === ANY_LAYER ? -1 : stated;
    const size = this.sizeOf(item);
    const times = layer < 0 ? 1 : LARGER_LAYERS;
    const most = { width: size.width * times, height: size.height * times };
    const data = this.dataOf(item);
    return { data, size, most, ...place, operatingPoint: this.operatingPoint(item, data), layer };
  }

  /** OperatingPointSelectorProperty (AV1 Image File Format 1.1, 2.3.2.1). For one that is not there libaom takes 0. */
  private operatingPoint(item: number, data: Buffer): number {
    const stated = this.property(item, "a1op")?.readUInt8(0) ?? 0;
    const count = stated === 0 ? 1 : countOperatingPoints(data);
    if (stated >= count) throw corrupt("AVIF", `it selects operating point ${stated} of ${count}, counted from 0`);
    return stated;
  }
}

function parse(bytes: Buffer): CodedImages {
  const items = readItems(bytes);
  const reader = new CodedReader(bytes, items);
  const { primary } = items;
  const alphaItem = alphaOf(items);
  const colour = reader.image(primary);
  const alpha = alphaItem === undefined ? undefined : reader.image(alphaItem);
  if (alpha && (alpha.width !== colour.width || alpha.height !== colour.height))
    throw corrupt("AVIF", `its alpha has ${alpha.width}x${alpha.height} pixels`);
  const colr = items
    .propertiesOf(primary)
    .find(({ type, body }) => type === "colr" && body.toString("latin1", 0, 4) === "nclx")?.body;
  const nclx = colr && {
    primaries: colr.readUInt16BE(4),
    matrix: colr.readUInt16BE(8),
    isFullRange: colr.readUInt8(10) >> 7 === 1,
  };
  return {
    colour,
    ...(alpha && { alpha }),
    isPremultiplied: alphaItem !== undefined && items.referred("prem", primary).includes(alphaItem),
    ...(nclx && { nclx }),
  };
}

/** Reads which AV1 data an AVIF's primary image is made of. @throws IMAGE_CORRUPT */
export function readCodedImages(bytes: Buffer): CodedImages {
  try {
    return parse(bytes);
  } catch (error) {
    if (error instanceof RangeError) throw corrupt("AVIF", "a part of its description is cut short");
    throw error;
  }
}
