import { originalMetadata, parseFocalPoint } from "../contract/focal-point";
import { acceptedMediaTypes } from "../contract/formats";
import { isFolderMarker, matchesTrigger } from "../contract/original-keys";
import { isStorableKey, MAX_KEY_BYTES } from "../contract/result-keys";
import { SIGNATURE_EXPIRES_SEC, type UploadRequest } from "../contract/upload-api";
import { isWatermark } from "../contract/watermarks";
import type { Connections } from "../ports";
import type { Settings } from "../ports/settings";
import { sizeMessage } from "../refusal";
import { answer, jsonBody, problem, withCors, type ApiAnswer, type ApiHandler } from "./http";

type CreateUploadDeps = Pick<Connections, "settings" | "signer">;

/** `POST /uploads`: a form that uploads one key of one content type with exactly the announced size. */
export function makeCreateUpload({ settings, signer }: CreateUploadDeps): ApiHandler {
  return withCors(async (event) => {
    const request = uploadRequest(jsonBody(event));
    if (!request) {
      const expected =
        '{ "key": string, "contentType": string, "bytes": positive integer, "focal": "x,y", each 0..1, if any }';
      return problem(400, "REQUEST_INVALID", `The body must be a JSON object ${expected}.`);
    }
    const refused = refuse(request, settings);
    if (refused) return refused;
    const key = settings.uploadPrefix + request.key;
    const expiresAt = new Date(Date.now() + SIGNATURE_EXPIRES_SEC * 1000).toISOString();
    const form = await signer.uploadForm({
      bucket: settings.sourceBucket,
      key,
      contentType: request.contentType,
      bytes: request.bytes,
      metadata: request.focal === undefined ? {} : { [originalMetadata.focal]: request.focal },
      expiresSec: SIGNATURE_EXPIRES_SEC,
    });
    return answer(201, { key, ...form, expiresAt });
  }, settings.corsOrigin);
}

function uploadRequest(body: unknown): UploadRequest | undefined {
  const { key, contentType, bytes, focal } = (body ?? {}) as Partial<Record<keyof UploadRequest, unknown>>;
  if (typeof key !== "string" || typeof contentType !== "string" || !isSize(bytes)) return undefined;
  if (focal === undefined) return { key, contentType, bytes };
  return typeof focal === "string" && parseFocalPoint(focal) ? { key, contentType, bytes, focal } : undefined;
}

function isSize(value: unknown): value is number {
  return Number.isSafeInteger(value) && Number(value) > 0;
}

function refuse({ key, contentType, bytes }: UploadRequest, settings: Settings): ApiAnswer | undefined {
  const { uploadPrefix, suffixes, maxInputBytes } = settings;
  const invalidKey = (expected: string) =>
    problem(400, "KEY_INVALID", `key must ${expected}; got ${JSON.stringify(key)}.`);
  if (key === "") return invalidKey("not be empty");
  if (!isStorableKey(uploadPrefix + key)) {
    return invalidKey(`have at most ${MAX_KEY_BYTES - Buffer.byteLength(uploadPrefix)} bytes (UTF-8)`);
  }
  if (isFolderMarker(key)) return invalidKey('not end with "/"');
  if (!isPlainKey(key)) {
    return invalidKey('have no segment "." or "..", no control characters and no "${filename}"');
  }
  if (!matchesTrigger(key, settings)) return invalidKey(`end with one of ${suffixes.join(", ")}`);
  if (isWatermark(uploadPrefix + key, settings)) {
    return problem(400, "KEY_RESERVED", `key must not be that of a watermark; got ${JSON.stringify(key)}.`);
  }
  if (!acceptedMediaTypes.some((type) => type === contentType)) {
    const expected = acceptedMediaTypes.join(", ");
    return problem(415, "CONTENT_TYPE_UNSUPPORTED", `contentType must be one of ${expected}; got ${contentType}.`);
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
