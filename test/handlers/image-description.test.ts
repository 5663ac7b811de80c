import { expect } from "chai";
import { describeImage, type VariantRecord } from "../../handlers/contract";

const single = (name: string, size: string, type: string): VariantRecord => ({
  ...{ name, key: `${name}.${type}`, size, bytes: 7, content_type: `image/${type}`, digest: "d" },
});
const entry = (name: string, size: string, type = "jpeg"): VariantRecord => ({
  ...single(name, size, type),
  set: "hero",
});
/** Describes results whose addresses are a path and their keys. */
const describeResults = (variants: readonly VariantRecord[], path = "/") => {
  const addresses = Object.fromEntries(variants.map(({ key }) => [key, `${path}${key}`]));
  return describeImage({ variants }, addresses, undefined);
};
const setOf = (variants: readonly VariantRecord[], path?: string) => describeResults(variants, path).sets[0];

describe("the description of an image", () => {
  it("has every result with an address, and a placeholder where the record has one", () => {
    const variants = [single("plain", "30x20", "png"), entry("hero_64", "64x32")];
    const { results, sets } = describeResults(variants);
    expect(results).to.deep.equal([
      { name: "plain", address: "/plain.png", width: 30, height: 20, bytes: 7, content_type: "image/png", digest: "d" },
      { name: "hero_64", set: "hero", address: "/hero_64.jpeg", width: 64, height: 32, bytes: 7, content_type: "image/jpeg", digest: "d" }, // prettier-ignore
    ]);
    expect(sets.map(({ name }) => name)).to.deep.equal(["hero"]);
    expect(describeImage({ variants }, { "plain.png": "/a" }, "data:x")).to.deep.equal({
      results: [{ ...results[0], address: "/a" }],
      sets: [],
      placeholder_url: "data:x",
    });
    expect(describeImage({}, {}, undefined)).to.deep.equal({ results: [], sets: [] });
  });

  it("has the widths of a set in ascending order, each once, and sizes up to the largest", () => {
    const set = setOf([entry("b", "900x600"), entry("a", "320x213"), entry("c", "900x600", "jpeg")].slice(0, 2));
    expect(set?.sources).to.deep.equal([{ content_type: "image/jpeg", srcset: "/a.jpeg 320w, /b.jpeg 900w" }]);
    expect(set?.sizes).to.equal("(max-width: 900px) 100vw, 900px");
    expect(set?.picture).to.equal(
      [
        "<picture>",
        '  <img src="/b.jpeg" srcset="/a.jpeg 320w, /b.jpeg 900w" sizes="(max-width: 900px) 100vw, 900px" width="900" height="600" alt="" loading="lazy" decoding="async">',
        "</picture>",
      ].join("\n"),
    );
  });

  it("has the best format of a set first, and that of every browser last", () => {
    const members = ["jpeg", "webp", "avif"].flatMap((type) => [entry(`a_${type}`, "320x9", type), entry(`b_${type}`, "640x9", type)]); // prettier-ignore
    const set = setOf(members);
    expect(set?.sources.map(({ content_type: type }) => type)).to.deep.equal([
      "image/avif",
      "image/webp",
      "image/jpeg",
    ]);
    const lines = set?.picture.split("\n") ?? [];
    expect(lines).to.have.length(5);
    expect(lines[1]).to.equal(
      '  <source type="image/avif" srcset="/a_avif.avif 320w, /b_avif.avif 640w" sizes="(max-width: 640px) 100vw, 640px">',
    );
    expect(lines[3]).to.include('<img src="/b_jpeg.jpeg" srcset="/a_jpeg.jpeg 320w, /b_jpeg.jpeg 640w"');
  });

  it("needs neither widths nor sizes where there is one of each format", () => {
    const set = setOf([entry("a_png", "64x48", "png"), entry("a_webp", "64x48", "webp")]);
    expect(set?.sources).to.deep.equal([
      { content_type: "image/webp", srcset: "/a_webp.webp" },
      { content_type: "image/png", srcset: "/a_png.png" },
    ]);
    expect(set).not.to.have.property("sizes");
    expect(set?.picture).to.include('<img src="/a_png.png" width="64" height="48"');
  });

  it("has one source where each width has a format of its own", () => {
    const set = setOf([entry("a", "320x9", "webp"), entry("b", "640x9", "avif")]);
    expect(set?.sources).to.deep.equal([{ srcset: "/a.webp 320w, /b.avif 640w" }]);
    expect(set?.picture).not.to.include("<source");
  });

  it("is safe in HTML and in a srcset, whatever the addresses are", () => {
    const set = setOf([entry("a", "3x2"), entry("b", "6x4")], 'https://x/?a="<b>&c=1, 2 3,');
    expect(set?.sources[0]?.srcset.split(", ")).to.have.length(2);
    expect(set?.sources[0]?.srcset).to.match(/^https:\/\/x\/\?a="<b>&c=1%2C%202%203%2Ca\.jpeg 3w, \S+ 6w$/);
    expect(set?.picture).to.include('src="https://x/?a=&quot;&lt;b&gt;&amp;c=1, 2 3,b.jpeg"');
    expect(set?.picture.match(/[<>]/g)).to.have.length(6);
  });
});
