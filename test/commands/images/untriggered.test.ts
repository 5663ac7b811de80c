import { expect } from "chai";

import { untriggeredByConfig, whyUntriggered } from "../../../commands/images/untriggered";

describe("a file that no trigger fires for", () => {
  it("is reported with the settings that decide it", () => {
    expect(whyUntriggered("a.txt", { routes: [{ prefix: "", suffixes: [".jpg", ".png"] }] })).to.equal(
      "no trigger fires for a.txt: keys have to end with .jpg .png (image-pipeline:suffixes)",
    );
    expect(whyUntriggered("a.jpg", { routes: [{ prefix: "up/", suffixes: [] }] })).to.equal(
      "no trigger fires for a.jpg: keys have to begin with up/ (image-pipeline:uploadPrefix)",
    );
    const routes = [
      { prefix: "photos/", suffixes: [".jpg", ".png"] },
      { prefix: "avatars/", suffixes: [] },
    ];
    expect(whyUntriggered("a.jpg", { routes })).to.equal(
      "no trigger fires for a.jpg: keys have to begin with photos/ and end with .jpg .png, or begin with avatars/ (image-pipeline:routes)",
    );
  });

  it("of a format that a setting switches on is reported with that setting", () => {
    for (const [key, setting] of [
      ["a.HEIC", "heic"],
      ["a.heif", "heic"],
      ["a.jxl", "jxl"],
      ["a.avif", "avif"],
    ] as const) {
      expect(whyUntriggered(key, { routes: [{ prefix: "", suffixes: [".jpg"] }] }), key).to.match(
        new RegExp(`\\. Files that end with \\.\\w+: Set image-pipeline:${setting} to true`),
      );
    }
  });
});

describe("files that a stack will not process", () => {
  const skipped = (names: readonly string[], values: Readonly<Record<string, string>> = {}) =>
    untriggeredByConfig(names, "app", values).map(({ name, reason }) => `${name}: ${reason}`);

  it("are known by its configuration, with the setting that lets each in", () => {
    expect(skipped(["a.jpg", "A.JPG", "b.avif"])).to.deep.equal([]);
    expect(skipped(["a.Jpg", "b.heic"])).to.deep.equal([
      'a.Jpg: Add ".Jpg" to image-pipeline:suffixes to process it.',
      "b.heic: Set image-pipeline:heic to true in the stack's configuration to accept them.",
    ]);
    expect(skipped(["b.heic", "c.avif"], { "app:heic": "true", "app:avif": "false" })).to.deep.equal([
      "c.avif: Set image-pipeline:avif to true in the stack's configuration to accept them.",
    ]);
  });

  it("are those without a suffix of their route: the first, or that whose prefix their name begins with", () => {
    const routes = JSON.stringify([{ prefix: "photos/", suffixes: [".jpg"] }, { prefix: "avatars/" }]);
    expect(skipped(["a.jpg", "b.png", "avatars/c.png", "avatars/d.txt"], { "app:routes": routes })).to.deep.equal([
      'b.png: Add ".png" to the suffixes of photos/ in image-pipeline:routes to process it.',
      'avatars/d.txt: Add ".txt" to the suffixes of avatars/ in image-pipeline:routes to process it.',
    ]);
    expect(skipped(["a.jpg"], { "app:routes": "no list" })).to.deep.equal([]);
  });

  it("are those without one of its suffixes, where it names them", () => {
    expect(skipped(["a.jpg", "b.png"], { "app:suffixes": '[".png"]' })).to.deep.equal([
      'a.jpg: Add ".jpg" to image-pipeline:suffixes to process it.',
    ]);
    expect(skipped(["a.jpg"], { "app:suffixes": "[]" })).to.deep.equal([]);
    expect(skipped(["a.jpg"], { "app:suffixes": "no list" })).to.deep.equal([]);
  });
});
