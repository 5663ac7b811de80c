import type { Connections } from "../ports";
import { isPlainKey } from "../original-key";
import { isStorableKey } from "../result-key";
import { isFolderMarker } from "../s3-event";
import { answer, jsonBody, problem, withCors, type ApiAnswer, type ApiHandler } from "./http";

/** Seconds that an upload form is good for. */
const EXPIRES_SEC = 15 * 60;

/** The media types of what can be processed. */
const contentTypes = ["image/jpeg", "image/png", "image/gif", "image/bmp", "image/tiff", "image/webp"];

interface UploadRequest {
  readonly key: string;
  readonly contentType: string;
  readonly bytes: number;
}

/** `POST /uploads`: answers with a form for one key, one content type and at most so many bytes, good for 15 minutes. */
export function makeCreateUpload({ settings, signer }: Pick<Connections, "settings" | "signer">): ApiHandler {
  return withCors(async (event) => {
    const request = jsonBody(event) as Partial<UploadRequest> | null | undefined;
    const refused = refuse(request, settings);
    if (refused) return refused;
    const { key: name, contentType, bytes } = request as UploadRequest;
    const key = settings.uploadPrefix + name;
    const expiresAt = new Date(Date.now() + EXPIRES_SEC * 1000).toISOString();
    const form = await signer.uploadForm({
      bucket: settings.sourceBucket,
      key,
      contentType,
      maxBytes: bytes,
      expiresSec: EXPIRES_SEC,
    });
    return answer(201, { key, ...form, expiresAt });
  }, settings.corsOrigin);
}

function refuse(
  request: Partial<UploadRequest> | null | undefined,
  settings: Connections["settings"],
): ApiAnswer | undefined {
  const { key, contentType, bytes } = request ?? {};
  if (typeof key !== "string" || typeof contentType !== "string" || !Number.isSafeInteger(bytes) || bytes! < 1) {
    return problem(400, "REQUEST_INVALID", "expected { key: text, contentType: text, bytes: positive integer }");
  }
  if (key === "" || isFolderMarker(key) || !isStorableKey(settings.uploadPrefix + key)) {
    return problem(400, "KEY_INVALID", 'a key has 1..1024 bytes, prefix included, and does not end with "/"');
  }
  if (!isPlainKey(key)) {
    return problem(400, "KEY_INVALID", 'a key has no segment "." or "..", no control characters and no "${filename}"');
  }
  if (settings.suffixes.length > 0 && !settings.suffixes.some((suffix) => key.endsWith(suffix))) {
    return problem(400, "KEY_INVALID", `a key has to end with one of ${settings.suffixes.join(" ")}`);
  }
  if (!contentTypes.includes(contentType)) {
    return problem(415, "CONTENT_TYPE_UNSUPPORTED", `contentType has to be one of ${contentTypes.join(", ")}`);
  }
  if (bytes! > settings.maxInputBytes) {
    return problem(413, "IMAGE_TOO_LARGE", `an image may have ${settings.maxInputBytes} bytes`);
  }
  return undefined;
}
