import { corrupt, ImageError, imageError } from "../image-error";
import { MIB } from "../limits";
import { codecPackages, type OptionalFormat } from "./packages";

/** Memory that a WebAssembly decoder can address, MiB: what its package was compiled for. */
const MAX_DECODER_MB = 2048;

/**
 * Refuses an image that a WebAssembly decoder cannot hold, whatever memory there is.
 *
 * @param neededBytes of the decoder
 * @throws ImageError IMAGE_TOO_LARGE
 */
export function checkAddressSpace(format: OptionalFormat, neededBytes: number): void {
  if (neededBytes <= MAX_DECODER_MB * MIB) return;
  const memoryMb = Math.ceil(neededBytes / MIB);
  throw imageError(
    "IMAGE_TOO_LARGE",
    `The image needs ${memoryMb} MiB to be decoded; the ${codecPackages[format].title} decoder can use ${MAX_DECODER_MB} MiB.`,
    { memoryMb, maxMemoryMb: MAX_DECODER_MB },
  );
}

/**
 * Runs a decoder whose errors are its own: what it throws, its aborts and WebAssembly's traps among them, is about the
 * file. Its instance is not used again.
 *
 * @throws IMAGE_CORRUPT
 */
export function decodeWith<Result>(format: OptionalFormat, decode: () => Result | null | undefined): Result {
  const { title } = codecPackages[format];
  let result: Result | null | undefined;
  try {
    result = decode();
  } catch (error) {
    if (error instanceof ImageError) throw error;
    const why = error instanceof Error ? error.message : String(error);
    throw corrupt(title, `its pixels cannot be decoded (${why.split("\n")[0]})`);
  }
  if (result === null || result === undefined) throw corrupt(title, "its pixels cannot be decoded");
  return result;
}
