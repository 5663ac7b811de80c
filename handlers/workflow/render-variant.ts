import type { ProcessingDeps } from "../attempt-upload";
import type { VariantRecord } from "../contract/image-record";
import { configuredResultKeys } from "../contract/result-keys";
import { isCurrent } from "../current-version";
import { openImage, readOriginal, requireCurrent, type OriginalFacts } from "../original";
import { refusalOf } from "../refusal";
import { renderVariant } from "../rendition";
import { lookAtResults, removeOtherResults, storableKey, storeResult } from "../results";
import { settle } from "../settle";
import type { RenderOrder } from "./steps";

/**
 * Second step, once per variant: renders it and stores the result. A refusal is thrown with its reason as the error's
 * name: a state machine catches errors by name.
 */
export function makeRenderVariant(deps: ProcessingDeps): (order: RenderOrder) => Promise<VariantRecord> {
  return async ({ upload, header, variant }) => {
    try {
      const { ref } = upload;
      const facts: OriginalFacts = {};
      const [seen, bytes] = await Promise.all([
        lookAtResults(deps, configuredResultKeys(variant, ref.key)),
        readOriginal(deps, ref, facts),
      ]);
      const rendition = await renderVariant(deps, await openImage(deps, bytes), variant, facts.focal);
      const key = storableKey(ref.key, header, rendition);
      await requireCurrent(deps, ref);
      const result = await storeResult(deps, ref, key, rendition, seen[key] ?? { state: "absent" });
      await removeOtherResults(deps, ref, seen, [key]);
      // The execution may have failed meanwhile, and no later step of it puts right what this one has written.
      const now = await deps.store.current(ref.bucket, ref.key);
      if (!isCurrent(now, ref)) await settle(deps, { kind: "upload", upload });
      return result;
    } catch (error) {
      const refusal = refusalOf(error);
      if (!refusal) throw error;
      throw Object.assign(new Error(refusal.message), { name: refusal.reason });
    }
  };
}
