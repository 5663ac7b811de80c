import type { VariantRecord } from "../contract";
import { readOriginal, requireCurrent } from "../original";
import type { Connections } from "../ports";
import { refusalOf } from "../refusal";
import { storableKey, storeResult } from "../results";
import type { RenderOrder } from "./steps";

type RenderVariantDeps = Pick<Connections, "settings" | "store" | "engine" | "imageId" | "specificationOf">;

/**
 * Second step, once per variant: renders it and stores the result. A refusal is thrown with its reason as the error's
 * name: a state machine catches errors by name.
 */
export function makeRenderVariant(deps: RenderVariantDeps): (order: RenderOrder) => Promise<VariantRecord> {
  return async ({ upload: { ref }, header, variant }) => {
    try {
      const { maxInputPx } = deps.settings;
      const bytes = await readOriginal(deps, ref, {});
      const [rendition] = await deps.engine.render(bytes, [variant], { maxInputPx });
      if (!rendition) throw new Error(`The image engine returned no rendition of ${variant.name}.`);
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
