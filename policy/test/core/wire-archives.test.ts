import { asset } from "@pulumi/pulumi";
import { expect } from "chai";

import { withWireArchives } from "../../src/core/wire-archives";

const SIGNATURE = "4dabf18193072939515e22adb298388d";
const ASSET = "c44067f5952c0a294b673a41bacd8c17";
const ARCHIVE = "0def7320c3a5731c473e5ecbe6d01bc7";

/** A value that can only be read as the SDK reads its own proxies. */
const proxied = <T extends object>(target: T): T =>
  new Proxy({} as T, {
    get: (_, key) => (key === "__isSpecialProxy" ? true : key === "__getSpecialProxyTarget" ? target : undefined),
  });

describe("remediated properties", () => {
  it("have archives of assets in their wire form, with every kind of member", async () => {
    const code = new asset.AssetArchive({
      text: new asset.StringAsset("x"),
      file: new asset.FileAsset("./a.txt"),
      remote: new asset.RemoteAsset("https://example.com/a"),
      folder: new asset.FileArchive("./folder"),
      archive: new asset.RemoteArchive("https://example.com/b.zip"),
      nested: new asset.AssetArchive({ text: new asset.StringAsset("y") }),
    });
    expect(await withWireArchives(proxied({ code: proxied(proxied(code)), memorySize: 128 }))).to.deep.equal({
      code: {
        [SIGNATURE]: ARCHIVE,
        assets: {
          text: { [SIGNATURE]: ASSET, text: "x" },
          file: { [SIGNATURE]: ASSET, path: "./a.txt" },
          remote: { [SIGNATURE]: ASSET, uri: "https://example.com/a" },
          folder: { [SIGNATURE]: ARCHIVE, path: "./folder" },
          archive: { [SIGNATURE]: ARCHIVE, uri: "https://example.com/b.zip" },
          nested: { [SIGNATURE]: ARCHIVE, assets: { text: { [SIGNATURE]: ASSET, text: "y" } } },
        },
      },
      memorySize: 128,
    });
  });

  it("keep every other value as it is, also behind a proxy", async () => {
    const tags = proxied({ Owner: "me" });
    const file = new asset.FileArchive("./folder");
    const properties = await withWireArchives({ tags, file, none: null });
    expect(properties["tags"]).to.equal(tags);
    expect(properties["file"]).to.equal(file);
    expect(properties["none"]).to.equal(null);
  });

  it("are refused where an archive holds neither an asset nor an archive", async () => {
    const broken = new asset.AssetArchive({ x: {} as asset.Asset });
    const error: unknown = await withWireArchives({ broken }).catch((caught: unknown) => caught);
    expect(error)
      .to.be.instanceOf(Error)
      .with.property("message")
      .that.matches(/^Expected an asset or an archive/);
  });
});
