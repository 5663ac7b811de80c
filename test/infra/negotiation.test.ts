import { expect } from "chai";
import { runInNewContext } from "node:vm";
import { negotiationCode, type NegotiatedFormats } from "../../infra/delivery/negotiation-code";

const FORMATS: NegotiatedFormats = { hero_640: ["avif", "webp", "jpeg"], logo: ["webp", "png"] };

interface Header {
  readonly value: string;
  readonly multiValue?: readonly { readonly value: string }[];
}

/** What the code makes of a request's path. */
function rewritten(uri: string, accept?: string | Header): string {
  const header = typeof accept === "string" ? { value: accept } : accept;
  const event = { request: { method: "GET", uri, headers: header ? { accept: header } : {} } };
  const answer = runInNewContext(`${negotiationCode(FORMATS)}; handler(event)`, { event }) as typeof event.request;
  expect(answer.method, "the request itself is returned").to.equal("GET");
  return answer.uri;
}

const CHROME = "image/avif,image/webp,image/apng,image/svg+xml,image/*,*/*;q=0.8";
const FIREFOX = "image/avif,image/webp,image/png,image/svg+xml,image/*;q=0.8,*/*;q=0.5";
const SAFARI_14 = "image/webp,image/png,image/svg+xml,image/*;q=0.8,video/*;q=0.8,*/*;q=0.5";

describe("negotiation at the edge", () => {
  const answers: readonly (readonly [accept: string | Header | undefined, format: string])[] = [
    [CHROME, "_avif/cat.png.avif"],
    [FIREFOX, "_avif/cat.png.avif"],
    [SAFARI_14, "_webp/cat.png.webp"],
    ["image/webp;q=0.9, image/avif;q=0.1", "_avif/cat.png.avif"],
    ["image/avif;q=0,image/webp", "_webp/cat.png.webp"],
    ["image/avif; q=0.000, image/webp ; Q = 0", "_jpeg/cat.png.jpg"],
    ["image/avif;q=0.001", "_avif/cat.png.avif"],
    ["IMAGE/AVIF", "_avif/cat.png.avif"],
    ["image/avif2", "_jpeg/cat.png.jpg"],
    ["*/*", "_jpeg/cat.png.jpg"],
    ["image/*", "_jpeg/cat.png.jpg"],
    ["image/jpeg;q=0", "_jpeg/cat.png.jpg"],
    ["", "_jpeg/cat.png.jpg"],
    [undefined, "_jpeg/cat.png.jpg"],
    [{ value: "text/html", multiValue: [{ value: "text/html" }, { value: "image/webp" }] }, "_webp/cat.png.webp"],
  ];
  for (const [accept, path] of answers)
    it(`answers ${JSON.stringify(accept)} with ${path}`, () => {
      expect(rewritten("/hero_640/cat.png", accept)).to.equal(`/hero_640${path}`);
    });

  it("leaves every other address as it is", () => {
    for (const uri of [
      "/",
      "/hero_640",
      "/hero_640/",
      "/hero_640-cat.png",
      "/hero_640_avif/cat.png.avif",
      "/other/cat.png",
      "/constructor/cat.png",
      "/__proto__/cat.png",
      "//cat.png",
    ])
      expect(rewritten(uri, CHROME)).to.equal(uri);
  });

  it("keeps the rest of the key, folders and encoded characters among them", () => {
    expect(rewritten("/hero_640/a//b%20c/%C3%BC.png", CHROME)).to.equal("/hero_640_avif/a//b%20c/%C3%BC.png.avif");
    expect(rewritten("/logo/x.gif", "image/avif")).to.equal("/logo_png/x.gif.png");
  });

  it("fits into CloudFront's 10 KB with as many sets as a stack can have", () => {
    const names = Array.from({ length: 32 }, (_, index) => `${"n".repeat(20)}_${index}`);
    const formats = Object.fromEntries(names.map((name) => [name, ["avif", "webp", "jpeg"]]));
    expect(Buffer.byteLength(negotiationCode(formats))).to.be.below(10_240);
  });
});
