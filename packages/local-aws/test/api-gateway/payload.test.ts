import { expect } from "chai";

import { bytesOf, isBinary, mediaType, requestPayload, responsePayload } from "../../src/api-gateway/payload";
import type { ContentHandling } from "../../src/api-gateway/types";

const RAW = Buffer.from([0x1f, 0x8b, 0xff]);
const BASE64 = Buffer.from("H4v/");
const TEXT = Buffer.from("text");
const CORRUPT = Buffer.from("\u001f\ufffd\ufffd");

/** What becomes of bytes: the bytes, or the reason of an error. */
function outcome(convert: () => Buffer): string {
  try {
    return convert().toString("hex");
  } catch (error) {
    return (error as { type?: string }).type ?? String(error);
  }
}

type Row = readonly [given: Buffer, binaryType: boolean, handling: ContentHandling | undefined, Buffer | string];

describe("the payload of a request to an integration", () => {
  const rows: readonly Row[] = [
    [RAW, false, undefined, CORRUPT],
    [TEXT, false, undefined, TEXT],
    [BASE64, false, "CONVERT_TO_BINARY", RAW],
    [RAW, false, "CONVERT_TO_BINARY", "API_CONFIGURATION_ERROR"],
    [RAW, false, "CONVERT_TO_TEXT", CORRUPT],
    [RAW, true, undefined, RAW],
    [RAW, true, "CONVERT_TO_BINARY", RAW],
    [BASE64, true, "CONVERT_TO_BINARY", BASE64],
    [RAW, true, "CONVERT_TO_TEXT", BASE64],
  ];
  for (const [given, binaryType, handling, expected] of rows) {
    const type = binaryType ? "binary" : "text";
    it(`of a ${type} type is converted with ${handling ?? "no handling"}: ${given.toString("hex")}`, () => {
      const result = outcome(() => bytesOf(requestPayload(given, binaryType, handling)));
      expect(result).to.equal(typeof expected === "string" ? expected : expected.toString("hex"));
    });
  }
});

type ResponseRow = readonly [
  given: Buffer,
  binary: boolean,
  accepts: boolean,
  ContentHandling | undefined,
  Buffer | string,
];

describe("the payload of a response to the caller", () => {
  const rows: readonly ResponseRow[] = [
    [TEXT, false, false, undefined, TEXT],
    [RAW, false, false, undefined, CORRUPT],
    [BASE64, false, false, "CONVERT_TO_BINARY", RAW],
    [RAW, false, false, "CONVERT_TO_BINARY", "API_CONFIGURATION_ERROR"],
    [TEXT, false, false, "CONVERT_TO_TEXT", TEXT],
    [BASE64, false, true, undefined, RAW],
    [RAW, false, true, undefined, "API_CONFIGURATION_ERROR"],
    [BASE64, false, true, "CONVERT_TO_BINARY", RAW],
    [TEXT, false, true, "CONVERT_TO_TEXT", TEXT],
    [RAW, true, false, undefined, BASE64],
    [RAW, true, false, "CONVERT_TO_BINARY", RAW],
    [RAW, true, false, "CONVERT_TO_TEXT", BASE64],
    [RAW, true, true, undefined, RAW],
    [RAW, true, true, "CONVERT_TO_BINARY", RAW],
    [RAW, true, true, "CONVERT_TO_TEXT", BASE64],
  ];
  for (const [given, isBinaryType, acceptsBinary, handling, expected] of rows) {
    const types = `${isBinaryType ? "binary" : "text"} payload, ${acceptsBinary ? "binary" : "text"} accepted`;
    it(`is converted with ${handling ?? "no handling"} (${types}): ${given.toString("hex")}`, () => {
      const result = outcome(() => bytesOf(responsePayload(given, { isBinaryType, acceptsBinary, handling })));
      expect(result).to.equal(typeof expected === "string" ? expected : expected.toString("hex"));
    });
  }
});

describe("a media type", () => {
  it("is the first of a header, without parameters, in lower case", () => {
    expect(mediaType("image/webp,image/*,*/*;q=0.8")).to.equal("image/webp");
    expect(mediaType("Application/JSON; charset=UTF-8")).to.equal("application/json");
  });

  it("is binary if it, its group or everything is declared", () => {
    expect(isBinary(["image/png"], "image/png")).to.equal(true);
    expect(isBinary(["image/*"], "image/png")).to.equal(true);
    expect(isBinary(["image/png"], "image/*")).to.equal(false);
    expect(isBinary(["image/png"], "image/jpeg")).to.equal(false);
    expect(isBinary(["*/*"], "text/plain")).to.equal(true);
  });
});
