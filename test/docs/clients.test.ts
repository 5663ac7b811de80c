import { cpSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { pathToFileURL } from "node:url";

import { expect } from "chai";

import type { DescribedImage, ImageLoader } from "../../clients/images.mjs";
import { PROJECT_DIR } from "../support/cli";
import { blocks } from "./support/pages";

interface Example {
  readonly heroOf: (image: DescribedImage) => string;
  readonly default: ImageLoader;
}

describe("the example of a page", () => {
  let dir: string;
  before(() => {
    dir = mkdtempSync(path.join(tmpdir(), "clients-"));
    cpSync(path.join(PROJECT_DIR, "clients"), path.join(dir, "clients"), { recursive: true });
  });
  after(() => rmSync(dir, { recursive: true }));

  it("runs beside a copy of the module, and does what it says", async () => {
    const text = blocks.find(({ page, info }) => page === "docs/use.md" && info === "js hero.mjs")?.text ?? "";
    const file = path.join(dir, "hero.mjs");
    writeFileSync(file, text);
    const { heroOf, default: loader } = (await import(pathToFileURL(file).href)) as Example;
    const result = { set: "hero", address: "/320", width: 320, height: 200, content_type: "image/jpeg" };
    const sources = [{ content_type: "image/jpeg", srcset: "/320 320w, /640 640w" }];
    const image = { results: [result], sets: [{ name: "hero", sources, sizes: "100vw" }] };
    expect(heroOf(image)).to.include('sizes="(max-width: 800px) 100vw, 800px" width="320"');
    expect(heroOf(image)).to.include('alt="A cat on a wall"');
    const named = (src: string, width: number) => loader({ src, width });
    expect(named("in/cat.jpg", 640)).to.equal("https://images.example.com/hero_640_webp/in/cat.jpg.webp");
    expect(named("cat.jpg#500x400", 1080)).to.equal("https://images.example.com/hero_640_webp/cat.jpg.webp");
  });
});
