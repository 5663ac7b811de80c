import { routesOf, type Routing } from "./routes";
import type { Variant } from "./variants";

/** Keys of the watermarks of variants. */
export function watermarkKeys(variants: readonly Variant[]): readonly string[] {
  const operations = variants.flatMap((variant) => variant.operations ?? []);
  return [...new Set(operations.flatMap((operation) => ("watermark" in operation ? operation.watermark.key : [])))];
}

/** Whether an object is a watermark of the stack's variants: a caller of the API can neither replace nor delete it. */
export function isWatermark(key: string, routing: Routing): boolean {
  return routesOf(routing).some(({ variants }) => watermarkKeys(variants).includes(key));
}
