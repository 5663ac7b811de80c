import { variantFits, variantFormats, type Variant } from "../handlers/contract";
import type { ConfigReader } from "./config-reader";

/** The variants are passed in the functions' environment, which Lambda limits to 4 KB. */
const MAX_VARIANTS = 16;

/** Reads `variants`. Default: the guide's one result, 300x300 and named `processed`. */
export function readVariants(reader: ConfigReader, jpegQuality: number): readonly Variant[] {
  const fallback: Variant = {
    name: "processed",
    width: 300,
    height: 300,
    fit: "cover",
    format: "auto",
    quality: jpegQuality,
    background: "#ffffff",
  };
  const variants = reader.objects("variants", [fallback], (item) => readVariant(item, fallback));
  if (variants.length === 0 || variants.length > MAX_VARIANTS) reader.problem("variants", `1..${MAX_VARIANTS} of them`);
  reportAmbiguousNames(variants, reader);
  return variants;
}

function readVariant(reader: ConfigReader, fallback: Variant): Variant {
  const name = reader.text("name", undefined, /^[A-Za-z0-9][A-Za-z0-9-]{0,31}$/, "1..32 letters, digits and hyphens");
  if (name === undefined && reader.raw("name") === undefined) reader.problem("name", "a name");
  const edge = (key: "width" | "height") => {
    const px = reader.integer(key, { min: 1, max: 8192 });
    if (px === undefined && reader.raw(key) === undefined) reader.problem(key, "an integer 1..8192");
    return px ?? fallback[key];
  };
  return {
    name: name ?? fallback.name,
    width: edge("width"),
    height: edge("height"),
    fit: reader.choice("fit", variantFits, fallback.fit),
    format: reader.choice("format", variantFormats, fallback.format),
    quality: reader.integer("quality", { fallback: fallback.quality, min: 1, max: 100 }),
    background: reader.text("background", fallback.background, /^#[0-9a-fA-F]{6}$/, "#rrggbb").toLowerCase(),
  };
}

/** Two variants must not write the same key: `a` of `b-cat.jpg` and `a-b` of `cat.jpg` are both `a-b-cat.jpg`. */
function reportAmbiguousNames(variants: readonly Variant[], reader: ConfigReader): void {
  variants.forEach(({ name }, index) => {
    const clash = variants.find(
      (other, at) => (at > index && other.name === name) || (at !== index && other.name.startsWith(`${name}-`)),
    );
    if (clash) reader.problem("variants", `names of which none begins with another and "-"`, [name, clash.name]);
  });
}
