import type { Variant } from "./variants";
import { isWatermark } from "./watermarks";

/** Whether an object is a folder marker: the empty object that consoles create to show a folder. */
export function isFolderMarker(key: string): boolean {
  return key.endsWith("/");
}

/** Whether an object is no original: a folder marker, or a watermark of the stack's variants. */
export function isIgnoredKey(key: string, { variants }: { readonly variants: readonly Variant[] }): boolean {
  return isFolderMarker(key) || isWatermark(key, { variants });
}

/** Whether the stack's triggers process objects with this key. Their prefix is the caller's to check. */
export function matchesTrigger(key: string, { suffixes }: { readonly suffixes: readonly string[] }): boolean {
  return !isFolderMarker(key) && (suffixes.length === 0 || suffixes.some((suffix) => key.endsWith(suffix)));
}
