import { expect } from "chai";
import { ImageError } from "../src";
import { compileCodec } from "../src/codecs/emscripten";
import { DecodeWorker } from "../src/codecs/decode-worker";
import { loadForeignDecoder } from "../src/codecs/foreign-decoder";
import { decoderFiles } from "../src/codecs/packages";
import type { DecodeWith } from "../src/codecs/worker-main";
import { decodeOriented } from "./support/decode";
import { encodeJxl } from "./support/encoders";
import { scene } from "./support/images";

/** The part of libjxl's module that these tests use. */
interface Libjxl {
  decode(bytes: Uint8Array): { readonly data: Uint8ClampedArray; readonly width: number; readonly height: number };
}

/** Decodes; a file of one byte it decodes for ever, of two it ends its thread, of three it throws. */
const decode: DecodeWith<Libjxl> = (libjxl, bytes) => {
  if (bytes.length === 1) for (;;);
  if (bytes.length === 2) process.exit();
  if (bytes.length === 3) throw new Error("cannot");
  return libjxl.decode(bytes);
};

async function makeWorker() {
  const { file, wasm } = decoderFiles("jxl");
  const codec = { file, module: await compileCodec(() => wasm, "JPEG XL") };
  const worker = new DecodeWorker<Libjxl>(decode);
  return (bytes: Uint8Array, processorMs = 5000, stalledMs = 60_000) =>
    worker.decode(bytes, codec, { processorMs, stalledMs });
}

const image = scene(40, 30);

describe("a decoder in a thread of its own", () => {
  it("is ended where it takes too long, and the next image is decoded", async () => {
    const run = await makeWorker();
    const file = await encodeJxl(image);
    const before = process.cpuUsage();
    expect(run(Buffer.alloc(1), 200)).to.equal(undefined);
    const { user, system } = process.cpuUsage(before);
    expect((user + system) / 1000)
      .to.be.at.least(200)
      .and.below(5000);
    for (let turn = 0; turn < 2; turn++) {
      const answer = run(file);
      if (!answer || "problem" in answer) throw new Error("expected pixels");
      expect(Buffer.from(answer.data).equals(image.data)).to.equal(true);
      expect([answer.width, answer.height]).to.deep.equal([40, 30]);
    }
  });

  it("refuses what takes too long by a code of its own, with its size and its limit", async () => {
    const forEver: DecodeWith<Libjxl> = () => {
      for (;;);
    };
    const endless = await loadForeignDecoder("heic", forEver, () => 250);
    try {
      endless(Buffer.alloc(1), 500_000);
      expect.fail("it was decoded");
    } catch (error) {
      if (!(error instanceof ImageError)) throw error;
      const { code, message, facts } = error;
      expect({ code, message, facts }).to.deep.equal({
        code: "IMAGE_TOO_COSTLY",
        message: "The HEIC file of 0.5 megapixels takes more than 0.3 s of processor time to decode.",
        facts: { format: "heic", px: 500_000, processorMs: 250 },
      });
    }
  });

  it("is kept for the next image where it holds little, and ended where its instance is large", async () => {
    const worker = await makeWorker();
    // By their ids: threads of other tests may be about to end.
    const threads = () => {
      const { workers } = process.report.getReport() as {
        readonly workers: readonly { readonly header: { readonly threadId: number } }[];
      };
      return workers.map(({ header }) => header.threadId);
    };
    const before = threads();
    worker(await encodeJxl(image));
    const [own, ...others] = threads().filter((id) => !before.includes(id));
    expect(own).to.be.a("number");
    expect(others).to.deep.equal([]);
    worker(await encodeJxl(image));
    expect(threads()).to.include(own);
    const large = worker(await encodeJxl(scene(1000, 800)));
    expect(large && "instanceBytes" in large && large.instanceBytes).to.be.above(32 * 2 ** 20);
    await new Promise((resolve) => setTimeout(resolve, 500));
    expect(threads()).not.to.include(own);
  });

  it("has its pixels moved, not copied, and answers with what its decoder throws", async () => {
    const worker = await makeWorker();
    const answer = worker(await encodeJxl(image));
    expect(answer && "data" in answer && answer.data.buffer.byteLength).to.equal(40 * 30 * 4);
    expect(worker(Buffer.alloc(3))).to.deep.equal({ problem: "cannot" });
  });

  it("fails where it is gone, which is no fault of the file, and is there again for the next", async () => {
    const worker = await makeWorker();
    expect(() => worker(Buffer.alloc(2), 5000, 300))
      .to.throw(Error, "a decoder's thread")
      .and.not.instanceOf(ImageError);
    expect(worker(await encodeJxl(image))).to.include({ width: 40 });
  });

  it("decodes images whose files are a part of a larger memory", async () => {
    const file = await encodeJxl(image);
    const inside = Buffer.concat([Buffer.alloc(100), file, Buffer.alloc(100)]).subarray(100, 100 + file.length);
    expect((await decodeOriented(inside)).data.equals(image.data)).to.equal(true);
    // The caller's bytes are its own.
    expect(inside.equals(file)).to.equal(true);
  });
});
