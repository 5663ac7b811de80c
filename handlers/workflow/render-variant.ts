import { allDone } from "../all-done";
import { lookAtSample, planSample } from "../appearance";
import type { ProcessingDeps } from "../attempt-upload";
import { configuredResultKeys } from "../contract/result-keys";
import { appliesTo } from "../contract/variant-sets";
import { isCurrent } from "../current-version";
import { openImage, readOriginal, requireCurrent, stepTimes, type OriginalFacts } from "../original";
import { refusalOf } from "../refusal";
import { renderVariants } from "../rendition";
import { removeOtherResults } from "../remove-results";
import { resultToStore, storeResult } from "../results";
import { lookAtResults } from "../seen-results";
import type { InvocationContext } from "../s3-event-records";
import { settle } from "../settle";
import type { RenderedGroup, RenderOrder } from "./steps";

/**
 * Second step, once per group of variants: renders those that apply to the original, of one decode, and stores their
 * results. A refusal is thrown with its reason as the error's name: a state machine catches errors by name.
 */
export function makeRenderVariant(
  deps: ProcessingDeps,
): (order: RenderOrder, context: InvocationContext) => Promise<RenderedGroup> {
  return async ({ upload, header, group }, context) => {
    deps.telemetry.begin(context.awsRequestId);
    try {
      const { ref } = upload;
      const facts: OriginalFacts = {};
      const startedAt = Date.now();
      const looking = lookAtResults(deps, ref.key, group.variants, configuredResultKeys);
      const [seen, bytes] = await Promise.all([looking, readOriginal(deps, ref, facts)]);
      const readMs = Date.now() - startedAt;
      const image = await openImage(deps, bytes);
      const variants = group.variants.filter((variant) => appliesTo(variant, header));
      const sample = group.describes ? planSample(deps, image) : undefined;
      const renditions = await renderVariants(deps, image, variants, facts.focal);
      const appearance = await lookAtSample(deps, sample);
      const made = renditions.map((rendition) => resultToStore(deps, ref.key, header, rendition));
      await requireCurrent(deps, ref);
      const renderedAt = Date.now();
      const results = await allDone(
        made.map((result) => storeResult(deps, ref, result, seen[result.key] ?? { state: "absent" })),
      );
      const steps = stepTimes(image, readMs, Date.now() - renderedAt);
      deps.telemetry.rendered({ ...ref, imageId: deps.imageId(ref), variant: group.name, steps });
      const kept = results.map(({ key }) => key);
      // Immutable ones are superseded when the record names others.
      if (deps.settings.address === "stable") await removeOtherResults(deps, upload, seen, kept);
      // The execution may have failed meanwhile, and no later step of it puts right what this one has written.
      const now = await deps.store.current(ref.bucket, ref.key);
      if (!isCurrent(now, ref)) await settle(deps, { kind: "upload", upload });
      return { results, ...(appearance && { appearance }) };
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
