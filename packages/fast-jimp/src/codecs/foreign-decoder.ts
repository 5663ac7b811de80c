import { corrupt, imageError } from "../image-error";
import { compileCodec } from "./emscripten";
import { DecodeWorker } from "./decode-worker";
import { codecPackages, decoderFiles, type ForeignFormat } from "./packages";
import type { DecodeWith } from "./worker-main";

/**
 * Processor time that an image may take, ms: at least ten times what any kind takes on one core of an AMD EPYC
 * (JPEG XL 290 ms a megapixel, HEIC 60). Files made for it keep a decoder busy for minutes, whatever their size.
 */
const LIMIT_MS = 5000;
const LIMIT_MS_PER_MEGAPIXEL = 3000;

const limitFor = (px: number): number => LIMIT_MS + (px / 1e6) * LIMIT_MS_PER_MEGAPIXEL;

interface Bitmap {
  readonly data: Buffer;
  readonly width: number;
  readonly height: number;
}

/** By what they decode with. */
const workers = new WeakMap<DecodeWith<never>, DecodeWorker<never>>();

/**
 * Loads a decoder that is a package of its own, for one image. It runs in a thread that is ended where it takes too
 * long, and its errors are about the file: what it throws, its aborts and WebAssembly's traps among them.
 *
 * @param decode what it is called with, one function for all images of a format; see {@link DecodeWith}
 * @param limitOf processor time for an image of so many pixels, ms
 * @returns decodes a file of `px` pixels, synchronously; throws IMAGE_CORRUPT, IMAGE_TOO_COSTLY
 * @throws ImageError FORMAT_UNSUPPORTED where it is not installed
 */
export async function loadForeignDecoder<Codec>(
  format: ForeignFormat,
  decode: DecodeWith<Codec>,
  limitOf = limitFor,
): Promise<(bytes: Buffer, px: number) => Bitmap> {
  const { title } = codecPackages[format];
  const { file, wasm } = decoderFiles(format);
  const module = await compileCodec(() => wasm, title);
  const worker = workers.get(decode) ?? new DecodeWorker(decode);
  workers.set(decode, worker);
  return (bytes, px) => {
    const processorMs = limitOf(px);
    const answer = worker.decode(bytes, { file, module }, { processorMs });
    if (!answer) throw tooCostly(format, px, processorMs);
    if ("problem" in answer) {
      const why = answer.problem.split("\n")[0] ?? "";
      throw corrupt(title, `its pixels cannot be decoded${why === "" ? "" : ` (${why})`}`);
    }
    const { data, width, height } = answer;
    return { data: Buffer.from(data.buffer, data.byteOffset, data.byteLength), width, height };
  };
}

function tooCostly(format: ForeignFormat, px: number, processorMs: number) {
  const seconds = Math.round(processorMs / 100) / 10;
  const megapixels = Number((px / 1e6).toPrecision(2));
  return imageError(
    "IMAGE_TOO_COSTLY",
    `The ${codecPackages[format].title} file of ${megapixels} megapixels takes more than ${seconds} s of processor time to decode.`,
    { format, px, processorMs },
  );
}
