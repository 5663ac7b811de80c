import type { VariantRecord } from "../contract";
import { openImage, readOriginal, requireCurrent } from "../original";
import type { Connections } from "../ports";
import { refusalOf } from "../refusal";
import { renderVariant } from "../rendition";
import { storableKey, storeResult } from "../results";
import type { RenderOrder } from "./steps";

type RenderVariantDeps = Pick<
  Connections,
  "settings" | "store" | "Jimp" | "watermarks" | "imageId" | "specificationOf"
>;

/**
 * Second step, once per variant: renders it and stores the result. A refusal is thrown with its reason as the error's
 * name: a state machine catches errors by name.
 */
export function makeRenderVariant(deps: RenderVariantDeps): (order: RenderOrder) => Promise<VariantRecord> {
  return async ({ upload: { ref }, header, variant }) => {
    try {
      const image = await openImage(deps, await readOriginal(deps, ref, {}));
      const rendition = await renderVariant(deps, image, variant);
      const key = storableKey(ref.key, header, rendition);
      await requireCurrent(deps, ref);
      return await storeResult(deps, ref, key, rendition);
    } catch (error) {
      const refusal = refusalOf(error);
      if (!refusal) throw error;
      throw Object.assign(new Error(refusal.message), { name: refusal.reason });
    }
  };
}
