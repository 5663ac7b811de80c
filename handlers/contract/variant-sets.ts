import { equalQuality } from "./equal-quality";
import { MAX_RESULT_HEIGHT_PX, MAX_QUALITY } from "./variant-ranges";
import { chromaFormats, encodedFormats, paletteFormats, type EACH_FORMAT, type Variant } from "./variants";

/** What a member of a set has, and a variant as it is configured has not. */
type OfMembers = "set" | "above" | "extension";

/** The box that a variant is fitted into, or widths of which each makes a result. */
type Boxes =
  (Pick<Variant, "width" | "height"> & { readonly widths?: undefined }) | { readonly widths: readonly number[] };

/** What a variant has whatever its boxes are. */
type Common = Omit<Variant, "width" | "height" | "format" | OfMembers> & {
  readonly format: Variant["format"] | typeof EACH_FORMAT;
};

/**
 * A variant as the stack's configuration and the functions' environment have it: one result, or a set of them, one for
 * each of `widths` and, with format `each`, in each of `formats`.
 */
export type ConfiguredVariant = Common & Boxes;

/** The variants that results are made by: the members of sets, and what is no set as it is. */
export function expandVariants(configured: readonly ConfiguredVariant[]): readonly Variant[] {
  return configured.flatMap(membersOf);
}

/**
 * The names that a variant takes: its own, those of its widths, and those of its members. Where a browser's formats
 * decide between members, a reader asks for one of the others.
 */
export function namesOf(configured: ConfiguredVariant): readonly string[] {
  const { name, widths = [] } = configured;
  const members = membersOf(configured).map((member) => member.name);
  return [...new Set([name, ...widths.map((width) => `${name}_${width}`), ...members])];
}

function membersOf(configured: ConfiguredVariant): readonly Variant[] {
  const { widths, ...common } = configured;
  if (!widths) return formatsOf(common as Common & Pick<Variant, "width" | "height">, common.name);
  const ascending = [...widths].sort((a, b) => a - b);
  return ascending.flatMap((width, at) => {
    const above = ascending[at - 1];
    const box = { width, height: MAX_RESULT_HEIGHT_PX, set: common.name, ...(above !== undefined && { above }) };
    return formatsOf({ ...common, ...box, name: `${common.name}_${width}` }, common.name);
  });
}

function formatsOf(
  variant: Common & Pick<Variant, "width" | "height" | "set" | "above">,
  set: string,
): readonly Variant[] {
  const { format, formats = [], chroma, palette, quality, ...rest } = variant;
  if (format !== "each") return [{ ...variant, format }];
  return encodedFormats
    .filter((one) => formats.includes(one))
    .map((one) => ({
      ...{ ...rest, set, format: one, name: `${rest.name}_${one}`, extension: "always" },
      quality: (one === "webp" || one === "avif" ? equalQuality(quality, one) : quality) ?? MAX_QUALITY,
      ...(chroma && chromaFormats.includes(one) && { chroma }),
      ...(palette && paletteFormats.includes(one) && { palette }),
    }));
}

/**
 * Whether a variant has a result of an original of this size. The smallest width of a set always has; a larger one only
 * where the width below it shows less of the original, so that none is wider than it is, and the largest has all of it.
 *
 * @param original pixels, after EXIF orientation; undefined where it is not known: every variant may have one
 */
export function appliesTo(
  { above, height }: Variant,
  original: { readonly width: number; readonly height: number } | undefined,
): boolean {
  if (above === undefined || !original) return true;
  // What is higher than results may be is narrower as well.
  return Math.min(original.width, Math.round((original.width * height) / original.height)) > above;
}
