import { expect } from "chai";
import { orderOf } from "../../../commands/operate/backfill";
import type { ImageRecord } from "../../../handlers/contract";

describe("what a backfill asks for", () => {
  const withRecords = { outputs: { metadataTable: "image-metadata" } } as Parameters<typeof orderOf>[1];
  const withoutRecords = { outputs: {} } as Parameters<typeof orderOf>[1];
  const recordOf = (status: ImageRecord["status"]) => ({ status }) as ImageRecord;

  it("is the named variants of an image that is processed, whose record says what the others are", () => {
    const order = orderOf({ record: recordOf("PROCESSED") }, withRecords, ["small"]);
    expect(order).to.deep.equal({ variants: ["small"] });
  });

  it("is the named variants where the stack keeps no records", () => {
    expect(orderOf({ record: undefined }, withoutRecords, ["small"])).to.deep.equal({ variants: ["small"] });
  });

  it("is all variants where none is named, and of an image that has no complete record", () => {
    expect(orderOf({ record: recordOf("PROCESSED") }, withRecords, undefined)).to.deep.equal({});
    for (const record of [undefined, recordOf("PROCESSING"), recordOf("FAILED"), recordOf("REFUSED")]) {
      expect(orderOf({ record }, withRecords, ["small"])).to.deep.equal({});
    }
  });
});
