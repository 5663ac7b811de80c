import type { CropRect } from "../pixels";
import { convolution } from "./convolver";
import type { Kernel } from "./kernel";
import { kernelsOf, type PlaneShape, rgbaWriter, rowsOf, type YccRows } from "./resize-plane";

/** A plane whose rows are received while it is decoded. */
interface ReceivedPlane extends PlaneShape {
  /** Rows that are received together with those of the other planes. */
  readonly rowsAtOnce: number;
}

/** Receives rows of a plane, whole ones, from the first to the last. @param samples valid only during the call */
type ReceivePlaneRows = (plane: number, row: number, samples: Uint8Array) => void;

/**
 * Resizes part of three planes, Y, Cb and Cr, as {@link resizeYccToRgba} does, while they are decoded: nothing but the
 * result is of its size, and rows are used while they are in the processor's cache.
 *
 * @param crop part of the image, in fractions of it
 * @param decode hands over all rows
 * @returns opaque RGBA
 */
export function resizeReceivedYcc(
  planes: readonly ReceivedPlane[],
  crop: CropRect,
  width: number,
  height: number,
  decode: (receive: ReceivePlaneRows) => void,
): Buffer {
  const data = Buffer.allocUnsafeSlow(width * height * 4);
  convolution.use((convolver) => {
    const kernels = planes.map((plane) => kernelsOf(plane, crop, width, height));
    const held = mostHeld(
      planes,
      kernels.map(({ down }) => down),
    );
    let received: { readonly row: number; readonly samples: Uint8Array };
    const rows = planes.map((plane, i) => {
      const samplesOf = (row: number, count: number): Uint8Array => {
        const from = (row - received.row) * plane.stride;
        return received.samples.subarray(from, from + count * plane.stride);
      };
      return rowsOf(convolver, plane, kernels[i] as (typeof kernels)[number], width, samplesOf, held[i]);
    }) as unknown as YccRows;
    const write = rgbaWriter(convolver, rows, width, data);
    let finished = 0;
    decode((plane, row, samples) => {
      if (finished === height) return;
      const { stride } = planes[plane] as ReceivedPlane;
      received = { row, samples };
      rows[plane]?.receive(row + samples.length / stride, finished);
      for (;;) {
        const count = Math.min(...rows.map((ofPlane) => ofPlane.received(finished, height)));
        if (count === 0) break;
        write(finished, count);
        finished += count;
      }
    });
  });
  return data;
}

/**
 * For each plane the most rows that are received and still needed: rows of the result wait for the plane whose kernel
 * reaches farthest.
 */
function mostHeld(planes: readonly ReceivedPlane[], kernels: readonly Kernel[]): number[] {
  const held = planes.map(() => 0);
  const { length } = kernels[0]?.starts ?? [];
  for (let y = 0; y < length; y++) {
    const steps = planes.map(({ validHeight, rowsAtOnce }, i) => {
      const { starts, taps } = kernels[i] as Kernel;
      return Math.ceil(Math.min(Math.ceil(validHeight), (starts[y] as number) + taps) / rowsAtOnce);
    });
    const received = Math.max(...steps);
    planes.forEach(({ rowsAtOnce }, i) => {
      held[i] = Math.max(held[i] as number, received * rowsAtOnce - ((kernels[i] as Kernel).starts[y] as number));
    });
  }
  return held;
}
