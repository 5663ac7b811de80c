import { keepUpTo, type Damage } from "../damage";
import { blockLoops } from "./block-loops";
import type { DecodePlan } from "./decode-plan";
import { checkFileLength, type FrameLayout, layOut } from "./layout";
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
  const samples = blockLoops.use((arena) => {
    const frame =
      header.process === "progressive"
        ? new ProgressiveFrame(bytes, header, layout, arena, plan.tolerances, damage)
        : new SequentialFrame(bytes, header, layout, arena, damage);
    try {
      decodeScans(bytes, frame);
    } catch (error) {
      keepUpTo(error, damage, frame.hasPixels);
    }
    return frame.finish();
  });
  return { layout, samples };
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
