import { itemsOf, valueAt, type Plain } from "../core/plain-value";
import type { StackResource, StackView } from "../core/stack-view";

/** The accounts of a stack: of the ARNs of its resources, and those that its providers are limited to. */
export function accountsOf(stack: StackView): string[] {
  return [...new Set(stack.resources.flatMap(accountsOfResource))];
}

function accountsOfResource(resource: StackResource): string[] {
  const [, , , , account = ""] = resource.text("arn")?.split(":") ?? [];
  return [account, ...textsOf(valueAt(resource.provider, "allowedAccountIds"))].filter((one) => /^\d{12}$/.test(one));
}

/** A list, which the provider's properties have as JSON text. */
function textsOf(value: Plain): string[] {
  if (typeof value !== "string") return itemsOf(value).filter((item) => typeof item === "string");
  try {
    return itemsOf(JSON.parse(value) as Plain).filter((item) => typeof item === "string");
  } catch {
    return [];
  }
}
