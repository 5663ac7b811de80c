import { BitWriter } from "./bit-writer";
import { quantisedBlock } from "./dct-blocks";
import { everySymbol, type HuffmanPair } from "./huffman-codes";
import { AcScanWriter } from "./progressive-scans";
import { putAc, putDc, walkScan, type ComponentBlocks, type ScanSpec } from "./scans";

/** A component: its samples are given at the full size of the image. */
export interface ComponentSpec {
  readonly id?: number;
  readonly h?: number;
  readonly v?: number;
  /** 0..255. */
  readonly sample: (x: number, y: number) => number;
}

/** Everything odd that a JPEG can have. */
export interface JpegSpec {
  readonly width: number;
  readonly height: number;
  readonly components: readonly ComponentSpec[];
  /** Frame marker. Default 0xc0; 0xc2 is progressive. */
  readonly frame?: 0xc0 | 0xc1 | 0xc2;
  /** Default: one scan of all components. */
  readonly scans?: readonly ScanSpec[];
  /** MCUs. Default none. */
  readonly restartInterval?: number;
  /** Divisor of all coefficients. Default 4. */
  readonly divisor?: number;
  /** 16-bit quantisation tables. */
  readonly wideQuant?: boolean;
  /** A table segment for every table, and tables in their upper numbers. Default all in one segment. */
  readonly manySegments?: boolean;
  readonly huffman?: HuffmanPair;
  /** Segments before the tables: marker and parameters. */
  readonly segments?: readonly (readonly [number, Uint8Array])[];
  /** 0xFF before every marker. Default 0. */
  readonly fillBytes?: number;
  /** Longest run of ended blocks in progressive scans. Default 32767. */
  readonly maxEobRun?: number;
}

/** Encodes an image for the tests: slow, and able to write what no sensible encoder writes. */
export function makeJpeg(spec: JpegSpec): Buffer {
  const { width, height, frame = 0xc0, restartInterval = 0, huffman = everySymbol, divisor = 4 } = spec;
  const components = spec.components.map(({ id, h = 1, v = 1, sample }, i) => ({ id: id ?? i + 1, h, v, sample }));
  const hMax = Math.max(...components.map(({ h }) => h));
  const vMax = Math.max(...components.map(({ v }) => v));
  const mcus = { wide: Math.ceil(width / 8 / hMax), high: Math.ceil(height / 8 / vMax) };
  const divisors = new Array<number>(64).fill(divisor);
  const blocks = components.map((component): ComponentBlocks => {
    const size = { width, height, hMax, vMax };
    return toBlocks(component, size, mcus, divisors);
  });
  const fill = Buffer.alloc(spec.fillBytes ?? 0, 0xff);
  const segment = (marker: number, body: Uint8Array | readonly number[]): Buffer => {
    const length = body.length + 2;
    return Buffer.concat([fill, Buffer.of(0xff, marker, length >> 8, length & 255), Buffer.from(body)]);
  };
  const table = spec.manySegments ? 3 : 0;
  const quant = [
    (spec.wideQuant ? 16 : 0) | table,
    ...divisors.flatMap((d) => (spec.wideQuant ? [d >> 8, d & 255] : [d])),
  ];
  const huffmanTable = (kind: number) => {
    const { counts, symbols } = kind === 0 ? huffman.dc : huffman.ac;
    return [kind | table, ...counts, ...symbols];
  };
  const tables = spec.manySegments
    ? [segment(0xdb, quant), segment(0xc4, huffmanTable(0)), segment(0xc4, huffmanTable(16))]
    : [segment(0xdb, quant), segment(0xc4, [...huffmanTable(0), ...huffmanTable(16)])];
  const frameBody = [8, height >> 8, height & 255, width >> 8, width & 255, components.length];
  const scans = spec.scans ?? [{ components: components.map((_, i) => i) }];
  return Buffer.concat([
    Buffer.of(0xff, 0xd8),
    ...(spec.segments ?? []).map(([marker, body]) => segment(marker, body)),
    ...tables,
    segment(frame, [...frameBody, ...components.flatMap(({ id, h, v }) => [id, (h << 4) | v, table])]),
    ...(restartInterval > 0 ? [segment(0xdd, [restartInterval >> 8, restartInterval & 255])] : []),
    ...scans.flatMap((scan) => {
      const full = { from: 0, to: frame === 0xc2 ? 0 : 63, high: 0, low: 0, ...scan };
      const ids = scan.components.flatMap((i) => [components[i]?.id ?? 0, (table << 4) | table]);
      const header = [scan.components.length, ...ids, full.from, full.to, (full.high << 4) | full.low];
      const data = scanData(blocks, full, mcus, restartInterval, huffman, frame === 0xc2, spec.maxEobRun ?? 32767);
      return [segment(0xda, header), data];
    }),
    fill,
    Buffer.of(0xff, 0xd9),
  ]);
}

function toBlocks(
  { h, v, sample }: Required<Omit<ComponentSpec, "id">>,
  { width, height, hMax, vMax }: { width: number; height: number; hMax: number; vMax: number },
  mcus: { wide: number; high: number },
  divisors: readonly number[],
): ComponentBlocks {
  const blocksWide = mcus.wide * h;
  const blocksHigh = mcus.high * v;
  // The sample in the middle of what it stands for: right for the smooth images of the tests.
  const at = (x: number, y: number) =>
    sample(Math.min(width - 1, ((x + 0.5) * hMax) / h - 0.5), Math.min(height - 1, ((y + 0.5) * vMax) / v - 0.5));
  const blocks = Array.from({ length: blocksWide * blocksHigh }, (_, i) => {
    const [left, top] = [(i % blocksWide) * 8, Math.floor(i / blocksWide) * 8];
    return quantisedBlock((x, y) => at(left + x, top + y), divisors);
  });
  return {
    h,
    v,
    blocksWide,
    ownBlocksWide: Math.ceil(Math.ceil((width * h) / hMax) / 8),
    ownBlocksHigh: Math.ceil(Math.ceil((height * v) / vMax) / 8),
    blocks,
  };
}

function scanData(
  blocks: readonly ComponentBlocks[],
  scan: Required<ScanSpec>,
  mcus: { wide: number; high: number },
  restartInterval: number,
  huffman: HuffmanPair,
  progressive: boolean,
  maxEobRun: number,
): Buffer {
  const out = new BitWriter();
  const ac = new AcScanWriter(out, huffman.ac, scan, maxEobRun);
  let predictors = blocks.map(() => 0);
  let restarts = 0;
  const visit = (component: number, block: readonly number[]) => {
    if (scan.from > 0) return ac.write(block);
    const dc = (block[0] as number) >> scan.low;
    if (scan.high > 0) return out.put(dc & 1, 1);
    putDc(out, huffman.dc, dc - (predictors[component] as number));
    predictors[component] = dc;
    if (!progressive) putAc(out, huffman.ac, block);
  };
  const restart = () => {
    ac.flush();
    out.marker(0xd0 + (restarts++ & 7));
    predictors = blocks.map(() => 0);
  };
  walkScan(blocks, scan, mcus, restartInterval, visit, restart);
  ac.flush();
  return out.toBuffer();
}
