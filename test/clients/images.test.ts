import { expect } from "chai";
import { rgbaToThumbHash } from "thumbhash";
import { imageAttributes, makeImageLoader, makeLoader, pictureHtml } from "../../clients/images.mjs";
import { appliesTo, describeImage, resultKey, type VariantRecord } from "../../handlers/contract";
import { readConfig } from "../../infra/config";

const BASE = "https://images.example.com/";
const widths = [640, 320, 1280];
const { variants } = readConfig({
  variants: JSON.stringify([{ name: "hero", widths, format: "each", formats: ["jpeg", "webp", "avif"] }]),
});

describe("the loader of results", () => {
  const webp = makeLoader({ base: BASE, set: "hero", widths, format: "webp" });

  it("names results that the stack makes, of whatever size the original is", () => {
    for (const [width, height] of [
      [4000, 3000],
      [1281, 9],
      [640, 480],
      [641, 480],
      [20, 10],
      [3210, 81_920],
      [3000, 81_920],
    ] as const) {
      const made = variants.filter((variant) => appliesTo(variant, { width, height }) && variant.format === "webp");
      const keys = made.map(({ name }) => `${BASE}${resultKey(name, "in/cat.jpg", ".webp")}`);
      const wanted = [1, 320, 321, 640, 750, 1080, 1280, 3840];
      const named = wanted.map((one) => webp({ src: `in/cat.jpg#${width}x${height}`, width: one }));
      expect(keys, `${width}x${height}`).to.include.members(named);
      expect(named.at(-1)).to.equal(keys.at(-1));
    }
  });

  it("takes the smallest that is wide enough, else the largest", () => {
    const chosen = [1, 320, 321, 1280, 4000].map((width) => webp({ src: "cat.jpg", width }).split("/")[3]);
    expect(chosen).to.deep.equal([
      ...["hero_320_webp", "hero_320_webp", "hero_640_webp", "hero_1280_webp", "hero_1280_webp"],
    ]);
  });

  it("leaves the format to the delivery where none is named, and encodes keys", () => {
    const loader = makeLoader({ base: "https://images.example.com//", set: "hero", widths });
    expect(loader({ src: "a b/ü#?.jpg", width: 640, quality: 75 })).to.equal(`${BASE}hero_640/a%20b/%C3%BC%23%3F.jpg`);
    const jpeg = makeLoader({ base: BASE, set: "hero", widths, format: "jpeg" });
    expect(jpeg({ src: "cat.jpg", width: 9 })).to.equal(`${BASE}hero_320_jpeg/cat.jpg.jpg`);
  });

  it("refuses what no stack has", () => {
    expect(() => makeLoader({ base: BASE, set: "hero", widths: [] })).to.throw(RangeError, "at least one width");
    expect(() => makeLoader({ base: BASE, set: "hero", widths, format: "gif" as "png" })).to.throw(
      RangeError,
      "got gif",
    );
  });
});

describe("the helper of a page", () => {
  const entry = (name: string, size: string, type: string): VariantRecord => ({
    ...{ name, key: `${name}.${type}`, size, bytes: 7, content_type: `image/${type}`, set: "hero" },
  });
  const records = ["jpeg", "webp"].flatMap((type) => [entry("a", "320x160", type), entry("b", "640x320", type)]);
  const addresses = Object.fromEntries(records.map(({ key }) => [key, `https://x/${key}?a=1&b="2"`]));
  const described = describeImage({ variants: records }, addresses, "data:image/png;base64,AAAA");
  const image = { ...described, placeholder: "1QcSHQRnh493V4dIh4eXh1h4kJUI" };

  it("has a loader of one image by what is said of it: the smallest result that is wide enough, else the largest", () => {
    const chosen = (format?: "webp" | "jpeg") => {
      const loader = makeImageLoader(image, "hero", format && { format });
      return [1, 320, 321, 640, 4000].map((width) => /\/x\/(.*)\?/.exec(loader({ src: "anything", width }))?.[1]);
    };
    expect(chosen("webp")).to.deep.equal(["a.webp", "a.webp", "b.webp", "b.webp", "b.webp"]);
    expect(chosen()).to.deep.equal(chosen("jpeg"));
    expect(chosen("jpeg")[0]).to.equal("a.jpeg");
    expect(() => makeImageLoader(image, "hero", { format: "avif" })).to.throw(
      RangeError,
      "Expected a format of hero (image/jpeg, image/webp); got avif.",
    );
    expect(() => makeImageLoader(image, "logo")).to.throw(
      RangeError,
      'Expected a set of the image (hero); got "logo".',
    );
  });

  it("has the attributes of an image in the format that every browser knows", () => {
    expect(imageAttributes(image, "hero", { alt: "A cat" })).to.deep.equal({
      src: 'https://x/b.jpeg?a=1&b="2"',
      srcset: 'https://x/a.jpeg?a=1&b="2" 320w, https://x/b.jpeg?a=1&b="2" 640w',
      sizes: "(max-width: 640px) 100vw, 640px",
      ...{ width: 640, height: 320, alt: "A cat", loading: "lazy", decoding: "async" },
      style: "background:url(data:image/png;base64,AAAA) center/cover no-repeat",
    });
    expect(imageAttributes(image, "hero", { sizes: "50vw", loading: "eager", placeholder: false })).to.include({
      ...{ sizes: "50vw", loading: "eager", alt: "" },
    });
  });

  it("shows no placeholder under transparent pixels, and none that there is not", () => {
    for (const [alpha, shown] of [
      [255, true],
      [254, false],
      [0, false],
    ] as const) {
      const placeholder = Buffer.from(rgbaToThumbHash(2, 1, [90, 80, 70, 255, 9, 8, 7, alpha])).toString("base64");
      expect("style" in imageAttributes({ ...image, placeholder }, "hero"), `${alpha}`).to.equal(shown);
    }
    expect(imageAttributes({ ...described, placeholder_url: undefined }, "hero")).not.to.have.property("style");
    expect(imageAttributes(image, "hero", { placeholder: false })).not.to.have.property("style");
  });

  it("writes a picture with the better formats first, escaped", () => {
    const html = pictureHtml(image, "hero", { alt: 'a "b" <c>', placeholder: false });
    const address = (name: string) => `https://x/${name}?a=1&amp;b=&quot;2&quot;`;
    expect(html).to.equal(
      `<picture><source type="image/webp" srcset="${address("a.webp")} 320w, ${address("b.webp")} 640w" sizes="(max-width: 640px) 100vw, 640px">` +
        `<img src="${address("b.jpeg")}" srcset="${address("a.jpeg")} 320w, ${address("b.jpeg")} 640w" sizes="(max-width: 640px) 100vw, 640px" ` +
        'width="640" height="320" alt="a &quot;b&quot; &lt;c&gt;" loading="lazy" decoding="async"></picture>',
    );
  });

  it("says which sets there are where one is not", () => {
    expect(() => pictureHtml(image, "page")).to.throw(RangeError, 'Expected a set of the image (hero); got "page".');
    expect(() => imageAttributes({ results: [], sets: [] }, "hero")).to.throw(RangeError, "(none)");
  });
});
