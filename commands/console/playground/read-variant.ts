import {
  backgroundPattern,
  chromaFormats,
  flipAxes,
  operationRanges,
  positionedFits,
  variantChromas,
  variantFits,
  variantFormats,
  variantNamePattern,
  variantPositions,
  variantRanges,
  type Operation,
  type Range,
  type Variant,
} from "../../../handlers/contract";
import { invalid } from "../problem";

type PlaygroundFormat = Exclude<Variant["format"], "smallest">;

/**
 * Formats that the playground renders: those whose codecs the stack has. Which ones `smallest` tries is a setting of
 * its own, which it does not have.
 */
export function playgroundFormats(hasAvif: boolean): PlaygroundFormat[] {
  return variantFormats.filter((format) => format !== "smallest").filter((format) => hasAvif || format !== "avif");
}

/**
 * Reads the settings of a variant that the page has sent. It takes a part of what the stack's configuration takes, with
 * the same ranges: no watermark, which is read from the bucket, no animation and not the smallest of several formats.
 *
 * @param formats of {@link playgroundFormats}
 * @throws ConsoleProblem 400 REQUEST_INVALID
 */
export function readVariant(value: unknown, formats: readonly PlaygroundFormat[]): Variant {
  const given = asObject(value, "the variant");
  const { fit, format } = {
    fit: choice(given, "fit", variantFits),
    format: choice(given, "format", formats),
  };
  const isPositioned = positionedFits.includes(fit) && given["position"] !== undefined;
  const hasChroma = chromaFormats.includes(format) && given["chroma"] !== undefined;
  return {
    name: text(given, "name", variantNamePattern),
    width: integer(given, "width", variantRanges.edgePx),
    height: integer(given, "height", variantRanges.edgePx),
    fit,
    ...(isPositioned && { position: choice(given, "position", variantPositions) }),
    ...(given["enlarge"] !== undefined && { enlarge: given["enlarge"] === true }),
    format,
    quality: integer(given, "quality", variantRanges.quality),
    ...(hasChroma && { chroma: choice(given, "chroma", variantChromas) }),
    ...(given["effort"] !== undefined && { effort: integer(given, "effort", variantRanges.effort) }),
    background: text(given, "background", backgroundPattern).toLowerCase(),
    operations: readOperations(given["operations"] ?? []),
  };
}

function readOperations(value: unknown): Operation[] {
  if (!Array.isArray(value) || value.length > 20) throw invalid("operations: expected a list of at most 20.");
  return value.map(readOperation);
}

function readOperation(value: unknown): Operation {
  const given = asObject(value, "an operation");
  const [name = "", ...more] = Object.keys(given);
  if (more.length > 0) throw invalid(`operations: expected one name each, got ${name}, ${more.join(", ")}.`);
  switch (name) {
    case "greyscale":
      return { greyscale: true };
    case "sepia":
      return { sepia: true };
    case "sharpen":
      return { sharpen: true };
    case "blur":
      return { blur: integer(given, name, operationRanges.blur) };
    case "brightness":
      return { brightness: number(given, name, operationRanges.brightness) };
    case "contrast":
      return { contrast: number(given, name, operationRanges.contrast) };
    case "rotate":
      return { rotate: number(given, name, operationRanges.rotate) };
    case "flip":
      return { flip: choice(given, name, flipAxes) };
    default:
      throw invalid(`operations: the playground has no "${name}".`);
  }
}

type Given = Readonly<Record<string, unknown>>;

function asObject(value: unknown, what: string): Given {
  if (typeof value === "object" && value !== null && !Array.isArray(value)) return value as Given;
  throw invalid(`Expected an object for ${what}; got ${JSON.stringify(value)}.`);
}

function number(given: Given, name: string, { min, max }: Range): number {
  const value = given[name];
  if (typeof value === "number" && value >= min && value <= max) return value;
  throw invalid(`${name}: expected a number ${min}..${max}; got ${JSON.stringify(value)}.`);
}

function integer(given: Given, name: string, range: Range): number {
  const value = number(given, name, range);
  if (Number.isInteger(value)) return value;
  throw invalid(`${name}: expected an integer ${range.min}..${range.max}; got ${value}.`);
}

function choice<Value extends string>(given: Given, name: string, values: readonly Value[]): Value {
  const found = values.find((value) => value === given[name]);
  if (found !== undefined) return found;
  throw invalid(`${name}: expected one of ${values.join(", ")}; got ${JSON.stringify(given[name])}.`);
}

function text(given: Given, name: string, pattern: RegExp): string {
  const value = given[name];
  if (typeof value === "string" && pattern.test(value)) return value;
  throw invalid(`${name}: expected ${pattern.source}; got ${JSON.stringify(value)}.`);
}
