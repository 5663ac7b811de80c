import { unsupported } from "../image-error";
import type { HeifTitle } from "./image";
import type { HeifItems, ItemProperty } from "./items";

/** Properties that the decoders carry out, or that describe without changing what is shown. */
const always: readonly string[] = [
  ...["ispe", "pixi", "pasp", "colr", "clap", "irot", "imir", "auxC", "clli", "mdcv", "cclv", "amve", "ndwt", "reve"],
  ...["rloc", "udes", "altt", "crtt", "mdft", "tmap"],
];

/** Those of a format, by the types of the items that they are carried out of. */
const ofCodedItems = {
  AVIF: { items: ["av01"], properties: ["av1C", "a1op", "lsel", "a1lx"] },
  HEIC: { items: ["hvc1"], properties: ["hvcC", "lhvC"] },
} as const satisfies Record<HeifTitle, { readonly items: readonly string[]; readonly properties: readonly string[] }>;

const transformations: readonly string[] = ["clap", "irot", "imir"];

const refuse = (what: string, title: HeifTitle): never => {
  throw unsupported(`${title} with ${what}`, title.toLowerCase());
};

/** An item and those that it is derived from, each once (ISO/IEC 23008-12, 6.6.1, `dimg`). */
function withInputs(items: HeifItems, item: number): Set<number> {
  const found = new Set([item]);
  // A set is iterated in the order of its insertions, those during the iteration included.
  for (const one of found) for (const input of items.referred("dimg", one)) found.add(input);
  return found;
}

const transformationsOf = (items: HeifItems, item: number): readonly ItemProperty[] =>
  items.propertiesOf(item).filter(({ type }) => transformations.includes(type));

const isSame = (left: readonly ItemProperty[], right: readonly ItemProperty[]): boolean =>
  left.length === right.length &&
  left.every(({ type, body }, at) => type === right[at]?.type && body.equals(right[at].body));

/**
 * Transformations of an AVIF's tiles, which AV1 Image File Format 1.2, section 7, rules out, and of its alpha plane,
 * which are those of the colours where there are any. libheif does a HEIC's.
 */
function checkTransformations(items: HeifItems, alpha: number | undefined): void {
  const { primary } = items;
  const own = alpha === undefined ? [] : transformationsOf(items, alpha);
  if (own.length > 0 && !isSame(own, transformationsOf(items, primary)))
    refuse("transformations of its alpha plane alone", "AVIF");
  const all = [...withInputs(items, primary), ...(alpha === undefined ? [] : withInputs(items, alpha))];
  if (all.some((item) => item !== primary && item !== alpha && transformationsOf(items, item).length > 0))
    refuse("transformations of the tiles of its grid", "AVIF");
}

/**
 * Refuses an image of which any part has a property that a reader has to understand and that is not carried out
 * (ISO/IEC 23008-12, 9.3.1, essential).
 *
 * @param alpha item of the primary item's alpha plane
 * @throws FORMAT_UNSUPPORTED
 */
export function checkEssential(items: HeifItems, title: HeifTitle, alpha: number | undefined): void {
  const coded = ofCodedItems[title];
  for (const whole of alpha === undefined ? [items.primary] : [items.primary, alpha])
    for (const item of withInputs(items, whole)) {
      const isCoded = coded.items.some((type) => type === items.typeOf(item));
      const known = isCoded ? [...always, ...coded.properties] : always;
      const unknown = items.propertiesOf(item).find(({ type, essential }) => essential && !known.includes(type));
      if (unknown) refuse(`the essential property ${JSON.stringify(unknown.type)}`, title);
    }
  if (title === "AVIF") checkTransformations(items, alpha);
}
