import { blockLoops } from "./block-loops";
import type { DecodePlan } from "./decode-plan";
import { checkFileLength, type FrameLayout, layOut } from "./layout";
import { EOI, isFrameHeader, SOS } from "./markers";
import { ProgressiveFrame } from "./progressive-frame";
import { corrupt, nextSegment } from "./segments";
import { SequentialFrame } from "./sequential-frame";
import { JpegTables } from "./tables";
import type { JpegHeader } from "./types";

/** A frame's samples: all components one after the other, as the layout says. */
export interface DecodedFrame {
  readonly layout: FrameLayout;
  readonly samples: Uint8ClampedArray;
}

/**
 * Decodes a frame.
 *
 * @throws IMAGE_CORRUPT where the file breaks the standard, or ends before its picture does
 */
export function decodeFrame(bytes: Uint8Array, header: JpegHeader, plan: DecodePlan): DecodedFrame {
  const layout = layOut(header, plan.scales);
  checkFileLength(bytes, header, layout);
  const samples = blockLoops.use((arena) => {
    const frame =
      header.process === "progressive"
        ? new ProgressiveFrame(bytes, header, layout, arena, plan.tolerances)
        : new SequentialFrame(bytes, header, layout, arena);
    return decodeScans(bytes, frame);
  });
  return { layout, samples };
}

/** Goes through the file's segments: tables as they come, scans by the frame's process. */
function decodeScans(bytes: Uint8Array, frame: SequentialFrame | ProgressiveFrame): Uint8ClampedArray {
  const tables = new JpegTables();
  let position = 2;
  let inFrame = false;
  while (!frame.complete) {
    const segment = nextSegment(bytes, position);
    const { marker } = segment;
    position = segment.end;
    if (marker === EOI) break;
    if (isFrameHeader(marker)) {
      if (inFrame) throw corrupt("a second frame");
      inFrame = true;
    } else if (marker === SOS) position = frame.readScan(segment, tables);
    else tables.read(bytes, segment);
  }
  return frame.finish();
}
