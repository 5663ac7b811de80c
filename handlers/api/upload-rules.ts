import { acceptedMediaTypes } from "../contract/formats";
import { isFolderMarker, matchesTrigger } from "../contract/original-keys";
import { isStorableKey, MAX_KEY_BYTES } from "../contract/result-keys";
import { prefixesText, routeOf, uploadedKey } from "../contract/routes";
import type { UploadRequest } from "../contract/upload-api";
import { isWatermark } from "../contract/watermarks";
import type { Settings } from "../ports/settings";
import { sizeMessage } from "../refusal";
import { problem, type ApiAnswer } from "./http";

/** Why an upload is refused; undefined where it is accepted. The rules of both ways to upload. */
export function refuseUpload(
  { key, contentType, bytes }: UploadRequest,
  settings: Settings,
  contentTypeName: string,
): ApiAnswer | undefined {
  const { maxInputBytes } = settings;
  const fullKey = uploadedKey(settings, key);
  const invalidKey = (expected: string) =>
    problem(400, "KEY_INVALID", `key must ${expected}; got ${JSON.stringify(key)}.`);
  if (key === "") return invalidKey("not be empty");
  if (!isStorableKey(fullKey)) {
    const prefixBytes = Buffer.byteLength(fullKey) - Buffer.byteLength(key);
    return invalidKey(`have at most ${MAX_KEY_BYTES - prefixBytes} bytes (UTF-8)`);
  }
  if (isFolderMarker(key)) return invalidKey('not end with "/"');
  if (!isPlainKey(key)) {
    return invalidKey('have no segment "." or "..", no control characters and no "${filename}"');
  }
  const route = routeOf(settings, fullKey);
  if (!route) return invalidKey(`begin with ${prefixesText(settings)}`);
  if (!matchesTrigger(key, route)) return invalidKey(`end with one of ${route.suffixes.join(", ")}`);
  if (isWatermark(fullKey, settings)) {
    return problem(400, "KEY_RESERVED", `key must not be that of a watermark; got ${JSON.stringify(key)}.`);
  }
  if (!acceptedMediaTypes.some((type) => type === contentType)) {
    const expected = acceptedMediaTypes.join(", ");
    return problem(
      415,
      "CONTENT_TYPE_UNSUPPORTED",
      `${contentTypeName} must be one of ${expected}; got ${contentType}.`,
    );
  }
  if (bytes > maxInputBytes) return problem(413, "IMAGE_TOO_LARGE", sizeMessage(bytes, maxInputBytes));
  return undefined;
}

/**
 * Whether a caller may choose this key. S3 accepts more: segments `.` and `..`, which no URL can contain, control
 * characters, unpaired surrogates, and `${filename}`, which an upload form replaces by the name of any file.
 */
function isPlainKey(key: string): boolean {
  const dotted = key.split("/").some((segment) => segment === "." || segment === "..");
  return !dotted && !/[\p{Cc}\p{Cs}]/u.test(key) && !key.includes("${filename}");
}
