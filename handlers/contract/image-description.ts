import type { ImageRecord, VariantRecord } from "./image-record";
import { parseSize } from "./pixel-size";

/** A result that can be shown. */
export interface DescribedResult {
  /** Name of its variant. */
  readonly name: string;
  /** Name of the set that it is a member of. Absent: it is none. */
  readonly set?: string;
  readonly address: string;
  /** Pixels. */
  readonly width: number;
  /** Pixels. */
  readonly height: number;
  readonly bytes: number;
  readonly content_type: string;
  /** SHA-256 of its bytes, base64url. Absent: an earlier release has made it. */
  readonly digest?: string;
}

/** The results of a set, as HTML takes them. */
export interface DescribedSet {
  readonly name: string;
  /** Formats that a browser may know, the best first; the last one every browser shows. */
  readonly sources: readonly DescribedSource[];
  /** For the attribute of that name, for an image as wide as its page and no wider than the largest result. */
  readonly sizes?: string;
  /** HTML of a `picture`. Its `alt` is empty: the page knows what it shows. */
  readonly picture: string;
}

interface DescribedSource {
  /** Media type. Absent: of several, each result has its own. */
  readonly content_type?: string;
  /** For the attribute of that name. */
  readonly srcset: string;
}

/** What is said of an image besides its record. */
export interface ImageDescription {
  /** In the order of the stack's variants. */
  readonly results: readonly DescribedResult[];
  readonly sets: readonly DescribedSet[];
  /** The record's placeholder as the data URL of a PNG. Absent: it has none. */
  readonly placeholder_url?: string;
}

/** An image as the API answers with it. */
export interface DescribedImage extends ImageRecord, ImageDescription {
  /** Addresses of its results by the names of their variants. */
  readonly links: Readonly<Record<string, string>>;
}

/** Formats that not every browser shows, the best first. */
const NEWER_TYPES = ["image/avif", "image/webp"];

/** An image by its record and {@link describeImage}, whose parameters it has. */
export function describedImage(
  record: ImageRecord,
  addresses: Readonly<Record<string, string | undefined>>,
  placeholderUrl: string | undefined,
): DescribedImage {
  const { variants = [] } = record;
  const links = variants.flatMap(({ name, key }) => (addresses[key] === undefined ? [] : [[name, addresses[key]]]));
  return {
    ...record,
    links: Object.fromEntries(links) as Record<string, string>,
    ...describeImage(record, addresses, placeholderUrl),
  };
}

/**
 * Describes an image by its record.
 *
 * @param addresses of its results, by their keys; what has none is left out
 * @param placeholderUrl the record's placeholder as a data URL
 */
export function describeImage(
  { variants = [] }: Pick<ImageRecord, "variants">,
  addresses: Readonly<Record<string, string | undefined>>,
  placeholderUrl: string | undefined,
): ImageDescription {
  const results = variants.flatMap((entry) => describedResult(entry, addresses[entry.key]) ?? []);
  const names = [...new Set(results.flatMap(({ set }) => set ?? []))];
  return {
    results,
    sets: names.map((name) => describedSet(name, results.filter(({ set }) => set === name))), // prettier-ignore
    ...(placeholderUrl !== undefined && { placeholder_url: placeholderUrl }),
  };
}

function describedResult(entry: VariantRecord, address: string | undefined): DescribedResult | undefined {
  const { name, set, size, bytes, content_type, digest } = entry;
  const pixels = parseSize(size);
  if (address === undefined || !pixels) return undefined;
  return { name, ...(set !== undefined && { set }), address, ...pixels, bytes, content_type, ...(digest !== undefined && { digest }) }; // prettier-ignore
}

function describedSet(name: string, results: readonly DescribedResult[]): DescribedSet {
  const groups = byType(results);
  const sources = groups.map(({ type, members }) => ({
    ...(type !== undefined && { content_type: type }),
    srcset: srcsetOf(members),
  }));
  const fallback = largest(groups.at(-1)?.members ?? []);
  const isOfWidths = groups.some(({ members }) => members.length > 1);
  const sizes = isOfWidths && fallback ? `(max-width: ${fallback.width}px) 100vw, ${fallback.width}px` : undefined;
  const described = { name, sources, ...(sizes !== undefined && { sizes }) };
  return { ...described, picture: fallback ? pictureOf(described, fallback) : "" };
}

interface TypeGroup {
  readonly type?: string;
  /** Of different widths, ascending. */
  readonly members: readonly DescribedResult[];
}

/** Results by media type, the one that every browser shows last. Where no width has two of them there is no choice. */
function byType(results: readonly DescribedResult[]): readonly TypeGroup[] {
  const types = [...new Set(results.map(({ content_type: type }) => type))];
  const hasChoice = results.some((one) => results.some((other) => other !== one && other.width === one.width));
  if (!hasChoice) {
    return [{ ...(types.length === 1 && { type: types[0] }), members: ascending(results) }];
  }
  const rank = (type: string) => (NEWER_TYPES.includes(type) ? NEWER_TYPES.indexOf(type) : NEWER_TYPES.length);
  return [...types]
    .sort((a, b) => rank(a) - rank(b))
    .map((type) => ({ type, members: ascending(results.filter((one) => one.content_type === type)) }));
}

function ascending(results: readonly DescribedResult[]): readonly DescribedResult[] {
  const sorted = [...results].sort((a, b) => a.width - b.width);
  return sorted.filter(({ width }, at) => width !== sorted[at - 1]?.width);
}

function largest(results: readonly DescribedResult[]): DescribedResult | undefined {
  return results.at(-1);
}

/** One candidate needs no width, and then no `sizes`. */
function srcsetOf(members: readonly DescribedResult[]): string {
  const isOfWidths = members.length > 1;
  return members.map(({ address, width }) => `${candidate(address)}${isOfWidths ? ` ${width}w` : ""}`).join(", ");
}

/** An address in a `srcset`, where blanks and commas separate. */
function candidate(address: string): string {
  return address.replace(/[\s,]/g, encodeURIComponent);
}

function pictureOf(
  { sources, sizes }: Omit<DescribedSet, "picture">,
  { address, width, height }: DescribedResult,
): string {
  const element = (name: string, attributes: Readonly<Record<string, string | undefined>>) => {
    const given = Object.entries(attributes).flatMap(([key, value]) =>
      value === undefined ? [] : `${key}="${escapeHtml(value)}"`,
    );
    return `<${name} ${given.join(" ")}>`;
  };
  const better = sources.slice(0, -1).map(({ content_type: type, srcset }) => element("source", { type, srcset, sizes })); // prettier-ignore
  const image = element("img", {
    ...{ src: address, srcset: sizes === undefined ? undefined : sources.at(-1)?.srcset, sizes },
    ...{ width: String(width), height: String(height), alt: "", loading: "lazy", decoding: "async" },
  });
  return ["<picture>", ...[...better, image].map((line) => `  ${line}`), "</picture>"].join("\n");
}

function escapeHtml(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll('"', "&quot;");
}
