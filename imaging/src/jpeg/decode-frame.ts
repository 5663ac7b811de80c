import { skipScan } from "./entropy-reader";
import { checkFileLength, type BlockScale, type ComponentLayout, type FrameLayout, layOut } from "./layout";
import { EOI, isFrameHeader, SOS } from "./markers";
import { AcScan } from "./progressive-ac";
import { decodeDcFirst, refineDc } from "./progressive-dc";
import { ProgressiveStore } from "./progressive-store";
import { readScanHeader, type ScanHeader } from "./scan-header";
import { ScanState, type PlaceOf } from "./scan-state";
import { corrupt, nextSegment, type Segment } from "./segments";
import { decodeSequentialScan, eachRun } from "./sequential";
import { JpegTables } from "./tables";
import type { JpegHeader } from "./types";

/**
 * Most scans a progressive file may have. Encoders write about ten; every further one costs a pass over all blocks, so
 * that a small file could ask for hours.
 */
export const MAX_SCANS = 100;

/** A frame's samples: all components one after the other, as the layout says. */
export interface DecodedFrame {
  readonly layout: FrameLayout;
  readonly samples: Uint8ClampedArray;
}

/**
 * Decodes a frame.
 *
 * @param scales samples per block edge, for each component
 * @throws IMAGE_CORRUPT where the file breaks the standard, or ends before its picture does
 */
export function decodeFrame(bytes: Uint8Array, header: JpegHeader, scales: readonly BlockScale[]): DecodedFrame {
  const layout = layOut(header, scales);
  checkFileLength(bytes, header, layout);
  const decoder =
    header.process === "progressive"
      ? new ProgressiveFrame(bytes, header, layout)
      : new SequentialFrame(bytes, header, layout);
  const tables = new JpegTables();
  let position = 2;
  let inFrame = false;
  while (!decoder.complete) {
    const segment = nextSegment(bytes, position);
    const { marker } = segment;
    position = segment.end;
    if (marker === EOI) break;
    if (isFrameHeader(marker)) {
      if (inFrame) throw corrupt("a second frame");
      inFrame = true;
    } else if (marker === SOS) position = decoder.decodeScan(segment, tables);
    else tables.read(bytes, segment);
  }
  return { layout, samples: decoder.finish() };
}

/** Baseline and extended frames: every scan brings some components in full. */
class SequentialFrame {
  private readonly state: ScanState;
  private readonly samples: Uint8ClampedArray;
  private readonly missing: Set<number>;

  constructor(
    private readonly bytes: Uint8Array,
    private readonly header: JpegHeader,
    private readonly layout: FrameLayout,
  ) {
    this.state = new ScanState(bytes);
    this.samples = new Uint8ClampedArray(layout.sampleCount);
    this.missing = new Set(header.components.keys());
  }

  get complete(): boolean {
    return this.missing.size === 0;
  }

  /** @returns where the file goes on */
  decodeScan(segment: Segment, tables: JpegTables): number {
    const { bytes, header, layout, state, samples } = this;
    const scan = readScanHeader(bytes, segment, header);
    for (const { index } of scan.components) if (!this.missing.delete(index)) throw corrupt("a component twice");
    state.beginScan(scan, layout, sampleOf);
    state.useQuantTables(scan, header, tables);
    state.useDcTables(scan, tables);
    state.useAcTables(scan, tables);
    return decodeSequentialScan(state, samples, segment.end, tables.restartInterval);
  }

  finish(): Uint8ClampedArray {
    if (!this.complete) throw corrupt("a component is missing");
    return this.samples;
  }
}

/** Progressive frames: scans bring bits of coefficients, which become samples at the end. */
class ProgressiveFrame {
  /** Only the end of the file completes it: any scan may be followed by one that refines it. */
  readonly complete = false;
  private readonly state: ScanState;
  private readonly store: ProgressiveStore;
  private readonly missing: Set<number>;
  private readonly dcOnly: boolean;
  private scans = 0;

  constructor(
    private readonly bytes: Uint8Array,
    private readonly header: JpegHeader,
    private readonly layout: FrameLayout,
  ) {
    this.state = new ScanState(bytes);
    this.dcOnly = layout.components.every(({ scale }) => scale === 1);
    this.store = new ProgressiveStore(layout, this.dcOnly);
    this.missing = new Set(header.components.keys());
  }

  decodeScan(segment: Segment, tables: JpegTables): number {
    const { bytes, header, layout, state, store } = this;
    if (++this.scans > MAX_SCANS) throw corrupt(`more than ${MAX_SCANS} scans`);
    const scan = readScanHeader(bytes, segment, header);
    if (scan.spectralStart > 0)
      return this.dcOnly ? skipScan(bytes, segment.end) : this.decodeAcScan(scan, segment, tables);
    const shift = scan.approximationLow;
    state.beginScan(scan, layout, coefficientOf);
    state.useQuantTables(scan, header, tables);
    if (scan.approximationHigh > 0) {
      return eachRun(state, segment.end, tables.restartInterval, noReset, (from, to, position) =>
        refineDc(state, store, shift, from, to, position),
      );
    }
    for (const { index } of scan.components) this.missing.delete(index);
    state.useDcTables(scan, tables);
    return eachRun(
      state,
      segment.end,
      tables.restartInterval,
      () => state.predictors.fill(0),
      (from, to, position) => decodeDcFirst(state, store, shift, from, to, position),
    );
  }

  private decodeAcScan(scan: ScanHeader, segment: Segment, tables: JpegTables): number {
    const { layout, state, store } = this;
    const [{ index, acTable } = { index: 0, acTable: 0 }] = scan.components;
    const table = tables.ac[acTable];
    if (!table) throw corrupt("a scan whose Huffman table is missing");
    state.beginScan(scan, layout, blockOf);
    const ac = new AcScan(state, store, scan, table, layout.components[index] as ComponentLayout);
    return eachRun(
      state,
      segment.end,
      tables.restartInterval,
      () => ac.reset(),
      (from, to, position) => ac.decode(from, to, position),
    );
  }

  finish(): Uint8ClampedArray {
    if (this.missing.size > 0) throw corrupt("a component is missing");
    const samples = new Uint8ClampedArray(this.layout.sampleCount);
    this.store.write(samples, this.state.quant);
    return samples;
  }
}

const noReset = (): void => undefined;

const sampleOf: PlaceOf = ({ offset, scale, stride }) => ({ start: offset, perBlock: scale, perRow: stride * scale });

const coefficientOf: PlaceOf = ({ firstCoefficient, scale, blocksWide }) => ({
  start: firstCoefficient,
  perBlock: scale * scale,
  perRow: blocksWide * scale * scale,
});

const blockOf: PlaceOf = ({ firstBlock, blocksWide }) => ({ start: firstBlock, perBlock: 1, perRow: blocksWide });
