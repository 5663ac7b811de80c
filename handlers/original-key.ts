import type { Settings } from "./ports";
import { isFolderMarker } from "./s3-event";

/** Whether something is made of an original that ends like this: what the stack's triggers ask of it. */
export function isProcessed(key: string, { suffixes }: Pick<Settings, "suffixes">): boolean {
  const asked = suffixes.length === 0 || suffixes.some((suffix) => key.endsWith(suffix));
  return asked && !isFolderMarker(key);
}

/**
 * Whether a key is one that callers may choose. S3 takes more: segments `.` and `..`, which no URL can name, control
 * characters, half a surrogate pair, and `${filename}`, which an upload form replaces by the name of any file.
 */
export function isPlainKey(key: string): boolean {
  const upwards = key.split("/").some((segment) => segment === "." || segment === "..");
  return !upwards && !/[\p{Cc}\p{Cs}]/u.test(key) && !key.includes("${filename}");
}
