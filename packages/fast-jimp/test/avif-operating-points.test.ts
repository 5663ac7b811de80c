import { expect } from "chai";
import { ImageError } from "../src";
import { countOperatingPoints } from "../src/avif/operating-points";

const f = (width: number, value: number): string => value.toString(2).padStart(width, "0");

/** A sequence header as an OBU, by the fields of the AV1 specification, 5.5.1. @param kind flags of the OBU's header */
function sequenceHeader(fields: string, kind: "sized" | "extended" | "unsized" = "sized"): Buffer {
  const payload = Buffer.from((fields.match(/.{1,8}/g) ?? []).map((byte) => parseInt(byte.padEnd(8, "0"), 2)));
  if (kind === "unsized") return Buffer.concat([Buffer.from([0x08]), payload]);
  const head = kind === "sized" ? [0x0a] : [0x0e, 0];
  // A size of two bytes: leb128 may be longer than it has to.
  return Buffer.concat([Buffer.from([...head, payload.length | 0x80, 0]), payload]);
}

const PROFILE_0 = "000";
const [STILL, MOVING] = ["1", "0"];
const NOT_REDUCED = "0";
const NO_DELAY = "0";
const TICKS = f(32, 1) + f(32, 25);

const timings: Readonly<Record<string, string>> = {
  "no timing": "0",
  "timing of any intervals": `1${TICKS}00`,
  "timing of equal intervals, a number of one bit": `1${TICKS}110`,
  "timing of equal intervals, a number of seven bits": `1${TICKS}1${"0001101"}0`,
  "a decoder model": `1${TICKS}01${f(5, 31)}${f(32, 0xffffffff)}${f(5, 31)}${f(5, 31)}`,
};

describe("the number of operating points of AV1 data", () => {
  for (const [what, timing] of Object.entries(timings))
    it(`is read behind ${what}`, () => {
      for (const count of [1, 2, 32])
        for (const kind of ["sized", "extended", "unsized"] as const) {
          const fields = PROFILE_0 + MOVING + NOT_REDUCED + timing + NO_DELAY + f(5, count - 1) + f(12, 0);
          expect(countOperatingPoints(sequenceHeader(fields, kind)), `${count}, ${kind}`).to.equal(count);
        }
    });

  it("is 1 of a reduced header, and is that of the first sequence header behind others", () => {
    const reduced = sequenceHeader(`${PROFILE_0}${STILL}1${f(5, 31)}${f(20, 0xfffff)}`);
    expect(countOperatingPoints(reduced)).to.equal(1);
    const delimiter = Buffer.from([0x12, 0]);
    const two = sequenceHeader(`${PROFILE_0}${STILL}${NOT_REDUCED}0${NO_DELAY}${f(5, 1)}`);
    expect(countOperatingPoints(Buffer.concat([delimiter, two, reduced]))).to.equal(2);
  });

  it("is refused where there is no header, or only a part of one", () => {
    const whole = sequenceHeader(
      `${PROFILE_0}${MOVING}${NOT_REDUCED}${timings["a decoder model"]}${NO_DELAY}${f(5, 1)}`,
    );
    const cut = Array.from({ length: whole.length }, (_, length) => whole.subarray(0, length));
    const zeros = sequenceHeader(`${PROFILE_0}${MOVING}${NOT_REDUCED}1${TICKS}1${f(40, 0)}`);
    for (const data of [Buffer.from([0x12, 0]), zeros, ...cut])
      expect(() => countOperatingPoints(data), `${data.length} bytes`)
        .to.throw(ImageError, "the header of its AV1 data is missing or cut short")
        .with.property("code", "IMAGE_CORRUPT");
  });
});
