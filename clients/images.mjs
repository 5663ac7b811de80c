/**
 * Addresses and HTML of the pipeline's results, for pages and frameworks: `docs/use.md`, "In a page". Without
 * dependencies: copy it, with `images.d.mts` for types.
 */

/** File extensions of results by the format's name in the stack's configuration. */
const extensions = { avif: ".avif", webp: ".webp", jpeg: ".jpg", png: ".png" };

/** The highest result of a set, pixels. */
const MAX_HEIGHT_PX = 8192;

/** What stands behind an original's key in a loader's `src`: the original's size, as `original_size` of its record. */
const SIZE_PATTERN = /#(\d+)x(\d+)$/;

/**
 * Makes a `loader` of Next.js' images: the address of the smallest result of a set that is wide enough.
 *
 * `src` is the original's key, and where originals can be narrower than the set's largest width `KEY#WIDTHxHEIGHT`:
 * widths that an original does not have are not made.
 */
export function makeLoader({ base, set, widths, format }) {
  const ascending = [...widths].sort((a, b) => a - b);
  if (ascending.length === 0) throw new RangeError("Expected at least one width; widths is empty.");
  if (format !== undefined && extensions[format] === undefined) {
    throw new RangeError(`Expected one of ${Object.keys(extensions).join(", ")} for format; got ${format}.`);
  }
  return ({ src, width }) => {
    const [size, originalWidth, originalHeight] = SIZE_PATTERN.exec(src) ?? [""];
    const key = src.slice(0, src.length - size.length);
    const made = size === "" ? ascending : madeOf(ascending, Number(originalWidth), Number(originalHeight));
    const chosen = made.find((one) => one >= width) ?? made.at(-1);
    return addressOf(base, `${set}_${chosen}`, key, format);
  };
}

/**
 * Makes a `loader` of Next.js' images for one image, by its description: the address of the smallest result of a set that is
 * wide enough. Where addresses are immutable it takes the place of `makeLoader`, since no key tells them.
 *
 * @throws RangeError where the image has no such set, or not in this format
 */
export function makeImageLoader(image, set, { format } = {}) {
  const { sources } = setOf(image, set);
  const type = format === undefined ? sources[sources.length - 1].content_type : `image/${format}`;
  const results = image.results
    .filter((one) => one.set === set && (type === undefined || one.content_type === type))
    .sort((a, b) => a.width - b.width);
  if (results.length === 0) {
    const types = [...new Set(image.results.filter((one) => one.set === set).map((one) => one.content_type))];
    throw new RangeError(`Expected a format of ${set} (${types.join(", ")}); got ${format}.`);
  }
  return ({ width }) => (results.find((one) => one.width >= width) ?? results[results.length - 1]).address;
}

/** The widths of a set that there are of an original. */
function madeOf(ascending, width, height) {
  const widest = Math.min(width, Math.round((width * MAX_HEIGHT_PX) / height));
  return ascending.filter((_, at) => at === 0 || widest > ascending[at - 1]);
}

/** Without a format the delivery chooses one by what the browser takes. */
function addressOf(base, name, key, format) {
  const path = key.split("/").map(encodeURIComponent).join("/");
  const root = base.replace(/\/+$/, "");
  return format === undefined ? `${root}/${name}/${path}` : `${root}/${name}_${format}/${path}${extensions[format]}`;
}

/**
 * The attributes of an `img` that shows an image by the format that every browser knows.
 *
 * @throws RangeError where the image has no such set
 */
export function imageAttributes(image, set, options = {}) {
  const { sources, sizes } = setOf(image, set);
  const source = sources[sources.length - 1];
  const largest = image.results
    .filter((one) => one.set === set && (source.content_type ?? one.content_type) === one.content_type)
    .reduce((best, one) => (one.width > best.width ? one : best));
  const style = placeholderStyle(image, options);
  return {
    src: largest.address,
    ...(sizes !== undefined && { srcset: source.srcset, sizes: options.sizes ?? sizes }),
    width: largest.width,
    height: largest.height,
    alt: options.alt ?? "",
    loading: options.loading ?? "lazy",
    decoding: "async",
    ...(style !== undefined && { style }),
  };
}

/**
 * HTML of a `picture` that shows an image in the best format that the browser knows, over its placeholder.
 *
 * @throws RangeError where the image has no such set
 */
export function pictureHtml(image, set, options = {}) {
  const { sources, sizes } = setOf(image, set);
  const better = sources
    .slice(0, -1)
    .map(({ content_type: type, srcset }) =>
      tag("source", { type, srcset, ...(sizes !== undefined && { sizes: options.sizes ?? sizes }) }),
    );
  return `<picture>${better.join("")}${tag("img", imageAttributes(image, set, options))}</picture>`;
}

function setOf(image, name) {
  const found = image.sets.find((set) => set.name === name);
  if (found) return found;
  const names = image.sets.map((set) => set.name).join(", ") || "none";
  throw new RangeError(`Expected a set of the image (${names}); got ${JSON.stringify(name)}.`);
}

/** Under an image that has transparent pixels it would shine through. */
function placeholderStyle({ placeholder, placeholder_url: url }, options) {
  if (url === undefined || options.placeholder === false || isTransparent(placeholder)) return undefined;
  return `background:url(${url}) center/cover no-repeat`;
}

const BASE64 = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

/** The highest bit of a ThumbHash's third byte, which is the second lowest of its third digit. */
function isTransparent(placeholder = "") {
  return (BASE64.indexOf(placeholder.charAt(2)) & 2) !== 0;
}

function tag(name, attributes) {
  const given = Object.entries(attributes).map(([key, value]) => ` ${key}="${escapeHtml(String(value))}"`);
  return `<${name}${given.join("")}>`;
}

function escapeHtml(text) {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll('"', "&quot;");
}
