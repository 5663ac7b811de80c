import type { ProcessingDeps } from "../attempt-upload";
import type { VariantRecord } from "../contract/image-record";
import { configuredResultKeys } from "../contract/result-keys";
import { isCurrent } from "../current-version";
import { openImage, readOriginal, requireCurrent, stepTimes, type OriginalFacts } from "../original";
import { refusalOf } from "../refusal";
import { renderVariant } from "../rendition";
import { lookAtResults, removeOtherResults, storableKey, storeResult } from "../results";
import type { InvocationContext } from "../s3-event-records";
import { settle } from "../settle";
import type { RenderOrder } from "./steps";

/**
 * Second step, once per variant: renders it and stores the result. A refusal is thrown with its reason as the error's
 * name: a state machine catches errors by name.
 */
export function makeRenderVariant(
  deps: ProcessingDeps,
): (order: RenderOrder, context: InvocationContext) => Promise<VariantRecord> {
  return async ({ upload, header, variant }, context) => {
    deps.telemetry.begin(context.awsRequestId);
    try {
      const { ref } = upload;
      const facts: OriginalFacts = {};
      const startedAt = Date.now();
      const [seen, bytes] = await Promise.all([
        lookAtResults(deps, configuredResultKeys(variant, ref.key)),
        readOriginal(deps, ref, facts),
      ]);
      const readMs = Date.now() - startedAt;
      const image = await openImage(deps, bytes);
      const rendition = await renderVariant(deps, image, variant, facts.focal);
      const key = storableKey(ref.key, header, rendition);
      await requireCurrent(deps, ref);
      const renderedAt = Date.now();
      const result = await storeResult(deps, ref, key, rendition, seen[key] ?? { state: "absent" });
      const steps = stepTimes(image, readMs, Date.now() - renderedAt);
      deps.telemetry.rendered({ ...ref, imageId: deps.imageId(ref), variant: variant.name, steps });
      await removeOtherResults(deps, ref, seen, [key]);
      // The execution may have failed meanwhile, and no later step of it puts right what this one has written.
      const now = await deps.store.current(ref.bucket, ref.key);
      if (!isCurrent(now, ref)) await settle(deps, { kind: "upload", upload });
      return result;
    } catch (error) {
      const refusal = refusalOf(error);
      if (!refusal) throw error;
      throw Object.assign(new Error(refusal.message), { name: refusal.reason });
    } finally {
      await deps.edge.flush();
      deps.telemetry.flush();
    }
  };
}
