import { flipAxes, gravities, operationRanges, type Operation, type WatermarkSpec } from "../handlers/contract";
import type { ConfigReader } from "./config-reader";

const operationNames = [
  "greyscale",
  "blur",
  "sharpen",
  "sepia",
  "brightness",
  "contrast",
  "rotate",
  "flip",
  "watermark",
] as const;

/** Reads one entry of `operations`: an object of one field, the operation's name. */
export function readOperation(reader: ConfigReader): Operation | undefined {
  const given = operationNames.filter((name) => reader.raw(name) !== undefined);
  const [name] = given;
  if (name === undefined || given.length > 1) {
    reader.problem("operation", `one of ${operationNames.join(", ")}`, given);
    return undefined;
  }
  switch (name) {
    case "greyscale":
    case "sepia":
    case "sharpen":
      if (!reader.flag(name, true)) reader.problem(name, "true");
      return { [name]: true } as unknown as Operation;
    case "blur":
      return { blur: reader.integer(name, { fallback: 1, ...operationRanges.blur }) };
    case "brightness":
      return { brightness: reader.number(name, { fallback: 1, ...operationRanges.brightness }) };
    case "contrast":
      return { contrast: reader.number(name, { fallback: 0, ...operationRanges.contrast }) };
    case "rotate":
      return { rotate: reader.number(name, { fallback: 0, ...operationRanges.rotate }) };
    case "flip":
      return { flip: reader.choice(name, flipAxes, "horizontal") };
    case "watermark":
      return { watermark: reader.feature(name, readWatermark) ?? missingWatermark(reader) };
  }
}

const UNKNOWN: WatermarkSpec = { key: "", gravity: "southeast", scale: 0.2, opacity: 1 };

function missingWatermark(reader: ConfigReader): WatermarkSpec {
  reader.problem("watermark", "an object with key");
  return UNKNOWN;
}

/** Ranges of a watermark's numbers: shares of the result, and of full opacity. */
export const watermarkRanges = {
  scale: { min: 0.01, max: 1 },
  opacity: { min: 0.01, max: 1 },
} as const;

/** The key becomes a resource of an IAM policy, where `*` and `?` are wildcards. */
function readWatermark(reader: ConfigReader): WatermarkSpec {
  const expected = "a key of letters, digits and !_.'()/- not beginning or ending with /";
  const key = reader.text("key", undefined, /^(?!\/)[A-Za-z0-9!_.'()/-]{1,512}(?<!\/)$/, expected);
  if (reader.raw("key") === undefined) reader.problem("key", expected);
  return {
    key: key ?? UNKNOWN.key,
    gravity: reader.choice("gravity", gravities, UNKNOWN.gravity),
    scale: reader.number("scale", { fallback: UNKNOWN.scale, ...watermarkRanges.scale }),
    opacity: reader.number("opacity", { fallback: UNKNOWN.opacity, ...watermarkRanges.opacity }),
  };
}
