import { readOriginal, requireCurrent, storableKey, storeResult, variantRecord } from "../picture";
import type { Connections, VariantRecord } from "../ports";
import { refusalReason } from "../refusal";
import type { RenderOrder } from "./steps";

/**
 * Second step, once per variant: renders it and stores the result. A permanent refusal is thrown under its reason's name,
 * which is what the state machine catches it by.
 */
export function makeRenderVariant(deps: Connections): (order: RenderOrder) => Promise<VariantRecord> {
  return async ({ upload: { ref }, header, variant }) => {
    try {
      const bytes = await readOriginal(deps, ref, {});
      const { maxInputPx } = deps.settings;
      const [rendition] = await deps.imaging.render(bytes, [variant], { maxInputPx });
      if (!rendition) throw new Error(`no rendition came of ${variant.name}`);
      const key = storableKey(variant.name, ref.key, header, rendition);
      await requireCurrent(deps, ref);
      await storeResult(deps, ref, key, rendition);
      return variantRecord(key, rendition);
    } catch (error) {
      const reason = refusalReason(error);
      if (reason === undefined) throw error;
      throw Object.assign(new Error(error instanceof Error ? error.message : reason), { name: reason });
    }
  };
}
