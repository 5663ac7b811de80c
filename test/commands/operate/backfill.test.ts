import { expect } from "chai";
import { lastDone, orderOf } from "../../../commands/operate/backfill";
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

describe("where a backfill goes on after an interruption", () => {
  const page = ["a", "b", "c"].map((key) => ({ key }));

  it("is behind the last key before which nothing is left", () => {
    expect(lastDone(page, new Set(["a", "b", "c"]))).to.equal("c");
    expect(lastDone(page, new Set(["a", "c"]))).to.equal("a");
    expect(lastDone(page, new Set(["a"]))).to.equal("a");
  });

  it("is where it was while the first key of a page is left", () => {
    expect(lastDone(page, new Set(["b", "c"]))).to.equal(undefined);
    expect(lastDone([], new Set())).to.equal(undefined);
  });
});
