import { originalMetadata, parseFocalPoint } from "../contract/focal-point";
import { uploadedKey } from "../contract/routes";
import { apiParameters, MAX_BODY_BYTES } from "../contract/upload-api";
import type { Connections } from "../ports";
import { answer, problem, withCors, type ApiEvent, type ApiHandler } from "./http";
import { refuseUpload } from "./upload-rules";

type StoreImageDeps = Pick<Connections, "settings" | "store" | "imageId">;

/** `POST /upload?key=…`: stores the body under the key, and answers with the image's id, its key and its version. */
export function makeStoreImage({ settings, store, imageId }: StoreImageDeps): ApiHandler {
  return withCors(async (event) => {
    const body = Buffer.from(event.body ?? "", event.isBase64Encoded ? "base64" : "utf8");
    const contentType = headerOf(event, "content-type");
    const requested = { key: event.queryStringParameters?.[apiParameters.key] ?? "", contentType, bytes: body.length };
    const refused = refuseUpload(requested, settings, "Content-Type");
    if (refused) return refused;
    if (body.length === 0) return problem(400, "REQUEST_INVALID", "The body must be an image; it is empty.");
    if (body.length > MAX_BODY_BYTES) {
      const expected = `at most ${MAX_BODY_BYTES / 1e6} MB can be sent to POST /upload`;
      const message = `The image has ${(body.length / 1e6).toFixed(1)} MB; ${expected}. Use a form of POST /uploads.`;
      return problem(413, "IMAGE_TOO_LARGE", message);
    }
    const focal = event.queryStringParameters?.[apiParameters.focal];
    if (focal !== undefined && !parseFocalPoint(focal)) {
      return problem(400, "REQUEST_INVALID", `focal must be "x,y", each 0..1; got ${JSON.stringify(focal)}.`);
    }
    const ref = { bucket: settings.sourceBucket, key: uploadedKey(settings, requested.key) };
    const versionId = await store.upload(ref, body, {
      contentType,
      metadata: focal === undefined ? {} : { [originalMetadata.focal]: focal },
    });
    const id = imageId(versionId === undefined ? ref : { ...ref, versionId });
    return answer(200, { image_id: id, key: ref.key, ...(versionId === undefined ? {} : { version_id: versionId }) });
  }, settings.corsOrigin);
}

/** A header of the request, whichever case its name has; empty where it is absent. */
function headerOf({ headers }: ApiEvent, name: string): string {
  const found = Object.entries(headers ?? {}).find(([one]) => one.toLowerCase() === name);
  return found?.[1] ?? "";
}
