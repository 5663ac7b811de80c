import { expect } from "chai";

import { whyUntriggered } from "../../../commands/images/untriggered";

describe("a file that no trigger fires for", () => {
  it("is reported with the settings that decide it", () => {
    expect(whyUntriggered("a.txt", { prefix: "", suffixes: [".jpg", ".png"] })).to.equal(
      "no trigger fires for a.txt: keys have to end with .jpg .png (image-pipeline:suffixes)",
    );
    expect(whyUntriggered("a.jpg", { prefix: "up/", suffixes: [] })).to.equal(
      "no trigger fires for a.jpg: keys have to begin with up/ (image-pipeline:uploadPrefix)",
    );
  });

  it("of a format that a setting switches on is reported with that setting", () => {
    for (const [key, setting] of [
      ["a.HEIC", "heic"],
      ["a.heif", "heic"],
      ["a.jxl", "jxl"],
      ["a.avif", "avif"],
    ] as const) {
      expect(whyUntriggered(key, { prefix: "", suffixes: [".jpg"] }), key).to.match(
        new RegExp(`\\. Files that end with \\.\\w+: Set image-pipeline:${setting} to true`),
      );
    }
  });
});
