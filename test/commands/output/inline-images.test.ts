import { expect } from "chai";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";

import sharp from "sharp";

import { imageProtocol } from "../../../commands/output/image-protocol";
import { inlineImages } from "../../../commands/output/inline-images";
import { jpeg } from "../../support/e2e/images";

const ESCAPE = "\u001b";
const BELL = "\u0007";

describe("pictures in a terminal", () => {
  let dir: string;
  let files: string[];
  before(async () => {
    dir = mkdtempSync(path.join(tmpdir(), "inline-"));
    files = ["a.jpg", "b.jpg", "text.jpg"].map((name) => path.join(dir, name));
    writeFileSync(files[0] as string, await jpeg(300, 300));
    writeFileSync(files[1] as string, await jpeg(64, 32));
    writeFileSync(files[2] as string, "no image");
  });
  after(() => rmSync(dir, { recursive: true }));

  it("come in the protocol that the terminal is known for", () => {
    for (const [env, protocol] of [
      [{ TERM: "xterm-kitty" }, "kitty"],
      [{ TERM: "xterm-256color", KITTY_WINDOW_ID: "1" }, "kitty"],
      [{ TERM_PROGRAM: "ghostty" }, "kitty"],
      [{ TERM_PROGRAM: "iTerm.app" }, "iterm2"],
      [{ TERM_PROGRAM: "WezTerm" }, "iterm2"],
      [{ TERM: "foot" }, "sixel"],
      [{ TERM: "xterm-256color" }, undefined],
      [{ TERM: "tmux-256color", KITTY_WINDOW_ID: "1" }, undefined],
      [{}, undefined],
    ] as const) {
      expect(imageProtocol(env), JSON.stringify(env)).to.equal(protocol);
    }
  });

  it("are a PNG of all of them side by side, for iTerm2 and kitty", async () => {
    const iterm = (await inlineImages("iterm2", files, 80)) ?? "";
    const start = `${ESCAPE}]1337;File=inline=1;`;
    expect(iterm.startsWith(start) && iterm.endsWith(BELL)).to.equal(true);
    const [, size, width, height, text = ""] =
      /^size=(\d+);width=(\d+)px;height=(\d+)px:([A-Za-z0-9+/=]+)$/.exec(iterm.slice(start.length, -1)) ??
      expect.fail(iterm.slice(0, 100));
    const png = Buffer.from(text, "base64");
    expect(png.length).to.equal(Number(size));
    // 96x96, a gap, and 192x96: images have one height.
    expect([width, height]).to.deep.equal(["296", "96"]);
    expect(await sharp(png).metadata()).to.include({ format: "png", width: 296, height: 96 });
    const kitty = (await inlineImages("kitty", files, 80)) ?? "";
    const chunks = kitty.split(`${ESCAPE}\\`).slice(0, -1);
    expect(chunks[0]?.startsWith(`${ESCAPE}_Ga=T,f=100,q=2,m=`)).to.equal(true);
    expect(chunks.every((chunk) => chunk.slice(chunk.indexOf(";") + 1).length <= 4096)).to.equal(true);
    expect(chunks.at(-1)).to.contain("m=0;");
    expect(chunks.map((chunk) => chunk.slice(chunk.indexOf(";") + 1)).join("")).to.equal(text);
  });

  it("are of their size as sixels", async () => {
    const sixels = (await inlineImages("sixel", files, 80)) ?? "";
    expect(sixels.startsWith(`${ESCAPE}P`) && sixels.endsWith(`${ESCAPE}\\`)).to.equal(true);
    // Raster attributes: aspect ratio, width, height (DEC STD 070, section 9).
    expect(sixels).to.contain('"1;1;296;96');
  });

  it("are no more than the terminal has room for, and nothing where no file is an image", async () => {
    const narrow = (await inlineImages("iterm2", files, 20)) ?? "";
    expect(narrow).to.contain("width=96px;height=96px");
    expect(await inlineImages("iterm2", files.slice(2), 80)).to.equal(undefined);
    expect(await inlineImages("iterm2", [], 80)).to.equal(undefined);
  });
});
