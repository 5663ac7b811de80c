import type { CropRect } from "../pixels";
import { convolution } from "../resample/convolver";
import { SeparableRows } from "../resample/separable";
import { type PlanePart, subsamplingOf } from "./colour-rows";
import type { ReceiveRows } from "./frame-rows";
import { fullColourResize } from "./full-colour";
import type { JpegHeader, JpegPlaneShape } from "./types";

/** A plane of which rows are received: those of one row of MCUs, and of the one before. */
class ReceivedPart implements PlanePart {
  readonly stride: number;
  readonly validWidth: number;
  readonly validHeight: number;
  readonly prefilter: JpegPlaneShape["prefilter"];
  readonly data: Uint8ClampedArray;
  origin = 0;
  /** Rows that were received, of which the last ones are here. */
  end = 0;

  constructor(
    { stride, validWidth, validHeight, prefilter }: JpegPlaneShape,
    readonly rowsAtOnce: number,
  ) {
    this.stride = stride;
    this.validWidth = validWidth;
    this.validHeight = validHeight;
    this.prefilter = prefilter;
    this.data = new Uint8ClampedArray(2 * rowsAtOnce * stride);
  }

  receive(row: number, samples: Uint8Array): void {
    const { data, stride, rowsAtOnce } = this;
    if (row % rowsAtOnce === 0) {
      data.copyWithin(0, rowsAtOnce * stride);
      this.origin = row - rowsAtOnce;
    }
    data.set(samples, (row - this.origin) * stride);
    this.end = row + samples.length / stride;
  }
}

/**
 * As {@link resizeInFullColour}, of rows that are received while they are decoded.
 *
 * @param rowsAtOnce for each plane its rows in a row of MCUs
 * @param decode hands over all rows
 * @returns opaque RGBA
 */
export function resizeReceivedInFullColour(
  header: JpegHeader,
  shapes: readonly JpegPlaneShape[],
  rowsAtOnce: readonly number[],
  crop: CropRect,
  width: number,
  height: number,
  decode: (receive: ReceiveRows) => void,
): Buffer {
  const out = Buffer.allocUnsafeSlow(width * height * 4);
  const planes = shapes.map((shape, i) => new ReceivedPart(shape, rowsAtOnce[i] as number));
  const [lumaRows = 0] = rowsAtOnce;
  // The last row of an MCU is interpolated with the first one of chroma below.
  const waiting = shapes.some((_, i) => subsamplingOf(header, i).down === 2) ? 1 : 0;
  convolution.use((convolver) => {
    const { passes, emit } = fullColourResize(convolver, { header, planes }, crop, width, height, out);
    const rows = new SeparableRows(convolver, passes, 2 * lumaRows + passes.down.taps);
    let [finished, complete] = [0, 0];
    decode((plane, row, samples) => {
      planes[plane]?.receive(row, samples);
      if (finished === height || planes.some(({ end, rowsAtOnce: count }) => end < (complete + 1) * count)) return;
      complete++;
      const end = complete * lumaRows;
      rows.receive(end >= header.height ? header.height : end - waiting, finished);
      for (let count: number; finished < height && (count = rows.received(finished, height)) > 0; finished += count) {
        emit(finished, count, rows.next(finished, count));
      }
    });
  });
  return out;
}
