import { expect } from "chai";

import { assess, assessAddresses, assessDescription, assessManifest } from "../../../commands/operate/assess";
import { expandVariants, specificationOf, type ImageRecord, type Variant } from "../../../handlers/contract";
import { readConfig } from "../../../infra/config";

const variant: Variant = {
  name: "thumb",
  width: 64,
  height: 48,
  fit: "cover",
  format: "auto",
  quality: 75,
  background: "#ffffff",
};
const large: Variant = { ...variant, name: "large", width: 640 };
const entry = (of: Variant, key = `${of.name}-cat.jpg`) => ({
  name: of.name,
  key,
  size: "64x48",
  bytes: 1,
  content_type: "image/jpeg",
  specification: specificationOf(of),
});
const processed = { status: "PROCESSED", variants: [entry(variant), entry(large)] } as unknown as ImageRecord;
const own = { "image-id": "id-2" };

/** The finding's code and variants, for a record and what is stored under which keys. */
async function judge(
  record: object | undefined,
  results: Record<string, Record<string, string>> = { "thumb-cat.jpg": own, "large-cat.jpg": own },
  hasRecords = true,
) {
  const original = { key: "cat.jpg", imageId: "id-2", record: record as ImageRecord | undefined };
  const finding = await assess(original, [variant, large], hasRecords, (key) => Promise.resolve(results[key]));
  return finding && `${finding.state} ${finding.code} ${finding.variants.join(" ")}`;
}

describe("an original", () => {
  it("is as it should be with every result of its version, by today's specifications", async () => {
    expect(await judge(processed)).to.equal(undefined);
  });

  it("is as it should be where its bytes were refused", async () => {
    expect(await judge({ status: "REFUSED", reason: "IMAGE_CORRUPT" }, {})).to.equal(undefined);
  });

  it("is stale where the stack describes images and its record does not", () => {
    const describes = { describes: true, variants: [variant, large] };
    const of = (record: object) => assessDescription({ key: "cat.jpg", imageId: "id-2", record: record as ImageRecord }, describes); // prettier-ignore
    expect(of(processed)).to.deep.equal({ state: "stale", code: "NOT_DESCRIBED", variants: ["thumb"] });
    expect(of({ ...processed, placeholder: "1QcSHQRnh493V4dIh4eXh1h4kJUI" })).to.equal(undefined);
    expect(of({ status: "REFUSED", reason: "IMAGE_CORRUPT" })).to.equal(undefined);
    const original = { key: "cat.jpg", imageId: "id-2", record: processed };
    expect(assessDescription(original, { variants: [variant] })).to.equal(undefined);
  });

  it("is stale where its results have addresses of another kind", () => {
    const variants = [variant, large];
    const of = (record: object, address?: "immutable") => {
      const original = { key: "cat.jpg", imageId: "id-2", record: record as ImageRecord };
      return assessAddresses(original, { variants, ...(address && { address }) });
    };
    const immutable = entry(large, "results.immutable/cat.jpg/large.0123456789abcdef.jpg");
    expect(of(processed)).to.equal(undefined);
    expect(of(processed, "immutable")).to.deep.equal({
      ...{ state: "stale", code: "ADDRESS_CHANGED", variants: ["thumb", "large"] },
    });
    const mixed = { status: "PROCESSED", variants: [entry(variant), immutable] };
    expect(of(mixed)?.variants).to.deep.equal(["large"]);
    expect(of(mixed, "immutable")?.variants).to.deep.equal(["thumb"]);
    expect(of({ status: "REFUSED", reason: "IMAGE_CORRUPT" }, "immutable")).to.equal(undefined);
  });

  it("is stale where a result that its record names is superseded", async () => {
    const superseded = { ...own, superseded: "true" };
    expect(await judge(processed, { "thumb-cat.jpg": own, "large-cat.jpg": superseded })).to.equal(
      "stale RESULT_SUPERSEDED large",
    );
  });

  it("is stale or missing by its manifest, where the stack makes manifests", async () => {
    const settings = { manifests: true, variants: [variant, large] };
    const of = async (stored: Record<string, string> | undefined, record: object = processed, chosen: object = {}) => {
      const original = { key: "cat.jpg", imageId: "id-2", record: record as ImageRecord };
      const read = (key: string) => Promise.resolve(key === "manifest/cat.jpg.json" ? stored : own);
      const finding = await assessManifest(original, { ...settings, ...chosen }, read);
      return finding && `${finding.state} ${finding.code} ${finding.variants.join(" ")}`;
    };
    expect(await of(own)).to.equal(undefined);
    expect(await of(undefined)).to.equal("missing MANIFEST_MISSING thumb");
    expect(await of({ "image-id": "id-1" })).to.equal("stale MANIFEST_OF_OTHER_VERSION thumb");
    expect(await of(undefined, { status: "REFUSED", reason: "IMAGE_CORRUPT" })).to.equal(undefined);
    expect(await of(undefined, processed, { manifests: undefined })).to.equal(undefined);
  });

  it("is missing without an outcome", async () => {
    expect(await judge(undefined)).to.equal("missing NO_RECORD thumb large");
    expect(await judge({ status: "FAILED" })).to.equal("missing FAILED thumb large");
    expect(await judge({ status: "PROCESSING" })).to.equal("missing PROCESSING thumb large");
    for (const reason of ["SUPERSEDED", "SOURCE_GONE"]) {
      expect(await judge({ status: "REFUSED", reason }), reason).to.equal("missing REFUSED_AS_GONE thumb large");
    }
  });

  it("misses no width of a set that it is too small for", async () => {
    const set = expandVariants(readConfig({ variants: '[{"name":"hero","widths":[320,640]}]' }).configuredVariants);
    const [smallest] = set as [Variant];
    const record = { status: "PROCESSED", original_size: "320x9", variants: [entry(smallest)] };
    const assessSet = (size: string, hasRecords: boolean) => {
      const original = { key: "cat.jpg", imageId: "id-2", record: { ...record, original_size: size } };
      const metadata = { ...own, "original-size": size, specification: specificationOf(smallest) };
      const results: Record<string, Record<string, string>> = { "hero_320-cat.jpg": metadata };
      return assess(original as never, set, hasRecords, (key) => Promise.resolve(results[key]));
    };
    for (const hasRecords of [true, false]) {
      expect(await assessSet("320x9", hasRecords)).to.equal(undefined);
      expect(await assessSet("321x9", hasRecords)).to.deep.include({ state: "missing", variants: ["hero_640"] });
    }
  });

  it("misses the variants that its record or the bucket does not have", async () => {
    expect(await judge({ ...processed, variants: [entry(variant)] })).to.equal("missing VARIANT_MISSING large");
    expect(await judge(processed, { "thumb-cat.jpg": own })).to.equal("missing RESULT_MISSING large");
  });

  it("is stale where another specification or another version made a result", async () => {
    const unknown = { ...entry(large), specification: undefined };
    const changed = { ...processed, variants: [entry({ ...variant, quality: 76 }), entry(large)] };
    expect(await judge(changed)).to.equal("stale SPECIFICATION_CHANGED thumb");
    expect(await judge({ ...processed, variants: [entry(variant), unknown] })).to.equal(
      "stale SPECIFICATION_CHANGED large",
    );
    const others = { "thumb-cat.jpg": { "image-id": "id-1" }, "large-cat.jpg": own };
    expect(await judge(processed, others)).to.equal("stale RESULT_OF_OTHER_VERSION thumb");
    expect(await judge(processed, { "thumb-cat.jpg": {}, "large-cat.jpg": own })).to.equal(
      "stale RESULT_OF_OTHER_VERSION thumb",
    );
  });

  it("is judged by its results alone where the stack keeps no records", async () => {
    const made = (of: Variant) => ({ ...own, specification: specificationOf(of) });
    const results = { "thumb/cat.jpg.webp": made(variant), "large-cat.jpg": made(large) };
    expect(await judge(undefined, results, false)).to.equal(undefined);
    expect(await judge(undefined, { ...results, "large-cat.jpg": made(variant) }, false)).to.equal(
      "stale SPECIFICATION_CHANGED large",
    );
    expect(await judge(undefined, { "large-cat.jpg": made(large) }, false)).to.equal("missing RESULT_MISSING thumb");
  });
});
