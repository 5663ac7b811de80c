import { resultExtensions, type Variant } from "../../handlers/contract";

/** Formats by the first part of an address: `{ hero_640: ["avif", "webp", "jpeg"] }`. */
export type NegotiatedFormats = Readonly<Record<string, readonly string[]>>;

/** The smallest first; what every browser shows comes last. */
const PREFERENCE: readonly string[] = ["avif", "webp", "png", "jpeg"];

/**
 * The addresses that leave the format to the edge: those of sets in several formats, whose keys have extensions.
 *
 * @param variants of all routes; sets of one name have the same formats in each
 */
export function negotiatedFormats(variants: readonly Variant[]): NegotiatedFormats {
  const formats: Record<string, string[]> = {};
  for (const { name, format, extension } of variants) {
    if (extension !== "always") continue;
    const choices = (formats[name.slice(0, -`_${format}`.length)] ??= []);
    if (!choices.includes(format)) choices.push(format);
  }
  for (const choices of Object.values(formats)) {
    choices.sort((a, b) => PREFERENCE.indexOf(a) - PREFERENCE.indexOf(b));
  }
  return formats;
}

/**
 * The function of the edge that turns an address without a format into the key of the best one that the viewer shows:
 * `/hero_640/cat.png` into `/hero_640_avif/cat.png.avif`. The cache key then has the format, and no header.
 *
 * AVIF and WebP have to be named in `Accept`, with a weight above 0: browsers that show them do so, and `image/*` is
 * what those say that do not. JavaScript for the runtime `cloudfront-js-2.0`.
 */
export function negotiationCode(formats: NegotiatedFormats): string {
  const extensions = Object.fromEntries(
    Object.entries(resultExtensions).map(([mime, extension]) => [mime.replace("image/", ""), extension]),
  );
  return `const formats = ${JSON.stringify(formats)};
const extensions = ${JSON.stringify(extensions)};

function handler(event) {
  const request = event.request;
  const slash = request.uri.indexOf("/", 1);
  const name = request.uri.slice(1, slash);
  if (slash < 0 || slash + 1 === request.uri.length || !Object.keys(formats).includes(name)) return request;
  const named = namedTypes(request.headers.accept);
  const choices = formats[name];
  const format = choices.find((one) => named.includes("image/" + one)) || choices[choices.length - 1];
  request.uri = "/" + name + "_" + format + request.uri.slice(slash) + extensions[format];
  return request;
}

function namedTypes(header) {
  if (!header) return [];
  const lines = header.multiValue ? header.multiValue.map((line) => line.value) : [header.value];
  return lines
    .join(",")
    .split(",")
    .map((range) => range.split(";").map((part) => part.trim().toLowerCase()))
    .filter((parts) => !parts.slice(1).some((part) => /^q *= *0(\\.0*)?$/.test(part)))
    .map((parts) => parts[0]);
}
`;
}
