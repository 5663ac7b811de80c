import { expect } from "chai";
import { imageId, nameBasedUuid } from "../../handlers/contract/image-id";

describe("image ids", () => {
  it("are name-based UUIDs: RFC 9562's own example comes out", () => {
    const dns = "6ba7b810-9dad-11d1-80b4-00c04fd430c8";
    expect(nameBasedUuid(dns, "www.example.com")).to.equal("2ed6657d-e927-568b-95e1-2665a8aea6a2");
  });

  it("are the same for the same version of the same object", () => {
    const ref = { bucket: "source", key: "cat.jpg", versionId: "v1" };
    expect(imageId(ref)).to.equal(imageId({ ...ref }));
    expect(imageId(ref)).to.match(/^[0-9a-f]{8}-[0-9a-f]{4}-5[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  });

  it("never change: records and results of earlier releases are found by them", () => {
    expect(imageId({ bucket: "source", key: "cat.jpg", versionId: "v1" })).to.equal(
      "ffe840e9-7e0f-5176-a70d-20bd48ff7b49",
    );
    expect(imageId({ bucket: "source", key: "ü.jpg" })).to.equal("51501bd2-28bc-5836-9018-fb47f09631a8");
  });

  it("differ in bucket, key and version, however the parts are cut", () => {
    const ids = [
      { bucket: "a", key: "b/c" },
      { bucket: "a/b", key: "c" },
      { bucket: "a", key: "b", versionId: "c" },
      { bucket: "a", key: "b" },
      { bucket: "a", key: "b", versionId: "null" },
    ].map(imageId);
    expect(new Set(ids).size).to.equal(ids.length);
  });
});
