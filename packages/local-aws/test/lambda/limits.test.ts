import { expect } from "chai";

import { checkUnzippedSize, checkZipSize, MAX_UNZIPPED_BYTES, MAX_ZIP_BYTES } from "../../src/lambda/limits";

const archive = (unzippedBytes: number) => ({ sha256: "", zipBytes: 0, unzippedBytes });

describe("sizes of Lambda archives", () => {
  it("are accepted up to 50 MB zipped", () => {
    checkZipSize(MAX_ZIP_BYTES);
    expect(() => checkZipSize(MAX_ZIP_BYTES + 1)).to.throw(/smaller than 52428800 bytes/);
  });

  it("are accepted up to 250 MB unpacked, layers included", () => {
    checkUnzippedSize(archive(1), [archive(MAX_UNZIPPED_BYTES - 2), archive(1)]);
    expect(() => checkUnzippedSize(archive(1), [archive(MAX_UNZIPPED_BYTES - 1), archive(1)])).to.throw(
      /smaller than 262144000 bytes/,
    );
  });
});
