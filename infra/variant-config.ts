import {
  animatedFormats,
  backgroundPattern,
  chromaFormats,
  DEFAULT_EFFORT,
  EACH_FORMAT,
  encodedFormats,
  equalQuality,
  expandVariants,
  fallbackFormats,
  MAX_VARIANTS,
  namesOf,
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
  type ConfiguredVariant,
  type OptionalFormat,
  type Variant,
} from "../handlers/contract";
import type { ConfigReader } from "./config-reader";
import { readOperation } from "./operation-config";

/** The variants are passed in the functions' environment, which Lambda limits to 4 KB in all. */
export const MAX_JSON_BYTES = 3000;
const WITHOUT_AVIF = "where image-pipeline:avif is false: its codec is off";

type Format = ConfiguredVariant["format"];
type EncodedFormat = (typeof encodedFormats)[number];

/** Formats of `each` where a variant names none. */
const eachFormats: readonly EncodedFormat[] = ["jpeg", "webp", "avif"];

/** What variants follow of the stack's config. */
export interface VariantDefaults {
  /** JPEG quality of variants that state none, 1..100. */
  readonly jpegQuality: number;
  /** Formats whose codecs are on. */
  readonly optionalFormats: readonly OptionalFormat[];
}

/** Reads `variants`. Default: the guide's one result, 300x300 and named `processed`. */
export function readVariants(reader: ConfigReader, defaults: VariantDefaults): readonly ConfiguredVariant[] {
  const fallback: Variant = {
    name: "processed",
    width: 300,
    height: 300,
    fit: "cover",
    format: "auto",
    quality: defaults.jpegQuality,
    background: "#ffffff",
  };
  const variants = reader.objects<ConfiguredVariant>("variants", [fallback], (item) =>
    readVariant(item, fallback, defaults),
  );
  const results = expandVariants(variants).length;
  if (variants.length === 0 || results > MAX_VARIANTS) {
    reader.problem("variants", `1..${MAX_VARIANTS} results of them, members of sets counted one by one`, results);
  }
  reportRepeatedNames(variants, reader);
  const jsonBytes = Buffer.byteLength(JSON.stringify(variants));
  if (jsonBytes > MAX_JSON_BYTES) {
    reader.problem("variants", `at most ${MAX_JSON_BYTES} bytes of JSON, which Lambda's environment holds`, jsonBytes);
  }
  return variants;
}

function readVariant(reader: ConfigReader, fallback: Variant, { optionalFormats }: VariantDefaults): ConfiguredVariant {
  const name = reader.text("name", undefined, variantNamePattern, expectedName(reader.raw("name")));
  if (name === undefined && reader.raw("name") === undefined) reader.problem("name", "a name");
  const operations = reader.named("operations", readOperation) ?? [];
  const widths = readWidths(reader);
  const fit = reader.choice("fit", variantFits, widths ? "inside" : fallback.fit);
  if (widths && fit !== "inside") reader.problem("fit", "inside with widths, whose heights follow from the image");
  const format = reader.choice("format", [...variantFormats, EACH_FORMAT], fallback.format);
  const hasAvif = optionalFormats.includes("avif");
  if (format === "avif" && !hasAvif) reader.problem("format", `a format other than avif ${WITHOUT_AVIF}`);
  // What looks like the stack's JPEG quality.
  const quality = (format === "avif" ? equalQuality(fallback.quality, format) : undefined) ?? fallback.quality;
  const variant: ConfiguredVariant = {
    name: name ?? fallback.name,
    ...(widths ? { widths } : readBox(reader, fallback)),
    fit,
    ...readPosition(reader, fit),
    ...readEnlarge(reader, fit, widths !== undefined),
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
  if (name !== undefined) reportLongNames(reader, variant);
  return variant;
}

function readBox(reader: ConfigReader, fallback: Variant): Pick<Variant, "width" | "height"> {
  const edge = (key: "width" | "height") => {
    const px = reader.integer(key, variantRanges.edgePx);
    if (px === undefined && reader.raw(key) === undefined)
      reader.problem(key, `an integer ${variantRanges.edgePx.min}..${variantRanges.edgePx.max}`);
    return px ?? fallback[key];
  };
  return { width: edge("width"), height: edge("height") };
}

/** Ascending: their order says nothing. */
function readWidths(reader: ConfigReader): readonly number[] | undefined {
  const widths = reader.integers("widths", variantRanges.edgePx);
  if (!widths) return undefined;
  for (const key of ["width", "height"]) {
    if (reader.raw(key) !== undefined) reader.problem(key, "none with widths, which stand in its place");
  }
  if (widths.length === 0) reader.problem("widths", "at least one");
  if (new Set(widths).size < widths.length) reader.problem("widths", "each once");
  return [...widths].sort((a, b) => a - b);
}

// What is the default is left out: a specification that asks for the same as before must not make results stale.

function readPosition(reader: ConfigReader, fit: Variant["fit"]): Pick<Variant, "position"> {
  const position = reader.choice("position", variantPositions, "center");
  if (reader.raw("position") !== undefined && !positionedFits.includes(fit)) {
    reader.problem("position", `none with fit ${fit}, which crops nothing and leaves nothing free`);
  }
  return position === "center" ? {} : { position };
}

function readEnlarge(reader: ConfigReader, fit: Variant["fit"], hasWidths: boolean): Pick<Variant, "enlarge"> {
  const usual = fit !== "inside";
  const enlarge = reader.flag("enlarge", usual);
  if (hasWidths && enlarge && reader.raw("enlarge") !== undefined)
    reader.problem("enlarge", "false with widths: none is made that an image does not have");
  return enlarge === usual ? {} : { enlarge };
}

/** Stated even where they are the default, which follows the stack's codecs. */
function readFormats(reader: ConfigReader, format: Format, hasAvif: boolean): Pick<Variant, "formats"> {
  const usual = format === EACH_FORMAT ? eachFormats : encodedFormats;
  const available = usual.filter((one) => hasAvif || one !== "avif");
  const texts = reader.texts("formats", available);
  const formats = encodedFormats.filter((one) => texts.includes(one));
  const given = reader.raw("formats") !== undefined;
  if (format !== "smallest" && format !== EACH_FORMAT) {
    if (given) {
      const meant = "they are those of format smallest, or of format each, which makes a result in each of them";
      reader.problem("formats", `none with format ${format}; ${meant}`);
    }
    return {};
  }
  const isKnown = texts.every((text) => encodedFormats.some((one) => one === text));
  if (!isKnown || formats.length === 0) reader.problem("formats", `some of ${encodedFormats.join(", ")}`);
  else if (format === EACH_FORMAT) reportUnusableFormats(reader, formats);
  if (formats.includes("avif") && !hasAvif) reader.problem("formats", `no avif ${WITHOUT_AVIF}`);
  return { formats };
}

/** A browser takes the best that it shows: another format than the fallback's, and that where it shows no other. */
function reportUnusableFormats(reader: ConfigReader, formats: readonly EncodedFormat[]): void {
  const fallbacks = fallbackFormats.filter((one) => formats.includes(one));
  if (formats.length < 2) reader.problem("formats", `at least two with format ${EACH_FORMAT}`);
  else if (fallbacks.length !== 1) {
    reader.problem(
      "formats",
      `one of ${fallbackFormats.join(" and ")} with format ${EACH_FORMAT}: every browser shows it`,
    );
  }
}

function readAnimation(reader: ConfigReader, format: Format): Pick<Variant, "animation"> {
  const animation = reader.choice("animation", variantAnimations, "first");
  if (animation === "first") return {};
  if (!animatedFormats.some((one) => one === format)) {
    reader.problem("animation", `first with format ${format}, which has no animations, or format auto or webp`);
  }
  return { animation };
}

function readChroma(reader: ConfigReader, format: Format): Pick<Variant, "chroma"> {
  const chroma = reader.choice("chroma", variantChromas, "auto");
  if (reader.raw("chroma") !== undefined && format !== EACH_FORMAT && !chromaFormats.includes(format)) {
    reader.problem("chroma", `none with format ${format}; it is an option of JPEG and AVIF`);
  }
  return chroma === "auto" ? {} : { chroma };
}

function readPalette(reader: ConfigReader, format: Format): Pick<Variant, "palette"> {
  const palette = reader.raw("palette") === "auto" ? "auto" : reader.flag("palette", false, "true, false or auto");
  if (reader.raw("palette") !== undefined && format !== EACH_FORMAT && !paletteFormats.includes(format)) {
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

/** The names of a set's members are made of its own, with a width, a format, or both behind it. */
function reportLongNames(reader: ConfigReader, variant: ConfiguredVariant): void {
  const long = namesOf(variant).find((name) => !variantNamePattern.test(name));
  if (long !== undefined) reader.problem("name", `a shorter one: members of the set have at most 32 characters`, long);
}

/** Two results of one name would have the same keys, and two sets of one name the same addresses. */
function reportRepeatedNames(variants: readonly ConfiguredVariant[], reader: ConfigReader): void {
  const taken = variants.map(namesOf);
  taken.forEach((names, index) => {
    const others = taken.slice(index + 1).flat();
    for (const name of names.filter((one) => others.includes(one))) {
      reader.problem("variants", "a name of its own for each, members of sets included", name);
    }
  });
}
