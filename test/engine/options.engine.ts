import { everyOptionImmutable, everything, optionsAlone } from "../support/options";
import { lifecycle } from "./support/lifecycle";
import type { Result } from "./support/pictures";
import { uploadsOnly } from "./switches";

const result = (key: string, picture: string): Result => ({
  ...{ key, picture, contentType: `image/${picture.split(" ")[0] ?? ""}` },
});

/** With immutable addresses: the hash of a result in its key. */
const HASH = "*";
const immutable = [
  result(`results.immutable/cat photo.jpg/processed.${HASH}.jpg`, "jpeg 300x300"),
  result(`results.immutable/logo.png/processed.${HASH}.png`, "png 300x300"),
];

/** Results of the options that change them. */
const resultsOf: Readonly<Record<string, readonly Result[]>> = {
  widths: [
    ...[result("photo_320-cat photo.jpg", "jpeg 320x240"), result("photo_480-cat photo.jpg", "jpeg 480x360")],
    ...[result("photo_320-logo.png", "png 320x240"), result("photo_480-logo.png", "png 480x360")],
  ],
  "format: each": [
    ...[result("photo_webp/cat photo.jpg.webp", "webp 300x300"), result("photo_png/cat photo.jpg.png", "png 300x300")],
    ...[result("photo_webp/logo.png.webp", "webp 300x300"), result("photo_png/logo.png.png", "png 300x300")],
  ],
  routes: [
    ...[
      result("photo_320-photos/cat photo.jpg", "jpeg 320x240"),
      result("photo_480-photos/cat photo.jpg", "jpeg 480x360"),
    ],
    result("thumb-avatars/logo.png", "png 64x64"),
  ],
  manifest: [
    result("processed-cat photo.jpg", "jpeg 300x300"),
    { key: "manifest/cat photo.jpg.json", picture: "manifest of 1 result", contentType: "application/json" },
  ],
  "address: immutable": immutable,
  "address: immutable, delivery": immutable,
  [everyOptionImmutable.name]: [
    result(`results.immutable/cat photo.jpg/photo_320_webp.${HASH}.webp`, "webp 320x240"),
    result(`results.immutable/logo.png/photo_480_png.${HASH}.png`, "png 480x360"),
    { key: "manifest/logo.png.json", picture: "manifest of 4 results", contentType: "application/json" },
  ],
  [everything.name]: [
    result("photo_320_webp/cat photo.jpg.webp", "webp 320x240"),
    result("photo_480_png/logo.png.png", "png 480x360"),
  ],
};

/** Of the options whose originals lie elsewhere than at the top. */
const prefixOf: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  routes: { "cat photo.jpg": "photos/", "logo.png": "avatars/" },
};

describe("the real engine: each option alone", () => {
  for (const { name, config } of optionsAlone)
    describe(name, () => {
      const scenario = { name, stack: "dev", config: { ...uploadsOnly, ...config } };
      const [results, prefix] = [resultsOf[name], prefixOf[name]];
      lifecycle(scenario, { isBrief: true, ...(results && { results }), ...(prefix && { prefix }) });
    });
});

describe("the real engine: all options together", () => {
  for (const { name, config } of [everything, everyOptionImmutable])
    describe(name, () => {
      lifecycle({ name, stack: "full", config }, { ...(resultsOf[name] && { results: resultsOf[name] }) });
    });
});
