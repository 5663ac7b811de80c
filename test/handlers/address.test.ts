import { expect } from "chai";
import { addressOf } from "../../handlers/address";
import { resultPath } from "../../handlers/contract";
import { PipelineWorld } from "./pipeline-world";

describe("the address of a result", () => {
  const delivering = (deliveryUrl?: string) => {
    const { settings, signer } = new PipelineWorld().connections;
    return { signer, settings: { ...settings, ...(deliveryUrl !== undefined && { deliveryUrl }) } };
  };

  it("is at the edge where the stack delivers, and a link to the bucket where it does not", async () => {
    const deps = delivering("https://images.example.org");
    expect(await addressOf(deps, "destination", "processed-a b.jpg")).to.equal(
      "https://images.example.org/processed-a%20b.jpg",
    );
    expect(await addressOf(delivering(), "destination", "processed-a.jpg")).to.equal(
      "https://destination.example/processed-a.jpg?expires=900",
    );
  });

  it("is a link to the bucket for a result in another bucket than the one that is delivered", async () => {
    expect(await addressOf(delivering("https://images.example.org"), "earlier", "a")).to.match(/^https:\/\/earlier\./);
  });

  for (const [key, path] of Object.entries({
    "small/cat.png.jpg": "/small/cat.png.jpg",
    "a+b=c&d": "/a%2Bb%3Dc%26d",
    "what? #1 100%": "/what%3F%20%231%20100%25",
    "日本/ü": "/%E6%97%A5%E6%9C%AC/%C3%BC",
    "a//b/": "/a//b/",
  }))
    it(`is ${path} of the key ${key}, which a URL gives back`, () => {
      expect(resultPath(key)).to.equal(path);
      const { pathname, search, hash } = new URL(`https://example.org${path}`);
      expect(decodeURIComponent(pathname)).to.equal(`/${key}`);
      expect(search + hash).to.equal("");
    });
});
