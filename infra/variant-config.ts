import {
  animatedFormats,
  backgroundPattern,
  chromaFormats,
  DEFAULT_EFFORT,
  encodedFormats,
  equalQuality,
  paletteFormats,
  positionedFits,
  TRANSPARENT,
  variantAnimations,
  variantChromas,
  variantFits,
  variantFormats,
  variantNamePattern,
  variantPositions,
  variantRanges,
  type OptionalFormat,
  type Variant,
} from "../handlers/contract";
import type { ConfigReader } from "./config-reader";
import { readOperation } from "./operation-config";

const MAX_VARIANTS = 16;
/** The variants are passed in the functions' environment, which Lambda limits to 4 KB in all. */
const MAX_JSON_BYTES = 3000;
const WITHOUT_AVIF = "where image-pipeline:avif is false: its codec is off";

/** What variants follow of the stack's config. */
interface VariantDefaults {
  /** JPEG quality of variants that state none, 1..100. */
  readonly jpegQuality: number;
  /** Formats whose codecs are on. */
  readonly optionalFormats: readonly OptionalFormat[];
}

/** Reads `variants`. Default: the guide's one result, 300x300 and named `processed`. */
export function readVariants(reader: ConfigReader, defaults: VariantDefaults): readonly Variant[] {
  const fallback: Variant = {
    name: "processed",
    width: 300,
    height: 300,
    fit: "cover",
    format: "auto",
    quality: defaults.jpegQuality,
    background: "#ffffff",
  };
  const variants = reader.objects("variants", [fallback], (item) => readVariant(item, fallback, defaults));
  if (variants.length === 0 || variants.length > MAX_VARIANTS) reader.problem("variants", `1..${MAX_VARIANTS} of them`);
  reportRepeatedNames(variants, reader);
  const jsonBytes = Buffer.byteLength(JSON.stringify(variants));
  if (jsonBytes > MAX_JSON_BYTES) {
    reader.problem("variants", `at most ${MAX_JSON_BYTES} bytes of JSON, which Lambda's environment holds`, jsonBytes);
  }
  return variants;
}

function readVariant(reader: ConfigReader, fallback: Variant, { optionalFormats }: VariantDefaults): Variant {
  const name = reader.text("name", undefined, variantNamePattern, expectedName(reader.raw("name")));
  if (name === undefined && reader.raw("name") === undefined) reader.problem("name", "a name");
  const edge = (key: "width" | "height") => {
    const px = reader.integer(key, variantRanges.edgePx);
    if (px === undefined && reader.raw(key) === undefined)
      reader.problem(key, `an integer ${variantRanges.edgePx.min}..${variantRanges.edgePx.max}`);
    return px ?? fallback[key];
  };
  const operations = reader.named("operations", readOperation) ?? [];
  const fit = reader.choice("fit", variantFits, fallback.fit);
  const format = reader.choice("format", variantFormats, fallback.format);
  const hasAvif = optionalFormats.includes("avif");
  if (format === "avif" && !hasAvif) reader.problem("format", `a format other than avif ${WITHOUT_AVIF}`);
  // What looks like the stack's JPEG quality.
  const quality = (format === "avif" ? equalQuality(fallback.quality, format) : undefined) ?? fallback.quality;
  return {
    name: name ?? fallback.name,
    width: edge("width"),
    height: edge("height"),
    fit,
    ...readPosition(reader, fit),
    ...readEnlarge(reader, fit),
    format,
    ...readFormats(reader, format, hasAvif),
    ...readAnimation(reader, format),
    quality: reader.integer("quality", { fallback: quality, ...variantRanges.quality }),
    ...readChroma(reader, format),
    ...readPalette(reader, format),
    ...readEffort(reader),
    background: reader
      .text("background", fallback.background, backgroundPattern, `#rrggbb or ${TRANSPARENT}`)
      .toLowerCase(),
    ...(operations.length === 0 ? {} : { operations }),
  };
}

// What is the default is left out: a specification that asks for the same as before must not make results stale.

function readPosition(reader: ConfigReader, fit: Variant["fit"]): Pick<Variant, "position"> {
  const position = reader.choice("position", variantPositions, "center");
  if (reader.raw("position") !== undefined && !positionedFits.includes(fit)) {
    reader.problem("position", `none with fit ${fit}, which crops nothing and leaves nothing free`);
  }
  return position === "center" ? {} : { position };
}

function readEnlarge(reader: ConfigReader, fit: Variant["fit"]): Pick<Variant, "enlarge"> {
  const usual = fit !== "inside";
  const enlarge = reader.flag("enlarge", usual);
  return enlarge === usual ? {} : { enlarge };
}

/** Stated even where they are the default, which follows the stack's codecs. */
function readFormats(reader: ConfigReader, format: Variant["format"], hasAvif: boolean): Pick<Variant, "formats"> {
  const available = encodedFormats.filter((one) => hasAvif || one !== "avif");
  const texts = reader.texts("formats", available);
  const formats = encodedFormats.filter((one) => texts.includes(one));
  const given = reader.raw("formats") !== undefined;
  if (format !== "smallest") {
    if (given) reader.problem("formats", `none with format ${format}; they are those of format smallest`);
    return {};
  }
  const isKnown = texts.every((text) => encodedFormats.some((one) => one === text));
  if (!isKnown || formats.length === 0) reader.problem("formats", `some of ${encodedFormats.join(", ")}`);
  if (formats.includes("avif") && !hasAvif) reader.problem("formats", `no avif ${WITHOUT_AVIF}`);
  return { formats };
}

function readAnimation(reader: ConfigReader, format: Variant["format"]): Pick<Variant, "animation"> {
  const animation = reader.choice("animation", variantAnimations, "first");
  if (animation === "first") return {};
  if (!animatedFormats.includes(format)) {
    reader.problem("animation", `first with format ${format}, which has no animations, or format auto or webp`);
  }
  return { animation };
}

function readChroma(reader: ConfigReader, format: Variant["format"]): Pick<Variant, "chroma"> {
  const chroma = reader.choice("chroma", variantChromas, "auto");
  if (reader.raw("chroma") !== undefined && !chromaFormats.includes(format)) {
    reader.problem("chroma", `none with format ${format}; it is an option of JPEG and AVIF`);
  }
  return chroma === "auto" ? {} : { chroma };
}

function readPalette(reader: ConfigReader, format: Variant["format"]): Pick<Variant, "palette"> {
  const palette = reader.raw("palette") === "auto" ? "auto" : reader.flag("palette", false, "true, false or auto");
  if (reader.raw("palette") !== undefined && !paletteFormats.includes(format)) {
    reader.problem("palette", `none with format ${format}; it is an option of PNG`);
  }
  return palette === false ? {} : { palette };
}

function readEffort(reader: ConfigReader): Pick<Variant, "effort"> {
  const effort = reader.integer("effort", { fallback: DEFAULT_EFFORT, ...variantRanges.effort });
  return effort === DEFAULT_EFFORT ? {} : { effort };
}

function expectedName(given: unknown): string {
  const expected = "1..32 letters, digits and underscores";
  if (typeof given !== "string" || !given.includes("-")) return expected;
  // Hyphens were allowed once, and results may be stored under such a name.
  const renamed = given.replaceAll("-", "_");
  return `${expected} (a hyphen ends the name in a result's key; rename it "${renamed}", then see docs/result-keys.md)`;
}

/** Two variants of one name would write the same keys. */
function reportRepeatedNames(variants: readonly Variant[], reader: ConfigReader): void {
  variants.forEach(({ name }, index) => {
    const repeated = variants.slice(index + 1).some((other) => other.name === name);
    if (repeated) reader.problem("variants", "a name of its own for each", name);
  });
}
