import { keepUpTo, type Damage } from "../damage";
import { blockLoops } from "./block-loops";
import type { DecodePlan } from "./decode-plan";
import { GREY, type ReceiveRows } from "./frame-rows";
import { checkFileLength, type ComponentLayout, type FrameLayout, layOut } from "./layout";
import { EOI, isFrameHeader, SOS } from "./markers";
import { ProgressiveFrame } from "./progressive-frame";
import { corrupt, nextSegment } from "./segments";
import { SequentialFrame } from "./sequential-frame";
import { JpegTables } from "./tables";
import type { JpegHeader } from "./types";

/** Samples of all components, one component after the other, at the offsets of the layout. */
export interface DecodedFrame {
  readonly layout: FrameLayout;
  readonly samples: Uint8ClampedArray;
}

/**
 * @param damage given: what is missing is grey, as libjpeg leaves it
 * @throws IMAGE_CORRUPT where the file violates the standard, or ends before its last scan
 */
export function decodeFrame(bytes: Uint8Array, header: JpegHeader, plan: DecodePlan, damage?: Damage): DecodedFrame {
  const layout = layOut(header, plan.scales);
  if (!damage) checkFileLength(bytes, header, layout);
  const samples = new Uint8ClampedArray(layout.sampleCount);
  if (damage) samples.fill(GREY);
  const store: ReceiveRows = (component, row, rows) => {
    const { offset, stride } = layout.components[component] as ComponentLayout;
    samples.set(rows, offset + row * stride);
  };
  decodeInto(store, bytes, header, layout, plan, damage);
  return { layout, samples };
}

/**
 * Hands over rows of samples as they are decoded, of every row of MCUs those of all components: the image must have
 * {@link hasRowsTogether}.
 *
 * @throws IMAGE_CORRUPT where the file violates the standard, or ends before its last scan
 */
export function decodeFrameRows(bytes: Uint8Array, header: JpegHeader, plan: DecodePlan, receive: ReceiveRows): void {
  const layout = layOut(header, plan.scales);
  checkFileLength(bytes, header, layout);
  decodeInto(receive, bytes, header, layout, plan);
}

function decodeInto(
  receive: ReceiveRows,
  bytes: Uint8Array,
  header: JpegHeader,
  layout: FrameLayout,
  { tolerances }: DecodePlan,
  damage?: Damage,
): void {
  blockLoops.use((arena) => {
    const frame =
      header.process === "progressive"
        ? new ProgressiveFrame(bytes, header, layout, arena, tolerances, receive, damage)
        : new SequentialFrame(bytes, header, layout, arena, receive, damage);
    try {
      decodeScans(bytes, frame);
    } catch (error) {
      keepUpTo(error, damage, frame.hasPixels);
    }
    frame.finish();
  });
}

/**
 * Whether rows of all components are decoded together: those of a progressive image after its last scan, of others
 * where one scan has all components.
 */
export function hasRowsTogether(bytes: Uint8Array, header: JpegHeader): boolean {
  if (header.process === "progressive") return true;
  for (let position = 2; ;) {
    const segment = nextSegment(bytes, position);
    if (segment.marker === EOI) return false;
    if (segment.marker === SOS) return bytes[segment.start] === header.components.length;
    position = segment.end;
  }
}

/** Reads the segments of the file: tables into `tables`, scans into the frame. */
function decodeScans(bytes: Uint8Array, frame: SequentialFrame | ProgressiveFrame): void {
  const tables = new JpegTables();
  let position = 2;
  let inFrame = false;
  while (!frame.complete) {
    const segment = nextSegment(bytes, position);
    const { marker } = segment;
    position = segment.end;
    if (marker === EOI) break;
    if (isFrameHeader(marker)) {
      if (inFrame) throw corrupt("it has a second frame header");
      inFrame = true;
    } else if (marker === SOS) position = frame.readScan(segment, tables);
    else tables.read(bytes, segment);
  }
}
