import { alignmentOf } from "./contract/gravity";
import type { Operation, WatermarkSpec } from "./contract/operations";
import type { Connections } from "./ports";
import type { Image } from "./ports/image";

/** Weights of a pixel and its neighbours; their sum is 1, so that flat areas stay as they are. */
const SHARPEN_KERNEL = [
  [0, -1, 0],
  [-1, 5, -1],
  [0, -1, 0],
];

type OperationDeps = Pick<Connections, "watermarks">;

/** Applies a variant's operations in order, to an image that has its size already. */
export async function applyOperations(
  deps: OperationDeps,
  image: Image,
  operations: readonly Operation[],
): Promise<Image> {
  if (operations.length === 0) return image;
  let drawn = await image.decode();
  for (const operation of operations) drawn = await applyOperation(deps, drawn, operation);
  return drawn;
}

async function applyOperation(deps: OperationDeps, image: Image, operation: Operation): Promise<Image> {
  if ("blur" in operation) return image.blur(operation.blur);
  if ("brightness" in operation) return image.brightness(operation.brightness);
  if ("contrast" in operation) return image.contrast(operation.contrast);
  if ("rotate" in operation) return image.rotate(operation.rotate);
  if ("flip" in operation) return image.flip({ [operation.flip]: true });
  if ("watermark" in operation) return addWatermark(deps, image, operation.watermark);
  if ("sharpen" in operation) return image.convolution(SHARPEN_KERNEL);
  return "sepia" in operation ? image.sepia() : image.greyscale();
}

/** Puts a watermark over an image: as large as fits into its share of it, at its side or corner. */
async function addWatermark({ watermarks }: OperationDeps, image: Image, spec: WatermarkSpec): Promise<Image> {
  const { key, gravity, scale, opacity } = spec;
  const mark = (await watermarks.read(key)).clone();
  const drawn = mark.scaleToFit({ w: image.width * scale, h: image.height * scale }).opacity(opacity);
  const { x, y } = alignmentOf(gravity);
  return image.composite(drawn, (image.width - drawn.width) * x, (image.height - drawn.height) * y);
}
