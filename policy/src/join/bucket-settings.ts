import type { RuleContext } from "../core/rule-context";
import { types } from "../core/resource-types";
import type { StackResource, StackView } from "../core/stack-view";
import { inlineSettings, type InlineSetting } from "./inline-settings";
import { ofBucket } from "./siblings";

/** A bucket of the stack with its settings of one kind; or settings of a bucket that is in another stack. */
interface SettledBucket {
  /** What a finding is about: the bucket, or the settings where the bucket is in another stack. */
  readonly owner: StackResource;
  readonly settings: readonly StackResource[];
}

/**
 * The buckets of a stack with their settings: separate resources, or else what is stated on the bucket. Settings of
 * buckets that are in other stacks follow: they are judged as they stand.
 */
export function bucketsWith<C extends object>(
  stack: StackView,
  settingTypes: readonly string[],
  inline: InlineSetting | undefined,
  context: RuleContext<C, StackResource>,
): SettledBucket[] {
  const own = stack.ofType(...types.bucket).map((bucket) => {
    const separate = ofBucket(stack, bucket, settingTypes);
    if (separate.length > 0 || inline === undefined) return { owner: bucket, settings: separate };
    return { owner: bucket, settings: inlineSettings(bucket, inline, context) };
  });
  const others = settingsOfOtherStacks(stack, settingTypes).map((settings) => ({
    owner: settings,
    settings: [settings],
  }));
  return [...own, ...others];
}

/** The settings resources of buckets that are not in this stack. */
export function settingsOfOtherStacks(stack: StackView, settingTypes: readonly string[]): StackResource[] {
  const joined = new Set(stack.ofType(...types.bucket).flatMap((bucket) => ofBucket(stack, bucket, settingTypes)));
  return stack.ofType(...settingTypes).filter((settings) => !joined.has(settings));
}
