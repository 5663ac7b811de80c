import { expect } from "chai";
import { WHOLE } from "../../src/pixels";
import { resizeYccToRgba, type Plane } from "../../src/resample/resize-plane";
import { resizeReceivedYcc } from "../../src/resample/resize-received";

const plane = (width: number, height: number, factor: number): Plane => ({
  data: Uint8ClampedArray.from({ length: width * height }, (_, i) => (i * factor + (i >> 5) * 31) % 256),
  stride: width,
  validWidth: width,
  validHeight: height - 0.5,
});

describe("resizing planes while they are received", () => {
  const planes = [plane(60, 400, 7), plane(30, 200, 11), plane(30, 100, 13)];
  const crops = [WHOLE, { left: 0.2, top: 0.3, width: 0.5, height: 0.4 }];

  /** Rows at a time of each plane, which are a part of the image as large as those of the others. */
  for (const rowsAtOnce of [
    [4, 2, 1],
    [16, 8, 4],
    [400, 200, 100],
  ]) {
    for (const [width, height] of [
      [3000, 90],
      [25, 700],
      [20, 3],
    ] as const) {
      it(`gives the same ${width}x${height} pixels of ${rowsAtOnce[0]} rows at a time`, () => {
        for (const crop of crops) {
          const received = planes.map((shape, i) => ({ ...shape, rowsAtOnce: rowsAtOnce[i] as number }));
          const ours = resizeReceivedYcc(received, crop, width, height, (receive) => {
            for (let step = 0; step < 400 / (rowsAtOnce[0] as number); step++) {
              received.forEach(({ data, stride, rowsAtOnce: count }, i) => {
                const from = step * count;
                const rows = new Uint8Array(data.subarray(from * stride, (from + count) * stride));
                receive(i, from, rows);
                rows.fill(0);
              });
            }
          });
          expect(Buffer.compare(ours, resizeYccToRgba(planes, crop, width, height))).to.equal(0);
        }
      });
    }
  }
});
